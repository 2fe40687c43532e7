#include "csv/csv.h"

#include <string.h>

#define HEAD_BYTES 4 /* enough to tell a byte order mark and the archives' magic numbers */

enum state { HEAD, START, BARE, QUOTED, QUOTE };

struct csv {
    struct csv_taker taker;
    struct err failed; /* the first thing that went wrong */
    enum state state;
    bool after_cr;     /* a line feed now belongs to the line end before it */
    bool overflow;     /* a quoted field grew past a limit: the row ends with its line */
    size_t line, row;  /* the line we are on; the number of the next row */
    size_t begun_line; /* where this row began */
    const char *bad;
    size_t fields, field_at, used;
    char head[HEAD_BYTES];
    size_t head_n;
    struct str field[CSV_COLUMNS_MAX];
    char bytes[CSV_ROW_MAX];
};

struct csv *csv_new(struct arena *a, struct csv_taker taker)
{
    struct csv *c = NEW(a, struct csv, 1);
    c->taker = taker;
    c->line = c->begun_line = 1;
    return c;
}

/* The first reason stays: what follows in a spoilt row is often its consequence. */
static void spoil(struct csv *c, const char *why)
{
    if (!c->bad)
        c->bad = why;
}

static void append(struct csv *c, struct str run)
{
    if (c->bad || run.n == 0)
        return;
    size_t field_end = c->field_at + CSV_FIELD_MAX;
    if (c->used + run.n > field_end || c->used + run.n > CSV_ROW_MAX) {
        spoil(c, field_end <= CSV_ROW_MAX ? "a field is too long" : "the row is too long");
        c->overflow = true;
        return;
    }
    memcpy(c->bytes + c->used, run.p, run.n);
    c->used += run.n;
}

static void end_field(struct csv *c)
{
    c->state = START;
    if (c->bad)
        return;
    if (c->fields == CSV_COLUMNS_MAX) {
        spoil(c, "too many fields");
        return;
    }
    c->field[c->fields++] = (struct str){c->bytes + c->field_at, c->used - c->field_at};
    c->field_at = c->used;
}

static struct err give_row(const struct csv *c, size_t number, bool unended)
{
    const struct csv_row row = {
        .row = number,
        .line = c->begun_line,
        .lines = c->line - c->begun_line + (unended ? 1 : 0),
        .field = c->field,
        .n = c->fields,
        .bad = c->bad,
        .unended = unended,
    };
    /* cppcheck-suppress returnDanglingLifetime ; an error is a copy and points nowhere */
    return c->taker.take(c->taker.self, &row);
}

static void forget_row(struct csv *c)
{
    c->state = START;
    c->bad = NULL;
    c->overflow = false;
    c->fields = c->field_at = c->used = 0;
}

static struct err end_row(struct csv *c, bool unended)
{
    bool empty = c->state == START && c->fields == 0 && !c->bad;
    if (!empty) {
        end_field(c);
        TRY(give_row(c, c->row++, unended));
    }
    forget_row(c);
    return OK;
}

/* Counts the physical line that CR, LF or CRLF ends; the LF of a CRLF counts nothing. */
static void count_line(struct csv *c, char ch)
{
    if (ch == '\r' || !c->after_cr)
        c->line++;
    c->after_cr = ch == '\r';
}

static struct err end_line(struct csv *c, char ch)
{
    bool rest_of_crlf = ch == '\n' && c->after_cr;
    count_line(c, ch);
    struct err e = rest_of_crlf ? OK : end_row(c, false);
    c->begun_line = c->line;
    return e;
}

/* How many bytes at the front of s are none of those that end a run of this kind. */
static size_t plain(struct str s, bool quoted)
{
    static const unsigned char stops[256] = {
        ['\0'] = 3, ['\n'] = 3, ['\r'] = 3, [','] = 1, ['"'] = 2};
    const unsigned char mask = quoted ? 2 : 1;
    size_t n = 0;
    while (n < s.n && !(stops[(unsigned char)s.p[n]] & mask))
        n++;
    return n;
}

