/* What is below the chosen place: org nodes, teams or people, sorted by any column. A name narrows
 * this page to itself and keeps the rest of the filter. */
#include "views/change.h"
#include "views/link.h"
#include "views/list.h"
#include "views/panel.h"
#include "views/say.h"

static const struct panel panel = {"below", "Below this", false};

static const char *const kinds[] = {
    [CHILD_NODE] = "part of the organisation",
    [CHILD_TEAM] = "team",
    [CHILD_PERSON] = "person",
};
static const char *const plurals[] = {
    [CHILD_NODE] = "parts of the organisation",
    [CHILD_TEAM] = "teams",
    [CHILD_PERSON] = "people",
};

static struct str finding(struct arena *a, const struct overview *o)
{
    const struct child *first = o->child;
    uint64_t all = tally_pages(o->pages);
    bool company = o->path_n == 0 && o->chips == 0;
    if (o->children == 0 && company)
        return STR("No organisation is known yet: pagetrail-cron directory fetches it");
    if (o->children == 0)
        return STR("Nothing below this was paged");
    struct str count = say_count(a, o->children_of);
    const char *kind = o->children_of == 1 ? kinds[o->child_kind] : plurals[o->child_kind];
    if (all == 0)
        return arena_fmt(a, "%.*s %s, no pages", STR_ARG(count), kind);
    if (o->order.by != CHILD_BY_PAGES || !o->order.descending || o->order.at > 0)
        return arena_fmt(a, "%.*s %s", STR_ARG(count), kind);
    struct str share = say_share(a, first->pages, all);
    return arena_fmt(
        a, "%.*s %s; %.*s takes %.*s", STR_ARG(count), kind, STR_ARG(first->name), STR_ARG(share));
}

/* The same row in the compared period. */
static void then(struct html *h, const struct child *now, const struct child *was, enum held held)
{
    if (held == HELD_NONE) {
        html(h, "<td colspan=\"3\"><i>not held</i></td>");
        return;
    }
    struct comparison c = {.metric = METRIC_PAGES,
        .now = {.known = true, .v = (double)now->pages},
        .then = {.known = true, .v = (double)was->pages},
        .base = was->pages};
    cell_num(h, was->pages);
    html(h, "<td>");
    html_text(h, change_say(h->o.a, &c));
    html(h, "</td>");
    cell_share(h, was->accepted, was->closed);
}

/* Pages in the recipients' sleep hours, a person paged, as the tile has them. */
static void nights(struct html *h, const struct child *c)
{
    struct value v = {
        .known = c->people > 0, .v = c->people > 0 ? (double)c->sleep / (double)c->people : 0};
    cell_open(h);
    html_text(h, say_value(h->o.a, &v, UNIT_RATIO));
    html(h, "</td>");
}

static void row(struct html *h, const struct view *v, const struct child *c, uint64_t most)
{
    struct filter to = filter_narrowed(&v->f->filter, c);
    html(h, "<tr><th scope=\"row\">");
    child_name(h, c, link_filter(h->o.a, v->f, &to));
    html(h, "</th>");
    cell_num(h, c->pages);
    cell_bar(h, MARK_IN_TARGET, c->pages, most);
    cell_share(h, c->accepted, c->closed);
    cell_duration(h, c->p50_ms, "not reached");
    cell_duration(h, c->p90_ms, "not reached");
    cell_share(h, c->escalated, c->incidents);
    nights(h, c);
    cell_share(h, c->undelivered, c->pages);
    if (v->o->before)
        then(h, c, &v->o->before->child[c - v->o->child], v->o->before->held);
    html(h, "</tr>\n");
}

/* clang-format off */
static const struct list_column columns[] = {
    { "Name",         "name",        false, false, "A",       "Z" },
    { "Pages",        "pages",       true,  true,  "fewest",  "most" },
    { "Answered",     "answered",    true,  false, "lowest",  "highest" },
    { "Half within",  "half",        true,  false, "fastest", "slowest" },
    { "90\xc2\xa0% within", "most",  true,  false, "fastest", "slowest" },
    { "Escalated",    "escalated",   true,  false, "lowest",  "highest" },
    { "Night/person", "night", true, false, "fewest", "most" },
    { "Undelivered",  "undelivered", true,  false, "lowest",  "highest" },
    { "Pages before", NULL,          true,  false, NULL,      NULL },
    { "Change",       NULL,          true,  false, NULL,      NULL },
    { "Answered before", NULL,       true,  false, NULL,      NULL },
};
/* clang-format on */
#define COLUMNS_BEFORE 3 /* the last ones: of a compared period */

static void table(struct html *h, const struct view *v, size_t shown)
{
    const struct overview *o = v->o;
    const struct list_order order = {child_sort_words[o->order.by], o->order.descending, "-pages"};
    uint64_t most = 0;
    for (size_t i = 0; i < shown; i++)
        most = o->child[i].pages > most ? o->child[i].pages : most;
    panel_numbers_open(h, STR("Below this"));
    list_head(h, v->f, columns, COUNT_OF(columns) - (o->before ? 0 : COLUMNS_BEFORE), &order);
    html(h, "<tbody>");
    for (size_t i = 0; i < shown; i++)
        row(h, v, &o->child[i], most);
    html(h, "</tbody>");
    panel_scroll_close(h);
}

/* How many there are, and the way to the others. */
static void more(struct html *h, const struct view *v, size_t shown)
{
    const struct overview *o = v->o;
    if (o->children_hidden > 0) {
        html(h, "<p class=\"small\">");
        html_num(h, o->children_hidden);
        html(h, " have fewer than 5 pages to tell this from and are left out.</p>\n");
    }
    if (v->alone) {
        const struct list_part part = {o->order.at, o->order.at + shown,
            o->children_of - o->children_hidden, o->children_next};
        list_pager(h, v->f, &part);
        return;
    }
    if (shown == o->children_of - o->children_hidden)
        return;
    html(h, "<p class=\"small\">");
    html_num(h, shown);
    html(h, " of ");
    html_num(h, o->children_of - o->children_hidden);
    html(h, " shown. ");
    html_link(h, link_face(h->o.a, v->f, str_of(panel.id), FORMAT_HTML), STR("Show them all"));
    html(h, "</p>\n");
}

void below_panel(struct html *h, const struct view *v)
{
    size_t shown = v->o->children;
    if (!v->alone && shown > BELOW_ROWS_INLINE)
        shown = BELOW_ROWS_INLINE;
    if (v->o->below_refused) {
        panel_open(h, &panel, STR("What is below needs a narrower range"));
        panel_refused(h, v->f);
        panel_close(h, v, &panel);
        return;
    }
    panel_open(h, &panel, finding(h->o.a, v->o));
    if (shown > 0)
        table(h, v, shown);
    more(h, v, shown);
    panel_close(h, v, &panel);
}
