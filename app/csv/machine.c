#include "csv/machine.h"

#include <string.h>

struct machine machine_of(void)
{
    return (struct machine){.next.line = 1, .begun_line = 1};
}

bool machine_at_row(const struct machine *m)
{
    return m->state == MACHINE_START && m->fields == 0 && !m->bad && !m->after_cr;
}

/* The first reason stays: what follows in a spoilt row is often its consequence. */
static void spoil(struct machine *m, const char *why)
{
    if (!m->bad)
        m->bad = why;
}

static void append(struct machine *m, struct csv_block *b, struct str run)
{
    if (m->bad || run.n == 0)
        return;
    size_t field_end = m->field_at + CSV_FIELD_MAX;
    if (m->used + run.n > field_end || m->used + run.n > CSV_ROW_MAX) {
        spoil(m, field_end <= CSV_ROW_MAX ? "a field is too long" : "the row is too long");
        m->overflow = true;
        return;
    }
    memmove(b->bytes + m->row_at + m->used, run.p, run.n);
    m->used += run.n;
}

static void end_field(struct machine *m)
{
    m->state = MACHINE_START;
    if (m->bad)
        return;
    if (m->fields == CSV_COLUMNS_MAX) {
        spoil(m, "too many fields");
        return;
    }
    m->field[m->fields++] = (struct machine_field){m->field_at, m->used - m->field_at};
    m->field_at = m->used;
}

static void give_row(struct machine *m, struct csv_block *b, bool unended)
{
    const char *texts = b->bytes + m->row_at;
    for (size_t i = 0; i < m->fields; i++)
        b->field[b->fields + i] = (struct str){texts + m->field[i].at, m->field[i].n};
    block_add(b, (struct csv_row){
                     .row = m->next.row++,
                     .line = m->begun_line,
                     .lines = m->next.line - m->begun_line + (unended ? 1 : 0),
                     .n = m->fields,
                     .bad = m->bad,
                     .unended = unended,
                 });
}

static void forget_row(struct machine *m)
{
    m->state = MACHINE_START;
    m->bad = NULL;
    m->overflow = false;
    m->fields = m->field_at = m->used = 0;
}

static void end_row(struct machine *m, struct csv_block *b, bool unended)
{
    bool empty = m->state == MACHINE_START && m->fields == 0 && !m->bad;
    if (!empty) {
        end_field(m);
        give_row(m, b, unended);
    }
    forget_row(m);
}

/* Counts the physical line that CR, LF or CRLF ends; the LF of a CRLF counts nothing. */
static void count_line(struct machine *m, char ch)
{
    if (ch == '\r' || !m->after_cr)
        m->next.line++;
    m->after_cr = ch == '\r';
}

static void end_line(struct machine *m, struct csv_block *b, char ch)
{
    bool rest_of_crlf = ch == '\n' && m->after_cr;
    count_line(m, ch);
    if (!rest_of_crlf)
        end_row(m, b, false);
    m->begun_line = m->next.line;
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

static void special_bare(struct machine *m, struct csv_block *b, char ch)
{
    switch (ch) {
    case ',':
        end_field(m);
        return;
    case '\0':
        m->state = MACHINE_BARE;
        spoil(m, "a NUL byte");
        return;
    default:
        end_line(m, b, ch);
    }
}

static void step_bare(struct machine *m, struct csv_block *b, struct str *s)
{
    size_t n = plain(*s, false);
    if (n) {
        m->state = MACHINE_BARE;
        m->after_cr = false;
        append(m, b, str_head(*s, n));
        *s = str_from(*s, n);
        return;
    }
    char ch = s->p[0];
    *s = str_from(*s, 1);
    if (ch != '\n' && ch != '\r')
        m->after_cr = false;
    special_bare(m, b, ch);
}

static void step_start(struct machine *m, struct csv_block *b, struct str *s)
{
    if (s->p[0] != '"') {
        step_bare(m, b, s);
        return;
    }
    m->state = MACHINE_QUOTED;
    m->after_cr = false;
    *s = str_from(*s, 1);
}

static void step_quoted(struct machine *m, struct csv_block *b, struct str *s)
{
    size_t n = plain(*s, true);
    if (n) {
        m->after_cr = false;
        append(m, b, str_head(*s, n));
        *s = str_from(*s, n);
        return;
    }
    struct str one = str_head(*s, 1);
    *s = str_from(*s, 1);
    if (one.p[0] == '\n' || one.p[0] == '\r') {
        /* A quote that nobody closes would swallow the rest of the file: past the limit give up. */
        if (m->overflow) {
            end_line(m, b, one.p[0]);
            return;
        }
        count_line(m, one.p[0]);
        append(m, b, one);
        return;
    }
    m->after_cr = false;
    if (one.p[0] == '"')
        m->state = MACHINE_QUOTE;
    else
        spoil(m, "a NUL byte");
}

/* After a quote inside quotes: a second one is a quote in the text, a separator ends the field. */
static void step_quote(struct machine *m, struct csv_block *b, struct str *s)
{
    char ch = s->p[0];
    if (ch == '"') {
        append(m, b, str_head(*s, 1));
        *s = str_from(*s, 1);
        m->state = MACHINE_QUOTED;
        return;
    }
    if (ch != ',' && ch != '\n' && ch != '\r' && ch != '\0')
        spoil(m, "text after a closing quote");
    step_bare(m, b, s);
}

void machine_read(struct machine *m, struct csv_block *b)
{
    static void (*const steps[])(struct machine *, struct csv_block *, struct str *) = {
        [MACHINE_START] = step_start,
        [MACHINE_BARE] = step_bare,
        [MACHINE_QUOTED] = step_quoted,
        [MACHINE_QUOTE] = step_quote,
    };
    struct str s = {b->bytes + b->at, b->used - b->at};
    do {
        if (m->fields == 0 && m->used == 0)
            m->row_at = (size_t)(s.p - b->bytes);
        steps[m->state](m, b, &s);
    } while (s.n && block_has_room(b) && !machine_at_row(m));
    b->at = (size_t)(s.p - b->bytes);
}

void machine_end(struct machine *m, struct csv_block *b)
{
    if (m->state == MACHINE_QUOTED)
        spoil(m, "the file ends inside quotes");
    end_row(m, b, true);
}
