/* A part of the rows of a question: what no sheet has, the whole table would take too long to tell.
 */
#include "store/ask.h"
#include "store/asking.h"
#include "store/place.h"

#define TOGETHER 32 /* rows side by side: finding the first costs as much as reading several */

struct day_places {
    int32_t day;
    struct places places;
};

struct sampling {
    struct snapshot *snapshot;
    enum dataset dataset;
    const struct where *where;
    struct arena a;
    struct day_places *day;
    size_t n, cap;
};

static void sampling_done(struct sampling *x)
{
    arena_done(&x->a);
}

static struct err find_day(struct sampling *x, int32_t day, uint64_t *rows)
{
    struct day_places found = {.day = day};
    struct db *db = NULL;
    TRY(snapshot_begin(x->snapshot));
    TRY(snapshot_day(x->snapshot, (enum family)x->dataset, day, &db));
    if (!db)
        return OK;
    TRY(places_find(&x->a, db, day, x->where, &found.places));
    for (size_t i = 0; i < found.places.n; i++)
        *rows += (uint64_t)(found.places.run[i].last - found.places.run[i].first) + 1;
    x->day = arena_room(&x->a, x->day, sizeof *x->day, x->n, &x->cap);
    x->day[x->n++] = found;
    return OK;
}

static struct err find_days(struct sampling *x, uint64_t *rows)
{
    const struct family_state *f = &x->snapshot->manifest.family[x->dataset];
    for (size_t i = 0; i < f->segments; i++) {
        struct day_run run = asking_days(f, &f->segment[i], x->where);
        for (int32_t day = run.first; day <= run.last; day++)
            TRY(find_day(x, day, rows));
    }
    return OK;
}

/* Every `step`th stretch; *at is how many rows of the days before there are. */
static struct places thinned(
    struct arena *a, const struct places *from, uint64_t step, uint64_t *at)
{
    struct places out = {0};
    size_t cap = 0;
    for (size_t i = 0; i < from->n; i++) {
        int64_t row = from->run[i].first, last = from->run[i].last;
        while (row <= last) {
            int64_t n = TOGETHER - (int64_t)(*at % TOGETHER);
            n = n < last - row + 1 ? n : last - row + 1;
            if (*at / TOGETHER % step == 0) {
                out.run = arena_room(a, out.run, sizeof *out.run, out.n, &cap);
                out.run[out.n++] = (struct run_of_rows){row, row + n - 1};
            }
            row += n;
            *at += (uint64_t)n;
        }
    }
    return out;
}

struct looking {
    const struct row_taker *by;
    uint64_t n;
};

static void look(void *self, const struct row *row)
{
    struct looking *x = self;
    x->n++;
    x->by->take(x->by->self, &row->record);
}

static struct err read_days(struct sampling *x, uint64_t step, const struct taker *t)
{
    uint64_t at = 0;
    for (size_t i = 0; i < x->n; i++) {
        struct places places = thinned(&x->a, &x->day[i].places, step, &at);
        struct db *db = NULL;
        TRY(snapshot_begin(x->snapshot));
        TRY(snapshot_day(x->snapshot, (enum family)x->dataset, x->day[i].day, &db));
        if (db && places.n)
            TRY(ask_places(db, &x->snapshot->scratch, x->day[i].day, x->where, &places, t));
    }
    return OK;
}

struct err snapshot_sample(struct snapshot *s, enum dataset d, const struct where *w, uint64_t most,
    const struct row_taker *taker, struct sampled *out)
{
    AUTO(sampling_done)
    struct sampling x = {.snapshot = s, .dataset = d, .where = w, .a = arena_of(ARENA_CAP_REQUEST)};
    struct looking looking = {taker, 0};
    const struct taker t = {.take = look,
        .self = &looking,
        .dataset = d,
        .parts = 1u << PART_SAID | 1u << PART_GATE,
        .texts = taker->texts};
    *out = (struct sampled){0};
    if (!where_is_plain_but_channels(w) || (d == DATASET_PAGEOUTS && w->channels))
        return err_of(ERR_INPUT, "rows are found by time, people and teams alone");
    TRY(find_days(&x, &out->of));
    TRY(read_days(&x, out->of ? (out->of + most - 1) / most : 1, &t));
    out->looked = looking.n;
    return OK;
}
