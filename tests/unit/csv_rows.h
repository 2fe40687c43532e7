/* csv_rows.h: rows as text, one line a row: "number@line", the fields in quotes, what is wrong with
 * it. */
#ifndef UNIT_CSV_ROWS_H
#define UNIT_CSV_ROWS_H

#include "csv/csv.h"
#include "lib/out.h"

#define SHOWN_MAX 60 /* bytes of a field; of a longer one the length is shown */

static inline void show_field(struct out *o, struct str s)
{
    if (s.n > SHOWN_MAX) {
        out_fmt(o, " [%zu bytes]", s.n);
        return;
    }
    out_z(o, " \"");
    for (size_t i = 0; i < s.n; i++) {
        unsigned char c = (unsigned char)s.p[i];
        if (c < 0x20 || c == 0x7f || c == '"' || c == '\\')
            out_fmt(o, "\\x%02x", c);
        else
            out_char(o, s.p[i]);
    }
    out_char(o, '"');
}

static inline struct err show_row(void *self, const struct csv_row *row)
{
    struct out *o = (struct out *)self;
    out_fmt(o, "%zu@%zu", row->row, row->line);
    for (size_t i = 0; i < row->n && i < 8; i++)
        show_field(o, row->field[i]);
    if (row->n > 8)
        out_fmt(o, " ... %zu fields", row->n);
    if (row->bad)
        out_fmt(o, " bad: %s", row->bad);
    out_z(o, row->unended ? " unended\n" : "\n");
    return OK;
}

/* Whether the rows share with the ones before them what they say that they do. */
static inline bool shares_well(const struct csv_block *b)
{
    for (size_t i = 0; i < b->rows; i++) {
        const struct csv_row *row = &b->row[i];
        if (row->same > row->n || (row->same && (i == 0 || row->same > row[-1].n)))
            return false;
        for (size_t k = 0; k < row->same; k++)
            if (!str_eq(row->field[k], row[-1].field[k]))
                return false;
    }
    return true;
}

/* Shows a block only when the next one is full: until then its rows must stay what they are. */
struct shown {
    struct out *o;
    struct csv_block *held, *spare;
};

static inline struct err show_block(struct shown *s)
{
    for (size_t i = 0; s->held && i < s->held->rows; i++)
        TRY(show_row(s->o, &s->held->row[i]));
    return OK;
}

static inline struct err hold_block(void *self, struct csv_block *full, struct csv_block **next)
{
    struct shown *s = (struct shown *)self;
    TRY(show_block(s));
    if (!shares_well(full))
        return err_of(ERR_IO, "a row shares fields with the one before that are not alike");
    *next = s->held ? s->held : s->spare;
    s->held = full;
    return OK;
}

/* The rows of these bytes, fed in pieces that end at `cut` and then every `step` bytes. */
static inline struct str rows_by(
    enum csv_way way, struct arena *a, struct str bytes, size_t cut, size_t step)
{
    struct out o = out_of(a);
    struct shown s = {.o = &o, .spare = block_new(a)};
    struct csv *c = csv_new_blocks(a, (struct csv_blocks){hold_block, &s}, block_new(a), way);
    struct err e = csv_feed(c, str_head(bytes, cut));
    for (size_t at = cut; e.code == ERR_OK && at < bytes.n; at += step)
        e = csv_feed(c, str_head(str_from(bytes, at), step));
    if (e.code == ERR_OK)
        e = csv_end(c);
    if (show_block(&s).code != ERR_OK)
        out_z(&o, "cannot be shown\n");
    if (e.code != ERR_OK)
        out_fmt(&o, "error: %s\n", e.text);
    return out_done(&o);
}

static inline struct str rows_of(struct arena *a, struct str bytes, size_t cut, size_t step)
{
    return rows_by(CSV_BEST, a, bytes, cut, step);
}

#endif
