/* Which incidents paged people, and what became of them? */
#include "query/listing.h"

#include "views/brief.h"
#include "views/link.h"
#include "views/plot.h"
#include "views/say.h"

/* What the reader sees of a fate, from the base line up. */
enum part { PART_ANSWERED, PART_LOST, PART_UNDELIVERED, PART_OTHER, PART__N };

/* clang-format off */
static const struct {
    enum mark mark;
    const char *legend;
} parts[PART__N] = {
    [PART_ANSWERED]    = { MARK_IN_TARGET,   "answered" },
    [PART_LOST]        = { MARK_NOBODY,      "not answered" },
    [PART_UNDELIVERED] = { MARK_UNDELIVERED, "not delivered" },
    [PART_OTHER]       = { MARK_OPEN,        "open or cleared" },
};
static const char *const sorts[LISTING__N] = {
    [LISTING_NEWEST]     = "Newest first",
    [LISTING_PEOPLE]     = "Most people first",
    [LISTING_WAIT]       = "Longest until answered first",
    [LISTING_UNANSWERED] = "Not answered first",
};
static const size_t every[BIN__N] = {
    [BIN_NONE] = 1, [BIN_AUTO] = 1, [BIN_HOUR] = 6, [BIN_DAY] = 7, [BIN_WEEK] = 4, [BIN_MONTH] = 3,
};
/* clang-format on */

static enum part part_of(enum fate f)
{
    if (f == FATE_ANSWERED)
        return PART_ANSWERED;
    if (f == FATE_UNDELIVERED)
        return PART_UNDELIVERED;
    return fate_is_lost(f) ? PART_LOST : PART_OTHER;
}

struct cut {
    uint64_t part[PART__N], all;
};

static struct cut cut_of(const uint64_t end[FATE__N])
{
    struct cut c = {0};
    for (enum fate f = 0; f < FATE__N; f++) {
        c.part[part_of(f)] += end[f];
        c.all += end[f];
    }
    return c;
}

static struct str volume_finding(struct arena *a, const void *answer)
{
    const struct listing *x = answer;
    const struct listing_bin *most = NULL;
    for (size_t i = 0; i < x->bins; i++)
        if (!most || cut_of(x->bin[i].end).all > cut_of(most->end).all)
            most = &x->bin[i];
    if (!most || x->episodes.n == 0)
        return STR("No incidents in these days");
    return arena_fmt(a, "Most incidents: %.*s, %.*s", STR_ARG(say_count(a, cut_of(most->end).all)),
        STR_ARG(say_span(a, x->brief.window.zone, most->from, most->to, x->bin_size == BIN_HOUR)));
}

static void volume_legend(struct html *h, const void *answer)
{
    struct cut all = cut_of(((const struct listing *)answer)->end);
    html(h, "<ul class=\"legend\">");
    for (size_t p = 0; p < PART__N; p++) {
        html(h, "<li><span");
        html_attr(h, "class", arena_fmt(h->o.a, "key %s", svg_class(parts[p].mark).p));
        html(h, "></span>");
        html_text(h, str_of(parts[p].legend));
        html(h, " <b>");
        html_num(h, all.part[p]);
        html(h, "</b></li>\n");
    }
    html(h, "</ul>\n");
}

static void volume_bars(struct svg *s, const struct listing *x, const struct plot *p, double top)
{
    struct html bar[PART__N], gaps = html_of(s->h->o.a);
    double wide = plot_slot(p), thick = plot_bar(p);
    for (size_t k = 0; k < PART__N; k++)
        bar[k] = html_of(s->h->o.a);
    for (size_t i = 0; i < x->bins; i++) {
        struct cut cut = cut_of(x->bin[i].end);
        double left = PLOT_LEFT + (double)i * wide, y = PLOT_BOTTOM;
        if (x->bin[i].held != HELD_ALL)
            svg_box(&gaps, left, PLOT_TOP, wide, PLOT_HEIGHT);
        for (size_t k = 0; k < PART__N; k++) {
            double high = (double)cut.part[k] / top * PLOT_HEIGHT;
            y -= high;
            if (high >= 0.05)
                svg_box(&bar[k], left + (wide - thick) / 2, y, thick, high);
        }
    }
    svg_path(s, MARK_GAP, &gaps);
    for (size_t k = 0; k < PART__N; k++)
        svg_path(s, parts[k].mark, &bar[k]);
}

static void volume_draw(struct svg *s, const void *answer)
{
    const struct listing *x = answer;
    struct arena *a = s->h->o.a;
    int64_t *from = NEW(a, int64_t, x->bins + 1);
    uint64_t most = 0;
    for (size_t i = 0; i < x->bins; i++) {
        from[i] = x->bin[i].from;
        most = cut_of(x->bin[i].end).all > most ? cut_of(x->bin[i].end).all : most;
    }
    const struct plot plot = {.zone = x->brief.window.zone,
        .from = from,
        .bars = x->bins,
        .every = every[x->bin_size],
        .hours = x->bin_size == BIN_HOUR};
    double step = svg_step((double)most, SVG_LINES_MAX);
    struct str label[SVG_LINES_MAX + 1] = {say_short(a, 0)};
    int steps = 0;
    do {
        steps++;
        label[steps] = say_short(a, step * steps);
    } while (steps < SVG_LINES_MAX && step * steps < (double)most);
    svg_open(s, "volume", STR("Incidents by what became of them"), volume_finding(a, x));
    svg_hatch(s);
    plot_grid(s, label, steps);
    volume_bars(s, x, &plot, step * steps);
    plot_dates(s, &plot);
    svg_close(s);
}

