#include "views/panel.h"

#include "views/filters.h"
#include "views/link.h"
#include "views/say.h"

bool panel_is_held(const struct overview *o)
{
    for (size_t i = 0; i < o->bins; i++)
        if (o->bin[i].held != HELD_NONE)
            return true;
    return false;
}

void panel_heading(struct html *h, struct str title)
{
    html(h, "<h1 class=\"small\">");
    html_text(h, title);
    html(h, "</h1>\n");
}

void panel_open(struct html *h, const struct panel *p, struct str finding)
{
    html(h, "<figure class=\"panel\"");
    html_attr(h, "id", str_of(p->id));
    html(h, "><figcaption><p class=\"kicker\">");
    html_text(h, str_of(p->kicker));
    html(h, "</p>\n<h2>");
    html_text(h, finding);
    html(h, "</h2></figcaption>\n");
}

static void face(struct html *h, const struct view *v, const struct panel *p, enum format format,
    const char *word)
{
    html(h, "<li><a");
    html_attr(h, "href", link_face(h->o.a, v->f, str_of(p->id), format));
    html_attr(h, "aria-label", arena_fmt(h->o.a, "%s of %s", word, p->kicker));
    html(h, ">");
    html_text(h, str_of(word));
    html(h, "</a></li>");
}

void panel_close(struct html *h, const struct view *v, const struct panel *p)
{
    html(h, "<ul class=\"faces\">");
    if (!v->alone)
        face(h, v, p, FORMAT_HTML, "Page");
    face(h, v, p, FORMAT_CSV, "CSV");
    if (p->drawn)
        face(h, v, p, FORMAT_SVG, "SVG");
    html(h, "</ul></figure>\n");
}

static void region_open(struct html *h, struct str name)
{
    html(h, "<section class=\"scroll\" tabindex=\"0\"");
    html_attr(h, "aria-label", name);
    html(h, ">");
}

void panel_scroll_open(struct html *h, struct str name)
{
    region_open(h, name);
    html(h, "<table>");
}

void panel_numbers_open(struct html *h, struct str name)
{
    region_open(h, name);
    html(h, "<table class=\"nums\">");
    h->numbers = true;
}

void panel_scroll_close(struct html *h)
{
    html(h, "</table></section>\n");
    h->numbers = false;
}

void panel_table_open(
    struct html *h, const struct view *v, const struct panel *p, struct str caption)
{
    if (v->alone || v->f->filter.ui == UI_PRINT)
        html(h, "<details open><summary>Table");
    else
        html(h, "<details><summary>Table");
    html(h, "<span class=\"away\"> of ");
    html_text(h, str_of(p->kicker));
    html(h, "</span></summary>\n");
    panel_numbers_open(h, arena_fmt(h->o.a, "%s, table", p->kicker));
    html(h, "<caption>");
    html_text(h, caption);
    html(h, "</caption>\n");
}

void panel_table_close(struct html *h)
{
    panel_scroll_close(h);
    html(h, "</details>\n");
}

void panel_refused(struct html *h, const struct frame *f)
{
    static const enum range less[] = {RANGE_28D, RANGE_7D, RANGE_24H};
    html(h, "<p>It takes longer than a panel may, so nothing is shown rather than a part of it.");
    for (size_t i = 0, n = 0; i < COUNT_OF(less) && n < 2; i++) {
        struct filter to = f->filter;
        if (!to.from.given && to.range <= less[i])
            continue;
        if (n++ == 0)
            html(h, " Show less:");
        to.from = to.to = (struct moment){0};
        to.range = less[i];
        html(h, " ");
        html_link(h, link_filter(h->o.a, f, &to), str_of(range_labels[less[i]]));
    }
    html(h, "</p>\n");
}

void table_head(struct html *h, const char *const *words, size_t n)
{
    html(h, "<thead><tr>");
    for (size_t i = 0; i < n; i++) {
        bool number = words[i][0] == '#';
        html(h, "<th scope=\"col\"");
        if (number)
            html_attr(h, "class", STR("num"));
        html(h, ">");
        html_text(h, str_of(words[i] + number));
        html(h, "</th>");
    }
    html(h, "</tr></thead>\n");
}

void cell_open(struct html *h)
{
    if (h->numbers)
        html(h, "<td>");
    else
        html(h, "<td class=\"num\">");
}

void cell_num(struct html *h, uint64_t v)
{
    cell_open(h);
    html_num(h, v);
    html(h, "</td>");
}

void cell_text(struct html *h, struct str text)
{
    html(h, "<td>");
    html_text(h, text);
    html(h, "</td>");
}

void cell_share(struct html *h, uint64_t part, uint64_t whole)
{
    cell_open(h);
    if (whole == 0)
        html(h, "<i>none</i>");
    else
        html_text(h, say_share(h->o.a, part, whole));
    html(h, "</td>");
}

void cell_duration(struct html *h, int64_t ms, const char *unknown)
{
    cell_open(h);
    if (ms == MS_UNKNOWN) {
        html(h, "<i>");
        html_text(h, str_of(unknown));
        html(h, "</i>");
    } else
        html_text(h, say_duration(h->o.a, ms));
    html(h, "</td>");
}

void cell_bar(struct html *h, enum mark m, uint64_t part, uint64_t whole)
{
    html(h, "<td class=\"bar\">");
    if (whole > 0 && part > 0) {
        html(h, "<svg aria-hidden=\"true\"><rect");
        html_attr(h, "class", svg_class(m));
        html(h, " height=\"8\" width=\"");
        html_at(h, (double)part * 100 / (double)whole);
        html(h, "%\"/></svg>");
    }
    html(h, "</td>");
}

void child_name(struct html *h, const struct child *c, struct str href)
{
    bool linked = c->kind == CHILD_NODE || url_takes_id(c->id);
    if (linked) {
        html(h, "<a");
        html_attr(h, "href", href);
        html(h, ">");
    }
    html(h, "<bdi>");
    html_text(h, c->name.n > 0 ? c->name : c->id);
    html(h, "</bdi>");
    if (linked)
        html(h, "</a>");
}
