#include "csv/ordinary.h"

#include <endian.h>
#include <string.h>

#define WINDOW 16 /* times 64 bytes that are marked at once: an odd row has few marked in vain */
#define SKIP_LEAST                                                                                 \
    MARKS_BYTES /* bytes that a row shares with the one before it, to be passed over */

/* What the 64 bytes before say of these: each is 0 or 1. A row's begin follows a separator. */
struct carry {
    uint64_t inside, sep, close, cr;
};

struct shape {
    uint64_t sep;     /* commas and line feeds outside of quotes */
    uint64_t end;     /* the line feeds of these */
    uint64_t doubled; /* quotes that stand for one, the second of the two */
    uint64_t odd;     /* what no ordinary row has; nothing of the above comes after it */
    struct carry carry;
};

struct walk {
    struct csv_block *b;
    struct csv_place next;
    size_t row_at, field_at; /* where the row and the field under way begin */
    size_t fields;           /* of the row under way */
    size_t same;             /* of these: those of the row before */
    bool doubled;            /* the others have doubled quotes */
    bool before;             /* the block's last row stands at before_at, its bytes as they came */
    size_t before_at;
    /* Of each field of the row under way, or else before: how far from the row's begin it ends. */
    size_t end[CSV_COLUMNS_MAX + MARKS_BYTES];
};

/* Bit i is set where an odd number of bits up to i is: a carry-less multiplication by all ones. The
 * shifts cost a thirtieth of the reading, so no processor's own instruction is needed. */
static uint64_t prefix_xor(uint64_t x)
{
    x ^= x << 1;
    x ^= x << 2;
    x ^= x << 4;
    x ^= x << 8;
    x ^= x << 16;
    return x ^ x << 32;
}

static struct shape shape_of(const struct marks *m, struct carry c)
{
    uint64_t inside = -c.inside;
    if (m->quote)
        inside ^= prefix_xor(m->quote);
    uint64_t opens = m->quote & inside, closes = m->quote & ~inside;
    uint64_t sep = (m->comma | m->lf) & ~inside;
    uint64_t after_sep = sep << 1 | c.sep;
    uint64_t after_close = closes << 1 | c.close;
    uint64_t after_cr = m->cr << 1 | c.cr;
    uint64_t odd = m->nul | ((m->lf | m->cr) & inside) | (after_cr & ~m->lf) |
                   (opens & ~after_sep & ~after_close) | (after_close & ~(sep | opens | m->cr));
    uint64_t before_odd = odd ? (odd & -odd) - 1 : UINT64_MAX;
    return (struct shape){
        .sep = sep & before_odd,
        .end = sep & m->lf & before_odd,
        .doubled = opens & after_close & before_odd,
        .odd = odd,
        .carry = {inside >> 63, sep >> 63, closes >> 63, m->cr >> 63},
    };
}

/* Makes one quote of two, in place. */
static void undouble(struct csv_block *b, struct str *field)
{
    char *to = b->bytes + (field->p - b->bytes);
    const char *from = field->p, *end = field->p + field->n;
    while (from < end) {
        const char *quote = memchr(from, '"', (size_t)(end - from));
        size_t n = quote ? (size_t)(quote - from) + 1 : (size_t)(end - from);
        memmove(to, from, n);
        to += n;
        from += n + (quote ? 1 : 0);
    }
    field->n = (size_t)(to - field->p);
}

/* The row under way ends with the line feed at `lf`; its quotes are doubled still. False: it is
 * over a limit. */
static bool end_row(struct walk *w, size_t lf)
{
    struct csv_block *b = w->b;
    struct str *last = b->field + b->fields + w->fields - 1;
    bool cr = lf > w->row_at && b->bytes[lf - 1] == '\r';
    size_t line = w->next.line;
    if (w->fields > CSV_COLUMNS_MAX || lf - w->row_at > CSV_FIELD_MAX)
        return false;
    w->next.line++;
    w->before = lf - w->row_at > (cr ? 1 : 0); /* not an empty line */
    if (w->before) {
        last->n -= cr ? 1 : 0;
        block_add(b,
            (struct csv_row){
                .row = w->next.row++, .line = line, .lines = 1, .n = w->fields, .same = w->same});
    }
    w->before_at = w->row_at;
    w->row_at = lf + 1;
    return true;
}

/* The fields that end at these separators of the 64 bytes from `base` on. */
static void take_fields(struct walk *w, size_t base, uint64_t seps)
{
    const char *p = w->b->bytes, *begin = p + w->field_at;
    struct str *field = w->b->field + w->b->fields;
    size_t n = w->fields;
    for (; seps; seps &= seps - 1) {
        const char *end = p + base + (unsigned)__builtin_ctzll(seps);
        size_t quoted = *begin == '"';
        w->end[n] = (size_t)(end - p) - w->row_at;
        field[n++] = (struct str){begin + quoted, (size_t)(end - begin) - 2 * quoted};
        begin = end + 1;
    }
    w->field_at = (size_t)(begin - p);
    w->fields = n;
}

#define STEP 32 /* bytes */

