#include "views/path.h"

#include "query/go.h"
#include "views/link.h"
#include "views/say.h"

static struct str label_of(const struct node *n)
{
    return n->label.n ? n->label : n->manager_id;
}

/* Number 0 is the company. */
static struct str as_filter(struct arena *a, const struct frame *f, int32_t number)
{
    struct filter to = f->filter;
    to.orgs = number != 0;
    to.org[0] = number;
    return link_filter(a, f, &to);
}

static struct str as_page(struct arena *a, const struct frame *f, int32_t number)
{
    return number ? go_to(a, f->place.gen, FIND_NODE, number, STR(""))
                  : link_page(a, f, STR("org"));
}

static struct str (*const leads[])(struct arena *, const struct frame *, int32_t number) = {
    [PATH_TO_FILTER] = as_filter,
    [PATH_TO_PAGE] = as_page,
};

static void others(struct html *h, const struct frame *f, const struct node *step,
    const struct crumb *c, enum path_to to)
{
    struct arena *a = h->o.a;
    html(h, "<details><summary><span class=\"away\">Beside ");
    html_text(h, label_of(step));
    html(h, "</span></summary><ul>");
    for (size_t i = 0; i < c->n; i++) {
        html(h, "<li>");
        html_link(h, leads[to](a, f, c->beside[i].number), label_of(&c->beside[i]));
        html(h, " <span>");
        html_text(h, c->beside[i].people == 1
                         ? STR("1 person")
                         : arena_fmt(a, "%.*s people",
                               STR_ARG(say_count(a, (uint64_t)c->beside[i].people))));
        html(h, "</span></li>\n");
    }
    html(h, "<li>");
    html_link(h, as_page(a, f, step->parent),
        arena_fmt(a, "All %.*s, with their pages", STR_ARG(say_count(a, c->of + 1))));
    html(h, "</li></ul></details>");
}

void path_html(
    struct html *h, const struct frame *f, const struct node *way, size_t n, enum path_to to)
{
    if (n == 0 && to == PATH_TO_PAGE)
        return;
    html(h, "<nav class=\"path\" aria-label=\"Place in the organisation\"><ol><li>");
    html_link(h, leads[to](h->o.a, f, 0), STR("Company"));
    html(h, "</li>\n");
    for (size_t i = 0; i < n; i++) {
        html(h, "<li><a");
        html_attr(h, "href", leads[to](h->o.a, f, way[i].number));
        if (i + 1 == n)
            html(h, " aria-current=\"true\"");
        html(h, "><bdi>");
        html_text(h, label_of(&way[i]));
        html(h, "</bdi></a>");
        if (f->beside && f->beside->at[i].n)
            others(h, f, &way[i], &f->beside->at[i], to);
        html(h, "</li>\n");
    }
    html(h, "</ol></nav>\n");
}

void path_cell(struct html *h, const struct frame *f, const struct node *way, size_t n)
{
    html(h, "<td class=\"quiet\">");
    for (size_t i = 0; i < n; i++) {
        if (i)
            html(h, " &rsaquo; ");
        html_link(h, as_page(h->o.a, f, way[i].number), label_of(&way[i]));
    }
    html(h, "</td>");
}
