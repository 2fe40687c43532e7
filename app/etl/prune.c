#include "etl/prune.h"

#include "etl/lookup.h"

static bool is_over(int64_t end, int64_t edge)
{
    return end != TIME_UNKNOWN && end <= edge;
}

/* A tombstone that stands since before the edge answers no question either. */
static bool is_past(int64_t from, int64_t until, bool deleted, int64_t edge)
{
    return until <= edge || (deleted && until == INT64_MAX && from > 0 && from <= edge);
}

static size_t prune_people(struct roster *r, int64_t edge)
{
    size_t kept = 0, n = r->people_n;
    for (size_t i = 0; i < n; i++) {
        struct roster_person p = r->people[i];
        if (!is_past(p.from, roster_person_until(r, i), p.deleted, edge))
            r->people[kept++] = p;
    }
    r->people_n = kept;
    return n - kept;
}

static size_t prune_teams(struct roster *r, int64_t edge)
{
    size_t kept = 0, n = r->teams_n;
    for (size_t i = 0; i < n; i++) {
        struct roster_team t = r->teams[i];
        if (!is_past(t.from, roster_team_until(r, i), t.deleted, edge))
            r->teams[kept++] = t;
    }
    r->teams_n = kept;
    return n - kept;
}

size_t roster_prune(struct roster *r, int64_t edge)
{
    size_t gone = 0, kept = 0;
    if (edge <= 0)
        return 0;
    gone = prune_people(r, edge) + prune_teams(r, edge);
    for (size_t i = 0; i < r->members_n; i++)
        if (!is_over(r->members[i].to, edge))
            r->members[kept++] = r->members[i];
    gone += r->members_n - kept;
    r->members_n = kept;
    kept = 0;
    for (size_t i = 0; i < r->oncalls_n; i++)
        if (!is_over(r->oncalls[i].end, edge))
            r->oncalls[kept++] = r->oncalls[i];
    gone += r->oncalls_n - kept;
    r->oncalls_n = kept;
    r->index = NULL;
    return gone;
}
