/* How many there are of each value of a filter, under all the other filters: what one may choose
 * next. */
#include "views/explore.h"
#include "views/link.h"
#include "views/panel.h"
#include "views/say.h"

static const struct panel part = {"facets", "Values of the filters", false};

/* clang-format off */
static const struct {
    enum param param;
    enum by by;
    const char *what; /* is counted: pages have no word of how they were sent */
} of[FACET__N] = {
    [FACET_CHANNEL] = { P_CH, BY_CHANNEL, "attempts" },
    [FACET_URGENCY] = { P_URG, BY_URGENCY, "pages" },
    [FACET_GATEWAY] = { P_GW, BY_GATEWAY, "attempts" },
    [FACET_CARRIER] = { P_CARRIER, BY_CARRIER, "attempts" },
    [FACET_COUNTRY] = { P_CC, BY_COUNTRY, "attempts" },
    [FACET_PURPOSE] = { P_WHY, BY_PURPOSE, "pages" },
    [FACET_OUTCOME] = { P_OUT, BY_OUTCOME, "pages" },
    [FACET_LEVEL]   = { P_LVL, BY_LEVEL, "pages" },
    [FACET_HOURS]   = { P_HOURS, BY_HOURS, "pages" },
    [FACET_SOURCE]  = { P_SRC, BY_SOURCE, "pages" },
};
/* clang-format on */

static void value(struct html *h, const struct frame *f, enum facet k, const struct facet_value *v)
{
    struct filter to;
    html(h, "<li>");
    if (filter_narrow(h->o.a, &f->filter, of[k].param, v->id, &to)) {
        html(h, "<a");
        html_attr(h, "href", link_filter(h->o.a, f, &to));
        html(h, "><bdi>");
        html_text(h, v->id);
        html(h, "</bdi></a>");
    } else {
        html(h, "<bdi>");
        html_text(h, v->id.n ? v->id : STR("not known"));
        html(h, "</bdi>");
    }
    html(h, " <b>");
    html_num(h, v->n);
    html(h, "</b></li>\n");
}

#define VALUES_BESIDE 5 /* values of each, beside another answer */

static void facet(struct html *h, const struct frame *f, const struct explored *x, enum facet k)
{
    const struct facets *all = &x->facets;
    size_t shown = all->facet[k].values;
    if (x->part != PART_FACETS && shown > VALUES_BESIDE)
        shown = VALUES_BESIDE;
    html(h, "<section><h3>");
    html_text(h, arena_fmt(h->o.a, "%s, %s", params[of[k].param].label, of[k].what));
    html(h, "</h3>\n<ul class=\"legend quiet\">");
    for (size_t i = 0; i < shown; i++)
        value(h, f, k, &all->facet[k].value[i]);
    if (all->facet[k].of > shown) {
        struct filter to = filter_cleared(&f->filter, of[k].param);
        to.by = str_of(by_words[of[k].by]);
        struct str count = say_count(h->o.a, all->facet[k].of);
        html(h, "<li>");
        html_link(h, link_filter(h->o.a, f, &to), arena_fmt(h->o.a, "All %.*s", STR_ARG(count)));
        html(h, "</li>\n");
    }
    html(h, "</ul></section>\n");
}

void explore_facets_panel(struct html *h, const struct frame *f, const struct explored *x)
{
    struct view v = {.f = f, .alone = x->part == PART_FACETS};
    panel_open(h, &part, STR("How many there are of each, under all the other filters"));
    if (x->facets.refusal.refused)
        panel_refused(h, f);
    for (enum facet k = 0; k < FACET__N; k++)
        if (x->facets.facet[k].values)
            facet(h, f, x, k);
    panel_close(h, &v, &part);
}
