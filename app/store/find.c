#include "store/find.h"

#include "lib/hash.h"
#include "lib/plain.h"
#include "store/reader.h"
#include "store/row.h"

#include <stdlib.h>

/* One that can be found, and its versions in the roster. */
struct entry {
    struct str plain, id;
    int64_t key;
    size_t first, n;
    bool former;
};

/* A list on its way into the segment. */
struct listing {
    struct arena *a;
    const struct roster *r;
    struct words words;
    struct entry *entry;
    size_t n;
};

static int by_name(const void *a, const void *b)
{
    const struct entry *x = a, *y = b;
    if (x->former != y->former)
        return x->former - y->former;
    int name = str_cmp(x->plain, y->plain);
    return name ? name : str_cmp(x->id, y->id);
}

static void list_people(struct listing *l)
{
    const struct roster_person *p = l->r->people;
    l->entry = NEW(l->a, struct entry, l->r->people_n + 1);
    for (size_t i = 0, end; i < l->r->people_n; i = end) {
        for (end = i + 1; end < l->r->people_n && str_eq(p[end].id, p[i].id);)
            end++;
        l->entry[l->n++] = (struct entry){plain_of(l->a, p[end - 1].name), p[i].id, hash64(p[i].id),
            i, end - i, p[end - 1].deleted || !p[end - 1].active};
    }
}

static void put_person(struct listing *l, const struct entry *e, uint32_t place)
{
    words_put_name(&l->words, plain_of(l->a, e->id), place);
    for (size_t i = e->first; i < e->first + e->n; i++) {
        words_put_name(&l->words, plain_of(l->a, l->r->people[i].login), place);
        words_put(&l->words, plain_of(l->a, l->r->people[i].name), place);
    }
}

static void list_teams(struct listing *l)
{
    const struct roster_team *t = l->r->teams;
    l->entry = NEW(l->a, struct entry, l->r->teams_n + 1);
    for (size_t i = 0, end; i < l->r->teams_n; i = end) {
        for (end = i + 1; end < l->r->teams_n && str_eq(t[end].id, t[i].id);)
            end++;
        l->entry[l->n++] = (struct entry){plain_of(l->a, t[end - 1].name), t[i].id, hash64(t[i].id),
            i, end - i, t[end - 1].deleted};
    }
}

static void put_team(struct listing *l, const struct entry *e, uint32_t place)
{
    words_put_name(&l->words, plain_of(l->a, e->id), place);
    for (size_t i = e->first; i < e->first + e->n; i++)
        words_put(&l->words, plain_of(l->a, l->r->teams[i].name), place);
}

static void list_nodes(struct listing *l)
{
    const struct roster_node *n = l->r->nodes;
    l->entry = NEW(l->a, struct entry, l->r->nodes_n + 1);
    for (; l->n < l->r->nodes_n; l->n++)
        l->entry[l->n] = (struct entry){plain_of(l->a, n[l->n].label), n[l->n].manager_id,
            n[l->n].number, l->n, 1, !n[l->n].current};
}

static int by_id(const void *id, const void *person)
{
    return str_cmp(*(const struct str *)id, ((const struct roster_person *)person)->id);
}

/* A node is known by its title and by whose it is. */
static void put_node(struct listing *l, const struct entry *e, uint32_t place)
{
    const struct roster *r = l->r;
    const struct roster_person *p = NULL;
    if (r->people_n)
        p = bsearch(&e->id, r->people, r->people_n, sizeof *r->people, by_id);
    words_put_name(&l->words, plain_of(l->a, arena_fmt(l->a, "o%lld", (long long)e->key)), place);
    words_put(&l->words, e->plain, place);
    if (p)
        words_put(&l->words, plain_of(l->a, p->name), place);
}

static const struct {
    void (*list)(struct listing *l);
    void (*put)(struct listing *l, const struct entry *e, uint32_t place);
} lists[FIND_INCIDENT] = {
    [FIND_PERSON] = {list_people, put_person},
    [FIND_TEAM] = {list_teams, put_team},
    [FIND_NODE] = {list_nodes, put_node},
};

static struct err write_entries(const struct listing *l, struct db *db, enum find_list list)
{
    AUTO(stmt_done) struct stmt q = stmt_of(db, "INSERT INTO entry VALUES (?1, ?2, ?3)");
    for (size_t i = 0; i < l->n; i++) {
        stmt_put_i64(&q, 1, (int)list);
        stmt_put_i64(&q, 2, (int64_t)i);
        stmt_put_i64(&q, 3, l->entry[i].key);
        stmt_again(&q);
    }
    return stmt_end(&q);
}

