#include "api/org.h"

#include "api/cells.h"
#include "api/meta.h"

static void put_row(struct json_out *j, const struct org_row *r)
{
    const struct node *n = &r->node;
    json_begin_object(j);
    put_text(j, "id", arena_fmt(j->o->a, "o%d", n->number));
    put_text(j, "name", n->label);
    put_text(j, "manager", arena_fmt(j->o->a, "p%.*s", STR_ARG(n->manager_id)));
    put_text(j, "manager_name", n->manager_name);
    json_put_int(j, "level", n->depth);
    json_put_int(j, "people", n->people);
    json_put_int(j, "teams_paged", (int64_t)r->teams);
    json_put_int(j, "pages", (int64_t)r->pages);
    json_key(j, STR("current"));
    json_bool(j, n->current);
    json_end_object(j);
}

static void put_rows(struct json_out *j, const char *key, const struct org_row *row, size_t n)
{
    json_key(j, str_of(key));
    json_begin_list(j);
    for (size_t i = 0; i < n; i++)
        put_row(j, &row[i]);
    json_end_list(j);
}

void org_json(struct out *o, const struct org *org, const struct api_meta *m)
{
    struct json_out j = json_out_of(o);
    json_begin_object(&j);
    json_key(&j, STR("meta"));
    json_begin_object(&j);
    meta_source(&j, m);
    put_time(&j, "from", org->window.zone, org->window.from);
    put_time(&j, "to", org->window.zone, org->window.to);
    json_end_object(&j);
    json_key(&j, STR("panels"));
    json_begin_object(&j);
    json_key(&j, STR("here"));
    if (org->here)
        put_row(&j, org->here);
    else
        json_none(&j);
    put_path(&j, &org->trail);
    put_rows(&j, "siblings", org->sibling, org->siblings);
    json_key(&j, STR("children"));
    json_begin_object(&j);
    json_put_int(&j, "of", (int64_t)org->children);
    put_text(&j, "next", org->next);
    put_rows(&j, "rows", org->child + org->from, org->to - org->from);
    json_end_object(&j);
    json_end_object(&j);
    json_end_object(&j);
    out_char(o, '\n');
}

void org_csv(struct out *o, const struct org *org, bool bom)
{
    struct cells c =
        cells_of(o, "id,name,manager_id,manager_name,level,people,teams_paged,pages", bom);
    for (size_t i = 0; i < org->children; i++) {
        const struct org_row *r = &org->child[i];
        cells_text(&c, arena_fmt(o->a, "o%d", r->node.number));
        cells_text(&c, r->node.label);
        cells_text(&c, r->node.manager_id);
        cells_text(&c, r->node.manager_name);
        cells_int(&c, r->node.depth);
        cells_int(&c, r->node.people);
        cells_count(&c, r->teams, true);
        cells_count(&c, r->pages, true);
        cells_end(&c);
    }
}
