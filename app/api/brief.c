#include "api/brief.h"

#include "api/cells.h"
#include "api/meta.h"

#define SHARE_DIGITS 4
#define RATIO_DIGITS 3

static void put_number(struct json_out *j, enum grid_shape shape, const struct grid_cell *c)
{
    if (!c->known)
        json_none(j);
    else if (shape == GRID_SHARE || shape == GRID_RATIO)
        json_f64(j, c->v, shape == GRID_SHARE ? SHARE_DIGITS : RATIO_DIGITS);
    else
        json_int(j, (int64_t)c->v);
}

static void put_row(struct json_out *j, const struct grid *g, size_t at)
{
    const struct grid_cell *cell = grid_row(g, at);
    json_begin_object(j);
    for (size_t i = 0; i < g->columns; i++) {
        const struct grid_column *c = &g->column[i];
        int64_t ms = cell[i].known ? (int64_t)cell[i].v : TIME_UNKNOWN;
        if (c->shape == GRID_TEXT) {
            put_text(j, c->name, cell[i].text);
            continue;
        }
        if (c->shape == GRID_TIME)
            put_time(j, c->name, g->zone, ms);
        json_key(j, c->shape == GRID_TIME ? arena_fmt(g->a, "%s_ms", c->name) : str_of(c->name));
        put_number(j, c->shape, &cell[i]);
    }
    json_end_object(j);
}

static void put_grid(struct json_out *j, const struct brief *b, const struct grid *g)
{
    json_key(j, str_of(g->name));
    json_begin_object(j);
    if (g->of)
        json_put_int(j, "of", (int64_t)g->of);
    if (g == b->grid && g->of)
        put_text(j, "next", b->next);
    json_key(j, STR("rows"));
    json_begin_list(j);
    for (size_t i = 0; i < grid_rows(g); i++)
        put_row(j, g, i);
    json_end_list(j);
    json_end_object(j);
}

void brief_json(struct out *o, const struct brief *b, const struct api_meta *m, struct str panel)
{
    struct json_out j = json_out_of(o);
    json_begin_object(&j);
    json_key(&j, STR("meta"));
    meta_brief(&j, b, m);
    json_key(&j, STR("panels"));
    json_begin_object(&j);
    for (size_t i = 0; i < b->grids; i++)
        if (panel.n == 0 || str_eq(str_of(b->grid[i].name), panel))
            put_grid(&j, b, &b->grid[i]);
    json_end_object(&j);
    json_end_object(&j);
    out_char(o, '\n');
}

static const char *header(struct arena *a, const struct grid *g)
{
    struct out o = out_of(a);
    for (size_t i = 0; i < g->columns; i++) {
        out_fmt(&o, "%s%s", i ? "," : "", g->column[i].name);
        if (g->column[i].shape == GRID_TIME)
            out_fmt(&o, ",%s_epoch_ms", g->column[i].name);
    }
    return arena_z(a, out_done(&o));
}

static void put_cell(struct cells *c, const struct grid *g, size_t i, const struct grid_cell *cell)
{
    enum grid_shape shape = g->column[i].shape;
    if (shape == GRID_TEXT)
        cells_text(c, cell->text);
    else if (shape == GRID_TIME)
        cells_time(c, g->zone, cell->known ? (int64_t)cell->v : TIME_UNKNOWN);
    else if (!cell->known)
        cells_empty(c);
    else if (shape == GRID_SHARE || shape == GRID_RATIO)
        cells_f64(c, cell->v, shape == GRID_SHARE ? SHARE_DIGITS : RATIO_DIGITS);
    else
        cells_int(c, (int64_t)cell->v);
}

void brief_csv(struct out *o, const struct brief *b, struct str panel, bool bom)
{
    const struct grid *g = panel.n ? brief_grid(b, panel) : b->grid;
    struct cells c = cells_of(o, header(o->a, g), bom);
    for (size_t at = 0; at < grid_rows(g); at++) {
        for (size_t i = 0; i < g->columns; i++)
            put_cell(&c, g, i, &grid_row(g, at)[i]);
        cells_end(&c);
    }
}