struct err find_write_directory(struct db *db, const struct roster *r)
{
    AUTO(arena_done) struct arena a = arena_of(ARENA_CAP_DIRECTORY);
    for (enum find_list list = 0; list < FIND_INCIDENT; list++) {
        arena_wipe(&a);
        struct listing l = {.a = &a, .r = r, .words = words_of(&a)};
        lists[list].list(&l);
        if (l.n)
            qsort(l.entry, l.n, sizeof *l.entry, by_name);
        for (size_t i = 0; i < l.n; i++)
            lists[list].put(&l, &l.entry[i], (uint32_t)i);
        TRY(write_entries(&l, db, list));
        TRY(words_write(&l.words, db, (int)list));
    }
    return OK;
}

/* Of page-outs. */
struct incident_entry {
    struct str id;
    int64_t about, end; /* its entries of PART_ABOUT, half-open */
    int64_t first, rows;
};

static int newest_first(const void *a, const void *b)
{
    const struct incident_entry *x = a, *y = b;
    if (x->first != y->first)
        return x->first < y->first ? 1 : -1;
    return (x->about > y->about) - (x->about < y->about);
}

static struct err count_entries(struct db *db, size_t *n)
{
    AUTO(stmt_done) struct stmt q = stmt_of(db, "SELECT max(id) FROM about");
    *n = stmt_row(&q) ? (size_t)stmt_col_i64(&q, 0) : 0;
    return stmt_end(&q);
}

/* Entries are in the order of incidents first, so an incident's lie together. */
static struct err read_incidents(
    struct arena *a, struct db *db, struct incident_entry *out, size_t *n, size_t *of)
{
    AUTO(stmt_done) struct stmt q = stmt_of(db, "SELECT id, incident FROM about ORDER BY id");
    while (stmt_row(&q)) {
        int64_t id = stmt_col_i64(&q, 0);
        struct str incident = stmt_col_text(&q, 1);
        if (*n == 0 || !str_eq(out[*n - 1].id, incident))
            out[(*n)++] = (struct incident_entry){
                .id = arena_copy(a, incident), .about = id, .first = INT64_MAX};
        out[*n - 1].end = id + 1;
        of[id] = *n - 1;
    }
    return stmt_end(&q);
}

static struct err count_rows(struct db *db, struct incident_entry *x, const size_t *of)
{
    AUTO(stmt_done) struct stmt q = stmt_of(db, "SELECT about, row, created FROM record");
    while (stmt_row(&q)) {
        struct incident_entry *e = &x[of[stmt_col_i64(&q, 0)]];
        int64_t at = row_day(stmt_col_i64(&q, 1)) * DAY_MS + stmt_col_i64(&q, 2);
        e->first = at < e->first ? at : e->first;
        e->rows++;
    }
    return stmt_end(&q);
}

static struct err put_titles(
    struct arena *a, struct db *db, struct words *words, const struct incident_entry *e, size_t i)
{
    AUTO(stmt_done)
    struct stmt q =
        stmt_of(db, "SELECT DISTINCT title FROM about WHERE id >= ?1 AND id < ?2 ORDER BY title");
    stmt_put_i64(&q, 1, e->about);
    stmt_put_i64(&q, 2, e->end);
    while (stmt_row(&q))
        words_put(words, plain_of(a, stmt_col_text(&q, 0)), (uint32_t)i);
    return stmt_end(&q);
}

static struct err write_incident(struct stmt *q, const struct incident_entry *e, size_t i)
{
    stmt_put_i64(q, 1, (int64_t)i);
    stmt_put_i64(q, 2, hash64(e->id));
    stmt_put_i64(q, 3, e->about);
    stmt_put_i64(q, 4, e->first);
    stmt_put_i64(q, 5, e->rows);
    stmt_again(q);
    return q->e;
}

struct err find_write_incidents(struct db *db)
{
    AUTO(arena_done) struct arena a = arena_of(ARENA_CAP_BATCH);
    size_t entries = 0, n = 0;
    TRY(count_entries(db, &entries));
    struct incident_entry *x = NEW(&a, struct incident_entry, entries + 1);
    size_t *of = NEW(&a, size_t, entries + 1);
    TRY(read_incidents(&a, db, x, &n, of));
    TRY(count_rows(db, x, of));
    if (n)
        qsort(x, n, sizeof *x, newest_first);
    struct words words = words_of(&a);
    AUTO(stmt_done) struct stmt q = stmt_of(db, "INSERT INTO incident VALUES (?1, ?2, ?3, ?4, ?5)");
    for (size_t i = 0; i < n; i++) {
        words_put_name(&words, plain_of(&a, x[i].id), (uint32_t)i);
        TRY(put_titles(&a, db, &words, &x[i], i));
        TRY(write_incident(&q, &x[i], i));
    }
    TRY(stmt_end(&q));
    return words_write(&words, db, FIND_INCIDENT);
}
