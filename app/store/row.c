#include "store/row.h"

#include <string.h>

enum column {
    COLUMN_KEY,
    COLUMN_TEXT, /* TEXT__N of them, the id first */
    COLUMN_WHEN = COLUMN_TEXT + TEXT__N,
    COLUMN_LEVEL = COLUMN_WHEN + WHEN__N,
    COLUMN_CYCLE,
    COLUMN_ATTEMPT,
    COLUMN_PURPOSE,
    COLUMN_RESPONSE,
    COLUMN_CHANNEL,
    COLUMN_DELIVERY,
    COLUMN_HOURS,
    COLUMN_LOCAL_HOUR,
    COLUMN_PERSON,
    COLUMN_TEAM,
    COLUMN_PATH,
    COLUMN_FLAGS,
    COLUMN_REPEATED,
    COLUMN_RAW,
    COLUMN_MADE,
    COLUMN__N
};
_Static_assert(COLUMN__N == 44, "as ROW_INSERT has them");
_Static_assert(TEXT_ID == 0, "the id is not in the dictionary and comes first");

struct str path_text(struct arena *a, const struct record *r)
{
    unsigned char *p = arena_take(a, 4, NODE_DEPTH_MAX);
    for (int32_t i = 0; i < r->depth; i++)
        for (int b = 0; b < 4; b++)
            p[4 * i + b] = (unsigned char)((uint32_t)r->node[i] >> (24 - 8 * b));
    return (struct str){(const char *)p, 4 * (size_t)r->depth};
}

int32_t path_node(struct str path, size_t i)
{
    uint32_t v = 0;
    if (4 * i + 4 > path.n)
        return 0;
    for (size_t b = 0; b < 4; b++)
        v = v << 8 | (unsigned char)path.p[4 * i + b];
    return (int32_t)v;
}

struct words words_of(struct db *db, struct arena *a)
{
    return (struct words){.db = db, .a = a};
}

static void keep_first(struct words *w, struct err e)
{
    if (w->e.code == ERR_OK)
        w->e = e;
}

static struct str path_read(struct words *w, struct stmt *q)
{
    struct record r = {0};
    for (int i = 0; i < NODE_DEPTH_MAX; i++) {
        r.node[i] = stmt_col_i32(q, i);
        r.depth += r.node[i] != 0;
    }
    return path_text(w->a, &r);
}

static size_t highest(struct words *w, const char *sql)
{
    AUTO(stmt_done) struct stmt q = stmt_of(w->db, sql);
    size_t n = stmt_row(&q) ? (size_t)stmt_col_i64(&q, 0) : 0;
    keep_first(w, stmt_end(&q));
    return n;
}

void words_load_texts(struct words *w)
{
    w->texts = highest(w, "SELECT max(id) FROM word");
    w->text = NEW(w->a, struct str, w->texts + 1);
    AUTO(stmt_done) struct stmt text = stmt_of(w->db, "SELECT text FROM word ORDER BY id");
    for (size_t i = 1; i <= w->texts && stmt_row(&text); i++)
        w->text[i] = arena_copy(w->a, stmt_col_text(&text, 0));
    keep_first(w, stmt_end(&text));
}

void words_load_paths(struct words *w)
{
    w->paths = highest(w, "SELECT max(id) FROM path");
    w->path = NEW(w->a, struct str, w->paths + 1);
    AUTO(stmt_done)
    struct stmt path = stmt_of(w->db, "SELECT n1, n2, n3, n4, n5, n6, n7 FROM path ORDER BY id");
    for (size_t i = 1; i <= w->paths && stmt_row(&path); i++)
        w->path[i] = path_read(w, &path);
    keep_first(w, stmt_end(&path));
}

struct str words_text(struct words *w, int64_t id)
{
    if (id <= 0)
        return STR("");
    if (w->text)
        return (size_t)id <= w->texts ? w->text[id] : STR("");
    AUTO(stmt_done) struct stmt q = stmt_of(w->db, "SELECT text FROM word WHERE id = :id");
    stmt_i64(&q, ":id", id);
    struct str s = stmt_row(&q) ? arena_copy(w->a, stmt_col_text(&q, 0)) : STR("");
    keep_first(w, stmt_end(&q));
    return s;
}

static struct str path_of(struct words *w, int64_t id)
{
    if (id <= 0)
        return STR("");
    if (w->path)
        return (size_t)id <= w->paths ? w->path[id] : STR("");
    AUTO(stmt_done)
    struct stmt q = stmt_of(w->db, "SELECT n1, n2, n3, n4, n5, n6, n7 FROM path WHERE id = :id");
    stmt_i64(&q, ":id", id);
    struct str s = stmt_row(&q) ? path_read(w, &q) : STR("");
    keep_first(w, stmt_end(&q));
    return s;
}

