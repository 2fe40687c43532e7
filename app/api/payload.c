#include "api/payload.h"

#include "query/param.h"
#include "query/percent.h"
#include "query/value.h"

#include <assert.h>
#include <stdarg.h>
#include <stdio.h>

#define SHOWN_BYTES 40
#define VALUES_MAX 1000 /* read at all; each filter has its own, smaller limit */

static const struct fault fine;

/* clang-format off */
static const char *const volume_bys[] = { "none", "outcome" };

const struct payload_key payload_keys[] = {
    { "team",   "Team",         "t1032,t77",    P_TEAM,   false, NULL, 0, 0 },
    { "org",    "Organisation", "o4812",        P_ORG,    false, NULL, 0, 0 },
    { "person", "Person",       "p90311",       P_PERSON, false, NULL, 0, 0 },
    { "ch",     "Channel",      "any",          P_CH,     false, channel_words, CHANNEL_VOICE, CHANNEL__N },
    { "urg",    "Urgency",      "high",         P_URG,    true, NULL, 0, 0 },
    { "prov",   "Provider",     "any",          P_PROV,   true, NULL, 0, 0 },
    { "gw",     "Gateway",      "any",          P_GW,     true, NULL, 0, 0 },
    { "carrier", "Carrier",     "any",          P_CARRIER, true, NULL, 0, 0 },
    { "cc",     "Country",      "any",          P_CC,     true, NULL, 0, 0 },
    { "why",    "Purpose",      "any",          P_WHY,    true, purpose_words, PURPOSE_INITIAL, PURPOSE__N },
    { "src",    "Source",       "any",          P_SRC,    true, NULL, 0, 0 },
    { "out",    "Outcome",      "any",          P_OUT,    true, outcome_words, 0, OUTCOME__N },
    { "lvl",    "Level",        "1,2",          P_LVL,    true, NULL, 0, 0 },
    { "hours",  "Hours",        "any",          P_HOURS,  true, hours_words, 0, HOURS__N },
    { "by",     "Split by",     "none",         P__N,     false, volume_bys, 0, COUNT_OF(volume_bys) },
};
/* clang-format on */
const size_t payload_keys_n = COUNT_OF(payload_keys);

struct reading {
    struct arena *a;
    struct zone_set *zones;
    struct payload *out;
    unsigned seen; /* bits of payload_keys with a value */
    size_t values;
};

struct fault fault_of(struct arena *a, const char *code, const char *fmt, ...)
{
    char text[480];
    va_list ap;
    va_start(ap, fmt);
    int n = vsnprintf(text, sizeof text, fmt, ap);
    va_end(ap);
    assert(n >= 0);
    return (struct fault){400, code, arena_copy(a, str_of(text))};
}

struct str shown(struct str s)
{
    return text_head(s, SHOWN_BYTES);
}

/* Without backslashes: regex-formatted variables come escaped, and no id or word of ours holds one.
 */
static struct str unescaped(struct arena *a, struct str s)
{
    struct out o = out_of(a);
    for (size_t i = 0; i < s.n; i++)
        if (s.p[i] != '\\')
            out_char(&o, s.p[i]);
    return out_done(&o);
}

static struct fault take_by(struct reading *r, struct str item)
{
    struct payload *p = r->out;
    if (str_eq(item, STR("none")))
        return fine;
    if (p->metric == METRIC__N) {
        p->by_outcome = str_eq(item, STR("outcome"));
        if (p->by_outcome)
            return fine;
        return fault_of(r->a, "BAD_PAYLOAD", "by cannot be \"%.*s\": it is outcome or none.",
            STR_ARG(shown(item)));
    }
    int by = word_of(by_words, BY__N, item);
    if (by <= BY_NONE || !(metrics[p->metric].by & BY_BIT(by)))
        return fault_of(r->a, "BAD_PAYLOAD", "%s cannot be split by \"%.*s\".",
            metrics[p->metric].name, STR_ARG(shown(item)));
    p->by = (enum by)by;
    return fine;
}

static struct fault take_item(struct reading *r, const struct payload_key *k, struct str item)
{
    item = str_trim(item);
    if (item.n == 0)
        return fine;
    r->seen |= 1u << (k - payload_keys);
    if (++r->values > VALUES_MAX)
        return fault_of(
            r->a, "BAD_FILTER", "There are more than %d values in the filters.", VALUES_MAX);
    if (k->param == P__N)
        return take_by(r, item);
    struct str allowed = param_allowed(r->a, k->param, NULL);
    switch (value_read(r->a, r->zones, k->param, NULL, item, &r->out->filter)) {
    case FIT_OK:
        return fine;
    case FIT_FULL:
        return fault_of(
            r->a, "BAD_FILTER", "%s takes at most %d values.", k->name, params[k->param].max);
    case FIT_BAD:
        break;
    }
    return fault_of(r->a, "BAD_FILTER", "%s cannot be \"%.*s\". Allowed: %.*s.", k->name,
        STR_ARG(shown(item)), STR_ARG(allowed));
}

/* One value, a comma list, or the "(a|b)" that a variable with several values becomes in the
 * builder. */
static struct fault take_text(struct reading *r, const struct payload_key *k, struct str text)
{
    struct str rest = unescaped(r->a, str_trim(text));
    if (str_eq(rest, STR("*")))
        return fine;
    bool group = rest.n >= 2 && rest.p[0] == '(' && rest.p[rest.n - 1] == ')';
    if (group)
        rest = (struct str){rest.p + 1, rest.n - 2};
    struct fault f = fine;
    for (bool more = true; more && f.status == 0;) {
        struct str item;
        more = str_cut(rest, group ? '|' : ',', &item, &rest);
        f = take_item(r, k, item);
    }
    return f;
}

