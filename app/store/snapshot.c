#include "store/snapshot.h"

#include "store/ask.h"
#include "store/interruption.h"
#include "store/retain.h"
#include "store/ways.h"

#define TEXTS_FOR_TALLY (1u << TEXT_VIA | 1u << TEXT_INCIDENT)
#define TEXTS_FOR_KEY (1u << TEXT_INCIDENT | 1u << TEXT_RECIPIENT)
#define PARTS_FOR_ATTEMPTS (1u << PART_WHO | 1u << PART_SAID | 1u << PART_GATE)

struct str snapshot_id(const struct snapshot *s)
{
    return (struct str){s->id, SNAPSHOT_ID_BYTES};
}

const struct manifest *snapshot_manifest(const struct snapshot *s)
{
    return &s->manifest;
}

void snapshot_deadline(struct snapshot *s, int64_t tick_ns)
{
    s->deadline = tick_ns;
}

struct err snapshot_begin(struct snapshot *s)
{
    arena_wipe(&s->scratch);
    s->watch->deadline = s->deadline;
    if (s->deadline && clock_tick_ns() > s->deadline)
        return err_of(ERR_BUSY, "budget");
    return OK;
}

/* The segment that holds that day, or NULL; a day past its retention is none, wherever its file is.
 */
static const struct segment_ref *snapshot_segment(
    const struct snapshot *s, enum family f, int32_t day)
{
    if (day < retain_edge(&s->manifest.family[f]))
        return NULL;
    return manifest_segment(&s->manifest, f, day);
}

struct err snapshot_day(struct snapshot *s, enum family f, int32_t day, struct db **out)
{
    const struct segment_ref *ref = snapshot_segment(s, f, day);
    *out = NULL;
    return ref ? shelf_take(s->shelf, f, ref, out) : OK;
}

/* On which channels a day's pages were tried, as the notifications of that day and of the next
 * tell. */
struct tries {
    uint32_t channels; /* 0: nothing is asked, every page passes */
    struct ways ways[2];
};

static struct err tries_of(
    struct snapshot *s, const struct where *w, int32_t day, struct tries *out)
{
    *out = (struct tries){.channels = w->channels};
    for (int32_t i = 0; w->channels && i < 2; i++) {
        struct db *db = NULL;
        TRY(snapshot_day(s, FAMILY_NOTIFICATIONS, day + i, &db));
        if (db)
            TRY(ways_read(&s->scratch, db, day + i, &out->ways[i]));
    }
    return OK;
}

static bool was_tried(const struct tries *x, const struct record *r)
{
    if (x->channels == 0)
        return true;
    int64_t page = record_page_key(r);
    uint32_t mask = ways_of_page(&x->ways[0], page) | ways_of_page(&x->ways[1], page);
    return (mask & x->channels) != 0;
}

/* Pages of one segment, and how they are added up. */
struct adding {
    struct tally *into;
    uint32_t (*slots)[OUTCOME__N];
    int64_t through;
    struct tries tries;
};

static void add_page(void *self, const struct row *row)
{
    struct adding *x = self;
    if (!was_tried(&x->tries, &row->record))
        return;
    if (row->repeated)
        x->into->repeated_rows++;
    else
        tally_add(x->into, x->slots, &row->record, x->through);
}

static struct err pages_by_records(struct snapshot *s, struct db *db, const struct where *w,
    int32_t day, tally_slots slots, struct tally *into)
{
    struct adding x = {
        .into = into, .slots = slots, .through = s->manifest.family[FAMILY_PAGEOUTS].through};
    TRY(tries_of(s, w, day, &x.tries));
    struct taker t = {.take = add_page,
        .self = &x,
        .dataset = DATASET_PAGEOUTS,
        .parts = PARTS_ALL,
        .texts = TEXTS_FOR_TALLY};
    if (w->channels)
        t.texts |= TEXTS_FOR_KEY;
    return ask_records(db, &s->scratch, day, w, &t);
}

struct err snapshot_rows_pages(
    struct snapshot *s, const struct where *w, int32_t day, tally_slots slots, struct tally *into)
{
    struct db *db = NULL;
    TRY(snapshot_begin(s));
    TRY(snapshot_day(s, FAMILY_PAGEOUTS, day, &db));
    return db ? pages_by_records(s, db, w, day, slots, into) : OK;
}

struct counting {
    struct attempts *into;
    struct interruptions interruptions;
};

static void add_attempt(void *self, const struct row *row)
{
    struct counting *x = self;
    attempts_add(x->into, &row->record);
    interruptions_add(&x->interruptions, &row->record);
}

struct err snapshot_rows_attempts(
    struct snapshot *s, const struct where *w, int32_t day, struct attempts *into)
{
    struct db *db = NULL;
    TRY(snapshot_begin(s));
    TRY(snapshot_day(s, FAMILY_NOTIFICATIONS, day, &db));
    if (!db)
        return OK;
    struct counting x = {into, interruptions_of(&s->scratch)};
    struct taker t = {.take = add_attempt,
        .self = &x,
        .dataset = DATASET_NOTIFICATIONS,
        .parts = PARTS_FOR_ATTEMPTS};
    TRY(ask_records(db, &s->scratch, day, w, &t));
    interruptions_end_day(&x.interruptions, into);
    return OK;
}

struct scanning {
    void (*take)(void *self, const struct record *r);
    void *self;
    uint32_t texts;
    struct tries tries;
};

static void scan_row(void *self, const struct row *row)
{
    struct scanning *x = self;
    struct record r = row->record;
    if (!was_tried(&x->tries, &r))
        return;
    if (row->repeated)
        r.flags |= FLAG_REPEATED;
    x->take(x->self, &r);
}

static struct err scan_day(
    struct snapshot *s, enum dataset d, const struct where *w, int32_t day, struct scanning *x)
{
    struct db *db = NULL;
    TRY(snapshot_begin(s));
    TRY(snapshot_day(s, (enum family)d, day, &db));
    if (!db)
        return OK;
    if (d == DATASET_PAGEOUTS)
        TRY(tries_of(s, w, day, &x->tries));
    struct taker t = {.take = scan_row,
        .self = x,
        .dataset = d,
        .parts = PARTS_ALL,
        .texts = x->texts,
        .ordered = true};
    if (x->tries.channels)
        t.texts |= TEXTS_FOR_KEY;
    return ask_records(db, &s->scratch, day, w, &t);
}

struct err snapshot_scan(struct snapshot *s, enum dataset d, const struct where *w, uint32_t texts,
    void (*take)(void *self, const struct record *r), void *self)
{
    const struct family_state *f = &s->manifest.family[d];
    for (size_t i = 0; i < f->segments; i++) {
        for (int32_t day = f->segment[i].first; day <= f->segment[i].last; day++) {
            struct scanning x = {.take = take, .self = self, .texts = texts};
            if (day * DAY_MS < w->to && (day + 1) * DAY_MS > w->from)
                TRY(scan_day(s, d, w, day, &x));
        }
    }
    return OK;
}