/* A number that is used as an index must be one: segments are checked by SHA-256, programs by this.
 */
static int32_t below(struct stmt *q, int column, int32_t n)
{
    int32_t v = stmt_col_i32(q, column);
    if (v >= 0 && v < n)
        return v;
    if (q->e.code == ERR_OK)
        q->e = err_of(ERR_IO, "column %d of a record is %d", column, v);
    return 0;
}

void words_place(struct words *w, int64_t id, struct record *r)
{
    struct str path = path_of(w, id);
    for (size_t i = 0; i < NODE_DEPTH_MAX && path_node(path, i); i++)
        r->node[r->depth++] = path_node(path, i);
}

struct row row_read(struct stmt *q, struct words *w, enum dataset d, uint32_t texts, bool path)
{
    struct row row = {.key = stmt_col_i64(q, COLUMN_KEY)};
    struct record *r = &row.record;
    r->dataset = d;
    for (int i = 0; i < TEXT__N; i++) {
        r->text[i] = STR("");
        if (!(texts & 1u << i))
            continue;
        r->text[i] = i == TEXT_ID ? arena_copy(w->a, stmt_col_text(q, COLUMN_TEXT))
                                  : words_text(w, stmt_col_i64(q, COLUMN_TEXT + i));
    }
    for (int i = 0; i < WHEN__N; i++)
        r->when[i] = stmt_col_i64(q, COLUMN_WHEN + i);
    r->level = stmt_col_i32(q, COLUMN_LEVEL);
    r->cycle = stmt_col_i32(q, COLUMN_CYCLE);
    r->attempt = stmt_col_i32(q, COLUMN_ATTEMPT);
    r->purpose = (enum purpose)below(q, COLUMN_PURPOSE, PURPOSE__N);
    r->response = (enum response)below(q, COLUMN_RESPONSE, RESPONSE__N);
    r->channel = (enum channel)below(q, COLUMN_CHANNEL, CHANNEL__N);
    r->delivery = (enum delivery)below(q, COLUMN_DELIVERY, DELIVERY__N);
    r->hours = (enum hours)below(q, COLUMN_HOURS, HOURS__N);
    r->local_hour = below(q, COLUMN_LOCAL_HOUR, 7 * 24);
    r->person = stmt_col_i64(q, COLUMN_PERSON);
    r->team = stmt_col_i64(q, COLUMN_TEAM);
    r->flags = (uint32_t)stmt_col_i64(q, COLUMN_FLAGS);
    if (path)
        words_place(w, stmt_col_i64(q, COLUMN_PATH), r);
    row.repeated = stmt_col_i64(q, COLUMN_REPEATED) != 0;
    row.version = (struct version){.updated = r->when[WHEN_UPDATED],
        .answered = r->response != RESPONSE_NONE,
        .raw = stmt_col_i64(q, COLUMN_RAW),
        .made = stmt_col_i64(q, COLUMN_MADE)};
    return row;
}

static void put(struct stmt *q, enum column c, int64_t v)
{
    stmt_put_i64(q, (int)c + 1, v);
}

void row_write(
    struct stmt *q, const struct row *row, const struct intern *texts, const struct intern *paths)
{
    const struct record *r = &row->record;
    put(q, COLUMN_KEY, row->key);
    stmt_put_text(q, COLUMN_TEXT + 1, r->text[TEXT_ID]);
    for (int i = 1; i < TEXT__N; i++)
        stmt_put_i64(q, COLUMN_TEXT + i + 1, intern_id(texts, r->text[i]));
    for (int i = 0; i < WHEN__N; i++)
        stmt_put_i64(q, COLUMN_WHEN + i + 1, r->when[i]);
    put(q, COLUMN_LEVEL, r->level);
    put(q, COLUMN_CYCLE, r->cycle);
    put(q, COLUMN_ATTEMPT, r->attempt);
    put(q, COLUMN_PURPOSE, r->purpose);
    put(q, COLUMN_RESPONSE, r->response);
    put(q, COLUMN_CHANNEL, r->channel);
    put(q, COLUMN_DELIVERY, r->delivery);
    put(q, COLUMN_HOURS, r->hours);
    put(q, COLUMN_LOCAL_HOUR, r->local_hour);
    put(q, COLUMN_PERSON, r->person);
    put(q, COLUMN_TEAM, r->team);
    put(q, COLUMN_PATH, intern_id(paths, row->path));
    put(q, COLUMN_FLAGS, r->flags);
    put(q, COLUMN_REPEATED, row->repeated);
    put(q, COLUMN_RAW, row->version.raw);
    put(q, COLUMN_MADE, row->version.made);
    stmt_again(q);
}