/* How many bytes at the front are alike, of `most` and some more, all of which are readable. */
static size_t alike(const char *a, const char *b, size_t most)
{
    size_t n = 0;
    uint64_t x, y;
    while (n + STEP <= most && memcmp(a + n, b + n, STEP) == 0)
        n += STEP;
    for (; n < most; n += sizeof x) {
        memcpy(&x, a + n, sizeof x);
        memcpy(&y, b + n, sizeof y);
        if (x != y)
            return n + (unsigned)__builtin_ctzll(le64toh(x) ^ le64toh(y)) / 8;
    }
    return n;
}

/* How many whole fields at the front the row that begins has in common with the row before, bytes
 * and all. Rows of an export that follow one another are mostly alike but for their last fields. */
static size_t fields_shared(const struct walk *w)
{
    const struct csv_block *b = w->b;
    const char *before = b->bytes + w->before_at, *now = b->bytes + w->row_at;
    size_t bytes = (size_t)(now - before), left = b->used - w->row_at;
    size_t shared = alike(before, now, left < bytes ? left : bytes);
    size_t n = b->row[b->rows - 1].n - 1; /* the last one is found with the row's end */
    if (shared > left)
        shared = left;
    while (n && w->end[n - 1] >= shared)
        n--;
    return n && w->end[n - 1] >= SKIP_LEAST ? n : 0;
}

/* The row before is not looked at any more: its own doubled quotes become one. */
static void finish_row(struct csv_block *b)
{
    struct csv_row *row = &b->row[b->rows - 1];
    struct str *field = b->field + b->fields - row->n;
    for (size_t i = row->same; i < row->n; i++)
        if (field[i].p[field[i].n] == '"')
            undouble(b, &field[i]);
}

/* Between two rows. What they share need not be found again: the fields are those of the row
 * before. True: there are such. */
static bool begin_row(struct walk *w)
{
    struct csv_block *b = w->b;
    struct str *field = b->field + b->fields;
    size_t n = w->before ? fields_shared(w) : 0;
    if (w->doubled)
        finish_row(b);
    if (n) {
        memcpy(field, b->row[b->rows - 1].field, n * sizeof *field);
        w->field_at = w->row_at + w->end[n - 1] + 1;
    }
    w->fields = w->same = n;
    w->doubled = false;
    return n > 0;
}

enum step { STEP_ON, STEP_OVER /* to w->field_at: a row took fields over */, STEP_LIMIT };

/* All fields and rows that end there. */
static enum step take_shape(struct walk *w, size_t base, const struct shape *s)
{
    uint64_t left = UINT64_MAX;
    for (uint64_t ends = s->end; ends; ends &= ends - 1) {
        uint64_t line = ends ^ (ends - 1); /* up to the lowest end */
        take_fields(w, base, s->sep & left & line);
        w->doubled |= (s->doubled & left & line) != 0;
        if (!end_row(w, base + (unsigned)__builtin_ctzll(ends)))
            return STEP_LIMIT;
        if (begin_row(w))
            return STEP_OVER;
        left = ~line;
    }
    take_fields(w, base, s->sep & left);
    w->doubled |= (s->doubled & left) != 0;
    return STEP_ON;
}

/* The last 64 bytes are marked past the end of the input: what stands there does not count. */
static struct marks marks_until(struct marks m, size_t n)
{
    uint64_t there = n < 64 ? (UINT64_C(1) << n) - 1 : UINT64_MAX;
    return (struct marks){
        m.quote & there, m.comma & there, m.lf & there, m.cr & there, m.nul & there};
}

/* Fewer bytes are marked at once where rows are passed over in part. */
static enum ordinary walk_run(struct walk *w, marks_fn *mark)
{
    static const struct carry at_row = {.sep = 1};
    struct carry before = at_row;
    struct marks marks[WINDOW];
    size_t used = w->b->used, i = 0, n = 0, window = 1;
    for (size_t base = w->row_at; base < used; i++) {
        if (i == n) {
            size_t left = (used - base + MARKS_BYTES - 1) / MARKS_BYTES;
            n = left < window ? left : window;
            i = 0;
            mark(w->b->bytes + base, n, marks);
            window = window < WINDOW ? 2 * window : WINDOW;
        }
        if (!block_has_room(w->b))
            return ORDINARY_FULL;
        if (used - base < MARKS_BYTES)
            marks[i] = marks_until(marks[i], used - base);
        struct shape s = shape_of(&marks[i], before);
        enum step step = take_shape(w, base, &s);
        if (step == STEP_LIMIT || w->fields > CSV_COLUMNS_MAX || (step == STEP_ON && s.odd))
            return ORDINARY_ODD;
        base = step == STEP_ON ? base + MARKS_BYTES : w->field_at;
        before = step == STEP_ON ? s.carry : at_row;
        if (step == STEP_OVER) {
            window = 1;
            n = i + 1;
        }
    }
    return ORDINARY_CUT;
}

enum ordinary ordinary_read(struct csv_block *b, struct csv_place *next, marks_fn *marks)
{
    struct walk w = {.b = b, .next = *next, .row_at = b->at, .field_at = b->at};
    enum ordinary end = walk_run(&w, marks);
    b->at = w.row_at;
    *next = w.next;
    return end;
}
