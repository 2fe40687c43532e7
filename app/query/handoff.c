#include "query/handoff.h"

#include "lib/hash.h"
#include "query/rank.h"
#include "store/duties.h"
#include "store/label.h"

#include <stdlib.h>

/* The first level that anybody is on call at. */
static int32_t first_level(const struct duty_span *duty, size_t n)
{
    int32_t level = INT32_MAX;
    for (size_t i = 0; i < n; i++)
        if (duty[i].level < level)
            level = duty[i].level;
    return level;
}

bool handoff_find(
    const struct duty_span *duty, size_t n, int64_t through, int64_t *from, int64_t *to)
{
    int32_t level = first_level(duty, n);
    int64_t began = 0, next = through;
    for (size_t i = 0; i < n; i++) {
        if (duty[i].level != level || duty[i].from >= through)
            continue;
        if (duty[i].from <= through - SHIFT_SETTLED_MS)
            began = duty[i].from > began ? duty[i].from : began;
        else
            next = duty[i].from < next ? duty[i].from : next;
    }
    *from = began - began % MINUTE_MS;
    *to = next - next % MINUTE_MS;
    return began > 0 && *to > *from && *to - *from <= SHIFT_MAX_MS;
}

static struct str name_of(const struct labelled *x)
{
    return x->name.n ? x->name : x->id;
}

static int by_level(const void *a, const void *b)
{
    const struct on_call *x = a, *y = b;
    if (x->level != y->level)
        return x->level < y->level ? -1 : 1;
    if (x->from != y->from)
        return x->from < y->from ? -1 : 1;
    return str_cmp(x->id, y->id);
}

static struct err add_duties(struct snapshot *s, struct arena *a, struct str team,
    const struct where *w, struct handoff *out)
{
    struct duty_span *duty;
    size_t n;
    TRY(snapshot_team_duties(s, a, team, (struct span){w->from, w->to}, &duty, &n));
    struct labelled *x = NEW(a, struct labelled, n + 1);
    struct on_call *all = NEW(a, struct on_call, out->on_calls + n + 1);
    for (size_t i = 0; i < out->on_calls; i++)
        all[i] = out->on_call[i];
    for (size_t i = 0; i < n; i++)
        x[i].key = hash64(duty[i].person);
    TRY(snapshot_labels(s, a, LABEL_PERSON, x, n));
    for (size_t i = 0; i < n; i++)
        all[out->on_calls++] = (struct on_call){.id = duty[i].person,
            .name = x[i].id.n ? name_of(&x[i]) : duty[i].person,
            .level = duty[i].level,
            .from = duty[i].from > w->from ? duty[i].from : w->from,
            .to = duty[i].to < w->to ? duty[i].to : w->to};
    out->on_call = all;
    return OK;
}

static int most_woken_first(const void *a, const void *b)
{
    const struct woken *x = a, *y = b;
    if (x->sleep != y->sleep)
        return x->sleep < y->sleep ? 1 : -1;
    if (x->pages != y->pages)
        return x->pages < y->pages ? 1 : -1;
    return str_cmp(x->id, y->id);
}

/* Everybody who was paged, and how often in their own nights. */
static struct err add_woken(
    struct snapshot *s, struct arena *a, const struct where *w, struct handoff *out)
{
    struct split people = split_of(a, BY_PERSON, NULL, false);
    struct gather g = {.snapshot = s,
        .where = w,
        .a = a,
        .matter = MATTER_PAGES,
        .through = snapshot_manifest(s)->family[FAMILY_PAGEOUTS].through,
        .split = {[AXIS_ROWS] = &people}};
    TRY(gather_run(&g));
    struct explore x = {.asking = {.metric = METRIC_PAGES, .by = BY_PERSON, .rows = people.n}};
    TRY(rank_rows(s, a, &g, NULL, &x));
    struct woken *all = NEW(a, struct woken, x.rows + 1);
    for (size_t i = 0; i < x.rows; i++) {
        const struct facts *f = &g.facts[AXIS_ROWS][x.row[i].group];
        if (x.row[i].id.n && facts_pages(f))
            all[out->wokens_of++] =
                (struct woken){.id = str_from(x.row[i].id, 1), /* without its letter */
                    .name = x.row[i].name,
                    .pages = facts_pages(f),
                    .sleep = f->sleep};
    }
    qsort(all, out->wokens_of, sizeof *all, most_woken_first);
    out->wokens = out->wokens_of < WOKEN_MAX ? out->wokens_of : WOKEN_MAX;
    for (size_t i = 0; i < out->wokens; i++)
        out->woken[i] = all[i];
    return OK;
}

struct err handoff_of(struct snapshot *s, struct arena *a, const struct filter *f,
    const struct where *w, struct handoff *out)
{
    for (size_t i = 0; i < f->teams; i++)
        TRY(add_duties(s, a, f->team[i], w, out));
    if (out->on_calls)
        qsort(out->on_call, out->on_calls, sizeof *out->on_call, by_level);
    return w->to > w->from ? add_woken(s, a, w, out) : OK;
}
