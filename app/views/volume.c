/* The daily volume by outcome: how much, and did it reach anyone? Bars start at zero, what the
 * store does not hold is hatched and never drawn as zero, and each bar leads to its own days. */
#include "views/annotations.h"
#include "views/link.h"
#include "views/panel.h"
#include "views/plot.h"
#include "views/say.h"
#include "views/trend.h"

#include <math.h>

/* What the reader sees of the eight outcomes, from the base line up. */
enum class { CLASS_IN_TARGET, CLASS_LATE, CLASS_NOBODY, CLASS_UNDELIVERED, CLASS_OPEN, CLASS__N };

/* clang-format off */
static const struct {
    enum mark mark;
    const char *label, *legend;
} classes[CLASS__N] = {
    [CLASS_IN_TARGET]   = { MARK_IN_TARGET,   "In target",       "in target" },
    [CLASS_LATE]        = { MARK_LATE,        "Late",            "late" },
    [CLASS_NOBODY]      = { MARK_NOBODY,      "Nobody accepted", "nobody" },
    [CLASS_UNDELIVERED] = { MARK_UNDELIVERED, "Not delivered",   "not delivered" },
    [CLASS_OPEN]        = { MARK_OPEN,        "Open or unknown", "open or unknown" },
};
static const enum class class_of[OUTCOME__N] = {
    [OUTCOME_IN_TARGET]   = CLASS_IN_TARGET,
    [OUTCOME_LATE]        = CLASS_LATE,
    [OUTCOME_UNTIMED]     = CLASS_OPEN,
    [OUTCOME_DECLINED]    = CLASS_NOBODY,
    [OUTCOME_NOBODY]      = CLASS_NOBODY,
    [OUTCOME_UNDELIVERED] = CLASS_UNDELIVERED,
    [OUTCOME_CLEARED]     = CLASS_OPEN,
    [OUTCOME_OPEN]        = CLASS_OPEN,
};
/* clang-format on */

static const struct panel panel = {"volume", "Pages by outcome", true};

struct stack {
    uint64_t part[CLASS__N], pages;
};

static struct stack stack_of(const uint64_t outcome[OUTCOME__N])
{
    struct stack s = {0};
    for (size_t i = 0; i < OUTCOME__N; i++) {
        s.part[class_of[i]] += outcome[i];
        s.pages += outcome[i];
    }
    return s;
}

struct summary {
    struct stack all;
    const struct bin *busiest; /* NULL: no pages at all */
    uint64_t most;
    uint64_t top;   /* of this period and the compared one */
    size_t missing; /* bins that the store holds nothing of, or only a part */
};

static struct summary summary_of(const struct overview *o)
{
    struct summary s = {.all = stack_of(o->pages->outcome)};
    for (size_t i = 0; i < o->bins; i++) {
        struct stack bin = stack_of(o->bin[i].outcome);
        if (bin.pages > s.most) {
            s.most = bin.pages;
            s.busiest = &o->bin[i];
        }
        s.missing += o->bin[i].held != HELD_ALL;
    }
    s.top = s.most;
    for (size_t i = 0; o->before && i < o->before->bins; i++) {
        uint64_t then = stack_of(o->before->bin[i].outcome).pages;
        s.top = then > s.top ? then : s.top;
    }
    return s;
}

static const char *bin_word(const struct overview *o)
{
    return o->bin_days == 0 ? "hour" : o->bin_days == 1 ? "day" : "week";
}

/* The bin in the finding: a year or a zone there would only be read over. */
static struct str short_bin(struct arena *a, const struct overview *o, const struct bin *b)
{
    int32_t day = zone_day(o->window.zone, b->from);
    struct civil c = zone_local(o->window.zone, b->from);
    struct str date = say_day_short(a, day);
    if (o->bin_days == 0)
        return arena_fmt(a, "on %.*s at %02d:%02d", STR_ARG(date), c.hour, c.minute);
    if (o->bin_days == 1)
        return arena_fmt(a, "on %s %.*s", weekday_words[weekday_of(day)], STR_ARG(date));
    return arena_fmt(a, "in the week from %.*s", STR_ARG(date));
}

static struct str finding(struct arena *a, const struct overview *o, const struct summary *s)
{
    if (!s->busiest)
        return STR("No pages in these days");
    struct str share = say_share(a, s->all.part[CLASS_IN_TARGET], s->all.pages);
    struct str moved = trend_words(a, o);
    if (moved.n > 0)
        return arena_fmt(a, "%.*s; %.*s accepted in target", STR_ARG(moved), STR_ARG(share));
    struct str when = short_bin(a, o, s->busiest), most = say_count(a, s->most);
    return arena_fmt(a, "%.*s accepted in target; most pages %.*s, %.*s", STR_ARG(share),
        STR_ARG(when), STR_ARG(most));
}