static struct fault take_value(struct reading *r, const struct payload_key *k, const struct json *v)
{
    if (v->kind == JSON_IS_NULL)
        return fine;
    if (v->kind == JSON_IS_TEXT)
        return take_text(r, k, v->text);
    if (v->kind != JSON_IS_LIST)
        return fault_of(r->a, "BAD_PAYLOAD", "%s must be text or a list of texts.", k->name);
    struct fault f = fine;
    for (const struct json *item = v->first; item && f.status == 0; item = item->next) {
        if (item->kind != JSON_IS_TEXT)
            return fault_of(r->a, "BAD_PAYLOAD", "%s must be text or a list of texts.", k->name);
        /* One alone may be the "(a|b)" of a variable; what was exported may hold a comma. */
        bool alone = v->n == 1 && (k->param == P__N || rules[k->param].kind != KIND_EXACT);
        f = alone ? take_text(r, k, item->text) : take_item(r, k, item->text);
    }
    return f;
}

static bool takes(const struct payload *p, const struct payload_key *k)
{
    return !k->wide || p->metric != METRIC__N;
}

static const struct payload_key *key_of(const struct payload *p, struct str name)
{
    for (EACH(i, payload_keys))
        if (takes(p, &payload_keys[i]) && str_eq(str_of(payload_keys[i].name), name))
            return &payload_keys[i];
    return NULL;
}

/* All of them, or those alone that are filters. */
static struct str key_names(struct arena *a, const struct payload *p, bool filters)
{
    struct out o = out_of(a);
    for (EACH(i, payload_keys))
        if (takes(p, &payload_keys[i]) && (!filters || payload_keys[i].param != P__N))
            out_fmt(&o, "%s%s", o.n ? ", " : "", payload_keys[i].name);
    return out_done(&o);
}

static struct fault take_object(struct reading *r, const struct json *object)
{
    struct fault f = fine;
    struct str names = key_names(r->a, r->out, false);
    for (const struct json *v = object->first; v && f.status == 0; v = v->next) {
        const struct payload_key *k = key_of(r->out, v->key);
        if (!k)
            return fault_of(r->a, "BAD_PAYLOAD", "Unknown payload key \"%.*s\". There are: %.*s.",
                STR_ARG(shown(v->key)), STR_ARG(names));
        f = take_value(r, k, v);
    }
    return f;
}

/* An object, the text of one, "" or nothing: each was sent by some version of the plugin. */
static struct fault take_payload(struct reading *r, const struct json *payload)
{
    struct json *parsed;
    if (!payload || payload->kind == JSON_IS_NULL)
        return fine;
    if (payload->kind == JSON_IS_TEXT) {
        if (str_trim(payload->text).n == 0)
            return fine;
        struct err e = json_read(r->a, payload->text, &parsed);
        payload = e.code == ERR_OK ? parsed : payload;
    }
    if (payload->kind != JSON_IS_OBJECT)
        return fault_of(r->a, "BAD_PAYLOAD", "payload is not a JSON object.");
    return take_object(r, payload);
}

static bool is_empty(const struct json *v)
{
    return !v || v->kind == JSON_IS_NULL || (v->kind == JSON_IS_TEXT && str_trim(v->text).n == 0);
}

static struct fault take_filter(struct reading *r, const struct json *filter)
{
    struct str key = {0}, operation = STR("="), names = key_names(r->a, r->out, true);
    struct err e = json_get_text(filter, "key", &key);
    if (e.code == ERR_OK)
        e = json_get_text(filter, "operator", &operation);
    const struct json *value = json_get(filter, "value");
    if (e.code != ERR_OK || filter->kind != JSON_IS_OBJECT || !value)
        return fault_of(r->a, "BAD_FILTER", "A filter needs the texts key, operator and value.");
    const struct payload_key *k = key_of(r->out, key);
    if (!k || k->param == P__N)
        return fault_of(r->a, "BAD_FILTER", "Unknown filter \"%.*s\". There are: %.*s.",
            STR_ARG(shown(key)), STR_ARG(names));
    if (!str_eq(operation, STR("=")) && !str_eq(operation, STR("=~")))
        return fault_of(r->a, "BAD_FILTER",
            "Filter %s: the operator \"%.*s\" is not supported; use =.", k->name,
            STR_ARG(shown(operation)));
    /* Adding would widen, and an overlap of trees is no list. */
    if (r->seen & (1u << (k - payload_keys)))
        return fault_of(r->a, "BAD_FILTER",
            "%s is filtered twice: by the payload or another filter as well.", k->name);
    return take_value(r, k, value);
}

bool payload_metric(const struct json *target, enum metric *out)
{
    const struct json *name = json_get(target, "target");
    *out = METRIC__N;
    if (!name || name->kind != JSON_IS_TEXT)
        return false;
    *out = metric_find(name->text);
    return *out != METRIC__N || str_eq(name->text, STR("page_volume"));
}

struct fault payload_read(struct arena *a, struct zone_set *zones, const struct json *target,
    const struct json *filters, struct payload *out)
{
    *out = (struct payload){.filter = filter_default(), .metric = METRIC__N};
    payload_metric(target, &out->metric);
    struct reading r = {.a = a, .zones = zones, .out = out};
    const struct json *payload = json_get(target, "payload");
    struct fault f = take_payload(&r, is_empty(payload) ? json_get(target, "data") : payload);
    if (f.status || !filters || filters->kind == JSON_IS_NULL)
        return f;
    if (filters->kind != JSON_IS_LIST)
        return fault_of(a, "BAD_FILTER", "filters must be a list.");
    for (const struct json *one = filters->first; one && f.status == 0; one = one->next)
        f = take_filter(&r, one);
    return f;
}
