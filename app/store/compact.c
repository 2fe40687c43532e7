#include "store/compact.h"

#include "lib/day.h"
#include "lib/limits.h"
#include "store/generation.h"
#include "store/room.h"
#include "store/schema.h"
#include "store/scratch.h"
#include "store/segment.h"
#include "store/shelf.h"
#include "store/swap.h"

#include <unistd.h>

#define TRIES_MAX 3 /* for one month: an import that goes on may change it again and again */

struct compact {
    const struct compact_conf *conf;
    struct compact_report *report;
    struct published *out;
    struct arena once, month; /* as long as it takes; one month */
    struct scratch scratch;
    struct shelf *shelf;
};

/* Neighbouring segments of one month. */
struct group {
    const struct segment_ref *ref;
    size_t n;
    int32_t month; /* since the year 0 */
    int64_t bytes;
};

static int32_t month_of(int32_t day)
{
    struct civil d = civil_of(day * DAY_MS);
    return d.year * 12 + d.month - 1;
}

static int32_t month_start(int32_t month)
{
    return day_of_civil(month / 12, month % 12 + 1, 1);
}

static struct group group_at(const struct family_state *f, size_t i)
{
    struct group g = {.ref = &f->segment[i], .month = month_of(f->segment[i].first)};
    for (; i < f->segments && month_of(f->segment[i].first) == g.month; i++, g.n++)
        g.bytes += f->segment[i].bytes;
    return g;
}

/* Pages that are open will be closed by the next import, which builds their days anew. */
static bool is_settled(const struct group *g)
{
    for (size_t i = 0; i < g->n; i++)
        if (g->ref[i].open_pages)
            return false;
    return g->n > 1;
}

/* The first month after `done` that is to be joined. */
static bool find(const struct family_state *f, int32_t after_days, int32_t done, struct group *out)
{
    for (size_t i = 0; i < f->segments; i += out->n) {
        *out = group_at(f, i);
        bool over = month_start(out->month + 1) + after_days <= day_of(f->through);
        if (out->month > done && over && is_settled(out))
            return true;
    }
    return false;
}

static struct err check_room(const struct compact *c, int64_t bytes)
{
    struct room room;
    TRY(room_look(c->conf->writer.store, c->conf->writer.store_bytes_max, &room));
    TRY(room_take(&room, bytes));
    return room_fits(c->scratch.folder, bytes);
}

static struct err join(
    struct compact *c, enum family f, const struct group *g, struct swap_part *part)
{
    const char *path = scratch_path(&c->scratch, "month.db");
    struct db **db = NEW(&c->month, struct db *, g->n);
    for (size_t i = 0; i < g->n; i++)
        TRY(shelf_take(c->shelf, f, &g->ref[i], &db[i]));
    *part = (struct swap_part){.family = f, .gone = g->ref, .n = g->n};
    TRY(segment_join(path, f, db, g->n, &part->made));
    part->made.first = g->ref[0].first;
    part->made.last = g->ref[g->n - 1].last;
    part->made.name = shelf_name(&c->month, f, part->made.first, part->made.last);
    TRY(shelf_put(c->shelf, f, path, &part->made));
    shelf_sweep(c->shelf); /* nothing is marked: all are closed */
    return unlink(path) == 0 ? OK : err_errno("%s", path);
}

static struct err join_group(struct compact *c, enum family f, const struct group *g, bool *laid)
{
    struct swap_part part;
    TRY(check_room(c, g->bytes));
    TRY(join(c, f, g, &part));
    TRY(swap_parts(&c->month, &c->conf->writer, &part, 1, c->out));
    *laid = part.laid;
    if (!part.laid)
        return OK;
    c->report->segments += (int64_t)g->n;
    c->report->months++;
    c->report->before += g->bytes;
    c->report->after += part.made.bytes;
    c->conf->joined(c->conf->self, f, (int64_t)g->n, g->bytes, &part.made);
    return OK;
}

/* Looks at the newest generation anew for every month. */
static struct err join_family(struct compact *c, enum family f)
{
    int32_t done = INT32_MIN;
    for (int tries = 0;;) {
        struct manifest m;
        struct group g;
        bool laid = false;
        arena_wipe(&c->month);
        TRY(generation_newest(&c->month, c->conf->writer.store, &m));
        TRY(schema_check_all(&m));
        if (!find(&m.family[f], c->conf->after_days, done, &g))
            return OK;
        TRY(join_group(c, f, &g, &laid));
        tries = laid ? 0 : tries + 1;
        c->report->lost += tries == TRIES_MAX;
        if (laid || tries == TRIES_MAX) {
            done = g.month;
            tries = 0;
        }
    }
}

static struct err join_all(struct compact *c)
{
    const struct writer_conf *w = &c->conf->writer;
    TRY(scratch_open(&c->scratch, &c->once, w->staging, "compact"));
    TRY(join_family(c, FAMILY_PAGEOUTS));
    return join_family(c, FAMILY_NOTIFICATIONS);
}

struct err compact_run(
    const struct compact_conf *conf, struct compact_report *report, struct published *out)
{
    struct compact c = {.conf = conf, .report = report, .out = out};
    *report = (struct compact_report){0};
    *out = (struct published){.nothing = true};
    c.once = arena_of(ARENA_CAP_BATCH);
    c.month = arena_of(ARENA_CAP_BATCH);
    c.shelf = shelf_of(&c.once, conf->writer.store, NULL, NULL);
    struct err e = join_all(&c);
    shelf_done(c.shelf);
    scratch_done(&c.scratch);
    arena_done(&c.month);
    arena_done(&c.once);
    return e;
}