static struct str description(struct arena *a, const struct overview *o, const struct summary *s)
{
    struct out d = out_of(a);
    struct str bins = say_things(a, o->bins, bin_word(o));
    struct str pages = say_things(a, s->all.pages, "page");
    out_fmt(&d, "%.*s, %.*s.", STR_ARG(bins), STR_ARG(pages));
    for (size_t c = 0; c < CLASS__N && s->all.pages > 0; c++) {
        struct str n = say_count(a, s->all.part[c]);
        struct str share = say_share(a, s->all.part[c], s->all.pages);
        out_fmt(&d, " %s: %.*s (%.*s).", classes[c].label, STR_ARG(n), STR_ARG(share));
    }
    if (s->busiest) {
        struct str when = say_bin(a, o, s->busiest), most = say_count(a, s->most);
        out_fmt(&d, " Most in one %s: %.*s, %.*s.", bin_word(o), STR_ARG(most), STR_ARG(when));
    }
    if (o->before && o->before->held != HELD_NONE) {
        struct str then = say_things(a, tally_pages(o->before->pages), "page");
        struct str when = say_window(a, &o->before->window);
        out_fmt(&d, " Compared: %.*s, %.*s.", STR_ARG(then), STR_ARG(when));
    }
    if (s->missing > 0)
        out_fmt(&d, " Not or only partly held: %zu of %zu.", s->missing, o->bins);
    return out_done(&d);
}

static void bars(struct svg *s, const struct overview *o, const struct plot *p, double top)
{
    struct html parts[CLASS__N], gaps = html_of(s->h->o.a);
    double wide = plot_slot(p), bar = plot_bar(p);
    for (size_t c = 0; c < CLASS__N; c++)
        parts[c] = html_of(s->h->o.a);
    bool fine = o->bins <= VOLUME_ROWS_INLINE; /* of many thin bars a tenth is not seen */
    for (size_t i = 0; i < o->bins; i++) {
        struct stack stack = stack_of(o->bin[i].outcome);
        double x = PLOT_LEFT + (double)i * wide + (wide - bar) / 2, y = PLOT_BOTTOM;
        uint64_t sum = 0;
        if (o->bin[i].held != HELD_ALL)
            svg_box(&gaps, PLOT_LEFT + (double)i * wide, PLOT_TOP, wide, PLOT_HEIGHT);
        for (size_t c = 0; c < CLASS__N; c++) {
            sum += stack.part[c];
            double to = PLOT_BOTTOM - (double)sum / top * PLOT_HEIGHT;
            to = fine ? to : round(to);
            if (y - to >= 0.05)
                svg_box(&parts[c], x, to, bar, y - to);
            y = to;
        }
    }
    svg_path(s, MARK_GAP, &gaps);
    for (size_t c = 0; c < CLASS__N; c++)
        svg_path(s, classes[c].mark, &parts[c]);
}

/* The compared period as an outline; what was not held then has none. */
static void outline(struct svg *s, const struct overview *then, const struct plot *p, double top)
{
    struct html line = html_of(s->h->o.a);
    double wide = plot_slot(p);
    bool down = true; /* the pen is off the paper */
    for (size_t i = 0; i < then->bins && i < p->bars; i++) {
        double y = PLOT_BOTTOM - (double)stack_of(then->bin[i].outcome).pages / top * PLOT_HEIGHT;
        if (then->bin[i].held == HELD_NONE) {
            down = true;
            continue;
        }
        if (down)
            svg_hline(&line, PLOT_LEFT + (double)i * wide, y, wide);
        else
            svg_step_to(&line, y, wide);
        down = false;
    }
    svg_path(s, MARK_THEN, &line);
}

static struct plot plot_of(struct arena *a, const struct overview *o)
{
    int64_t *from = NEW(a, int64_t, o->bins);
    for (size_t i = 0; i < o->bins; i++)
        from[i] = o->bin[i].from;
    return (struct plot){.zone = o->window.zone,
        .from = from,
        .bars = o->bins,
        .every = o->bin_days == 0   ? 6
                 : o->bin_days == 1 ? 7
                                    : 4,
        .hours = o->bin_days == 0};
}

void volume_svg(struct svg *s, const struct view *v)
{
    const struct overview *o = v->o;
    struct summary sum = summary_of(o);
    struct plot plot = plot_of(s->h->o.a, o);
    struct str label[SVG_LINES_MAX + 1] = {STR("0")};
    double step = svg_step((double)sum.top, SVG_LINES_MAX), top = 0;
    int steps = 0;
    do {
        top += step;
        label[++steps] = say_short(s->h->o.a, top);
    } while (top < (double)sum.top);
    svg_open(s, "volume", STR("Pages by outcome"), description(s->h->o.a, o, &sum));
    svg_hatch(s);
    plot_grid(s, label, steps);
    bars(s, o, &plot, top);
    if (o->before)
        outline(s, o->before, &plot, top);
    annotations_draw(s, o, &plot);
    plot_dates(s, &plot);
    svg_close(s);
}

/* How many rows the table has, and pressable columns: a row a bin, but on the Overview no more than
 * it has room for. The two go together, as the table is what the script reads out. */
static size_t rows_of(const struct view *v)
{
    const struct overview *o = v->o;
    size_t together = o->bin_days == 0 ? 6 : o->bin_days == 1 ? 7 : 4;
    if (v->alone || o->bins <= VOLUME_ROWS_INLINE)
        return o->bins;
    return (o->bins + together - 1) / together;
}

