#include "sim/people.h"

#include "lib/day.h"
#include "lib/json.h"

#define LOOKUP_MAX 500
#define CHAIN_MAX 20 /* managers above one person */

static bool is_untold(struct platform *p)
{
    return faults_due(&p->faults, PLACE_PEOPLE) == FAULT_MANAGERS_UNTOLD;
}

static struct reply people_reply(struct out *o, bool untold)
{
    struct reply r = reply_json(200, o);
    r.fault = untold ? FAULT_MANAGERS_UNTOLD : FAULT_NONE;
    return r;
}

static struct reply listing_reply(struct platform *p, const struct call *c, const struct listing *l)
{
    struct listing_query q = {
        .cursor = form_value(c->a, c->query, STR("cursor")), .size = p->page_size};
    struct str from = form_value(c->a, c->query, STR("from")),
               to = form_value(c->a, c->query, STR("to"));
    bool duty = l == &p->oncalls;
    if (q.cursor.n && faults_due(&p->faults, PLACE_CURSOR) == FAULT_CURSOR_GONE) {
        struct reply gone = reply_problem(c, 410, "the cursor has expired");
        gone.fault = FAULT_CURSOR_GONE;
        return gone;
    }
    q.untold = l == &p->users && is_untold(p);
    if (duty && (!time_parse_rfc3339(from, &q.from) || !time_parse_rfc3339(to, &q.to)))
        return reply_problem(c, 422, "from, to: not RFC 3339");
    struct out o = out_of(c->a);
    struct err e = listing_page(l, &q, &o);
    return e.code == ERR_OK ? people_reply(&o, q.untold) : reply_error(c, e);
}

struct reply people_users(
    struct platform *p, const struct call *c, const struct parts *parts __attribute__((unused)))
{
    return listing_reply(p, c, &p->users);
}

struct reply people_teams(
    struct platform *p, const struct call *c, const struct parts *parts __attribute__((unused)))
{
    return listing_reply(p, c, &p->teams);
}

struct reply people_oncalls(
    struct platform *p, const struct call *c, const struct parts *parts __attribute__((unused)))
{
    return p->has_oncalls ? listing_reply(p, c, &p->oncalls)
                          : reply_problem(c, 404, "no on-call hours here");
}

struct reply people_lookup(
    struct platform *p, const struct call *c, const struct parts *parts __attribute__((unused)))
{
    struct json *json;
    struct err e = json_read(c->a, c->body, &json);
    if (e.code != ERR_OK)
        return reply_error(c, e);
    const struct json *ids = json_get(json, "ids");
    if (!ids || ids->kind != JSON_IS_LIST || ids->n > LOOKUP_MAX)
        return reply_problem(c, 422, "ids: not a list of at most 500");
    struct out o = out_of(c->a);
    size_t given = 0;
    bool untold = is_untold(p);
    out_z(&o, "{\"users\":[");
    for (const struct json *id = ids->first; id; id = id->next) {
        const struct str *line = listing_find(&p->users, id->text);
        if (!line)
            continue;
        out_z(&o, given++ ? ",\n" : "\n");
        listing_put(&o, *line, untold);
    }
    out_z(&o, "]}");
    return people_reply(&o, untold);
}

static const struct str *manager_of(
    const struct platform *p, struct arena *a, const struct str *line)
{
    struct json *json;
    struct str id = STR("");
    struct err e = json_read(a, *line, &json);
    if (e.code == ERR_OK)
        e = json_get_text(json, "manager_id", &id);
    if (e.code != ERR_OK)
        err_drop(e, "a person without a readable manager has none");
    const struct str *above = id.n ? listing_find(&p->users, id) : NULL;
    return above && !listing_is_deleted(*above) ? above : NULL;
}

/* Nearest first; a loop ends where it comes round. */
struct reply people_managers(struct platform *p, const struct call *c, const struct parts *parts)
{
    const struct str *chain[CHAIN_MAX + 1];
    size_t n = 0;
    chain[0] = listing_find(&p->users, parts->of[0]);
    if (!chain[0])
        return reply_problem(c, 404, "no such person");
    while (n < CHAIN_MAX) {
        const struct str *above = manager_of(p, c->a, chain[n]);
        bool round = false;
        for (size_t i = 0; i <= n; i++)
            round |= above == chain[i];
        if (!above || round)
            break;
        chain[++n] = above;
    }
    struct out o = out_of(c->a);
    bool untold = is_untold(p);
    out_z(&o, "{\"managers\":[");
    for (size_t i = 1; i <= n; i++) {
        out_z(&o, i > 1 ? ",\n" : "\n");
        listing_put(&o, *chain[i], untold);
    }
    out_z(&o, "]}");
    return people_reply(&o, untold);
}
