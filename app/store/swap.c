#include "store/swap.h"

#include "lib/day.h"
#include "store/generation.h"
#include "store/retain.h"
#include "store/room.h"
#include "store/schema.h"

#include <string.h>
#include <unistd.h>

#define RACES_MAX 50 /* lost one after the other: somebody publishes without pause */

static struct err one_try(struct arena *a, const struct writer_conf *conf,
    const struct swap_edit *edit, struct published *out, bool *settled)
{
    struct manifest base, m;
    bool any = false;
    TRY(generation_rebase(a, conf->store, out->generation, &base)); /* lost before, or 0 */
    TRY(schema_check_newer(&base));
    m = manifest_next(a, &base, conf->keeping, clock_now_ms());
    if (conf->activate_after_ms)
        m.activate_at = m.made_at + conf->activate_after_ms;
    /* cppcheck-suppress returnDanglingLifetime ; an error is a copy and points nowhere */
    TRY(edit->lay(edit->self, &base, &m, &any));
    out->nothing = !any;
    *settled = true;
    TRY(room_look(conf->store, conf->store_bytes_max, &m.room));
    out->near_limit = room_is_near(&m.room, 0);
    if (any)
        TRY(generation_publish(a, conf->store, &m, settled));
    out->generation = any ? m.generation : base.generation;
    out->sha256 = any ? m.sha256 : base.sha256;
    return OK;
}

struct err swap_publish(struct arena *a, const struct writer_conf *conf,
    const struct swap_edit *edit, struct published *out)
{
    *out = (struct published){0};
    while (out->races_lost < RACES_MAX) {
        struct arena_mark mark = arena_mark_of(a);
        bool settled = false;
        TRY(one_try(a, conf, edit, out, &settled));
        if (settled)
            return OK;
        arena_rewind(a, mark);
        out->races_lost++;
    }
    return err_of(ERR_BUSY, "lost the race for a generation %d times", RACES_MAX);
}

static size_t place_of(const struct family_state *f, struct str name)
{
    size_t i = 0;
    while (i < f->segments && !str_eq(f->segment[i].name, name))
        i++;
    return i;
}

/* Nothing is done unless the data set still holds every one of them. */
static bool replace(struct family_state *f, const struct swap_part *part)
{
    size_t at = place_of(f, part->gone[0].name);
    if (at + part->n > f->segments)
        return false;
    for (size_t i = 1; i < part->n; i++)
        if (!str_eq(f->segment[at + i].name, part->gone[i].name))
            return false;
    f->segment[at] = part->made;
    memmove(&f->segment[at + 1], &f->segment[at + part->n],
        (f->segments - at - part->n) * sizeof *f->segment);
    f->segments -= part->n - 1;
    return true;
}

struct parts {
    struct swap_part *part;
    size_t n;
};

static struct err parts_lay(void *self, const struct manifest *base, struct manifest *m, bool *any)
{
    struct parts *p = self;
    (void)base;
    for (size_t i = 0; i < p->n; i++) {
        p->part[i].laid = replace(&m->family[p->part[i].family], &p->part[i]);
        *any |= p->part[i].laid;
    }
    return OK;
}

struct err swap_parts(struct arena *a, const struct writer_conf *conf, struct swap_part *part,
    size_t n, struct published *out)
{
    struct parts parts = {part, n};
    const struct swap_edit edit = {parts_lay, &parts};
    TRY(swap_publish(a, conf, &edit, out));
    for (size_t i = 0; i < n; i++) {
        const char *path = arena_fmt(a, "%s/seg/%.*s", conf->store, STR_ARG(part[i].made.name)).p;
        if (!part[i].laid && unlink(path) != 0)
            err_drop(err_errno("%s", path), "gc removes what nobody names");
    }
    return OK;
}

struct policy {
    const struct writer_conf *conf;
    int64_t dropped;
};

static struct err policy_lay(void *self, const struct manifest *base, struct manifest *m, bool *any)
{
    struct policy *p = self;
    p->dropped = 0;
    if (base->generation == 0)
        return OK;
    for (EACH(i, m->family)) {
        struct family_state *f = &m->family[i];
        if (p->conf->keep_days[i])
            f->keep_days = p->conf->keep_days[i];
        retain_apply(f);
        p->dropped += (int64_t)(base->family[i].segments - f->segments);
        *any |= f->keep_days != base->family[i].keep_days;
    }
    *any |= p->dropped > 0 || base->history_n > m->history_n;
    return OK;
}

struct err swap_policy(
    struct arena *a, const struct writer_conf *conf, struct published *out, int64_t *dropped)
{
    struct policy p = {.conf = conf};
    const struct swap_edit edit = {policy_lay, &p};
    TRY(swap_publish(a, conf, &edit, out));
    *dropped = p.dropped;
    return OK;
}
