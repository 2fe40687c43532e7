#include "views/teams.h"

#include "query/go.h"
#include "views/filters.h"
#include "views/link.h"
#include "views/list.h"
#include "views/panel.h"
#include "views/say.h"

static void top(struct html *h, const struct frame *f, const char *what, const struct scope *s)
{
    struct arena *a = h->o.a;
    struct str title = arena_fmt(a, "%s: %.*s, %.*s", what, STR_ARG(filters_entity(a, s)),
        STR_ARG(say_window(a, s->window)));
    frame_open(h, f, title);
    html(h, "<div class=\"title\"><h1>");
    html_text(h, title);
    html(h, "</h1>\n");
    if (f->filter.ui != UI_KIOSK)
        filters_periods(h, f, s);
    html(h, "</div>\n");
    frame_fresh(h, f, s->window);
    filters_html(h, f, s);
}

static struct str plural(struct arena *a, uint64_t n, const char *one, const char *many)
{
    return arena_fmt(a, "%.*s %s", STR_ARG(say_count(a, n)), n == 1 ? one : many);
}

static void teams_found(struct html *h, const struct teams *t)
{
    struct arena *a = h->o.a;
    uint64_t known = t->pages - t->unknown;
    html(h, "<p>");
    html_text(h, arena_fmt(a, "%.*s, %.*s paged: %.*s.", STR_ARG(say_things(a, t->of, "team")),
                     STR_ARG(say_count(a, t->paged)), STR_ARG(say_things(a, known, "page"))));
    if (t->unknown)
        html_text(
            h, arena_fmt(a, " %.*s more are of no known team.", STR_ARG(say_count(a, t->unknown))));
    if (!t->oncall_known)
        html(h, " Nobody's time on call is known for this period.");
    html(h, "</p>\n");
}

static void letters(struct html *h, const struct frame *f, const struct teams *t)
{
    const struct place place = {f->place.gen, f->place.page, f->place.id, {0}, FORMAT_HTML};
    bool linked = t->sort == TEAMS_BY_NAME && !t->descending;
    if (!linked || t->of <= (size_t)f->filter.n || f->filter.ui != UI_PAGE)
        return;
    html(h, "<nav aria-label=\"Teams by letter\"><ul class=\"letters\">");
    for (size_t k = 0; k < TEAM_LETTERS; k++) {
        const char name[] = {(char)('A' + k), 0};
        struct str text = k == TEAM_LETTERS - 1 ? STR("Other") : arena_fmt(h->o.a, "%s", name);
        struct filter to = f->filter;
        to.after = t->letter[k].after;
        html(h, "<li>");
        if (t->letter[k].n)
            html_link(h, url_write(h->o.a, &place, &to), text);
        else
            html_text(h, text);
        html(h, "</li>\n");
    }
    html(h, "</ul></nav>\n");
}

static void team_line(struct html *h, const struct frame *f, const struct teams *t, uint64_t most,
    const struct team_row *r)
{
    const struct child *c = &r->child;
    html(h, "<tr><th scope=\"row\"><bdi>");
    html_named(h, go_about(h->o.a, f->place.gen, &f->filter, FIND_TEAM, c->id), c->name);
    html(h, "</bdi>");
    if (r->former)
        html(h, " <span class=\"small\">(former)</span>");
    html(h, "</th>");
    if (c->pages == 0) {
        html(h, "<td class=\"num\"><i>no pages</i></td><td colspan=\"6\"></td>");
    } else {
        cell_num(h, c->pages);
        cell_bar(h, MARK_IN_TARGET, c->pages, most);
        cell_num(h, c->people);
        cell_share(h, c->accepted, c->closed);
        cell_duration(h, c->p50_ms, c->closed < 5 ? "too few" : "not reached");
        cell_share(h, c->escalated, c->incidents);
        cell_share(h, c->sleep, c->pages);
    }
    if (t->oncall_known)
        cell_num(h, r->oncall);
    html(h, "</tr>\n");
}

