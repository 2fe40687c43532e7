/* What exactly is it that you want to know? The page, its number and its rows. */
#include "views/explore.h"

#include "views/change.h"
#include "views/filters.h"
#include "views/link.h"
#include "views/panel.h"
#include "views/say.h"

#define BAR_STEPS 1000

/* clang-format off */
/* What a row narrows to. Other groups are no filter. */
static const struct {
    enum by by;
    enum param param;
} narrows[] = {
    { BY_ORG,     P_ORG },     { BY_TEAM,     P_TEAM },    { BY_PERSON,  P_PERSON },
    { BY_CHANNEL, P_CH },      { BY_GATEWAY,  P_GW },      { BY_CARRIER, P_CARRIER },
    { BY_COUNTRY, P_CC },      { BY_PURPOSE,  P_WHY },     { BY_SOURCE,  P_SRC },
    { BY_URGENCY, P_URG },     { BY_LEVEL,    P_LVL },     { BY_HOURS,   P_HOURS },
    { BY_OUTCOME, P_OUT },
};
static const struct panel total_part = {"total", "In all", false};
static const struct panel rows_part = {"rows", "By group", false};
/* clang-format on */

static const struct metric_def *metric_of_answer(const struct explored *x)
{
    return &metrics[x->explore.asking.metric];
}

static struct scope scope_of_answer(const struct explored *x)
{
    return (struct scope){&x->explore.window, x->chip, x->chips, x->through[DATASET_PAGEOUTS]};
}

static struct str title_of(struct arena *a, const struct explored *x)
{
    const struct explore *e = &x->explore;
    struct scope scope = scope_of_answer(x);
    struct str who = filters_entity(a, &scope), when = say_window(a, &e->window);
    if (x->part == PART_FACETS)
        return arena_fmt(a, "Filters: %.*s, %.*s", STR_ARG(who), STR_ARG(when));
    return arena_fmt(a, "%s%s%s: %.*s, %.*s", metric_of_answer(x)->label,
        e->asking.by != BY_NONE ? " by " : "", by_words[e->asking.by], STR_ARG(who), STR_ARG(when));
}

void explore_cell(struct html *h, const struct value *v, enum metric m, bool held)
{
    cell_open(h);
    if (held && v->known)
        html_text(h, say_value(h->o.a, v, metrics[m].unit));
    else {
        html(h, "<i>");
        html_text(h, held ? say_value(h->o.a, v, metrics[m].unit) : STR("not held"));
        html(h, "</i>");
    }
    html(h, "</td>");
}

void explore_counts(struct html *h, const struct value *v, bool held)
{
    if (held) {
        cell_num(h, v->n);
        cell_num(h, v->excluded);
    } else
        html(h, "<td></td><td></td>");
}

static struct comparison comparison_of(
    const struct explore *e, const struct value *now, const struct value *then)
{
    return (struct comparison){e->asking.metric, *now, *then, then->n};
}

static void compared(struct html *h, const struct explore *e)
{
    struct arena *a = h->o.a;
    enum unit unit = metrics[e->asking.metric].unit;
    struct str when = say_window(a, &e->against);
    html(h, "<p>Compared with ");
    html_text(h, when);
    html(h, ": ");
    if (e->against_held == HELD_NONE)
        html(h, "not held.");
    else {
        struct comparison c = comparison_of(e, &e->total, &e->then);
        html_text(h, say_value(a, &e->then, unit));
        html(h, ", now ");
        change_html(h, &c);
        html(h, ".");
    }
    html(h, "</p>\n");
}

static struct str total_finding(struct arena *a, const struct explored *x)
{
    const struct explore *e = &x->explore;
    const struct metric_def *m = metric_of_answer(x);
    struct str value = say_value(a, &e->total, m->unit);
    if (e->held == HELD_NONE)
        return arena_fmt(a, "%s: these days are not held", m->label);
    return arena_fmt(a, "%s: %.*s", m->label, STR_ARG(value));
}

static void close_part(
    struct html *h, const struct frame *f, const struct explored *x, const struct panel *p)
{
    struct view v = {.f = f, .alone = x->part != PART_ALL};
    panel_close(h, &v, p);
}

/* The rows that it is made from, as far as a page has them. */
static void behind(struct html *h, const struct frame *f, const struct metric_def *m)
{
    struct filter to = filter_shared(&f->filter);
    bool pages = m->dataset == DATASET_PAGEOUTS;
    html(h, "<p>");
    html_link(h, link_same(h->o.a, f, pages ? STR("incidents") : STR("channels"), &to),
        pages ? STR("The incidents behind this") : STR("The gateways and carriers behind this"));
    html(h, "</p>\n");
}

