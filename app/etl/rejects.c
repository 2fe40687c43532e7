#include "etl/rejects.h"

void rejects_add(struct rejects *r, struct reject one)
{
    r->n++;
    r->lines += one.lines;
    if (r->quoted == REJECTS_QUOTED)
        return;
    one.value = arena_copy(r->a, str_head(one.value, REJECT_VALUE_MAX));
    r->first[r->quoted++] = one;
}

struct err rejects_check(const struct rejects *r, size_t rows, double share)
{
    size_t all = rows - r->n + r->lines;
    if (r->lines <= REJECTS_FREE || (double)r->lines <= share * (double)all)
        return OK;
    const struct reject *one = &r->first[0];
    struct err e = err_of(ERR_INPUT, "%s \"%.*s\"", one->why, STR_ARG(one->value));
    if (one->column[0])
        e = err_at(e, "%s", one->column);
    return err_at(e, "%zu of %zu rows refused, %zu lines; first: row %zu (line %zu)", r->n, rows,
        r->lines, one->row, one->line);
}
