#include "views/find.h"

#include "query/go.h"
#include "views/link.h"
#include "views/panel.h"
#include "views/path.h"
#include "views/say.h"

/* clang-format off */
static const struct {
    const char *id, *heading, *thing;
} lists[FIND__N] = {
    [FIND_PERSON]   = { "people",    "People",               "person" },
    [FIND_TEAM]     = { "teams",     "Teams",                "team" },
    [FIND_NODE]     = { "org",       "Parts of the organisation", "part of the organisation" },
    [FIND_INCIDENT] = { "incidents", "Incidents",            "incident" },
};
/* clang-format on */

/* "Use as filter", and of what, for those who hear links one by one. */
static void filter_cell(struct html *h, const struct frame *f, const struct hit *hit)
{
    struct str href =
        go_filtered(h->o.a, f->place.gen, &f->filter, hit->list, hit->number, hit->id);
    html(h, "<td class=\"quiet\">");
    if (href.n) {
        html(h, "<a");
        html_attr(h, "href", href);
        html(h, ">Use&nbsp;as&nbsp;filter<span class=\"away\">: ");
        html_text(h, hit->name);
        html(h, "</span></a>");
    }
    html(h, "</td>");
}

static void name_cell(struct html *h, const struct frame *f, const struct hit *hit)
{
    html(h, "<th scope=\"row\">");
    html_named(h, go_to(h->o.a, f->place.gen, hit->list, hit->number, hit->id), hit->name);
    if (hit->detail.n) {
        html(h, " <span class=\"small\">");
        html_text(h, hit->detail);
        html(h, "</span>");
    }
    if (hit->former)
        html(h, " <span class=\"small\">(former)</span>");
    html(h, "</th>");
}

static void pages_cell(struct html *h, const struct find *found, const struct hit *hit)
{
    if (found->counted)
        cell_num(h, hit->pages);
    else
        html(h, "<td class=\"num\">not counted</td>");
}

static void hit_row(
    struct html *h, const struct frame *f, const struct find *found, const struct hit *hit)
{
    html(h, "<tr>");
    name_cell(h, f, hit);
    html(h, "<td>");
    html_text(h, hit->list == FIND_NODE ? arena_fmt(h->o.a, "o%d", hit->number) : hit->id);
    html(h, "</td>");
    if (hit->list == FIND_INCIDENT) {
        html(h, "<td>");
        html_text(h,
            hit->first == TIME_UNKNOWN ? STR("no page-out is held") : say_utc(h->o.a, hit->first));
        html(h, "</td>");
        cell_num(h, hit->pages);
    } else {
        if (hit->list == FIND_PERSON) {
            html(h, "<td class=\"quiet\">");
            html_named(h, go_to(h->o.a, f->place.gen, FIND_TEAM, 0, hit->team_id), hit->team);
            html(h, "</td>");
        }
        if (hit->list != FIND_TEAM)
            path_cell(h, f, hit->trail.node, hit->trail.n);
        pages_cell(h, found, hit);
        filter_cell(h, f, hit);
    }
    html(h, "</tr>\n");
}

static void list_head(struct html *h, enum find_list list)
{
    static const char *const heads[FIND__N][7] = {
        [FIND_PERSON] = {"Name", "Id", "Team", "Place", "#Pages", "Filter"},
        [FIND_TEAM] = {"Name", "Id", "#Pages", "Filter"},
        [FIND_NODE] = {"Name", "Id", "Place", "#Pages", "Filter"},
        [FIND_INCIDENT] = {"Title", "Id", "First page-out", "#Page-outs"},
    };
    size_t n = 0;
    while (heads[list][n])
        n++;
    table_head(h, heads[list], n);
}

static struct str how_many(struct arena *a, const struct hits *hits, enum find_list list)
{
    struct str of = say_things(a, hits->of, lists[list].thing);
    if (list == FIND_PERSON && hits->of != 1)
        of = arena_fmt(a, "%.*s people", STR_ARG(say_count(a, hits->of)));
    if (list == FIND_NODE && hits->of != 1)
        of = arena_fmt(a, "%.*s parts of the organisation", STR_ARG(say_count(a, hits->of)));
    if (hits->more)
        of = arena_fmt(a, "more than %.*s; the newest were looked at", STR_ARG(of));
    if (hits->n == hits->of)
        return of;
    return arena_fmt(a, "%zu of %.*s", hits->n, STR_ARG(of));
}

static void list_html(
    struct html *h, const struct frame *f, const struct find *found, enum find_list list)
{
    const struct hits *hits = &found->hits[list];
    if (hits->n == 0)
        return;
    html(h, "<section");
    html_attr(h, "aria-labelledby", str_of(lists[list].id));
    html(h, "><h2");
    html_attr(h, "id", str_of(lists[list].id));
    html(h, ">");
    html_text(h, str_of(lists[list].heading));
    html(h, "</h2>\n<p class=\"small\">");
    html_text(h, how_many(h->o.a, hits, list));
    html(h, "</p>\n");
    panel_scroll_open(h, arena_fmt(h->o.a, "%s found", lists[list].heading));
    list_head(h, list);
    html(h, "<tbody>");
    for (size_t i = 0; i < hits->n; i++)
        hit_row(h, f, found, &hits->hit[i]);
    html(h, "</tbody>");
    panel_scroll_close(h);
    html(h, "</section>\n");
}

static void verdict(struct html *h, const struct find *found)
{
    size_t n = 0;
    for (EACH(i, found->hits))
        n += found->hits[i].n;
    html(h, "<p>");
    if (found->text.n == 0)
        html(h, "Give two characters or more of a name, a login, an id or a title: in the box at "
                "the top. Several words: all of them.");
    else if (n == 0)
        html(h, "Nothing is called so. Words are looked for from their beginning, and all of them "
                "must be there; fewer letters find more.");
    else {
        html(h, "Pages are those of ");
        html_text(h, say_window(h->o.a, &found->window));
        html(h, ". Incidents are found by words where a page-out tells of them, else by their "
                "exact id.");
    }
    html(h, "</p>\n");
}

void find_html(struct html *h, const struct frame *f, const struct find *found)
{
    struct str title =
        found->text.n ? arena_fmt(h->o.a, "Search: %.*s", STR_ARG(found->text)) : STR("Search");
    frame_open(h, f, title);
    html(h, "<h1>");
    html_text(h, title);
    html(h, "</h1>\n");
    verdict(h, found);
    if (found->text.n)
        frame_fresh(h, f, &found->window);
    for (enum find_list list = 0; list < FIND__N; list++)
        list_html(h, f, found, list);
    frame_close(h, f);
}
