#include "views/list.h"

#include "views/link.h"
#include "views/say.h"

static bool is_now(const struct list_column *c, const struct list_order *order)
{
    return c->word && str_eq(str_of(c->word), str_of(order->word));
}

static void sort_link(struct html *h, const struct frame *f, const struct list_column *c,
    const struct list_order *order)
{
    bool now = is_now(c, order), descending = now ? !order->descending : c->number;
    struct filter to = f->filter;
    to.sort = arena_fmt(h->o.a, "%s%s", descending ? "-" : "", c->word);
    if (str_eq(to.sort, str_of(order->standard)))
        to.sort = STR("");
    html(h, "<a");
    html_attr(h, "href", link_filter(h->o.a, f, &to));
    html(h, ">");
    html_text(h, str_of(c->label));
    html(h, "<span class=\"away\">, ");
    html_text(h, str_of(descending ? c->last : c->first));
    html(h, " first</span></a>");
}

void list_head(struct html *h, const struct frame *f, const struct list_column *column, size_t n,
    const struct list_order *order)
{
    html(h, "<thead><tr>");
    for (size_t i = 0; i < n; i++) {
        const struct list_column *c = &column[i];
        html(h, "<th scope=\"col\"");
        if (c->bar)
            html(h, " colspan=\"2\"");
        html_attr(h, "class", c->number ? STR("quiet num") : STR("quiet"));
        if (is_now(c, order))
            html_attr(h, "aria-sort", order->descending ? STR("descending") : STR("ascending"));
        html(h, ">");
        if (c->word && f->filter.ui == UI_PAGE)
            sort_link(h, f, c, order);
        else
            html_text(h, str_of(c->label));
        html(h, "</th>");
    }
    html(h, "</tr></thead>\n");
}

void list_pager(struct html *h, const struct frame *f, const struct list_part *p)
{
    struct arena *a = h->o.a;
    if (p->from == 0 && p->next.n == 0)
        return;
    html(h, "<p class=\"small\">");
    html_text(h, arena_fmt(a, "%.*s to %.*s of %.*s", STR_ARG(say_count(a, p->from + 1)),
                     STR_ARG(say_count(a, p->to)), STR_ARG(say_count(a, p->of))));
    if (p->from) {
        html(h, " ");
        html_link(h, link_filter(a, f, &f->filter), STR("First rows"));
    }
    if (p->next.n) {
        struct place place = f->place;
        size_t left = p->of - p->to, page = (size_t)f->filter.n;
        struct filter to = f->filter;
        to.after = p->next;
        html(h, " ");
        html_link(
            h, url_write(a, &place, &to), arena_fmt(a, "Next %zu", left < page ? left : page));
    }
    html(h, "</p>\n");
}

bool list_unheld(struct html *h, const struct frame *f, enum held held)
{
    if (held != HELD_NONE)
        return false;
    html(h, "<div class=\"note\"><h2>These days are not held</h2>\n<p>They are before the first "
            "export, after the last one, or past retention. That is not zero pages. Which days are "
            "held: ");
    html_link(h, link_page(h->o.a, f, STR("health")), STR("Data health"));
    html(h, "</p></div>\n");
    return true;
}
