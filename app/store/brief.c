#include "store/brief.h"

#include "store/set.h"
#include "store/totals.h"

#define VERSION 1u
#define KIND 3 /* in the table of totals, beside those of enum scope */
_Static_assert(KIND > SCOPE_TEAM, "no scope's number");
#define REPEATED 1u
#define ANSWERED 2u /* the time of the answer is known */
#define FLAGS_SHIFT 2

static const enum text kept[] = {TEXT_INCIDENT, TEXT_RECIPIENT, TEXT_VIA, TEXT_NAME, TEXT_TEAM};
_Static_assert(COUNT_OF(kept) == BRIEF_WORDS, "a number for each");

bool brief_has(uint32_t texts)
{
    for (EACH(i, kept))
        texts &= ~(1u << kept[i]);
    return texts == 0;
}

/* People and teams are numbered from 1 in the order they come in. */
static uint32_t number_of(struct set *keys, int64_t key)
{
    uint32_t n = 0;
    if (key == 0 || set_get(keys, key, &n))
        return n;
    set_put(keys, key, (uint32_t)keys->n + 1);
    return (uint32_t)keys->n;
}

static void put_row(struct out *o, const struct row *row, struct set *keys, int64_t before)
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
    varint_put(o, number_of(keys, r->person));
    varint_put(o, number_of(keys, r->team));
}

static struct str encode(struct arena *a, struct row *const *row, size_t n,
    const struct intern *texts, const struct intern *paths)
{
    struct out head = out_of(a), body = out_of(a);
    struct set keys = set_of(a);
    int64_t before = 0;
    for (size_t i = 0; i < n; i++) {
        const struct record *r = &row[i]->record;
        put_row(&body, row[i], &keys, before);
        before = r->when[WHEN_CREATED];
        varint_put(&body, (uint64_t)intern_id(paths, row[i]->path));
        for (EACH(k, kept))
            varint_put(&body, (uint64_t)intern_id(texts, r->text[kept[k]]));
    }
    varint_put(&head, VERSION);
    varint_put(&head, n);
    varint_put(&head, keys.n);
    for (size_t i = 0; i < keys.n; i++)
        fixed64_put(&head, keys.key[i]);
    out_str(&head, out_done(&body));
    return out_done(&head);
}

struct err brief_write(struct db *db, struct row *const *row, size_t n, const struct intern *texts,
    const struct intern *paths)
{
    AUTO(arena_done) struct arena a = arena_of(ARENA_CAP_BATCH);
    struct str blob = encode(&a, row, n, texts, paths);
    AUTO(stmt_done) struct stmt q = stmt_of(db, "INSERT INTO total VALUES (:kind, 0, :blob)");
    stmt_i64(&q, ":kind", KIND);
    stmt_blob(&q, ":blob", blob);
    stmt_again(&q);
    return stmt_end(&q);
}

void brief_done(struct brief *b)
{
    stmt_done(&b->q);
}

struct err brief_open(struct brief *b, struct arena *a, struct db *db, bool *has)
{
    *b = (struct brief){.q = stmt_of(db, "SELECT blob FROM total WHERE kind = :kind AND key = 0")};
    stmt_i64(&b->q, ":kind", KIND);
    *has = stmt_row(&b->q);
    if (!*has)
        return stmt_end(&b->q);
    b->c = cursor_of(stmt_col_blob(&b->q, 0));
    if (varint_get(&b->c) != VERSION)
        return err_of(ERR_IO, "brief: not of version %u", VERSION);
    b->rows = varint_get(&b->c);
    uint64_t keys = varint_get(&b->c);
    if (keys > cursor_left(&b->c) / 8)
        return err_of(ERR_IO, "brief: cut");
    b->keys = (size_t)keys;
    b->key = NEW(a, int64_t, b->keys + 1);
    for (size_t i = 1; i <= b->keys; i++)
        b->key[i] = fixed64_get(&b->c);
    return OK;
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

bool brief_row(struct brief *b, struct brief_row *out)
{
    struct cursor *c = &b->c;
    struct record *r = &out->row.record;
    if (b->rows == 0 || c->bad)
        return false;
    b->rows--;
    *out = (struct brief_row){.row.record.dataset = DATASET_PAGEOUTS};
    uint64_t flags = varint_get(c);
    out->row.repeated = flags & REPEATED;
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
    out->path = (int64_t)varint_get(c);
    for (EACH(i, kept))
        out->word[i] = (int64_t)varint_get(c);
    return !c->bad;
}

void brief_texts(struct words *w, uint32_t texts, struct brief_row *r)
{
    for (EACH(i, kept))
        if (texts & 1u << kept[i])
            r->row.record.text[kept[i]] = words_text(w, r->word[i]);
}

struct err brief_end(const struct brief *b)
{
    if (b->c.bad || b->rows || cursor_left(&b->c))
        return err_of(ERR_IO, "brief: cut, or bytes too many");
    return OK;
}
