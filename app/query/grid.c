#include "query/grid.h"

#include "etl/record.h"

struct grid grid_of(struct arena *a, const char *name, const struct grid_column *column,
    size_t columns, const struct zone *zone)
{
    return (struct grid){.name = name, .column = column, .columns = columns, .a = a, .zone = zone};
}

size_t grid_rows(const struct grid *g)
{
    return g->columns ? g->cells / g->columns : 0;
}

const struct grid_cell *grid_row(const struct grid *g, size_t row)
{
    return &g->cell[row * g->columns];
}

static void put(struct grid *g, struct grid_cell c)
{
    g->cell = arena_room(g->a, g->cell, sizeof *g->cell, g->cells, &g->cap);
    g->cell[g->cells++] = c;
}

void grid_link(struct grid *g, struct str s, struct str href)
{
    put(g, (struct grid_cell){.known = s.n > 0, .text = s, .href = href});
}

void grid_text(struct grid *g, struct str s)
{
    grid_link(g, s, STR(""));
}

void grid_value(struct grid *g, double v)
{
    put(g, (struct grid_cell){.known = true, .v = v});
}

void grid_count(struct grid *g, uint64_t n)
{
    grid_value(g, (double)n);
}

void grid_share(struct grid *g, uint64_t part, uint64_t whole)
{
    if (whole)
        grid_value(g, (double)part / (double)whole);
    else
        grid_none(g);
}

void grid_ms(struct grid *g, int64_t ms)
{
    if (ms == MS_UNKNOWN)
        grid_none(g);
    else
        grid_value(g, (double)ms);
}

void grid_time(struct grid *g, int64_t at)
{
    if (at == TIME_UNKNOWN)
        grid_none(g);
    else
        grid_value(g, (double)at);
}

void grid_none(struct grid *g)
{
    put(g, (struct grid_cell){0});
}

void grid_weak(struct grid *g)
{
    g->cell[g->cells - g->columns].weak = true;
}

void grid_why(struct grid *g, struct str why)
{
    put(g, (struct grid_cell){.text = why});
}
