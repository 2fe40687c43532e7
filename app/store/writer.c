#include "store/writer.h"

#include "lib/file.h"
#include "lib/hash.h"
#include "store/directory.h"
#include "store/generation.h"
#include "store/publish.h"
#include "store/room.h"
#include "store/schema.h"
#include "store/segment.h"

#include <assert.h>
#include <string.h>

#define DAYS_MAX (1 << 16) /* day numbers up to the year 2149 */

struct writer {
    struct arena arena;
    struct change c;
};

static struct err open_parts(struct change *c, enum family f, const struct writer_conf *conf)
{
    c->family = f;
    c->conf = *conf;
    c->conf.store = arena_z(c->a, str_of(conf->store));
    c->shelf = shelf_of(c->a, c->conf.store, NULL, NULL);
    TRY(dir_make(arena_fmt(c->a, "%s/log", conf->store).p));
    TRY(dir_make(arena_fmt(c->a, "%s/seg", conf->store).p));
    struct err e = generation_newest(c->a, c->conf.store, &c->base);
    if (e.code == ERR_IO)
        e.code = ERR_BUSY;
    TRY(err_at(e, "%s", conf->store));
    TRY(schema_check_newer(&c->base));
    c->through = c->base.family[f].through;
    struct folded_reader reader = {0};
    if (conf->makers)
        reader = (struct folded_reader){conf->makers->read, conf->makers->self};
    TRY(staging_open(&c->staging, c->a, conf->staging, f,
        conf->fold_bytes ? conf->fold_bytes : FOLD_BYTES_MAX, reader));
    return room_begin(conf->store, conf->staging, conf->store_bytes_max);
}

struct err writer_open(struct writer **out, enum family f, const struct writer_conf *conf)
{
    struct arena a = arena_of(ARENA_CAP_BATCH);
    struct writer *w = NEW(&a, struct writer, 1);
    w->arena = a;
    w->c.a = &w->arena;
    *out = w;
    struct err e = open_parts(&w->c, f, conf);
    if (e.code != ERR_OK)
        writer_done(out);
    return e;
}

void writer_done(struct writer **w)
{
    if (!*w)
        return;
    shelf_done((*w)->c.shelf);
    staging_done(&(*w)->c.staging);
    struct arena a = (*w)->arena; /* it holds the writer itself */
    *w = NULL;
    arena_done(&a);
}

const struct manifest *writer_base(const struct writer *w)
{
    return &w->c.base;
}

struct err writer_put(struct writer *w, const struct sifted *row)
{
    if (row->id.n == 0)
        return err_of(ERR_INPUT, "no id");
    if (row->created <= TIME_UNKNOWN || row->created >= DAYS_MAX * DAY_MS)
        return err_of(ERR_INPUT, "no time of creation");
    return staging_put(&w->c.staging, row);
}

void writer_put_times(struct writer *w, const struct roster *r)
{
    struct change *c = &w->c;
    assert(c->family == FAMILY_DIRECTORY);
    c->whole = true;
    c->through = r->synced_at > c->through ? r->synced_at : c->through;
    memcpy(c->checked, r->checked, sizeof c->checked);
}

struct err writer_put_roster(struct writer *w, const struct roster *r)
{
    struct change *c = &w->c;
    writer_put_times(w, r);
    c->work = NEW(c->a, struct work, 1);
    c->works = 1;
    c->work->first = c->work->last = day_of(r->synced_at);
    c->work->path = staging_path(&c->staging, "directory.db");
    return segment_build_directory(c->work->path, r, &c->work->made);
}

struct err writer_roster(struct writer *w, struct arena *a, struct roster *out)
{
    struct db *db = NULL;
    *out = (struct roster){0};
    const struct family_state *f = &w->c.base.family[FAMILY_DIRECTORY];
    if (f->segments == 0)
        return OK;
    TRY(shelf_take(w->c.shelf, FAMILY_DIRECTORY, &f->segment[0], &db));
    TRY(directory_read(db, a, out));
    out->synced_at = f->through;
    memcpy(out->checked, w->c.base.checked, sizeof out->checked);
    return OK;
}

void writer_cover(struct writer *w, struct span window)
{
    struct change *c = &w->c;
    if (window.to <= window.from)
        return;
    if (c->covers == c->covers_cap) {
        size_t cap = c->covers_cap ? 2 * c->covers_cap : 16;
        struct span *grown = NEW(c->a, struct span, cap);
        if (c->covers)
            memcpy(grown, c->cover, c->covers * sizeof *grown);
        c->cover = grown;
        c->covers_cap = cap;
    }
    c->cover[c->covers++] = window;
    if (window.to > c->through)
        c->through = window.to;
}

struct err writer_publish(struct writer *w, const struct run *run, struct published *out)
{
    return change_publish(&w->c, run, out);
}