static void total_panel(struct html *h, const struct frame *f, const struct explored *x)
{
    const struct explore *e = &x->explore;
    const struct metric_def *m = metric_of_answer(x);
    panel_open(h, &total_part, total_finding(h->o.a, x));
    html(h, "<p>");
    html_text(h, str_of(m->rule));
    html(h, " ");
    html_link(h, link_metric(h->o.a, f, e->asking.metric), STR("Definition"));
    html(h, "</p>\n");
    if (e->held != HELD_NONE) {
        html(h, "<p>Made from ");
        html_num(h, e->total.n);
        html(h, " ");
        html_text(h, str_of(e->total.n == 1 ? grain_words[m->grain] : grain_plurals[m->grain]));
        html(h, "; left out: ");
        html_num(h, e->total.excluded);
        html_text(h, m->without[0] ? arena_fmt(h->o.a, " (%s)", m->without) : STR(""));
        html(h, ".</p>\n");
    }
    if (e->compared)
        compared(h, e);
    behind(h, f, m);
    if (e->no_duties)
        html(h,
            "<p>Nobody's on-call duty is known here, so only people who were paged count.</p>\n");
    close_part(h, f, x, &total_part);
}

/* The head of a column that sorts: once more turns it round. */
static void head(struct html *h, const struct frame *f, const struct explored *x, enum sort sort,
    const char *label)
{
    const struct asking *asking = &x->explore.asking;
    bool now = asking->sort == sort;
    bool ascending = now ? !asking->ascending : sort == SORT_NAME;
    struct filter to = f->filter;
    to.sort = arena_fmt(h->o.a, "%s%s", ascending ? "" : "-", sort_words[sort]);
    html(h, "<th scope=\"col\" class=\"quiet\"");
    if (now)
        html_attr(h, "aria-sort", asking->ascending ? STR("ascending") : STR("descending"));
    html(h, "><a");
    html_attr(h, "href", link_filter(h->o.a, f, &to));
    html(h, ">");
    html_text(h, str_of(label));
    html(h, "</a></th>");
}

static void row_name(
    struct html *h, const struct frame *f, const struct explored *x, const struct explore_row *r)
{
    struct str name = r->name.n ? r->name : r->id.n ? r->id : STR("not known");
    for (EACH(i, narrows)) {
        struct filter to;
        if (narrows[i].by != x->explore.asking.by ||
            !filter_narrow(h->o.a, &f->filter, narrows[i].param, r->id, &to))
            continue;
        html(h, "<a");
        html_attr(h, "href", link_filter(h->o.a, f, &to));
        html(h, "><bdi>");
        html_text(h, name);
        html(h, "</bdi></a>");
        return;
    }
    html(h, "<bdi>");
    html_text(h, name);
    html(h, "</bdi>");
}

static double highest(const struct explore *e)
{
    double most = 0;
    for (size_t i = 0; i < e->rows; i++)
        if (e->row[i].value.known && e->row[i].value.v > most)
            most = e->row[i].value.v;
    return most;
}

static void row(struct html *h, const struct frame *f, const struct explored *x,
    const struct explore_row *r, double most)
{
    const struct explore *e = &x->explore;
    bool held = e->held != HELD_NONE;
    double part = r->value.known && most > 0 ? r->value.v / most : 0;
    html(h, "<tr><th scope=\"row\">");
    row_name(h, f, x, r);
    html(h, "</th>");
    explore_cell(h, &r->value, e->asking.metric, held);
    cell_bar(h, MARK_IN_TARGET, (uint64_t)(part * BAR_STEPS), BAR_STEPS);
    explore_counts(h, &r->value, held);
    if (e->compared) {
        explore_cell(h, &r->then, e->asking.metric, e->against_held != HELD_NONE);
        struct comparison c = comparison_of(e, &r->value, &r->then);
        cell_open(h);
        change_html(h, &c);
        html(h, "</td>");
    }
    html(h, "</tr>\n");
}

static void table(struct html *h, const struct frame *f, const struct explored *x)
{
    const struct explore *e = &x->explore;
    panel_numbers_open(h, STR("By group, table"));
    html(h, "<thead><tr>");
    head(h, f, x, SORT_NAME, "Name");
    head(h, f, x, SORT_VALUE, metric_of_answer(x)->label);
    html(h, "<td></td>");
    head(h, f, x, SORT_N, "Made from");
    html(h, "<th scope=\"col\">Left out</th>");
    if (e->compared)
        html(h, "<th scope=\"col\">Before</th><th scope=\"col\">Change</th>");
    html(h, "</tr></thead>\n<tbody>");
    double most = highest(e);
    for (size_t i = 0; i < e->rows; i++)
        row(h, f, x, &e->row[i], most);
    html(h, "</tbody>");
    panel_scroll_close(h);
}

