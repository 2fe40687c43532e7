#include "views/org.h"

#include "query/go.h"
#include "views/link.h"
#include "views/panel.h"
#include "views/path.h"
#include "views/say.h"

#define SIBLINGS_SHOWN 50

static struct str label_of(const struct node *n)
{
    return n->label.n ? n->label : n->manager_id;
}

/* The same page of another node: the range stays. */
static struct str deeper(struct arena *a, const struct frame *f, int32_t number)
{
    struct place place = {
        .gen = f->place.gen, .page = STR("org"), .id = arena_fmt(a, "o%d", number)};
    struct filter to = f->filter;
    to.after = STR("");
    if (number == 0)
        place.id = STR("");
    return url_write(a, &place, &to);
}

/* A link, and behind it, for those who hear links one by one, of what. */
static void action(struct html *h, struct str href, const char *text, const struct node *n)
{
    html(h, " <a");
    html_attr(h, "href", href);
    html(h, ">");
    html_text(h, str_of(text));
    html(h, "<span class=\"away\">: ");
    html_text(h, label_of(n));
    html(h, "</span></a>");
}

static void dashboard(struct html *h, const struct frame *f, const struct node *n)
{
    struct arena *a = h->o.a;
    action(h, go_filtered(a, f->place.gen, &f->filter, FIND_NODE, n->number, STR("")),
        "Open dashboard", n);
}

static void child_row(struct html *h, const struct frame *f, const struct org_row *r)
{
    html(h, "<tr><th scope=\"row\">");
    html_link(h, deeper(h->o.a, f, r->node.number), label_of(&r->node));
    html(h, "</th><td>");
    html_text(h, r->node.manager_name);
    html(h, "</td>");
    cell_num(h, (uint64_t)r->node.people);
    cell_num(h, r->teams);
    cell_num(h, r->pages);
    html(h, "<td>");
    dashboard(h, f, &r->node);
    html(h, "</td></tr>\n");
}

static void children(struct html *h, const struct frame *f, const struct org *org)
{
    static const char *const heads[] = {
        "Name", "Manager", "#People", "#Teams paged", "#Pages", "Overview"};
    struct arena *a = h->o.a;
    html(h, "<h2>Below</h2>\n");
    if (org->children == 0) {
        html(h, "<p>Nobody below manages anybody. The dashboard shows the teams.</p>\n");
        return;
    }
    html(h, "<p class=\"small\">");
    html_text(h, arena_fmt(a, "%.*s to %.*s of %.*s, most pages first.",
                     STR_ARG(say_count(a, org->from + 1)), STR_ARG(say_count(a, org->to)),
                     STR_ARG(say_count(a, org->children))));
    if (org->next.n) {
        struct filter to = f->filter;
        to.after = org->next;
        const struct place place = {f->place.gen, f->place.page, f->place.id, {0}, FORMAT_HTML};
        html(h, " ");
        html_link(h, url_write(a, &place, &to), STR("Following rows"));
    }
    html(h, "</p>\n");
    panel_scroll_open(h, STR("Right below"));
    table_head(h, heads, COUNT_OF(heads));
    html(h, "<tbody>");
    for (size_t i = org->from; i < org->to; i++)
        child_row(h, f, &org->child[i]);
    html(h, "</tbody>");
    panel_scroll_close(h);
}

static void siblings(struct html *h, const struct frame *f, const struct org *org)
{
    struct arena *a = h->o.a;
    size_t shown = org->siblings < SIBLINGS_SHOWN ? org->siblings : SIBLINGS_SHOWN;
    if (org->siblings == 0)
        return;
    html(h, "<h2>Beside</h2>\n<p class=\"small\">");
    html_text(h, arena_fmt(a, "%zu of %.*s, most pages first.", shown,
                     STR_ARG(say_count(a, org->siblings))));
    html(h, "</p>\n<ul class=\"list\">");
    for (size_t i = 0; i < org->siblings && i < SIBLINGS_SHOWN; i++) {
        const struct org_row *r = &org->sibling[i];
        html(h, "<li>");
        html_link(h, deeper(a, f, r->node.number), label_of(&r->node));
        html(h, " <span class=\"small\">");
        html_text(h, say_things(a, r->pages, "page"));
        html(h, "</span></li>\n");
    }
    html(h, "</ul>\n");
}

static void here(struct html *h, const struct frame *f, const struct org *org)
{
    struct arena *a = h->o.a;
    const struct org_row *r = org->here;
    html(h, "<p>");
    if (r) {
        html_text(h, arena_fmt(a,
                         "%.*s people today, %.*s. Pages are counted where their "
                         "recipients were then.",
                         STR_ARG(say_count(a, (uint64_t)r->node.people)),
                         STR_ARG(say_things(a, r->pages, "page"))));
        dashboard(h, f, &r->node);
        html(h, " ");
        html_link(h, deeper(a, f, r->node.parent),
            org->trail.n > 1
                ? arena_fmt(a, "Up to %.*s", STR_ARG(label_of(&org->trail.node[org->trail.n - 2])))
                : STR("Up to the company"));
    } else {
        html(h, "The whole company, from its top. Pages are counted where their recipients were "
                "then.");
    }
    html(h, "</p>\n");
}

void org_html(struct html *h, const struct frame *f, const struct org *org)
{
    struct arena *a = h->o.a;
    struct str name = org->here ? label_of(&org->here->node) : STR("Organisation");
    struct str title =
        arena_fmt(a, "%.*s: %.*s", STR_ARG(name), STR_ARG(say_window(a, &org->window)));
    frame_open(h, f, title);
    path_html(h, f, org->trail.node, org->trail.n, PATH_TO_PAGE);
    html(h, "<h1>");
    html_text(h, title);
    html(h, "</h1>\n");
    frame_fresh(h, f, &org->window);
    here(h, f, org);
    children(h, f, org);
    siblings(h, f, org);
    frame_close(h, f);
}
