/* The numbers at the top: label, number with its unit set smaller, and what it is made from. A
 * number without a base says why, and is never 0 or a dash. */
#include "query/metric.h"
#include "views/change.h"
#include "views/link.h"
#include "views/panel.h"
#include "views/say.h"
#include "views/trend.h"

/* What a number is divided by, counted in its caption. */
enum base { BASE_PEOPLE, BASE_CLOSED, BASE_INCIDENTS, BASE_PAGED, BASE_PAGES, BASE__N };

/* clang-format off */
static const struct {
    enum metric metric;
    enum base base;
    const char *label;
    bool bars; /* outcomes tell it, which bars have */
} tiles[] = {
    { METRIC_PAGES,            BASE_PEOPLE,    "Pages", true },
    { METRIC_ACCEPTANCE,       BASE_CLOSED,    "Answered", true },
    { METRIC_ANSWERED_BY_P50,  BASE_CLOSED,    "Half answered within", false },
    { METRIC_ANSWERED_BY_P90,  BASE_CLOSED,    "90\xc2\xa0% answered within", false },
    { METRIC_ESCALATED,        BASE_INCIDENTS, "Escalated", false },
    { METRIC_SLEEP_PER_PERSON, BASE_PAGED,     "Night pages a person", false },
    { METRIC_UNDELIVERED,      BASE_PAGES,     "Undelivered", true },
};
static const struct {
    const char *before, *after;
    const char *none; /* stands for the number when there is nothing to count from */
} bases[BASE__N] = {
    [BASE_PEOPLE]    = { "to ", " people",       "no pages" },
    [BASE_CLOSED]    = { "of ", " closed pages", "none closed yet" },
    [BASE_INCIDENTS] = { "of ", " incidents",    "no incidents" },
    [BASE_PAGED]     = { "of ", " people paged", "nobody paged" },
    [BASE_PAGES]     = { "of ", " pages",        "no pages" },
};
/* clang-format on */

static uint64_t base_count(const struct tally *t, enum base base)
{
    switch (base) {
    case BASE_PEOPLE:
    case BASE_PAGED:
        return t->people.n;
    case BASE_CLOSED:
        return tally_closed(t);
    case BASE_INCIDENTS:
        return tally_depth(t).incidents;
    case BASE_PAGES:
    case BASE__N:
        break;
    }
    return tally_pages(t);
}

static bool is_unit(char c)
{
    return (c >= 'a' && c <= 'z') || c == '%';
}

/* "1 min 48 s" with its units in <small>; the text stays the same. */
static void big(struct html *h, struct str s)
{
    bool small = false;
    for (size_t i = 0; i < s.n; i++) {
        if (is_unit(s.p[i]) && !small)
            html(h, "<small>");
        else if (!is_unit(s.p[i]) && small)
            html(h, "</small>");
        small = is_unit(s.p[i]);
        out_char(&h->o, s.p[i]);
    }
    if (small)
        html(h, "</small>");
}

/* The number of the compared period beside this one. */
static void delta(struct html *h, const struct view *view, const struct value *now, enum metric m)
{
    const struct overview *before = view->o->before;
    if (!before)
        return;
    html(h, "<dd class=\"small\">");
    if (before->held == HELD_NONE)
        html(h, "before: not held");
    else {
        struct comparison c = {m, *now, metric_of(before->pages, m), tally_pages(before->pages)};
        change_html(h, &c);
    }
    html(h, "</dd>");
}

static void tile(struct html *h, const struct view *view, size_t i)
{
    const struct tally *t = view->o->pages;
    struct value v = metric_of(t, tiles[i].metric);
    uint64_t base = base_count(t, tiles[i].base);
    html(h, "<div class=\"tile\"><dt><a");
    html_attr(h, "href", link_metric(h->o.a, view->f, tiles[i].metric));
    html(h, ">");
    html_text(h, str_of(tiles[i].label));
    html(h, "</a></dt><dd>");
    if (tiles[i].bars)
        trend_line(h, view->o, tiles[i].metric);
    if (base > 0 && v.known && !v.not_reached)
        big(h, say_value(h->o.a, &v, metrics[tiles[i].metric].unit));
    else {
        html(h, "<i>");
        html_text(h, str_of(base == 0       ? bases[tiles[i].base].none
                            : v.not_reached ? "not reached"
                                            : "unknown"));
        html(h, "</i>");
    }
    html(h, "</dd>");
    delta(h, view, &v, tiles[i].metric);
    html(h, "<dd class=\"small\">");
    if (base > 0) {
        html_text(h, str_of(bases[tiles[i].base].before));
        html_num(h, base);
        html_text(h, str_of(bases[tiles[i].base].after));
    }
    html(h, "</dd></div>\n");
}

void tile_html(struct html *h, const struct tile *t)
{
    html(h, "<div class=\"tile\"><dt>");
    html_named(h, t->href, str_of(t->label));
    html(h, "</dt><dd>");
    trend_values(h, t->trend, t->trends);
    if (t->number.n)
        big(h, t->number);
    else {
        html(h, "<i>");
        html_text(h, t->why);
        html(h, "</i>");
    }
    html(h, "</dd><dd class=\"small\">");
    html_text(h, t->base);
    html(h, "</dd></div>\n");
}

/* Which days the changes are against, and whether all of them are held. */
static void compared_with(struct html *h, const struct overview *o)
{
    static const char *const held[] = {
        [HELD_ALL] = "", [HELD_PART] = ", of which a part is held", [HELD_NONE] = ": not held"};
    if (!o->before && !o->before_refused)
        return;
    html(h, "<p class=\"small\">");
    if (o->before) {
        html(h, "Compared with ");
        html_text(h, say_window(h->o.a, &o->before->window));
        html_text(h, str_of(held[o->before->held]));
    } else
        html(h, "The comparison needs a narrower range");
    html(h, ".</p>\n");
}

void tiles_panel(struct html *h, const struct view *v)
{
    html(h, "<dl class=\"tiles\" id=\"tiles\">");
    for (EACH(i, tiles))
        tile(h, v, i);
    html(h, "</dl>\n");
    compared_with(h, v->o);
}

void tiles_rules(struct html *h)
{
    html(h, "<details class=\"rules\"><summary>How these numbers are made</summary>\n<dl>");
    for (EACH(i, tiles)) {
        html(h, "<dt>");
        html_text(h, str_of(tiles[i].label));
        html(h, "</dt><dd>");
        html_text(h, str_of(metrics[tiles[i].metric].rule));
        html(h, "</dd>\n");
    }
    html(h, "</dl></details>\n");
}