static void turn(struct html *h, const struct frame *f, const struct explored *x)
{
    const struct explore *e = &x->explore;
    struct place place = f->place;
    struct filter to = f->filter;
    html(h, "<p class=\"small\">");
    html_num(h, e->rows ? e->asking.at + 1 : e->asking.at);
    html(h, " to ");
    html_num(h, e->asking.at + e->rows);
    html(h, " of ");
    html_num(h, e->of);
    if (e->hidden) {
        html(h, "; ");
        html_num(h, e->hidden);
        html(h, " too small to be told by themselves are hidden");
    }
    html(h, ".</p>\n<ul class=\"fresh\">");
    if (f->filter.after.n) {
        to.after = STR("");
        html(h, "<li>");
        html_link(h, url_write(h->o.a, &place, &to), STR("First rows"));
        html(h, "</li>\n");
    }
    if (x->next.n) {
        to.after = x->next;
        html(h, "<li><a rel=\"next\"");
        html_attr(h, "href", url_write(h->o.a, &place, &to));
        html(h, ">Next rows</a></li>\n");
    }
    html(h, "</ul>\n");
}

static void rows_panel(struct html *h, const struct frame *f, const struct explored *x)
{
    const struct explore *e = &x->explore;
    struct str groups = say_count(h->o.a, e->of);
    panel_open(
        h, &rows_part, arena_fmt(h->o.a, "%.*s by %s", STR_ARG(groups), by_words[e->asking.by]));
    if (e->rows)
        table(h, f, x);
    turn(h, f, x);
    close_part(h, f, x, &rows_part);
}

static void refused(struct html *h, const struct frame *f, const struct explored *x)
{
    static const enum range less[] = {RANGE_28D, RANGE_7D};
    struct arena *a = h->o.a;
    struct str estimate = say_duration(a, explored_refusal(x).estimate_ms);
    html(h, "<div class=\"note\"><h2>This needs a narrower range</h2>\n<p>It would take about ");
    html_text(h, estimate);
    html(h,
        ", longer than one answer may, so it was not asked. Nothing is shown rather than a part "
        "of it.");
    for (EACH(i, less)) {
        struct filter to = f->filter;
        to.from = to.to = (struct moment){0};
        to.range = less[i];
        html(h, " ");
        html_link(h, link_filter(a, f, &to), arena_fmt(a, "Show %s", range_labels[less[i]]));
    }
    html(h, "</p></div>\n");
}

static void parts(struct html *h, const struct frame *f, const struct explored *x)
{
    static void (*const write[PART__N])(
        struct html *, const struct frame *, const struct explored *) = {
        [PART_TOTAL] = total_panel,
        [PART_ROWS] = rows_panel,
        [PART_SERIES] = explore_series_panel,
        [PART_FACETS] = explore_facets_panel,
    };
    static const enum part order[] = {PART_TOTAL, PART_SERIES, PART_ROWS, PART_FACETS};
    html(h, "<div class=\"grid\">\n");
    for (EACH(i, order))
        if (explored_has(x, order[i]))
            write[order[i]](h, f, x);
    html(h, "</div>\n");
}

static void top(struct html *h, const struct frame *f, const struct explored *x)
{
    struct scope scope = scope_of_answer(x);
    html(h, "<div class=\"title\"><h1>");
    html_text(h, title_of(h->o.a, x));
    html(h, "</h1>\n");
    filters_periods(h, f, &scope);
    html(h, "</div>\n");
    frame_fresh(h, f, &x->explore.window);
    filters_html(h, f, &scope);
}

void explore_html(struct html *h, const struct frame *f, const struct explored *x)
{
    if (!x) {
        frame_open(h, f, STR("Explore"));
        html(h, "<h1>Explore</h1>\n");
        frame_first_run(h);
        frame_close(h, f);
        return;
    }
    frame_open(h, f, title_of(h->o.a, x));
    top(h, f, x);
    if (explored_refusal(x).refused)
        refused(h, f, x);
    else
        parts(h, f, x);
    frame_close(h, f);
}

bool explore_svg(struct out *o, const struct explored *x)
{
    if (!explored_has(x, PART_SERIES) || x->explore.refusal.refused)
        return false;
    struct html h = {.o = *o};
    explore_series_svg(&(struct svg){.h = &h, .alone = true}, x);
    *o = h.o;
    return true;
}