/* Bins from `i` on as one: sums of what is held. */
static struct bin sum_of(const struct overview *o, size_t i, size_t n)
{
    struct bin sum = o->bin[i];
    for (size_t k = i + 1; k < i + n && k < o->bins; k++) {
        const struct bin *b = &o->bin[k];
        for (EACH(c, sum.outcome))
            sum.outcome[c] += b->outcome[c];
        sum.to = b->to;
        if (b->held != sum.held)
            sum.held = HELD_PART;
    }
    return sum;
}

/* The bin with which a row begins; all rows are as long as each other, or by one bin longer. */
static size_t row_start(const struct view *v, size_t row)
{
    return row * v->o->bins / rows_of(v);
}

/* Pressable columns lie over the drawing: inside role=img they would be hidden from assistive
 * technology. The keyboard finds the same links in the table. */
static void targets(struct html *h, const struct view *v)
{
    html(h, "<div class=\"hits\" aria-hidden=\"true\">");
    for (size_t k = 0; k < rows_of(v); k++) {
        size_t i = row_start(v, k);
        struct bin b = sum_of(v->o, i, row_start(v, k + 1) - i);
        struct filter to = filter_span(&v->f->filter, &v->o->window, b.from, b.to);
        html(h, "<a tabindex=\"-1\"");
        html_attr(h, "href", link_filter(h->o.a, v->f, &to));
        html(h, "></a>\n");
    }
    html(h, "</div>");
}

static void legend(struct html *h, const struct overview *o, const struct summary *s)
{
    html(h, "<ul class=\"legend\">");
    for (size_t c = 0; c < CLASS__N && s->all.pages > 0; c++) {
        html(h, "<li><span");
        html_attr(h, "class", arena_fmt(h->o.a, "key %s", svg_class(classes[c].mark).p));
        html(h, "></span>");
        html_text(h, str_of(classes[c].legend));
        html(h, " <b>");
        html_text(h, say_share(h->o.a, s->all.part[c], s->all.pages));
        html(h, "</b></li>\n");
    }
    if (o->before)
        html(h, "<li>outline: compared</li>\n");
    if (s->missing > 0)
        html(h, "<li><span class=\"key gap\"></span>not whole</li>\n");
    html(h, "</ul>\n");
}

/* The pages of the same steps then, where a period is compared. */
static void before_cell(struct html *h, const struct overview *then, size_t i, size_t n)
{
    struct bin b = i < then->bins ? sum_of(then, i, n) : (struct bin){.held = HELD_NONE};
    if (b.held != HELD_NONE)
        cell_num(h, stack_of(b.outcome).pages);
    else
        html(h, "<td><i>not held</i></td>");
}

static void row(struct html *h, const struct view *v, size_t i, size_t n)
{
    struct bin b = sum_of(v->o, i, n);
    struct stack stack = stack_of(b.outcome);
    struct filter to = filter_span(&v->f->filter, &v->o->window, b.from, b.to);
    html(h, "<tr><th scope=\"row\">");
    html_link(h, link_filter(h->o.a, v->f, &to), say_bin(h->o.a, v->o, &b));
    html(h, "</th>");
    if (b.held == HELD_NONE)
        html(h, "<td colspan=\"6\"><i>not held</i></td>");
    else
        cell_num(h, stack.pages);
    for (size_t c = 0; c < CLASS__N && b.held != HELD_NONE; c++)
        cell_num(h, stack.part[c]);
    if (v->o->before)
        before_cell(h, v->o->before, i, n);
    html(h, "</tr>\n");
}

static void table(struct html *h, const struct view *v)
{
    const char *words[CLASS__N + 3] = {"When", "Pages"};
    for (size_t c = 0; c < CLASS__N; c++)
        words[c + 2] = classes[c].label;
    words[CLASS__N + 2] = "Pages before";
    struct str caption = say_window(h->o.a, &v->o->window);
    if (rows_of(v) < v->o->bins)
        caption = arena_fmt(h->o.a, "%zu %ss in %zu rows; each is on the panel's own page.",
            v->o->bins, bin_word(v->o), rows_of(v));
    panel_table_open(h, v, &panel, caption);
    table_head(h, words, CLASS__N + (v->o->before ? 3 : 2));
    html(h, "<tbody>");
    for (size_t i = 0; i < rows_of(v); i++)
        row(h, v, row_start(v, i), row_start(v, i + 1) - row_start(v, i));
    html(h, "</tbody>");
    panel_table_close(h);
}

void volume_panel(struct html *h, const struct view *v)
{
    struct summary s = summary_of(v->o);
    panel_open(h, &panel, finding(h->o.a, v->o, &s));
    legend(h, v->o, &s);
    html(h, "<div class=\"plot\">");
    volume_svg(&(struct svg){.h = h}, v);
    targets(h, v);
    html(h, "</div>\n");
    annotations_list(h, v->o);
    table(h, v);
    panel_close(h, v, &panel);
}
