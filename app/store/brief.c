#include "store/brief.h"

#include "store/intern.h"
#include "store/totals.h"

#include <string.h>

#define VERSION 2u
#define REPEATED 1u
#define ANSWERED 2u /* the time of the answer is known */
#define FLAGS_SHIFT 2
#define PATH_BYTES_MIN 1 /* of one path, as written: its depth */

static const enum text kept[] = {TEXT_INCIDENT, TEXT_RECIPIENT, TEXT_VIA, TEXT_NAME, TEXT_TEAM};

bool brief_has(uint32_t texts)
{
    for (EACH(i, kept))
        texts &= ~(1u << kept[i]);
    return texts == 0;
}

/* What rows name by number, in the order they come in. */
struct names {
    struct set keys;
    struct intern texts, paths;
    struct out scratch;
};

static uint32_t number_of(struct set *keys, int64_t key)
{
    uint32_t n = 0;
    if (key == 0 || set_get(keys, key, &n))
        return n;
    set_put(keys, key, (uint32_t)keys->n + 1);
    return (uint32_t)keys->n;
}

static struct str path_bytes(struct out *o, const struct record *r)
{
    o->n = 0;
    varint_put(o, (uint64_t)r->depth);
    for (int32_t i = 0; i < r->depth; i++)
        zigzag_put(o, r->node[i]);
    return out_done(o);
}

static void put_row(struct out *o, const struct row *row, struct names *names, int64_t before)
{
    const struct record *r = &row->record;
    bool answered = r->when[WHEN_RESPONDED] != TIME_UNKNOWN;
    varint_put(o, (uint64_t)r->flags << FLAGS_SHIFT | (answered ? ANSWERED : 0) |
                      (row->repeated ? REPEATED : 0));
    zigzag_put(o, r->when[WHEN_CREATED] - before);
    if (answered)
        zigzag_put(o, r->when[WHEN_RESPONDED] - r->when[WHEN_CREATED]);
    zigzag_put(o, r->level);
    zigzag_put(o, r->cycle);
    varint_put(o, r->purpose);
    varint_put(o, r->response);
    varint_put(o, r->hours);
    varint_put(o, (uint64_t)r->local_hour);
    varint_put(o, number_of(&names->keys, r->person));
    varint_put(o, number_of(&names->keys, r->team));
    varint_put(o, intern_put(&names->paths, path_bytes(&names->scratch, r)));
    for (EACH(i, kept))
        varint_put(o, intern_put(&names->texts, r->text[kept[i]]));
}

static void put_names(struct out *o, const struct names *names)
{
    varint_put(o, names->keys.n);
    for (size_t i = 0; i < names->keys.n; i++)
        fixed64_put(o, names->keys.key[i]);
    varint_put(o, names->texts.n);
    for (size_t i = 0; i < names->texts.n; i++)
        text_put(o, names->texts.text[i]);
    varint_put(o, names->paths.n);
    for (size_t i = 0; i < names->paths.n; i++)
        out_str(o, names->paths.text[i]);
}

struct str brief_encode(struct arena *a, const struct row *const *row, size_t n)
{
    struct out head = out_of(a), body = out_of(a);
    struct names names = {
        .keys = set_of(a), .texts = intern_of(a), .paths = intern_of(a), .scratch = out_of(a)};
    int64_t before = 0;
    for (size_t i = 0; i < n; i++) {
        put_row(&body, row[i], &names, before);
        before = row[i]->record.when[WHEN_CREATED];
    }
    varint_put(&head, VERSION);
    varint_put(&head, n);
    put_names(&head, &names);
    out_str(&head, out_done(&body));
    return out_done(&head);
}

void brief_done(struct brief *b)
{
    stmt_done(&b->q);
}

/* A number that is used as an index must be one. */
static uint32_t below(struct cursor *c, size_t n)
{
    uint64_t v = varint_get(c);
    if (v < n)
        return (uint32_t)v;
    c->bad = true;
    return 0;
}