static struct str answers_finding(struct arena *a, const void *answer)
{
    const struct listing *x = answer;
    const struct grid *g = brief_grid(&x->brief, STR("answers"));
    const struct grid_cell *c = grid_row(g, 4); /* five minutes */
    struct value v = {.known = true, .v = c[2].v};
    if (!c[2].known)
        return STR("No incident was closed in these days");
    return arena_fmt(a, "%.*s answered within %.*s of the first page",
        STR_ARG(say_value(a, &v, UNIT_SHARE)), STR_ARG(say_duration(a, (int64_t)c[0].v)));
}

static void answers_draw(struct svg *s, const void *answer)
{
    const struct listing *x = answer;
    struct arena *a = s->h->o.a;
    struct html bars = html_of(a), axis = html_of(a);
    double wide = (double)SVG_WIDTH / (ANSWER_EDGES + 1);
    uint64_t most = 1;
    for (EACH(i, x->answered_in))
        most = x->answered_in[i] > most ? x->answered_in[i] : most;
    svg_open(
        s, "answers", STR("From the first page to the first acceptance"), answers_finding(a, x));
    for (EACH(i, x->answered_in)) {
        double high = (double)x->answered_in[i] / (double)most * PLOT_HEIGHT;
        if (x->answered_in[i])
            svg_box(&bars, (double)i * wide + 2, PLOT_BOTTOM - high, wide - 4, high);
        if (i < ANSWER_EDGES)
            svg_text(s, (double)(i + 1) * wide, PLOT_BOTTOM + 20, ANCHOR_MIDDLE, i % 3 != 1,
                say_duration(a, answer_edge_ms[i]));
    }
    svg_hline(&axis, 0, PLOT_BOTTOM, SVG_WIDTH);
    svg_path(s, MARK_IN_TARGET, &bars);
    svg_path(s, MARK_AXIS, &axis);
    svg_close(s);
}

static struct str answers_note(struct arena *a, const void *answer)
{
    const struct listing *x = answer;
    uint64_t lost = 0;
    for (enum fate f = 0; f < FATE__N; f++)
        lost += fate_is_lost(f) ? x->end[f] : 0;
    return arena_fmt(a,
        "Not in a bar: %.*s closed without an acceptance, which count among those closed, and "
        "%.*s accepted at no known time.",
        STR_ARG(say_count(a, lost)), STR_ARG(say_count(a, x->answered_untimed)));
}

static struct str list_finding(struct arena *a, const void *answer)
{
    const struct listing *x = answer;
    size_t n = grid_rows(x->brief.grid);
    if (n == 0)
        return STR("No incidents match");
    return arena_fmt(a, "%.*s to %.*s of %.*s", STR_ARG(say_count(a, x->from + 1)),
        STR_ARG(say_count(a, x->from + n)), STR_ARG(say_things(a, x->episodes.n, "incident")));
}

static struct str list_note(
    struct arena *a __attribute__((unused)), const void *answer __attribute__((unused)))
{
    return STR("The time of an incident is that of its first page inside the filters: no export "
               "has the time of its trigger. Answered after: from there to the first acceptance. "
               "Paged for: from there to the last page.");
}

static void sort_links(struct html *h, const struct frame *f, const void *answer)
{
    const struct listing *x = answer;
    html(h, "<ul class=\"fresh\">");
    for (enum listing_sort s = 0; s < LISTING__N; s++) {
        struct filter to = f->filter;
        to.after = STR("");
        to.sort = s == LISTING_NEWEST ? STR("") : str_of(listing_sort_words[s]);
        html(h, "<li>");
        if (s == x->sort) {
            html(h, "<b>");
            html_text(h, str_of(sorts[s]));
            html(h, "</b>");
        } else
            html_link(h, link_filter(h->o.a, f, &to), str_of(sorts[s]));
        html(h, "</li>\n");
    }
    html(h, "</ul>\n");
}

/* clang-format off */
static const struct brief_panel panels[] = {
    { { "volume", "Incidents over time", true },          volume_finding,  volume_draw,  NULL,         volume_legend, NULL },
    { { "answers", "Until somebody answers", true },      answers_finding, answers_draw, answers_note, NULL, NULL },
    { { "list", "Incidents", false },                     list_finding,    NULL,         list_note,    NULL, sort_links },
};
/* clang-format on */
static const struct brief_page page = {
    .name = "Incidents", .panel = panels, .panels = COUNT_OF(panels), .unheld = "pages"};

bool listing_html(struct html *h, const struct frame *f, const struct listing *x, struct str panel)
{
    return brief_html(h, f, &x->brief, &page, x, panel);
}

bool listing_svg(struct out *o, const struct listing *x, struct str panel)
{
    return brief_svg(o, &x->brief, &page, x, panel);
}
