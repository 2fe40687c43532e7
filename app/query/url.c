#include "query/url.h"

#include "query/nearest.h"
#include "query/param.h"
#include "query/percent.h"
#include "query/value.h"

#define SHOWN_BYTES 40 /* of a name or value that is quoted back */

static const char *const trackers[] = {"fbclid", "gclid"};

/* One reading of one query string. */
struct reading {
    struct arena *a;
    struct zone_set *zones;
    unsigned allowed, seen; /* P_BITs; seen: with a value, good or bad */
    const struct vocabulary *words;
    size_t values;
    struct query *q;
};

struct filter filter_default(void)
{
    return (struct filter){.range = RANGE_28D, .tz = STR("UTC"), .n = 50};
}

static void blame(
    struct reading *r, struct str name, struct str value, struct str nearest, struct str message)
{
    if (r->q->problems == PROBLEMS_MAX)
        return;
    r->q->problem[r->q->problems++] = (struct problem){
        .name = arena_copy(r->a, text_head(name, SHOWN_BYTES)),
        .value = arena_copy(r->a, text_head(value, SHOWN_BYTES)),
        .message = message,
        .nearest = nearest,
    };
}

static struct str blamed(enum param p)
{
    return str_of(params[p].name);
}

/* Trackers that others hang on our links: dropped, never a filter. */
static bool is_tracker(struct str name)
{
    for (EACH(i, trackers))
        if (str_eq(name, str_of(trackers[i])))
            return true;
    return str_starts(name, STR("utm_"));
}

static enum param param_of(struct str name)
{
    enum param p = 0;
    while (p < P__N && !str_eq(str_of(params[p].name), name))
        p++;
    return p;
}

static void blame_unknown(struct reading *r, struct str name, struct str value)
{
    if (r->q->problems == PROBLEMS_MAX)
        return;
    struct str shown = text_head(name, SHOWN_BYTES);
    struct nearest n = nearest_of(name);
    for (enum param p = 0; p < P__N; p++) {
        if (!(r->allowed & P_BIT(p)))
            continue;
        nearest_offer(&n, str_of(params[p].name), str_of(params[p].name));
        nearest_offer(&n, str_of(params[p].label), str_of(params[p].name));
    }
    struct str message = arena_fmt(r->a, "%.*s is not a filter.", STR_ARG(shown));
    if (n.word.n)
        message = arena_fmt(r->a, "%.*s Did you mean %.*s (%s)?", STR_ARG(message), STR_ARG(n.word),
            params[param_of(n.word)].label);
    blame(r, name, value, n.word, message);
}

static void blame_value(struct reading *r, enum param p, struct str value)
{
    struct str shown = text_head(value, SHOWN_BYTES), allowed = param_allowed(r->a, p, r->words);
    struct str nearest = param_nearest(p, r->words, value);
    struct str message = arena_fmt(r->a, "%s (%s) cannot be \"%.*s\". Allowed: %.*s.",
        params[p].label, params[p].name, STR_ARG(shown), STR_ARG(allowed));
    if (nearest.n)
        message = arena_fmt(r->a, "%.*s Did you mean %.*s?", STR_ARG(message), STR_ARG(nearest));
    blame(r, blamed(p), value, nearest, message);
}

/* False once there are more values than any honest URL has. */
static bool take_value(struct reading *r, enum param p, struct str value)
{
    value = str_trim(value);
    if (value.n == 0)
        return true;
    if (++r->values > URL_VALUES_MAX) {
        blame(r, blamed(p), STR(""), STR(""),
            arena_fmt(r->a, "There are more than %d values in this address.", URL_VALUES_MAX));
        return false;
    }
    switch (value_read(r->a, r->zones, p, r->words, value, &r->q->filter)) {
    case FIT_OK:
        break;
    case FIT_BAD:
        blame_value(r, p, value);
        break;
    case FIT_FULL:
        blame(r, blamed(p), value, STR(""),
            arena_fmt(r->a, "%s (%s) takes at most %d values.", params[p].label, params[p].name,
                params[p].max));
        break;
    }
    return true;
}

static bool take_values(struct reading *r, enum param p, struct str text)
{
    if (!param_is_list(p))
        return take_value(r, p, text);
    struct str item;
    bool more = true;
    while (more) {
        more = str_cut(text, ',', &item, &text);
        if (!take_value(r, p, item))
            return false;
    }
    return true;
}

/* Only here a comma may be part of a value, so the bare ones are looked for before decoding. */
static bool take_exact(struct reading *r, enum param p, struct str raw)
{
    struct str item;
    bool more = true;
    while (more) {
        more = str_cut(raw, ',', &item, &raw);
        percent_decode(r->a, item, true, &item);
        if (!take_value(r, p, item))
            return false;
    }
    return true;
}

/* One decoded pair, and its value as it was written. False ends the reading. */
static bool take_pair(struct reading *r, struct str name, struct str value, struct str raw)
{
    if (is_tracker(name))
        return true;
    enum param p = param_of(name);
    if (p == P__N) {
        blame_unknown(r, name, value);
        return true;
    }
    if (str_trim(value).n == 0)
        return true;
    bool again = r->seen & P_BIT(p);
    r->seen |= P_BIT(p);
    if (!(r->allowed & P_BIT(p))) {
        blame(r, name, value, STR(""),
            arena_fmt(r->a, "%s (%s) is not used by this page.", params[p].label, params[p].name));
        return true;
    }
    if (again && !param_is_list(p)) {
        blame(r, name, value, STR(""),
            arena_fmt(r->a, "%s (%s) is given more than once.", params[p].label, params[p].name));
        return true;
    }
    return rules[p].kind == KIND_EXACT ? take_exact(r, p, raw) : take_values(r, p, value);
}