static struct err special_bare(struct csv *c, char ch)
{
    switch (ch) {
    case ',':
        end_field(c);
        return OK;
    case '\0':
        c->state = BARE;
        spoil(c, "a NUL byte");
        return OK;
    default:
        return end_line(c, ch);
    }
}

static struct err step_bare(struct csv *c, struct str *s)
{
    size_t n = plain(*s, false);
    if (n) {
        c->state = BARE;
        c->after_cr = false;
        append(c, str_head(*s, n));
        *s = str_from(*s, n);
        return OK;
    }
    char ch = s->p[0];
    *s = str_from(*s, 1);
    if (ch != '\n' && ch != '\r')
        c->after_cr = false;
    return special_bare(c, ch);
}

static struct err step_start(struct csv *c, struct str *s)
{
    if (s->p[0] != '"')
        return step_bare(c, s);
    c->state = QUOTED;
    c->after_cr = false;
    *s = str_from(*s, 1);
    return OK;
}

static struct err step_quoted(struct csv *c, struct str *s)
{
    size_t n = plain(*s, true);
    if (n) {
        c->after_cr = false;
        append(c, str_head(*s, n));
        *s = str_from(*s, n);
        return OK;
    }
    struct str one = str_head(*s, 1);
    *s = str_from(*s, 1);
    if (one.p[0] == '\n' || one.p[0] == '\r') {
        /* A quote that nobody closes would swallow the rest of the file: past the limit give up. */
        if (c->overflow)
            return end_line(c, one.p[0]);
        count_line(c, one.p[0]);
        append(c, one);
        return OK;
    }
    c->after_cr = false;
    if (one.p[0] == '"')
        c->state = QUOTE;
    else
        spoil(c, "a NUL byte");
    return OK;
}

/* After a quote inside quotes: a second one is a quote in the text, a separator ends the field. */
static struct err step_quote(struct csv *c, struct str *s)
{
    char ch = s->p[0];
    if (ch == '"') {
        append(c, str_head(*s, 1));
        *s = str_from(*s, 1);
        c->state = QUOTED;
        return OK;
    }
    if (ch != ',' && ch != '\n' && ch != '\r' && ch != '\0')
        spoil(c, "text after a closing quote");
    return step_bare(c, s);
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

static struct err step(struct csv *c, struct str *s)
{
    static struct err (*const steps[])(struct csv *, struct str *) = {
        [START] = step_start, [BARE] = step_bare, [QUOTED] = step_quoted, [QUOTE] = step_quote};
    return steps[c->state](c, s);
}

/* The head is whole, or all there is: looks at it, then reads it as everything else. */
static struct err head_done(struct csv *c)
{
    struct str head = {c->head, c->head_n};
    struct str mark = STR("\xef\xbb\xbf");
    if (str_starts(head, mark))
        head = str_from(head, mark.n);
    TRY(refuse_others(head));
    c->state = START;
    while (head.n)
        TRY(step(c, &head));
    return OK;
}

static struct err feed(struct csv *c, struct str bytes)
{
    while (c->state == HEAD && bytes.n) {
        c->head[c->head_n++] = bytes.p[0];
        bytes = str_from(bytes, 1);
        if (c->head_n == HEAD_BYTES)
            TRY(head_done(c));
    }
    while (bytes.n)
        TRY(step(c, &bytes));
    return OK;
}

static struct err end(struct csv *c)
{
    if (c->state == HEAD)
        TRY(head_done(c));
    if (c->state == QUOTED)
        spoil(c, "the file ends inside quotes");
    return end_row(c, true);
}

struct err csv_feed(struct csv *c, struct str bytes)
{
    if (c->failed.code == ERR_OK)
        c->failed = feed(c, bytes);
    return c->failed;
}

struct err csv_end(struct csv *c)
{
    if (c->failed.code == ERR_OK)
        c->failed = end(c);
    return c->failed;
}
