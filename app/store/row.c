#include "store/row.h"

#include "store/schema.h"

#include <string.h>

enum column {
    COLUMN_ROW,
    COLUMN_CREATED,
    COLUMN_PART = ROW_PARTS_AT, /* PART__N of them */
    COLUMN_SENT = COLUMN_PART + PART__N,
    COLUMN_DELIVERED,
    COLUMN_RESPONDED,
    COLUMN_UPDATED,
    COLUMN_ATTEMPT,
    COLUMN_LOCAL_HOUR,
    COLUMN_HOURS,
    COLUMN_FLAGS,
    COLUMN_ID,
    COLUMN__N
};
_Static_assert(COLUMN__N == 16, "as ROW_INSERT has them");
_Static_assert(COLUMN_SENT - COLUMN_CREATED - PART__N == WHEN_SENT, "the times follow the parts");
_Static_assert(DAY_ROWS_MAX < 1 << ROW_DAY_BITS, "a day's rows have a number each");

int64_t row_number(int32_t day, size_t place)
{
    return (int64_t)day << ROW_DAY_BITS | (int64_t)place;
}

int32_t row_day(int64_t number)
{
    return (int32_t)(number >> ROW_DAY_BITS);
}

struct entries entries_of(struct db *db, struct arena *a)
{
    struct entries x = {.db = db, .a = a};
    for (size_t i = 0; i < PART__N; i++)
        x.part[i].place = set_of(a);
    return x;
}

static void keep_first(struct entries *x, struct err e)
{
    if (x->e.code == ERR_OK)
        x->e = e;
}

static struct str look_up(struct entries *x, enum part p, int64_t id)
{
    struct out o = out_of(x->a);
    AUTO(stmt_done) struct stmt q = stmt_of(x->db, part_sql[p].by_id);
    stmt_put_i64(&q, 1, id);
    if (stmt_row(&q))
        part_col(&q, p, &o);
    else
        keep_first(x, err_of(ERR_IO, "dictionary %d has no entry %lld", (int)p, (long long)id));
    keep_first(x, stmt_end(&q));
    return out_done(&o);
}

static struct str entry_of(struct entries *x, enum part p, int64_t id)
{
    uint32_t at = 0;
    struct set *place = &x->part[p].place;
    if (set_get(place, id, &at))
        return x->part[p].entry[at];
    if (place->n == x->part[p].cap) {
        x->part[p].cap = place->n ? 2 * place->n : 64;
        struct str *grown = NEW(x->a, struct str, x->part[p].cap);
        if (place->n)
            memcpy(grown, x->part[p].entry, place->n * sizeof *grown);
        x->part[p].entry = grown;
    }
    struct str s = look_up(x, p, id);
    x->part[p].entry[place->n] = s;
    set_put(place, id, (uint32_t)place->n);
    return s;
}

static void read_parts(
    struct stmt *q, struct entries *x, uint32_t parts, uint32_t texts, struct record *r)
{
    for (enum part p = 0; p < PART__N && x->e.code == ERR_OK; p++) {
        if (!(parts & 1u << p))
            continue;
        int64_t id = stmt_col_i64(q, COLUMN_PART + (int)p);
        if (!part_unpack(p, entry_of(x, p, id), texts, r))
            keep_first(x, err_of(ERR_IO, "entry %lld of dictionary %d", (long long)id, (int)p));
    }
}

struct row row_read(
    struct stmt *q, struct entries *x, enum dataset d, uint32_t parts, uint32_t texts)
{
    struct row row = {.record.dataset = d};
    struct record *r = &row.record;
    for (int i = 0; i < TEXT__N; i++)
        r->text[i] = STR("");
    if (texts & 1u << TEXT_ID)
        r->text[TEXT_ID] = arena_copy(x->a, stmt_col_text(q, COLUMN_ID));
    int64_t created =
        row_day(stmt_col_i64(q, COLUMN_ROW)) * DAY_MS + stmt_col_i64(q, COLUMN_CREATED);
    r->when[WHEN_CREATED] = created;
    for (int i = WHEN_SENT; i < WHEN__N; i++) {
        int column = COLUMN_SENT + i - WHEN_SENT;
        r->when[i] = stmt_col_null(q, column) ? TIME_UNKNOWN : created + stmt_col_i64(q, column);
    }
    r->attempt = stmt_col_i32(q, COLUMN_ATTEMPT);
    r->local_hour = stmt_col_below(q, COLUMN_LOCAL_HOUR, 7 * 24);
    r->hours = (enum hours)stmt_col_below(q, COLUMN_HOURS, HOURS__N);
    r->flags = (uint32_t)stmt_col_i64(q, COLUMN_FLAGS);
    row.repeated = r->flags & FLAG_REPEATED;
    r->flags &= ~(uint32_t)FLAG_REPEATED;
    read_parts(q, x, parts, texts, r);
    return row;
}

void row_fetch(const struct row *row)
{
    const struct record *r = &row->record;
    __builtin_prefetch(&r->text[TEXT_ID]);
    __builtin_prefetch(r->when);
    __builtin_prefetch(&r->attempt);
    __builtin_prefetch(&r->flags);
}

/* Of any column but the id. False: NULL. */
static bool number_of(
    const struct row *row, int64_t number, const uint32_t part[PART__N], int column, int64_t *v)
{
    const struct record *r = &row->record;
    int64_t created = r->when[WHEN_CREATED];
    if (column >= COLUMN_PART && column < COLUMN_SENT) {
        *v = part[column - COLUMN_PART];
        return true;
    }
    if (column >= COLUMN_SENT && column <= COLUMN_UPDATED) {
        int64_t when = r->when[WHEN_SENT + column - COLUMN_SENT];
        *v = when - created;
        return when != TIME_UNKNOWN;
    }
    switch (column) {
    case COLUMN_ROW:
        *v = number;
        return true;
    case COLUMN_CREATED:
        *v = created - row_day(number) * DAY_MS;
        return true;
    case COLUMN_ATTEMPT:
        *v = r->attempt;
        return true;
    case COLUMN_LOCAL_HOUR:
        *v = r->local_hour;
        return true;
    case COLUMN_HOURS:
        *v = r->hours;
        return true;
    default:
        *v = r->flags | (row->repeated ? FLAG_REPEATED : 0);
        return true;
    }
}

void row_write(struct stmt *q, const struct row *row, int64_t number, const uint32_t part[PART__N])
{
    int64_t v = 0;
    for (int i = 0; i < COLUMN_ID; i++)
        if (number_of(row, number, part, i, &v))
            stmt_put_i64(q, i + 1, v);
        else
            stmt_put_null(q, i + 1);
    stmt_put_text(q, COLUMN_ID + 1, row->record.text[TEXT_ID]);
    stmt_again(q);
}

void row_give(const struct row *row, int64_t number, const uint32_t part[PART__N], int column,
    struct sqlite3_context *to)
{
    int64_t v = 0;
    if (column == COLUMN_ID)
        supply_text(to, row->record.text[TEXT_ID]);
    else if (number_of(row, number, part, column, &v))
        supply_i64(to, v);
}

void row_copy(struct stmt *q, struct stmt *from, const uint32_t part[PART__N])
{
    for (int i = 0; i < COLUMN__N; i++) {
        if (i >= COLUMN_PART && i < COLUMN_PART + PART__N)
            stmt_put_i64(q, i + 1, part[i - COLUMN_PART]);
        else
            stmt_put_col(q, i + 1, from, i);
    }
    stmt_again(q);
}