static void teams_table(struct html *h, const struct frame *f, const struct teams *t)
{
    static const struct list_column columns[] = {
        {"Team", "name", .first = "A", .last = "Z"},
        {"Pages", "pages", .number = true, .bar = true, .first = "fewest", .last = "most"},
        {"People paged", "people", .number = true, .first = "fewest", .last = "most"},
        {"Answered", "answered", .number = true, .first = "least", .last = "most"},
        {"Half within", "half", .number = true, .first = "shortest", .last = "longest"},
        {"Escalated", "escalated", .number = true, .first = "least", .last = "most"},
        {"At night", "night", .number = true, .first = "least", .last = "most"},
        {"On call", "oncall", .number = true, .first = "fewest", .last = "most"},
    };
    const struct list_order order = {teams_sort_words[t->sort], t->descending, "name"};
    uint64_t most = 0;
    for (size_t i = 0; i < t->of; i++)
        most = t->row[i].child.pages > most ? t->row[i].child.pages : most;
    panel_scroll_open(h, STR("Teams"));
    list_head(h, f, columns, COUNT_OF(columns) - !t->oncall_known, &order);
    html(h, "<tbody>");
    for (size_t i = t->from; i < t->to; i++)
        team_line(h, f, t, most, &t->row[i]);
    html(h, "</tbody>");
    panel_scroll_close(h);
}

void teams_html(struct html *h, const struct frame *f, const struct teams *t)
{
    const struct scope scope = {&t->window, t->chip, t->chips, t->through};
    top(h, f, "Teams", &scope);
    if (!list_unheld(h, f, t->held)) {
        teams_found(h, t);
        letters(h, f, t);
        if (t->to > t->from)
            teams_table(h, f, t);
        list_pager(h, f, &(struct list_part){t->from, t->to, t->of, t->next});
        html(h, "<p class=\"small\">At night: pages in the recipient's own 22 to 08. Numbers of "
                "under 5 closed pages are not compared.</p>\n");
    }
    frame_close(h, f);
}

static void people_found(struct html *h, const struct people *p)
{
    struct arena *a = h->o.a;
    html(h, "<p>");
    if (p->of == 0)
        html(h, "Nobody was paged in this period, under these filters.");
    else
        html_text(h, arena_fmt(a, "%.*s paged: %.*s.",
                         STR_ARG(plural(a, p->of, "person was", "people were")),
                         STR_ARG(say_things(a, p->pages - p->nobodys, "page"))));
    if (p->nobodys)
        html_text(
            h, arena_fmt(a, " %.*s more name no recipient.", STR_ARG(say_count(a, p->nobodys))));
    html(h,
        " This is what people had to carry; how fast each of them answered is not ranked.</p>\n");
}

static void person_line(
    struct html *h, const struct frame *f, const struct people *p, const struct person_row *r)
{
    html(h, "<tr><th scope=\"row\"><bdi>");
    html_named(h, go_about(h->o.a, f->place.gen, &f->filter, FIND_PERSON, r->id), r->name);
    html(h, "</bdi></th><td class=\"quiet\">");
    if (r->team.n)
        html_named(h, go_about(h->o.a, f->place.gen, &f->filter, FIND_TEAM, r->team_id), r->team);
    else
        html(h, "<i>none known</i>");
    html(h, "</td>");
    cell_num(h, r->pages);
    cell_bar(h, MARK_IN_TARGET, r->pages, p->most);
    cell_num(h, r->sleep);
    cell_num(h, r->nights);
    cell_open(h);
    html_text(h, say_minute(h->o.a, p->window.zone, r->last));
    html(h, "</td></tr>\n");
}

static void people_table(struct html *h, const struct frame *f, const struct people *p)
{
    static const struct list_column columns[] = {
        {"Person", "name", .first = "A", .last = "Z"},
        {"Team", .first = ""},
        {"Pages", "pages", .number = true, .bar = true, .first = "fewest", .last = "most"},
        {"At night", "night", .number = true, .first = "fewest", .last = "most"},
        {"Nights disturbed", "nights", .number = true, .first = "fewest", .last = "most"},
        {"Last page", "last", .number = true, .first = "oldest", .last = "newest"},
    };
    const struct list_order order = {people_sort_words[p->sort], p->descending, "-pages"};
    panel_scroll_open(h, STR("People"));
    list_head(h, f, columns, COUNT_OF(columns), &order);
    html(h, "<tbody>");
    for (size_t i = 0; i < p->rows; i++)
        person_line(h, f, p, &p->row[i]);
    html(h, "</tbody>");
    panel_scroll_close(h);
}

void people_html(struct html *h, const struct frame *f, const struct people *p)
{
    const struct scope scope = {&p->window, p->chip, p->chips, p->through};
    top(h, f, "People", &scope);
    if (!list_unheld(h, f, p->held)) {
        people_found(h, p);
        if (p->rows)
            people_table(h, f, p);
        list_pager(h, f, &(struct list_part){p->from, p->from + p->rows, p->of, p->next});
        html(h, "<p class=\"small\">At night: pages in their own 22 to 08; a night is disturbed by "
                "one page or more. Teams are those of the last page.</p>\n");
    }
    frame_close(h, f);
}
