#include "csv/csv.h"

#include "csv/machine.h"
#include "csv/ordinary.h"

#include <string.h>

#define HEAD_BYTES 4            /* enough to tell a byte order mark and the archives' numbers */
#define READ_BYTES (128u << 10) /* looked at together: few, so that the taker's cache has them */
#define ROOM_LEAST (CSV_ROW_MAX / 4) /* bytes: less room than that is not worth a read */

_Static_assert(CSV_BLOCK_BYTES >= CSV_ROW_MAX + ROOM_LEAST, "a row that is cut leaves room");

struct csv {
    struct csv_blocks taker;
    struct csv_taker rows;   /* of csv_new */
    struct csv_block *block; /* being filled */
    size_t due;              /* its bytes when its rows are looked for */
    struct err failed;       /* the first thing that went wrong */
    marks_fn *marks;         /* NULL: no row is read as an ordinary one */
    bool begun;              /* the head has been looked at */
    struct machine machine;
};

static struct err take_rows(void *self, struct csv_block *full, struct csv_block **next)
{
    struct csv *c = self;
    *next = full;
    for (size_t i = 0; i < full->rows; i++)
        TRY(c->rows.take(c->rows.self, &full->row[i]));
    return OK;
}

struct csv *csv_new_blocks(
    struct arena *a, struct csv_blocks taker, struct csv_block *first, enum csv_way way)
{
    struct csv *c = NEW(a, struct csv, 1);
    c->taker = taker;
    c->block = first;
    c->due = READ_BYTES;
    c->marks = way == CSV_MACHINE ? NULL : way == CSV_BEST ? marks_best() : marks_portable;
    c->machine = machine_of();
    return c;
}

struct csv *csv_new(struct arena *a, struct csv_taker taker)
{
    struct csv *c =
        csv_new_blocks(a, (struct csv_blocks){.take = take_rows}, block_new(a), CSV_BEST);
    c->taker.self = c;
    c->rows = taker;
    return c;
}

/* What the first bytes say this is, when it is not CSV in UTF-8. */
static struct err refuse_others(struct str head)
{
    /* clang-format off */
    static const struct {
        struct str magic;
        const char *what;
    } others[] = {
        { { "\xff\xfe", 2 },   "UTF-16 text; export it as UTF-8" },
        { { "\xfe\xff", 2 },   "UTF-16 text; export it as UTF-8" },
        { { "\x1f\x8b", 2 },   "gzip data, not CSV" },
        { { "PK\x03\x04", 4 }, "a zip archive, not CSV" },
        { { "<", 1 },          "markup (an error page?), not CSV" },
    };
    /* clang-format on */
    for (EACH(i, others))
        if (str_starts(head, others[i].magic))
            return err_of(ERR_INPUT, "the file is %s", others[i].what);
    if (head.n >= 2 && (head.p[0] == '\0') != (head.p[1] == '\0'))
        return err_of(ERR_INPUT, "the file is UTF-16 text; export it as UTF-8");
    return OK;
}

/* Looks at the first bytes, and passes over a byte order mark. */
static struct err begin(struct csv *c)
{
    struct csv_block *b = c->block;
    struct str head = str_head((struct str){b->bytes, b->used}, HEAD_BYTES);
    struct str mark = STR("\xef\xbb\xbf");
    c->begun = true;
    if (str_starts(head, mark))
        b->at = mark.n;
    return refuse_others(str_from(head, b->at));
}

/* Rows out of the block's bytes while it has room for them. A row that is cut waits for the rest of
 * it, unless that does not come or it is too long to wait for. */
static void read_rows(struct csv *c, bool over)
{
    struct csv_block *b = c->block;
    while (b->at < b->used && block_has_room(b)) {
        if (c->marks && machine_at_row(&c->machine)) {
            enum ordinary how = ordinary_read(b, &c->machine.next, c->marks);
            bool waits = how == ORDINARY_CUT && !over && b->used - b->at < CSV_ROW_MAX;
            c->machine.begun_line = c->machine.next.line;
            if (waits || how == ORDINARY_FULL || b->at == b->used)
                return;
        }
        machine_read(&c->machine, b);
    }
}

/* Hands the block on; what is not in its rows yet goes to the front of the next one. */
static struct err hand_on(struct csv *c)
{
    struct csv_block *full = c->block, *next = full;
    struct machine *m = &c->machine;
    if (full->rows)
        TRY(c->taker.take(c->taker.self, full, &next));
    size_t rest = full->used - full->at;
    memmove(next->bytes, full->bytes + m->row_at, m->used);
    memmove(next->bytes + m->used, full->bytes + full->at, rest);
    next->at = m->used;
    next->used = m->used + rest;
    next->rows = next->fields = 0;
    m->row_at = 0;
    c->block = next;
    c->due = next->used + READ_BYTES;
    return OK;
}

/* Until what is left is part of one row. */
static struct err parse(struct csv *c, bool over)
{
    bool full = true;
    if (!c->begun)
        TRY(begin(c));
    while (full) {
        read_rows(c, over);
        full = !block_has_room(c->block);
        TRY(hand_on(c));
    }
    return OK;
}

static struct err end(struct csv *c)
{
    TRY(parse(c, true));
    machine_end(&c->machine, c->block);
    return hand_on(c);
}

static struct sink_room room(void *self)
{
    struct csv_block *b = ((struct csv *)self)->block;
    size_t left = CSV_BLOCK_BYTES - b->used;
    return (struct sink_room){b->bytes + b->used, left < READ_BYTES ? left : READ_BYTES};
}

static struct err filled(void *self, size_t n)
{
    struct csv *c = self;
    if (c->failed.code != ERR_OK)
        return c->failed;
    c->block->used += n;
    if (c->block->used >= c->due || CSV_BLOCK_BYTES - c->block->used < ROOM_LEAST)
        c->failed = parse(c, false);
    return c->failed;
}

struct sink csv_sink(struct csv *c)
{
    return (struct sink){room, filled, c};
}

struct err csv_feed(struct csv *c, struct str bytes)
{
    while (c->failed.code == ERR_OK && bytes.n) {
        struct sink_room to = room(c);
        size_t n = bytes.n < to.n ? bytes.n : to.n;
        memcpy(to.p, bytes.p, n);
        c->failed = filled(c, n);
        bytes = str_from(bytes, n);
    }
    return c->failed;
}

struct err csv_end(struct csv *c)
{
    if (c->failed.code == ERR_OK)
        c->failed = end(c);
    return c->failed;
}
