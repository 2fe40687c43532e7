#include "store/build.h"

#include "lib/crew.h"
#include "lib/file.h"
#include "store/merge.h"
#include "store/schema.h"
#include "store/segment.h"

#include <assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define COPIERS 3 /* for each job: most of their time they wait for the disk */

/* What one worker has for itself. */
struct worker {
    struct arena own, day; /* for as long as it works; for one segment */
    struct shelf *shelf;
    void *maker; /* opened for its first row */
};

/* What is done with each work. */
typedef struct err work_task(const struct change *c, struct worker *me, struct work *w);

struct yard {
    const struct change *c;
    work_task *task;
    struct work **turn; /* the largest first: none of them is left to the end alone */
    struct worker worker[CREW_MAX];
};

static void yard_done(struct yard *yard)
{
    for (EACH(i, yard->worker)) {
        struct worker *w = &yard->worker[i];
        shelf_done(w->shelf);
        arena_done(&w->day);
        arena_done(&w->own);
        *w = (struct worker){0};
    }
}

static void yard_open(struct yard *yard, const struct change *c, size_t workers)
{
    *yard = (struct yard){.c = c};
    for (size_t i = 0; i < workers; i++) {
        struct worker *w = &yard->worker[i];
        w->own = arena_of(ARENA_CAP_BATCH);
        w->day = arena_of(ARENA_CAP_DAY);
        w->shelf = shelf_of(&w->own, c->conf.store, NULL, NULL);
    }
}

static size_t jobs_of(const struct change *c)
{
    return c->conf.jobs ? c->conf.jobs : 1;
}

/* Rows of one day, at most, that the work has in memory. */
static size_t rows_of(const struct work *w)
{
    int32_t days = w->last - w->first + 1;
    assert(days > 0);
    int64_t most = 0, base = w->base ? w->base->rows / days : 0;
    for (int32_t i = 0; i < days; i++) {
        int64_t rows = base + (w->staged[i] ? w->staged[i]->rows : 0);
        most = rows > most ? rows : most;
    }
    return (size_t)most;
}

/* Fewer at once when days are large. */
static size_t builders(const struct change *c)
{
    size_t most = 1, jobs = jobs_of(c);
    for (size_t i = 0; i < c->works && !c->whole; i++) {
        size_t rows = rows_of(&c->work[i]);
        most = rows > most ? rows : most;
    }
    while (jobs > 1 && jobs * most > BUILD_ROWS_MAX)
        jobs--;
    return jobs;
}

static int by_size(const void *a, const void *b)
{
    const struct work *x = *(struct work *const *)a, *y = *(struct work *const *)b;
    size_t of_x = rows_of(x), of_y = rows_of(y);
    if (of_x != of_y)
        return of_x > of_y ? -1 : 1;
    return (x->first > y->first) - (x->first < y->first);
}

static struct err take_turn(void *self, size_t worker, size_t i)
{
    struct yard *yard = self;
    return yard->task(yard->c, &yard->worker[worker], yard->turn[i]);
}

static struct err each_work(struct change *c, size_t workers, work_task *task)
{
    AUTO(yard_done) struct yard yard = {0};
    yard_open(&yard, c, workers);
    yard.task = task;
    yard.turn = NEW(c->a, struct work *, c->works + 1);
    for (size_t i = 0; i < c->works; i++)
        yard.turn[i] = &c->work[i];
    if (!c->whole)
        qsort(yard.turn, c->works, sizeof(struct work *), by_size);
    return crew_run(workers, c->works, (struct crew_work){take_turn, &yard});
}

/* Whose totals count a page as open that may be closed by now. */
static bool is_stale(const struct change *c, const struct segment_ref *ref)
{
    return c->family == FAMILY_PAGEOUTS && ref && ref->open_pages > 0 &&
           c->through > c->base.family[c->family].through;
}

/* No days of it can be taken as they are. */
static bool is_older(const struct change *c, const struct segment_ref *ref)
{
    return ref && ref->schema < schema_version(c->family);
}

/* The work that holds this day: what its base holds of other days comes along. */
static struct work *work_of(struct change *c, int32_t day)
{
    const struct segment_ref *base = manifest_segment(&c->base, c->family, day);
    for (size_t i = 0; i < c->works; i++)
        if (c->work[i].first <= day && day <= c->work[i].last)
            return &c->work[i];
    struct work *w = &c->work[c->works++];
    *w = (struct work){
        .first = base ? base->first : day, .last = base ? base->last : day, .base = base};
    w->staged = NEW(c->a, const struct staged_day *, (size_t)(w->last - w->first) + 1);
    w->stale = is_stale(c, base) || is_older(c, base);
    if (c->conf.makers)
        w->counts = NEW(c->a, char, c->conf.makers->counts_bytes);
    w->path = staging_path(&c->staging, arena_fmt(c->a, "%s.db", file_nonce(c->a).p).p);
    return w;
}

