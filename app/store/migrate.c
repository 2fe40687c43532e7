#include "store/migrate.h"

#include "lib/limits.h"
#include "store/directory.h"
#include "store/generation.h"
#include "store/room.h"
#include "store/schema.h"
#include "store/scratch.h"
#include "store/segment.h"
#include "store/shelf.h"
#include "store/swap.h"

#include <unistd.h>

struct migrate {
    const struct writer_conf *conf;
    struct arena once, day; /* as long as it takes; one day's rows, or the directory */
    struct scratch scratch;
    struct shelf *shelf;
    struct manifest base;
    struct swap_part *part;
    size_t parts;
};

/* Into part->made. Nothing is built of a day without rows that is one of several. */
static struct err build_day(
    struct migrate *x, struct swap_part *part, struct db *from, int32_t day, const char *path)
{
    struct day_rows rows = {.day = day};
    const struct segment_plan what = {.family = part->family,
        .days = &rows,
        .n = 1,
        .through = x->base.family[part->family].through};
    arena_wipe(&x->day);
    TRY(segment_rows(&x->day, from, part->family, day, &rows.rows));
    part->made.rows = (int64_t)rows.rows.n;
    if (rows.rows.n == 0 && part->gone->first != part->gone->last)
        return OK;
    return segment_build(&x->day, path, &what, &part->made);
}

/* The files of the days of a segment. */
struct days {
    const char **path;
    struct db *db, **in;
    size_t n;
};

static void days_done(struct days *d)
{
    for (size_t i = 0; i < d->n; i++) {
        db_done(&d->db[i]);
        if (unlink(d->path[i]) != 0)
            err_drop(err_errno("%s", d->path[i]), "it goes with its folder");
    }
    d->n = 0;
}

/* Day by day, and then joined: memory is one day's. */
static struct err build_days(
    struct migrate *x, struct db *from, const char *path, struct swap_part *part)
{
    const struct segment_ref *old = part->gone;
    size_t most = (size_t)(old->last - old->first) + 1;
    if (most == 1)
        return build_day(x, part, from, old->first, path);
    AUTO(days_done)
    struct days d = {NEW(&x->once, const char *, most), NEW(&x->once, struct db, most),
        NEW(&x->once, struct db *, most), 0};
    for (int32_t day = old->first; day <= old->last; day++) {
        const char *one = scratch_path(&x->scratch, arena_fmt(&x->once, "%d.db", day).p);
        TRY(build_day(x, part, from, day, one));
        if (part->made.rows == 0)
            continue;
        d.path[d.n] = one;
        d.in[d.n] = &d.db[d.n];
        d.n++;
        TRY(db_open_immutable(&d.db[d.n - 1], one, NULL));
    }
    return segment_join(path, part->family, d.in, d.n, &part->made);
}

static struct err build_directory(
    struct migrate *x, struct db *from, const char *path, struct segment_ref *out)
{
    struct roster roster = {0};
    arena_wipe(&x->day);
    TRY(directory_read(from, &x->day, &roster));
    return segment_build_directory(path, &roster, out);
}

static struct err build(struct migrate *x, struct swap_part *part)
{
    struct db *from = NULL;
    enum family f = part->family;
    const struct segment_ref *old = part->gone;
    const char *path = scratch_path(&x->scratch, "new.db");
    TRY(shelf_take(x->shelf, f, old, &from));
    if (f == FAMILY_DIRECTORY)
        TRY(build_directory(x, from, path, &part->made));
    else
        TRY(build_days(x, from, path, part));
    part->made.first = old->first;
    part->made.last = old->last;
    part->made.name = shelf_name(&x->once, f, old->first, old->last);
    TRY(shelf_put(x->shelf, f, path, &part->made));
    shelf_sweep(x->shelf); /* nothing is marked: all are closed */
    return unlink(path) == 0 ? OK : err_errno("%s", path);
}

static int64_t plan(struct migrate *x)
{
    int64_t bytes = 0;
    size_t most = 0;
    for (EACH(f, x->base.family))
        most += x->base.family[f].segments;
    x->part = NEW(&x->once, struct swap_part, most + 1);
    for (enum family f = 0; f < FAMILY__N; f++) {
        for (size_t i = 0; i < x->base.family[f].segments; i++) {
            const struct segment_ref *ref = &x->base.family[f].segment[i];
            if (ref->schema >= schema_version(f))
                continue;
            x->part[x->parts++] = (struct swap_part){.family = f, .gone = ref, .n = 1};
            bytes += ref->bytes;
        }
    }
    return bytes;
}

static struct err check_room(const struct migrate *x, int64_t bytes)
{
    struct room room;
    TRY(room_look(x->conf->store, x->conf->store_bytes_max, &room));
    return room_take(&room, bytes);
}

static struct err run(struct migrate *x, struct migrate_report *report, struct published *out)
{
    TRY(scratch_open(&x->scratch, &x->once, x->conf->staging, "migrate"));
    TRY(generation_newest(&x->once, x->conf->store, &x->base));
    TRY(schema_check_newer(&x->base));
    TRY(check_room(x, plan(x)));
    for (size_t i = 0; i < x->parts; i++)
        TRY(err_at(build(x, &x->part[i]), "%.*s", STR_ARG(x->part[i].gone->name)));
    TRY(swap_parts(&x->once, x->conf, x->part, x->parts, out));
    for (size_t i = 0; i < x->parts; i++) {
        report->lost += !x->part[i].laid;
        report->segments += x->part[i].laid;
        report->before += x->part[i].gone->bytes;
        report->after += x->part[i].made.bytes;
    }
    return OK;
}

struct err migrate_run(
    const struct writer_conf *conf, struct migrate_report *report, struct published *out)
{
    struct migrate x = {.conf = conf};
    *report = (struct migrate_report){0};
    *out = (struct published){.nothing = true};
    x.once = arena_of(ARENA_CAP_BATCH);
    x.day = arena_of(ARENA_CAP_DAY);
    x.shelf = shelf_of(&x.once, conf->store, NULL, NULL);
    struct err e = run(&x, report, out);
    shelf_done(x.shelf);
    scratch_done(&x.scratch);
    arena_done(&x.day);
    arena_done(&x.once);
    return e;
}
