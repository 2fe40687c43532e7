#include "api/find.h"

#include "api/cells.h"
#include "api/meta.h"
#include "query/go.h"
#include "query/percent.h"

#define SUGGEST_TEXT 48 /* bytes of a name or detail: ten rows stay below 3 KB */

const char *const find_words[FIND__N] = {
    [FIND_PERSON] = "people",
    [FIND_TEAM] = "teams",
    [FIND_NODE] = "org",
    [FIND_INCIDENT] = "incidents",
};

/* As filters and addresses have it: p, t or o in front. */
static struct str full_id(struct arena *a, const struct hit *h)
{
    switch (h->list) {
    case FIND_PERSON:
        return arena_fmt(a, "p%.*s", STR_ARG(h->id));
    case FIND_TEAM:
        return arena_fmt(a, "t%.*s", STR_ARG(h->id));
    case FIND_NODE:
        return arena_fmt(a, "o%d", h->number);
    case FIND_INCIDENT:
    case FIND__N:
        break;
    }
    return h->id;
}

static struct str trail_text(struct arena *a, const struct trail *t)
{
    struct out o = out_of(a);
    for (size_t i = 0; i < t->n; i++)
        out_fmt(&o, "%s%.*s", i ? " > " : "", STR_ARG(t->node[i].label));
    return out_done(&o);
}

static void put_hit(struct json_out *j, const struct find *f, const struct hit *h)
{
    json_begin_object(j);
    put_text(j, "id", full_id(j->o->a, h));
    put_text(j, "name", h->name);
    put_text(j, "detail", h->detail);
    if (h->list == FIND_PERSON) {
        put_text(
            j, "team", h->team_id.n ? arena_fmt(j->o->a, "t%.*s", STR_ARG(h->team_id)) : STR(""));
        put_text(j, "team_name", h->team);
    }
    if (h->list == FIND_INCIDENT) {
        put_time(j, "first", f->window.zone, h->first);
        json_put_int(j, "rows", (int64_t)h->pages);
    } else {
        put_path(j, &h->trail);
        json_key(j, STR("former"));
        json_bool(j, h->former);
        json_key(j, STR("pages"));
        if (f->counted)
            json_int(j, (int64_t)h->pages);
        else
            json_none(j);
    }
    json_end_object(j);
}

void find_json(struct out *o, const struct find *f, const struct api_meta *m)
{
    struct json_out j = json_out_of(o);
    json_begin_object(&j);
    json_key(&j, STR("meta"));
    json_begin_object(&j);
    meta_source(&j, m);
    put_text(&j, "q", f->text);
    put_time(&j, "from", f->window.zone, f->window.from);
    put_time(&j, "to", f->window.zone, f->window.to);
    json_end_object(&j);
    json_key(&j, STR("panels"));
    json_begin_object(&j);
    for (enum find_list list = 0; list < FIND__N; list++) {
        const struct hits *hits = &f->hits[list];
        json_key(&j, str_of(find_words[list]));
        json_begin_object(&j);
        json_put_int(&j, "of", (int64_t)hits->of);
        json_key(&j, STR("more"));
        json_bool(&j, hits->more);
        json_key(&j, STR("rows"));
        json_begin_list(&j);
        for (size_t i = 0; i < hits->n; i++)
            put_hit(&j, f, &hits->hit[i]);
        json_end_list(&j);
        json_end_object(&j);
    }
    json_end_object(&j);
    json_end_object(&j);
    out_char(o, '\n');
}

void find_csv(struct out *o, const struct find *f, bool bom)
{
    struct cells c =
        cells_of(o, "kind,id,name,detail,path,team_id,team,former,pages,first,first_epoch_ms", bom);
    for (enum find_list list = 0; list < FIND__N; list++) {
        for (size_t i = 0; i < f->hits[list].n; i++) {
            const struct hit *h = &f->hits[list].hit[i];
            cells_text(&c, str_of(find_words[list]));
            cells_text(&c, full_id(o->a, h));
            cells_text(&c, h->name);
            cells_text(&c, h->detail);
            cells_text(&c, trail_text(o->a, &h->trail));
            cells_text(&c, h->team_id);
            cells_text(&c, h->team);
            cells_int(&c, h->former);
            cells_count(&c, h->pages, f->counted || list == FIND_INCIDENT);
            cells_time(&c, f->window.zone, h->first);
            cells_end(&c);
        }
    }
}

void suggest_json(struct out *o, const struct find *f, struct str gen)
{
    struct json_out j = json_out_of(o);
    json_begin_object(&j);
    json_put_text(&j, "q", f->text);
    json_key(&j, STR("rows"));
    json_begin_list(&j);
    for (enum find_list list = 0; list < FIND__N; list++) {
        for (size_t i = 0; i < f->hits[list].n; i++) {
            const struct hit *h = &f->hits[list].hit[i];
            json_begin_object(&j);
            json_put_text(&j, "kind", str_of(find_words[list]));
            put_text(&j, "id", text_head(full_id(o->a, h), ID_MAX + 1));
            put_text(&j, "name", text_head(h->name, SUGGEST_TEXT));
            put_text(&j, "detail", text_head(h->detail, SUGGEST_TEXT));
            put_text(&j, "href", go_to(o->a, gen, h->list, h->number, h->id));
            json_end_object(&j);
        }
    }
    json_end_list(&j);
    json_end_object(&j);
    out_char(o, '\n');
}