/* Decodes one "name=value". Text that is not text is blamed without quoting it. */
static bool take_raw(struct reading *r, struct str pair)
{
    struct str name, value;
    str_cut(pair, '=', &name, &value);
    struct str raw = value;
    bool whole = percent_decode(r->a, name, true, &name);
    whole = text_is_clean(name) && whole;
    if (!whole)
        name = STR("");
    whole = percent_decode(r->a, value, true, &value) && whole;
    if (whole && text_is_clean(value))
        return take_pair(r, name, value, raw);
    blame(r, name, STR(""), STR(""),
        name.n ? arena_fmt(r->a,
                     "The value of %.*s is not text: it is cut, not UTF-8, or holds "
                     "control characters.",
                     STR_ARG(text_head(name, SHOWN_BYTES)))
               : STR("A name in this address is not text: it is cut, not UTF-8, or holds control "
                     "characters."));
    return true;
}

static void take_all(struct reading *r, struct str raw)
{
    struct str pair;
    size_t pairs = 0;
    while (raw.n) {
        str_cut(raw, '&', &pair, &raw);
        if (pair.n == 0)
            continue;
        if (++pairs > URL_PAIRS_MAX) {
            blame(r, STR(""), STR(""), STR(""),
                arena_fmt(
                    r->a, "There are more than %d parameters in this address.", URL_PAIRS_MAX));
            return;
        }
        if (!take_raw(r, pair))
            return;
    }
}

static void forget_dates(struct filter *f)
{
    f->from = f->to = (struct moment){0};
}

static void check_span(struct reading *r)
{
    struct filter *f = &r->q->filter;
    const struct zone *z = zone_find(r->zones, str_eq(f->tz, STR("own")) ? STR("UTC") : f->tz);
    int64_t from = moment_ms(z, f->from, false), to = moment_ms(z, f->to, true);
    if (from >= to)
        blame(r, blamed(P_FROM), STR(""), STR(""), STR("From (from) must be before To (to)."));
    /* An hour more: a span of whole days that loses a summer-time hour is not longer. */
    else if (to - from > RANGE_DAYS_MAX * DAY_MS + HOUR_MS)
        blame(r, blamed(P_FROM), STR(""), STR(""),
            arena_fmt(
                r->a, "From (from) and To (to) are more than %d days apart.", RANGE_DAYS_MAX));
    else
        return;
    forget_dates(f);
}

/* What concerns several parameters: a range or two dates, never both, never one date alone. */
static void check_dates(struct reading *r)
{
    struct filter *f = &r->q->filter;
    const unsigned dates = P_BIT(P_FROM) | P_BIT(P_TO);
    if (!(r->seen & r->allowed & dates))
        return;
    if (r->seen & r->allowed & P_BIT(P_RANGE)) {
        blame(r, blamed(P_RANGE), STR(""), STR(""),
            STR("Period (range) cannot go together with From (from) and To (to): give one or the "
                "other."));
        f->range = RANGE_28D;
    }
    if ((r->seen & dates) != dates) {
        enum param alone = (r->seen & P_BIT(P_FROM)) ? P_FROM : P_TO;
        enum param absent = alone == P_FROM ? P_TO : P_FROM;
        blame(r, blamed(absent), STR(""), STR(""),
            arena_fmt(r->a, "%s (%s) needs %s (%s) as well; or give a Period (range).",
                params[alone].label, params[alone].name, params[absent].label,
                params[absent].name));
    }
    if (!f->from.given || !f->to.given) {
        forget_dates(f);
        return;
    }
    check_span(r);
    if (f->from.given)
        f->range = RANGE_NONE;
}

static void refuse_long(struct reading *r)
{
    r->q->too_long = true;
    blame(r, STR(""), STR(""), STR(""),
        arena_fmt(r->a, "This address is longer than %d bytes.", URL_QUERY_MAX));
}

void query_parse(struct arena *a, struct str raw, unsigned allowed, const struct vocabulary *words,
    struct zone_set *zones, struct query *out)
{
    *out = (struct query){.filter = filter_default()};
    struct reading r = {.a = a, .zones = zones, .allowed = allowed, .words = words, .q = out};
    if (raw.n > URL_QUERY_MAX) {
        refuse_long(&r);
        return;
    }
    take_all(&r, raw);
    check_dates(&r);
    for (enum param p = 0; p < P__N; p++)
        if (!value_is_default(p, &out->filter))
            out->given |= P_BIT(p);
    struct str canonical = query_write(a, &out->filter);
    /* Encoding may have made it longer: a redirect there would be refused. */
    if (canonical.n > URL_QUERY_MAX)
        refuse_long(&r);
    out->canonical = out->problems == 0 && str_eq(raw, canonical);
}

struct str query_write(struct arena *a, const struct filter *f)
{
    struct out o = out_of(a);
    for (enum param p = 0; p < P__N; p++) {
        if (value_is_default(p, f))
            continue;
        if (o.n)
            out_char(&o, '&');
        out_z(&o, params[p].name);
        out_char(&o, '=');
        value_write(&o, p, f);
    }
    return out_done(&o);
}
