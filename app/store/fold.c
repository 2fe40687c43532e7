#include "store/fold.h"

#include "lib/day.h"
#include "lib/hash.h"
#include "lib/limits.h"
#include "store/version.h"

#include <string.h>

#define CHUNK_SHIFT 20u /* 1 MiB */
#define PLACE_BYTES 16u /* entries begin at multiples of it, so that 32 bits tell any place */
#define FIRST_SLOTS 1024u
#define ENTRY_MAX (64u << 10)  /* bytes; a row has at most TEXT__N texts of TEXT_MAX bytes */
#define SCRATCH_MAX (1u << 20) /* bytes to read two rows with */

/* As it stands in a chunk: the id and the rest follow. One without rows has moved elsewhere. */
struct fold_entry {
    int64_t key, created, updated;
    int32_t day;
    uint32_t rows, same;
    uint32_t id_n, rest_n, room; /* bytes; room for both */
    bool answered;
    char bytes[];
};

struct fold fold_of(struct arena *a, size_t rows, size_t bytes_max, struct folded_reader reader)
{
    unsigned shift = CHUNK_SHIFT;
    while (bytes_max >> shift == 0 && shift)
        shift--;
    size_t most = bytes_max >> shift, slots = FIRST_SLOTS;
    while (slots <= 2 * rows)
        slots *= 2;
    return (struct fold){.a = a,
        .chunk_shift = shift,
        .reader = reader,
        .chunk = NEW(a, struct fold_chunk, most + 1),
        .chunks_max = most,
        .slot = NEW(a, struct fold_slot, slots),
        .slots = slots};
}

struct folded folded_of(const struct sifted *row)
{
    return (struct folded){.key = hash64(row->id), .row = *row, .rows = 1 + row->older, .same = 1};
}

struct folded fold_row(const struct fold_entry *e)
{
    return (struct folded){.key = e->key,
        .row = {.id = {e->bytes, e->id_n},
            .created = e->created,
            .updated = e->updated,
            .answered = e->answered,
            .rest = {e->bytes + e->id_n, e->rest_n}},
        .rows = e->rows,
        .same = e->same};
}

static struct fold_entry *entry_at(const struct fold *f, uint32_t place)
{
    size_t at = (size_t)place * PLACE_BYTES;
    size_t within = at & (((size_t)1 << f->chunk_shift) - 1);
    return (struct fold_entry *)(void *)(f->chunk[at >> f->chunk_shift].p + within);
}

static uint32_t hash_of(int64_t key, int32_t day)
{
    uint64_t h = (uint64_t)key + (uint64_t)day * UINT64_C(0x9e3779b97f4a7c15);
    return (uint32_t)(h ^ h >> 32);
}

/* The slot of that row, or the free one where it would be. Few entries are looked at that are not
 * it. */
static struct fold_slot *slot_of(const struct fold *f, int64_t key, int32_t day)
{
    uint32_t hash = hash_of(key, day);
    for (size_t i = hash & (f->slots - 1);; i = (i + 1) & (f->slots - 1)) {
        struct fold_slot *slot = &f->slot[i];
        const struct fold_entry *e =
            slot->place && slot->hash == hash ? entry_at(f, slot->place - 1) : NULL;
        if (!slot->place || (e && e->key == key && e->day == day))
            return slot;
    }
}

static size_t entry_bytes(size_t room)
{
    return (sizeof(struct fold_entry) + room + PLACE_BYTES - 1) & ~(size_t)(PLACE_BYTES - 1);
}

/* Most rows come as they stay. One that grew may grow again: it gets an eighth more. */
static size_t room_for(const struct sifted *row, bool grew)
{
    size_t bytes = row->id.n + row->rest.n;
    return entry_bytes(bytes + (grew ? bytes / 8 : 0)) - sizeof(struct fold_entry);
}

/* A little less than can be addressed: eight of 1 MiB then fit into a large block of the arena. */
static size_t chunk_bytes_of(const struct fold *f)
{
    size_t addressed = (size_t)1 << f->chunk_shift;
    return addressed - (addressed >> 14);
}

/* The chunk in which that many bytes are free; NULL: there is none. */
static struct fold_chunk *chunk_with(struct fold *f, size_t bytes)
{
    size_t chunk_bytes = chunk_bytes_of(f);
    if (f->filled < f->chunks && f->chunk[f->filled].used + bytes > chunk_bytes)
        f->filled++;
    if (f->filled == f->chunks_max || bytes > chunk_bytes)
        return NULL;
    if (f->filled == f->chunks)
        f->chunk[f->chunks++].p = arena_take(f->a, 1, chunk_bytes);
    return &f->chunk[f->filled];
}

/* The place behind the entries of the chunk under way. */
static uint32_t next_place(const struct fold *f)
{
    return (uint32_t)(((f->filled << f->chunk_shift) + f->chunk[f->filled].used) / PLACE_BYTES);
}