/* Whether this is what `w` would be, built before a race was lost. */
static bool is_done(const struct change *c, const struct work *old, const struct work *w)
{
    bool same = old->base && w->base ? str_eq(old->base->name, w->base->name)
                                     : !old->base && !w->base && old->first == w->first;
    return same && old->built && (old->through == c->through || old->made.open_pages == 0);
}

static void take_over(const struct change *c, const struct work *old, size_t olds)
{
    for (size_t i = 0; i < c->works; i++) {
        struct work *w = &c->work[i];
        const struct work planned = *w;
        for (size_t k = 0; k < olds; k++)
            if (is_done(c, &old[k], &planned))
                *w = old[k];
        w->base = planned.base;
    }
}

static int by_first(const void *a, const void *b)
{
    const struct work *x = a, *y = b;
    return (x->first > y->first) - (x->first < y->first);
}

/* The days to build: those with staged rows, and those that the new `through` changes. */
static void plan(struct change *c)
{
    const struct family_state *f = &c->base.family[c->family];
    const struct work *old = c->work;
    size_t olds = c->works;
    if (c->whole) { /* the directory: a work or none, which is only compared */
        for (size_t i = 0; i < c->works; i++) {
            c->work[i].base = f->segments ? &f->segment[0] : NULL;
            c->work[i].built = false;
        }
        return;
    }
    c->work = NEW(c->a, struct work, c->staging.days + f->segments + 1);
    c->works = 0;
    for (size_t i = 0; i < c->staging.days; i++) {
        const struct staged_day *d = &c->staging.day[i];
        struct work *w = work_of(c, d->day);
        w->staged[d->day - w->first] = d;
    }
    for (size_t i = 0; i < f->segments; i++)
        if (is_stale(c, &f->segment[i]))
            (void)work_of(c, f->segment[i].first);
    qsort(c->work, c->works, sizeof *c->work, by_first);
    take_over(c, old, olds);
}

/* Days of a work as they are to be: as many as memory holds at once. */
struct laid {
    struct db *base; /* what they are laid over; NULL: nothing */
    struct db *from; /* whose other days stay; NULL: none do */
    struct day_rows *days;
    size_t n;
    bool changed;
};

/* The rows of the day that stands behind the n last ones. */
static struct err lay_day(
    const struct change *c, struct worker *me, struct work *w, struct laid *laid)
{
    const struct makers *makers = c->conf.makers;
    struct day_rows *out = &laid->days[laid->n];
    const struct staged_day *staged = w->staged[out->day - w->first];
    struct rows base = {0};
    struct fold fold;
    struct merge m;
    if (laid->base)
        TRY(segment_rows(&me->day, laid->base, c->family, out->day, &base));
    out->rows = base;
    if (!staged)
        return OK;
    if (!me->maker)
        TRY(makers->open(makers->self, &me->own, &me->maker));
    TRY(staging_read(&c->staging, staged, &me->day, &fold));
    TRY(merge_day(&me->day, &fold, &base, makers, me->maker, &m));
    out->rows = m.rows;
    laid->changed |= m.changed;
    w->kept_new += m.kept_new;
    w->kept_newer += m.kept_newer;
    for (size_t i = 0; i < PUT__N; i++)
        w->put[i] += m.put[i];
    return OK;
}

/* The days from *day on that may change, ascending, until memory holds enough rows. */
static struct err lay_days(
    const struct change *c, struct worker *me, struct work *w, int32_t *day, struct laid *out)
{
    size_t rows = 0, most = c->conf.build_rows ? c->conf.build_rows : BUILD_ROWS_MAX;
    for (; *day <= w->last && rows < most; ++*day) {
        if (!w->stale && !w->staged[*day - w->first])
            continue;
        out->days[out->n].day = *day;
        TRY(lay_day(c, me, w, out));
        rows += out->days[out->n++].rows.n;
    }
    return OK;
}

static bool is_current(const struct change *c, const struct work *w)
{
    return w->base && !w->stale && w->base->schema == schema_version(c->family);
}

