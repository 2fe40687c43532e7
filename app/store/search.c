/* What a snapshot finds by words, and where it finds it. */
#include "lib/hash.h"
#include "lib/plain.h"
#include "store/abouts.h"
#include "store/find.h"
#include "store/set.h"
#include "store/snapshot.h"

#include <stdlib.h>

#define INCIDENTS_COUNTED 1000 /* in answers; who asks for more than these asks too little */

/* How many entries a list has: its places are without gaps. */
static struct err count_places(struct db *db, const char *sql, int list, size_t *n)
{
    AUTO(stmt_done) struct stmt q = stmt_of(db, sql);
    stmt_put_i64(&q, 1, list);
    *n = stmt_row(&q) ? (size_t)stmt_col_i64(&q, 0) : 0;
    return stmt_end(&q);
}

static struct err read_key(struct db *db, enum find_list list, size_t place, int64_t *key)
{
    AUTO(stmt_done)
    struct stmt q = stmt_of(db, "SELECT key FROM entry WHERE list = ?1 AND place = ?2");
    stmt_put_i64(&q, 1, (int)list);
    stmt_put_i64(&q, 2, (int64_t)place);
    *key = stmt_row(&q) ? stmt_col_i64(&q, 0) : 0;
    return stmt_end(&q);
}

struct err snapshot_find(struct snapshot *s, struct arena *a, enum find_list list, struct str plain,
    size_t max, struct found *out)
{
    struct db *db = NULL;
    struct matches m;
    size_t places = 0, step = 0, place;
    int round = 0;
    *out = (struct found){.key = NEW(a, int64_t, max + 1)};
    TRY(snapshot_directory(s, &db));
    if (!db)
        return OK;
    TRY(count_places(
        db, "SELECT coalesce(max(place) + 1, 0) FROM entry WHERE list = ?1", (int)list, &places));
    TRY(words_find(&s->scratch, db, (int)list, plain, places, &m));
    out->of = matches_count(&m);
    while (out->n < max && matches_next(&m, &step, &round, &place))
        TRY(read_key(db, list, place, &out->key[out->n++]));
    return OK;
}

/* An incident that one or more segments tell of. */
struct candidate {
    const struct segment_ref *ref; /* the newest of them, and where it is in there */
    int64_t key, about, first, rows;
    int round; /* of matches_next: 0 is the best */
};

struct seeking {
    struct snapshot *s;
    struct arena *a;
    struct str text, plain;
    struct candidate *found;
    size_t n, cap;
    struct set keys; /* -> place in found */
    bool more;
};

static void take(struct seeking *x, const struct candidate *c)
{
    uint32_t at = 0;
    if (set_get(&x->keys, c->key, &at)) {
        struct candidate *known = &x->found[at];
        known->rows += c->rows;
        known->first = c->first < known->first ? c->first : known->first;
        known->round = c->round < known->round ? c->round : known->round;
        return;
    }
    x->more |= x->n >= INCIDENTS_COUNTED;
    if (x->more && c->round > 0)
        return;
    x->found = arena_room(x->a, x->found, sizeof *x->found, x->n, &x->cap);
    set_put(&x->keys, c->key, (uint32_t)x->n);
    x->found[x->n++] = *c;
}

static struct err take_place(struct seeking *x, struct db *db, size_t place, struct candidate *c)
{
    AUTO(stmt_done)
    struct stmt q = stmt_of(db, "SELECT key, about, first, rows FROM incident WHERE place = ?1");
    stmt_put_i64(&q, 1, (int64_t)place);
    if (stmt_row(&q)) {
        c->key = stmt_col_i64(&q, 0);
        c->about = stmt_col_i64(&q, 1);
        c->first = stmt_col_i64(&q, 2);
        c->rows = stmt_col_i64(&q, 3);
        take(x, c);
    }
    return stmt_end(&q);
}