/* The place of a new entry with that much room; false: there is none. */
static bool place_take(struct fold *f, size_t room, uint32_t *place)
{
    struct fold_chunk *c = chunk_with(f, entry_bytes(room));
    if (!c)
        return false;
    *place = next_place(f);
    c->used += entry_bytes(room);
    *entry_at(f, *place) = (struct fold_entry){.room = (uint32_t)room};
    return true;
}

static void fill(struct fold_entry *e, const struct folded *in)
{
    const struct sifted *row = &in->row;
    e->key = in->key;
    e->created = row->created;
    e->updated = row->updated;
    e->answered = row->answered;
    e->day = day_of(row->created);
    e->id_n = (uint32_t)row->id.n;
    e->rest_n = (uint32_t)row->rest.n;
    memcpy(e->bytes, row->id.p, row->id.n);
    memcpy(e->bytes + row->id.n, row->rest.p, row->rest.n);
}

static void set_slot(struct fold_slot *slot, const struct fold_entry *e, uint32_t place)
{
    *slot = (struct fold_slot){place + 1, hash_of(e->key, e->day)};
}

/* Takes the row in at that slot, over the version that is there, if any. */
static bool keep(struct fold *f, struct fold_slot *slot, const struct folded *in)
{
    struct fold_entry *old = slot->place ? entry_at(f, slot->place - 1) : NULL;
    uint32_t place = slot->place - 1;
    if (!old || old->room < in->row.id.n + in->row.rest.n) {
        if (!place_take(f, room_for(&in->row, old != NULL), &place))
            return false;
        if (old)
            old->rows = 0;
        f->n += !old;
    }
    struct fold_entry *e = entry_at(f, place);
    fill(e, in);
    set_slot(slot, e, place);
    return true;
}

static struct err read_version(
    const struct fold *f, struct arena *a, const struct sifted *row, struct version *out)
{
    struct record r;
    TRY(f->reader.read(f->reader.self, a, row, &r));
    *out = version_of(&r);
    return OK;
}

static int cmp(int64_t a, int64_t b)
{
    return (a > b) - (a < b);
}

/* Two rows of one age that are not alike byte for byte. */
static struct err compare_records(
    const struct fold *f, const struct sifted *a, const struct sifted *b, int *out)
{
    AUTO(arena_done) struct arena scratch = arena_of(SCRATCH_MAX);
    struct version x, y;
    TRY(read_version(f, &scratch, a, &x));
    TRY(read_version(f, &scratch, b, &y));
    *out = version_cmp(&x, &y);
    return OK;
}

/* As version_cmp would compare the records. False: it failed. */
static bool compare(struct fold *f, const struct sifted *a, const struct sifted *b, int *out)
{
    *out = cmp(a->updated, b->updated);
    if (*out == 0)
        *out = cmp(a->answered, b->answered);
    if (*out == 0 && !str_eq(a->rest, b->rest))
        f->e = compare_records(f, a, b, out);
    return f->e.code == ERR_OK;
}

static struct err two_ids(struct str a, struct str b)
{
    return err_of(ERR_INPUT, "two ids with one key: \"%.*s\" and \"%.*s\"",
        STR_ARG(str_head(a, ID_MAX)), STR_ARG(str_head(b, ID_MAX)));
}

/* What two versions of a row become. */
struct weighed {
    bool takes; /* the new one takes the place of the other */
    uint32_t rows, same;
};

/* Of versions that tell the same in other bytes the greater bytes stay, for they must not depend on
 * the order. False: it failed. */
static bool weigh(
    struct fold *f, const struct folded *in, const struct folded *was, struct weighed *out)
{
    int c = 0;
    if (!str_eq(was->row.id, in->row.id))
        f->e = two_ids(was->row.id, in->row.id);
    else if (compare(f, &in->row, &was->row, &c))
        *out =
            (struct weighed){.takes = c > 0 || (c == 0 && str_cmp(in->row.rest, was->row.rest) > 0),
                .rows = was->rows + in->rows,
                .same = c > 0   ? in->same
                        : c < 0 ? was->same
                                : was->same + in->same};
    return f->e.code == ERR_OK;
}

/* The row is there already. */
static enum fold_put put_over(struct fold *f, struct fold_slot *slot, const struct folded *in)
{
    const struct folded was = fold_row(entry_at(f, slot->place - 1));
    struct weighed w = {0};
    if (!weigh(f, in, &was, &w))
        return FOLD_FAILED;
    if (w.takes && !keep(f, slot, in))
        return FOLD_FULL;
    struct fold_entry *e = entry_at(f, slot->place - 1);
    e->rows = w.rows;
    e->same = w.same;
    return FOLD_DONE;
}