static int32_t small(struct cursor *c)
{
    int64_t v = zigzag_get(c);
    if (v >= INT32_MIN && v <= INT32_MAX)
        return (int32_t)v;
    c->bad = true;
    return 0;
}

/* How many follow, each of so many bytes or more. */
static size_t count_of(struct cursor *c, size_t bytes)
{
    uint64_t n = varint_get(c);
    if (n <= cursor_left(c) / bytes)
        return (size_t)n;
    c->bad = true;
    return 0;
}

static void get_names(struct brief *b, struct arena *a)
{
    struct cursor *c = &b->c;
    b->keys = count_of(c, 8);
    b->key = NEW(a, int64_t, b->keys + 1);
    for (size_t i = 1; i <= b->keys; i++)
        b->key[i] = fixed64_get(c);
    b->texts = count_of(c, 1);
    b->text = NEW(a, struct str, b->texts + 1);
    b->text[0] = STR("");
    for (size_t i = 1; i <= b->texts; i++)
        b->text[i] = text_get(c);
    b->paths = count_of(c, PATH_BYTES_MIN);
    b->path = NEW(a, struct path, b->paths + 1);
    for (size_t i = 1; i <= b->paths; i++) {
        struct path *p = &b->path[i];
        p->depth = (int32_t)below(c, NODE_DEPTH_MAX + 1);
        for (int32_t k = 0; k < p->depth; k++)
            p->node[k] = small(c);
    }
}

struct err brief_open(struct brief *b, struct arena *a, struct db *db, int32_t day, bool *has)
{
    *b = (struct brief){.q = total_query(db, TOTAL_BRIEF, 0, day)};
    *has = stmt_row(&b->q);
    if (!*has)
        return stmt_end(&b->q);
    b->c = cursor_of(stmt_col_blob(&b->q, 0));
    if (varint_get(&b->c) != VERSION)
        return err_of(ERR_IO, "brief: not of version %u", VERSION);
    b->rows = varint_get(&b->c);
    get_names(b, a);
    return b->c.bad ? err_of(ERR_IO, "brief: cut") : OK;
}

bool brief_row(struct brief *b, uint32_t texts, struct row *out)
{
    struct cursor *c = &b->c;
    struct record *r = &out->record;
    if (b->rows == 0 || c->bad)
        return false;
    b->rows--;
    *out = (struct row){.record.dataset = DATASET_PAGEOUTS};
    uint64_t flags = varint_get(c);
    out->repeated = flags & REPEATED;
    r->flags = (uint32_t)(flags >> FLAGS_SHIFT);
    b->created += zigzag_get(c);
    r->when[WHEN_CREATED] = b->created;
    r->when[WHEN_RESPONDED] = flags & ANSWERED ? b->created + zigzag_get(c) : TIME_UNKNOWN;
    r->level = small(c);
    r->cycle = small(c);
    r->purpose = (enum purpose)below(c, PURPOSE__N);
    r->response = (enum response)below(c, RESPONSE__N);
    r->hours = (enum hours)below(c, HOURS__N);
    r->local_hour = (int32_t)below(c, 7 * 24);
    r->person = b->key[below(c, b->keys + 1)];
    r->team = b->key[below(c, b->keys + 1)];
    const struct path *path = &b->path[below(c, b->paths + 1)];
    memcpy(r->node, path->node, sizeof r->node);
    r->depth = path->depth;
    for (EACH(i, kept)) {
        struct str s = b->text[below(c, b->texts + 1)];
        r->text[kept[i]] = (texts & 1u << kept[i]) ? s : STR("");
    }
    return !c->bad;
}

struct err brief_end(const struct brief *b)
{
    if (b->c.bad || b->rows || cursor_left(&b->c))
        return err_of(ERR_IO, "brief: cut, or bytes too many");
    return OK;
}