static struct err seek_in(struct seeking *x, const struct segment_ref *ref)
{
    struct db *db = NULL;
    struct matches m;
    struct candidate c = {.ref = ref};
    size_t places = 0, step = 0, place;
    TRY(snapshot_begin(x->s));
    TRY(shelf_take(x->s->shelf, FAMILY_PAGEOUTS, ref, &db));
    TRY(count_places(
        db, "SELECT coalesce(max(place) + 1, 0) FROM incident WHERE ?1 = ?1", 0, &places));
    TRY(words_find(&x->s->scratch, db, FIND_INCIDENT, x->plain, places, &m));
    while (matches_next(&m, &step, &c.round, &place) && (!x->more || c.round == 0))
        TRY(take_place(x, db, place, &c));
    return OK;
}

static int best_first(const void *a, const void *b)
{
    const struct candidate *x = a, *y = b;
    if (x->round != y->round)
        return x->round - y->round;
    if (x->first != y->first)
        return x->first < y->first ? 1 : -1;
    return (x->key > y->key) - (x->key < y->key);
}

#define INCIDENT_COLUMNS "SELECT incident, title, source, priority, urgency FROM about"

static struct incident incident_of(struct stmt *q, struct arena *a)
{
    return (struct incident){
        .id = arena_copy(a, stmt_col_text(q, 0)),
        .title = arena_copy(a, stmt_col_text(q, 1)),
        .source = arena_copy(a, stmt_col_text(q, 2)),
        .priority = arena_copy(a, stmt_col_text(q, 3)),
        .urgency = arena_copy(a, stmt_col_text(q, 4)),
    };
}

static struct err read_entry(struct db *db, struct arena *a, int64_t entry, struct incident *out)
{
    AUTO(stmt_done) struct stmt q = stmt_of(db, INCIDENT_COLUMNS " WHERE id = ?1");
    stmt_put_i64(&q, 1, entry);
    if (stmt_row(&q))
        *out = incident_of(&q, a);
    return stmt_end(&q);
}

static struct err read_candidate(struct seeking *x, const struct candidate *c, struct incident *out)
{
    struct db *db = NULL;
    TRY(shelf_take(x->s->shelf, FAMILY_PAGEOUTS, c->ref, &db));
    TRY(read_entry(db, x->a, c->about, out));
    out->first = c->first;
    out->rows = c->rows;
    return OK;
}

/* As the newest attempt of that very incident tells. */
static struct err seek_untold(struct seeking *x, struct incident *out, bool *found)
{
    const struct family_state *f = &x->s->manifest.family[FAMILY_NOTIFICATIONS];
    *found = false;
    for (size_t i = f->segments; i-- > 0 && !*found;) {
        struct db *db = NULL;
        TRY(snapshot_begin(x->s));
        TRY(shelf_take(x->s->shelf, FAMILY_NOTIFICATIONS, &f->segment[i], &db));
        int64_t entry[2];
        TRY(abouts_of_incident(&x->s->scratch, db, x->text, entry, found));
        if (*found)
            TRY(read_entry(db, x->a, entry[0], out));
    }
    return OK;
}

static struct err give(struct seeking *x, size_t max, struct found_incidents *out)
{
    uint32_t unused;
    bool untold = false;
    out->row = NEW(x->a, struct incident, max + 1);
    if (x->text.n && !set_get(&x->keys, hash64(x->text), &unused))
        TRY(seek_untold(x, &out->row[0], &untold));
    out->n = untold;
    out->of = x->n + untold;
    out->more = x->more;
    if (x->n)
        qsort(x->found, x->n, sizeof *x->found, best_first);
    for (size_t i = 0; i < x->n && out->n < max; i++)
        TRY(read_candidate(x, &x->found[i], &out->row[out->n++]));
    return OK;
}

struct err snapshot_find_incidents(
    struct snapshot *s, struct arena *a, struct str text, size_t max, struct found_incidents *out)
{
    const struct family_state *f = &s->manifest.family[FAMILY_PAGEOUTS];
    struct seeking x = {
        .s = s, .a = a, .text = text, .plain = plain_of(a, text), .keys = set_of(a)};
    x.found = NEW(a, struct candidate, x.cap = 64);
    *out = (struct found_incidents){0};
    for (size_t i = f->segments; i-- > 0;)
        TRY(seek_in(&x, &f->segment[i]));
    return give(&x, max, out);
}