static void grow_slots(struct fold *f)
{
    const struct fold old = *f;
    f->slots *= 2;
    f->slot = NEW(f->a, struct fold_slot, f->slots);
    for (size_t k = 0; k < old.slots; k++) {
        if (!old.slot[k].place)
            continue;
        size_t i = old.slot[k].hash & (f->slots - 1);
        while (f->slot[i].place)
            i = (i + 1) & (f->slots - 1);
        f->slot[i] = old.slot[k];
    }
}

enum fold_put fold_put(struct fold *f, const struct folded *in)
{
    if (2 * f->n >= f->slots)
        grow_slots(f);
    struct fold_slot *slot = slot_of(f, in->key, day_of(in->row.created));
    if (slot->place)
        return put_over(f, slot, in);
    if (!keep(f, slot, in))
        return FOLD_FULL;
    struct fold_entry *e = entry_at(f, slot->place - 1);
    e->rows = in->rows;
    e->same = in->same;
    return FOLD_DONE;
}

struct str fold_bytes(const struct fold_entry *e)
{
    return (struct str){(const char *)e, entry_bytes(e->room)};
}

char *fold_room(struct fold *f, size_t *room)
{
    size_t least = chunk_bytes_of(f) < ENTRY_MAX ? chunk_bytes_of(f) : ENTRY_MAX;
    const struct fold_chunk *c = chunk_with(f, least);
    *room = c ? chunk_bytes_of(f) - c->used : 0;
    return c ? c->p + c->used : NULL;
}

/* The entry stands behind all others of its chunk. */
static bool take_entry(struct fold *f, struct fold_entry *in)
{
    if (2 * f->n >= f->slots)
        grow_slots(f);
    struct fold_slot *slot = slot_of(f, in->key, in->day);
    struct fold_entry *old = slot->place ? entry_at(f, slot->place - 1) : NULL;
    struct weighed w = {.takes = true, .rows = in->rows, .same = in->same};
    const struct folded now = fold_row(in), was = old ? fold_row(old) : now;
    if (old && !weigh(f, &now, &was, &w))
        return false;
    struct fold_entry *stays = w.takes ? in : old, *goes = w.takes ? old : in;
    if (goes)
        goes->rows = 0;
    stays->rows = w.rows;
    stays->same = w.same;
    f->n += !old;
    if (w.takes)
        set_slot(slot, in, next_place(f));
    return true;
}

size_t fold_take(struct fold *f, int32_t day, size_t n)
{
    struct fold_chunk *c = &f->chunk[f->filled];
    size_t from = c->used, end = from + n;
    while (c->used + sizeof(struct fold_entry) <= end) {
        struct fold_entry *e = (void *)(c->p + c->used);
        size_t bytes = entry_bytes(e->room);
        if (e->rows == 0 || e->day != day || (size_t)e->id_n + e->rest_n > e->room)
            return 0;
        if (c->used + bytes > end)
            break;
        if (!take_entry(f, e))
            return 0;
        c->used += bytes;
    }
    return c->used - from;
}

void fold_clear(struct fold *f)
{
    memset(f->slot, 0, f->slots * sizeof *f->slot);
    for (size_t i = 0; i < f->chunks; i++)
        f->chunk[i].used = 0;
    f->filled = f->n = 0;
}

const struct fold_entry *fold_next(struct fold_walk *w)
{
    while (w->chunk < w->f->chunks) {
        const struct fold_chunk *c = &w->f->chunk[w->chunk];
        if (w->at >= c->used) {
            w->chunk++;
            w->at = 0;
            continue;
        }
        const struct fold_entry *e = (const void *)(c->p + w->at);
        w->at += entry_bytes(e->room);
        if (e->rows)
            return e;
    }
    return NULL;
}

/* The days are few and close to one another: they are counted, not compared. */
const struct fold_entry **fold_list(const struct fold *f, struct arena *a)
{
    const struct fold_entry **list = NEW(a, const struct fold_entry *, f->n + 1), *e;
    struct spot {
        const struct fold_entry *e;
        int32_t day;
    } *spot = NEW(a, struct spot, f->n + 1); /* one walk brings them all into the cache */
    int32_t first = INT32_MAX, last = INT32_MIN;
    size_t n = 0;
    for (struct fold_walk w = {.f = f}; (e = fold_next(&w)); n++) {
        spot[n] = (struct spot){e, e->day};
        first = e->day < first ? e->day : first;
        last = e->day > last ? e->day : last;
    }
    if (n == 0)
        return list;
    size_t *before = NEW(a, size_t, (size_t)(last - first) + 2);
    for (size_t i = 0; i < n; i++)
        before[spot[i].day - first + 1]++;
    for (int32_t d = 0; d < last - first; d++)
        before[d + 1] += before[d];
    for (size_t i = 0; i < n; i++)
        list[before[spot[i].day - first]++] = spot[i].e;
    return list;
}
