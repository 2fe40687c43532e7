#include "query/person.h"

#include <stdlib.h>

#include "lib/hash.h"
#include "query/bins.h"
#include "query/burden.h"
#include "query/rest.h"
#include "query/single.h"
#include "query/told.h"
#include "store/members.h"

#define DAYS_TO_TELL_WEEKS 15 /* in a range of fewer each day is a stride */

static int by_time(const void *a, const void *b)
{
    int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;
    return (x > y) - (x < y);
}

/* Not known when there were more rows than a history holds. */
static void find_quiet(struct arena *a, struct person_told *out)
{
    const struct story *s = &out->history.story;
    const struct family_state *f = &out->history.manifest->family[FAMILY_PAGEOUTS];
    const struct window *w = &out->history.window;
    int64_t *at = NEW(a, int64_t, s->n + 1), to = w->to < f->through ? w->to : f->through;
    size_t n = 0;
    if (s->cut)
        return;
    for (size_t i = 0; i < s->n; i++) {
        const struct record *r = &s->row[i];
        if (r->dataset == DATASET_PAGEOUTS && record_is_page(r) && !(r->flags & FLAG_REPEATED) &&
            r->when[WHEN_CREATED] >= w->from)
            at[n++] = r->when[WHEN_CREATED];
    }
    qsort(at, n, sizeof *at, by_time);
    out->quiet = quiet_of(at, n, f->covered, f->covered_n, w->from, to);
}

/* Weeks end with the range, so only the first may be shorter. */
static int64_t *lay_strides(struct snapshot *s, struct arena *a, struct person_told *out)
{
    const struct family_state *f = &snapshot_manifest(s)->family[FAMILY_PAGEOUTS];
    const struct window *w = &out->overview.window;
    int32_t days = w->last - w->first + 1, step;
    out->days = days < DAYS_TO_TELL_WEEKS;
    step = out->days ? 1 : 7;
    out->strides = (size_t)((days + step - 1) / step);
    int64_t *edge = NEW(a, int64_t, out->strides + 2);
    for (size_t i = 0; i < out->strides; i++) {
        int32_t ahead = (int32_t)(out->strides - i) * step;
        edge[i] = i ? zone_day_start(w->zone, w->last + 1 - ahead) : w->from;
    }
    edge[out->strides] = w->to;
    out->stride = NEW(a, struct stride, out->strides + 1);
    for (size_t i = 0; i < out->strides; i++)
        out->stride[i] = (struct stride){
            .from = edge[i], .to = edge[i + 1], .held = held_of(f, edge[i], edge[i + 1])};
    return edge;
}

static int by_pages(const void *a, const void *b)
{
    uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;
    return (x > y) - (x < y);
}

/* Those who are in the team today, and those who were paged for it. */
static struct err find_peers(struct snapshot *s, struct arena *a, struct str team,
    const struct burdens *b, struct set *peers)
{
    struct roster_member *m;
    size_t n;
    TRY(snapshot_members(s, a, team, &m, &n));
    for (size_t i = 0; i < n; i++)
        if (m[i].to == TIME_UNKNOWN)
            set_put(peers, hash64(m[i].person_id), 0);
    for (size_t i = 0; i < b->n; i++)
        set_put(peers, b->row[i].person, 0);
    return OK;
}

static struct err compare(
    struct snapshot *s, struct arena *a, const int64_t *edge, struct person_told *out)
{
    const struct window *w = &out->overview.window;
    const struct where all = {
        .from = w->from, .to = w->to, .team = {hash64(out->team.id)}, .teams = 1};
    struct burdens b = {.edge = edge, .bins = out->strides};
    struct set peers = set_of(a);
    TRY(burdens_of(s, a, &all, &b));
    TRY(find_peers(s, a, out->team.id, &b, &peers));
    out->peers = peers.n;
    uint32_t *pages = NEW(a, uint32_t, peers.n + 1);
    for (size_t i = 0; i < out->strides && peers.n >= TOLD_PEOPLE; i++) {
        for (size_t k = 0; k < peers.n; k++) {
            struct burden one = burden_get(&b, peers.key[k]);
            pages[k] = one.bin ? one.bin[i] : 0;
        }
        qsort(pages, peers.n, sizeof *pages, by_pages);
        out->stride[i].low = burden_quantile(pages, peers.n, 0.25);
        out->stride[i].middle = burden_quantile(pages, peers.n, 0.5);
        out->stride[i].high = burden_quantile(pages, peers.n, 0.75);
    }
    return OK;
}

static struct err find_team(struct snapshot *s, struct arena *a, struct person_told *out)
{
    struct str id = out->history.person.team_id;
    if (!out->history.known || id.n == 0)
        return OK;
    struct err e = snapshot_team(s, a, hash64(id), &out->team);
    if (e.code != ERR_MISSING)
        TRY(e);
    out->team.id = id;
    out->team.name = out->team.name.n ? out->team.name : id;
    return OK;
}

static struct err carry(struct snapshot *s, struct arena *a, int64_t person, const struct where *w,
    struct person_told *out)
{
    int64_t *edge = lay_strides(s, a, out);
    struct burdens b = {.edge = edge, .bins = out->strides};
    TRY(err_at(burdens_of(s, a, w, &b), "burdens"));
    struct burden own = burden_get(&b, person);
    out->sleep = own.sleep;
    out->nights = own.nights;
    out->last = own.last;
    for (size_t i = 0; i < out->strides && own.bin; i++)
        out->stride[i].pages = own.bin[i];
    TRY(err_at(find_team(s, a, out), "team"));
    return out->team.id.n ? err_at(compare(s, a, edge, out), "peers") : OK;
}

struct err person_of(struct snapshot *s, struct arena *a, const struct filter *f, struct str id,
    struct zone_set *zones, struct person_told *out)
{
    struct filter one = *f;
    struct where w;
    one.person[0] = id;
    one.persons = 1;
    *out = (struct person_told){.last = TIME_UNKNOWN};
    TRY(history_of_person(s, a, f, id, zones, &out->history));
    TRY(single_of(s, a, &one, zones, &w, &out->overview));
    TRY(err_at(single_attempts(s, a, &w, &out->overview), "attempts"));
    single_drop_chips(&out->overview, CHILD_PERSON);
    single_own_hours(&out->overview);
    struct facts facts = told_by_attempts(&out->overview.attempts);
    out->disrupted = facts_value(&facts, METRIC_DISRUPTED_HOURS);
    out->interruptions = facts_value(&facts, METRIC_INTERRUPTIONS);
    find_quiet(a, out);
    return w.to > w.from ? carry(s, a, hash64(id), &w, out) : OK;
}
