#include "views/filters.h"

#include "views/form.h"
#include "views/link.h"
#include "views/say.h"

/* clang-format off */
const char *const range_labels[RANGE__N] = {
    [RANGE_NONE] = "dates",
    [RANGE_24H]  = "24 hours",
    [RANGE_7D]   = "7 days",
    [RANGE_28D]  = "28 days",
    [RANGE_90D]  = "90 days",
    [RANGE_13W]  = "13 weeks",
    [RANGE_12MO] = "12 months",
    [RANGE_MTD]  = "This month",
    [RANGE_QTD]  = "This quarter",
};
static const char *const kind_labels[] = {
    [CHILD_NODE]   = "Organisation",
    [CHILD_TEAM]   = "Team",
    [CHILD_PERSON] = "Person",
};
/* Those that are chips of their own; who and when have theirs in front. */
static const enum param said[] = { P_HIER, P_URG, P_CH, P_PROV, P_GW, P_CARRIER, P_CC, P_WHY, P_SRC,
    P_OUT, P_LVL, P_HOURS, P_ACK, P_Q, P_CMP, P_TZ };
/* clang-format on */

struct scope scope_of(const struct overview *o)
{
    return (struct scope){&o->window, o->chip, o->chips, o->through[DATASET_PAGEOUTS]};
}

struct str filters_entity(struct arena *a, const struct scope *s)
{
    if (s->chips == 0)
        return STR("Whole company");
    if (s->chips == 1)
        return s->chip[0].name.n > 0 ? s->chip[0].name : s->chip[0].id;
    if (s->chips == 2)
        return arena_fmt(a, "%.*s and %.*s", STR_ARG(s->chip[0].name), STR_ARG(s->chip[1].name));
    return arena_fmt(a, "%zu filters", s->chips);
}

/* `remove` empty: it stays, as it does where nothing is to be pressed. */
static void chip(
    struct html *h, const char *label, struct str value, const char *note, struct str remove)
{
    html(h, "<li>");
    html_text(h, str_of(label));
    html(h, ": <b><bdi>");
    html_text(h, value);
    html(h, "</bdi></b>");
    html_text(h, str_of(note));
    if (remove.n) {
        struct str name = arena_fmt(h->o.a, "Remove filter %s: %.*s", label, STR_ARG(value));
        html(h, "<a");
        html_attr(h, "href", remove);
        html_attr(h, "aria-label", name);
        html(h, ">&#215;</a>");
    }
    html(h, "</li>\n");
}

static struct str link_without(struct arena *a, const struct frame *f, const struct filter *without)
{
    return f->filter.ui == UI_PAGE ? link_filter(a, f, without) : STR("");
}

static void entity_chips(struct html *h, const struct frame *f, const struct scope *s)
{
    size_t at[] = {[CHILD_NODE] = 0, [CHILD_TEAM] = 0, [CHILD_PERSON] = 0};
    for (size_t i = 0; i < s->chips; i++) {
        const struct chip *c = &s->chip[i];
        struct filter without = filter_without(&f->filter, c->kind, at[c->kind]++);
        struct str href = link_without(h->o.a, f, &without);
        chip(h, kind_labels[c->kind], c->name.n > 0 ? c->name : c->id,
            c->known ? "" : " (not in this snapshot)", href);
    }
}

static void dates_chip(struct html *h, const struct frame *f, const struct scope *s)
{
    struct filter standard = filter_default(), without = f->filter;
    without.range = standard.range;
    without.from = without.to = (struct moment){0};
    struct str href = link_without(h->o.a, f, &without);
    struct str dates = say_window(h->o.a, s->window);
    if (f->filter.range != RANGE_NONE && !f->own_period)
        dates = str_of(range_labels[f->filter.range]);
    chip(h, "Dates", dates, "", f->filter.range == standard.range ? STR("") : href);
}

/* Everything that narrows is gone; what is shown of it, and how, stays. */
static struct filter all_cleared(const struct filter *f)
{
    struct filter to = *f;
    for (enum param p = 0; p < P__N; p++)
        if ((P_FILTERS | P_BIT(P_CMP)) & P_BIT(p))
            to = filter_cleared(&to, p);
    return to;
}

/* Gives how many of them can be taken away. */
static size_t chips(struct html *h, const struct frame *f, const struct scope *s)
{
    struct filter none = all_cleared(&f->filter);
    size_t narrowed = s->chips + (f->filter.range != filter_default().range);
    html(h, "<ul class=\"chips\">");
    entity_chips(h, f, s);
    dates_chip(h, f, s);
    for (EACH(i, said)) {
        struct str value = filter_says(h->o.a, &f->filter, said[i]);
        struct filter without = filter_cleared(&f->filter, said[i]);
        struct str href = link_without(h->o.a, f, &without);
        if (value.n == 0)
            continue;
        chip(h, params[said[i]].label, value, "", href);
        narrowed++;
    }
    if (f->filter.ui == UI_PAGE && narrowed) {
        html(h, "<li class=\"plain\">");
        html_link(h, link_filter(h->o.a, f, &none), STR("Clear all"));
        html(h, "</li>\n");
    }
    html(h, "</ul>\n");
    return narrowed;
}

void filters_html(struct html *h, const struct frame *f, const struct scope *s)
{
    html(h, "<div class=\"bar-line\">");
    size_t narrowed = chips(h, f, s);
    if (f->filter.ui == UI_PAGE && !f->alone)
        form_html(h, f, narrowed);
    html(h, "</div>\n");
}

/* The window moved by its own length; whole days by days, as a day may have 23 or 25 hours. */
static struct filter moved(const struct filter *f, const struct window *w, int by)
{
    int32_t days = (w->last - w->first + 1) * by;
    int64_t ms = (w->to - w->from) * by;
    if (w->whole_days)
        return filter_days(f, w->first + days, w->last + days);
    return filter_span(f, w, w->from + ms, w->to + ms);
}

void filters_periods(struct html *h, const struct frame *f, const struct scope *s)
{
    const struct window *w = s->window;
    struct filter before = moved(&f->filter, w, -1), after = moved(&f->filter, w, 1);
    bool more = s->through > w->to + MINUTE_MS; /* 24h ends at a full minute */
    if (f->filter.ui != UI_PAGE)
        return;
    html(h, "<ul class=\"fresh\"><li><a rel=\"prev\"");
    html_attr(h, "href", link_filter(h->o.a, f, &before));
    html(h, ">&lsaquo; Previous period</a></li>\n");
    if (more) {
        html(h, "<li><a rel=\"next\"");
        html_attr(h, "href", link_filter(h->o.a, f, &after));
        html(h, ">Next period &rsaquo;</a></li>\n");
    }
    html(h, "</ul>\n");
}