/* Writes them, and what `from` holds of other days, to w->path, which may be the file of `from`. */
static struct err write_days(
    const struct change *c, struct worker *me, struct work *w, const struct laid *laid)
{
    const char *path = arena_fmt(&me->day, "%s.new", w->path).p;
    const struct segment_plan what = {c->family, laid->from, laid->days, laid->n, c->through};
    TRY(segment_build(&me->day, path, &what, &w->made));
    w->changed = true;
    return rename(path, w->path) == 0 ? OK : err_errno("%s", w->path);
}

/* A work in the middle of its building. */
struct building {
    struct db mine; /* what was written so far */
    struct db *base, *from;
    int32_t day; /* the first that was not laid yet */
};

static void building_done(struct building *b)
{
    db_done(&b->mine);
}

/* As many days as memory holds; `from` is then the result. */
static struct err build_some(
    const struct change *c, struct worker *me, struct work *w, struct building *b)
{
    struct laid laid = {.base = b->base, .from = b->from};
    arena_wipe(&me->day);
    laid.days = NEW(&me->day, struct day_rows, (size_t)(w->last - b->day) + 1);
    TRY(lay_days(c, me, w, &b->day, &laid));
    if (laid.n == 0 || (!laid.changed && is_current(c, w)))
        return OK;
    TRY(write_days(c, me, w, &laid));
    db_done(&b->mine);
    b->from = &b->mine;
    return b->day <= w->last ? db_open_immutable(&b->mine, w->path, NULL) : OK;
}

/* A long segment of which many days change is written several times, so that memory is that of a
 * few days. */
static struct err build_rows(const struct change *c, struct worker *me, struct work *w)
{
    AUTO(building_done) struct building b = {.day = w->first};
    if (w->base) {
        w->made = *w->base;
        TRY(shelf_take(me->shelf, c->family, w->base, &b.base));
        b.from = is_older(c, w->base) ? NULL : b.base;
    }
    while (b.day <= w->last)
        TRY(build_some(c, me, w, &b));
    if (me->maker)
        c->conf.makers->count(me->maker, w->counts);
    return OK;
}

static struct err build_work(const struct change *c, struct worker *me, struct work *w)
{
    struct civil d = civil_of(w->first * DAY_MS);
    if (w->built)
        return OK;
    if (!c->whole)
        TRY(err_at(build_rows(c, me, w), "%04d-%02d-%02d", d.year, d.month, d.day));
    w->built = true;
    w->through = c->through;
    bool wrote = w->changed;
    w->changed = !w->base || strcmp(w->base->sha256.hex, w->made.sha256.hex) != 0;
    return wrote && !w->changed && unlink(w->path) != 0 ? err_errno("%s", w->path) : OK;
}

static void name_it(const struct change *c, struct work *w)
{
    w->made.name = shelf_name(c->a, c->family, w->first, w->last);
    w->made.first = w->first;
    w->made.last = w->last;
}

static void add_up(const struct change *c, struct published *out)
{
    out->days_written = out->days_unchanged = 0;
    out->rows = out->bytes = out->kept_new = out->kept_newer = 0;
    memset(out->put, 0, sizeof out->put);
    for (size_t i = 0; i < c->works; i++) {
        const struct work *w = &c->work[i];
        out->kept_new += w->kept_new;
        out->kept_newer += w->kept_newer;
        for (size_t k = 0; k < PUT__N; k++)
            out->put[k] += w->put[k];
        out->days_unchanged += !w->changed;
        out->days_written += w->changed;
        out->rows += w->changed ? w->made.rows : 0;
        out->bytes += w->changed ? w->made.bytes : 0;
    }
}

struct err change_build(struct change *c, struct published *out)
{
    plan(c);
    TRY(each_work(c, builders(c), build_work));
    for (size_t i = 0; i < c->works; i++)
        if (c->work[i].changed && c->work[i].made.name.n == 0)
            name_it(c, &c->work[i]);
    add_up(c, out);
    return OK;
}

static struct err copy_work(const struct change *c, struct worker *me, struct work *w)
{
    if (!w->changed || w->copied)
        return OK;
    TRY(shelf_put(me->shelf, c->family, w->path, &w->made));
    w->copied = true;
    return unlink(w->path) == 0 ? OK : err_errno("%s", w->path);
}

struct err change_copy(struct change *c)
{
    size_t copiers = COPIERS * jobs_of(c);
    return each_work(c, copiers < CREW_MAX ? copiers : CREW_MAX, copy_work);
}
