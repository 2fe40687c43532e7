/* What is below the chosen place: org nodes, teams or people, most pages first. A name narrows this
 * page to itself and keeps the rest of the filter. */
#include "views/change.h"
#include "views/link.h"
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

static void row(struct html *h, const struct view *v, const struct child *c)
{
    struct filter to = filter_narrowed(&v->f->filter, c);
    html(h, "<tr><th scope=\"row\">");
    child_name(h, c, link_filter(h->o.a, v->f, &to));
    html(h, "</th>");
    cell_num(h, c->pages);
    cell_bar(h, MARK_IN_TARGET, c->pages, v->o->child[0].pages);
    cell_share(h, c->accepted, c->closed);
    cell_duration(h, c->p50_ms, "not reached");
    cell_duration(h, c->p90_ms, "not reached");
    cell_share(h, c->escalated, c->incidents);
    cell_share(h, c->sleep, c->pages);
    cell_share(h, c->undelivered, c->pages);
    if (v->o->before)
        then(h, c, &v->o->before->child[c - v->o->child], v->o->before->held);
    html(h, "</tr>\n");
}

static void shown_of(struct html *h, const struct view *v, size_t shown)
{
    html(h, "<p class=\"small\">");
    html_num(h, shown);
    html(h, " of ");
    html_num(h, v->o->children_of);
    html(h, " shown, most pages first.");
    if (!v->alone && shown < v->o->children) {
        html(h, " ");
        html_link(h, link_face(h->o.a, v->f, str_of(panel.id), FORMAT_HTML),
            arena_fmt(h->o.a, "Show %zu", v->o->children));
    }
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
    if (shown > 0) {
        panel_numbers_open(h, STR("Below this"));
        html(h, "<thead><tr><th scope=\"col\">Name</th><th scope=\"col\" colspan=\"2\">Pages</th>"
                "<th scope=\"col\">Answered</th><th scope=\"col\">Half within</th>"
                "<th scope=\"col\">90&nbsp;% within</th><th scope=\"col\">Escalated</th>"
                "<th scope=\"col\">At night</th>"
                "<th scope=\"col\">Undelivered</th>");
        if (v->o->before)
            html(h, "<th scope=\"col\">Pages before</th><th scope=\"col\">Change</th>"
                    "<th scope=\"col\">Answered before</th>");
        html(h, "</tr></thead>\n<tbody>");
        for (size_t i = 0; i < shown; i++)
            row(h, v, &v->o->child[i]);
        html(h, "</tbody>");
        panel_scroll_close(h);
        if (shown < v->o->children_of)
            shown_of(h, v, shown);
    }
    panel_close(h, v, &panel);
}
