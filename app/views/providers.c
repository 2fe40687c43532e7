/* How well do the ways to people work? Gateways, carriers and channels, the worst first. "Sent" is
 * no delivery: success is of those attempts whose end is known. */
#include "query/providers.h"

#include "query/wilson.h"
#include "views/brief.h"
#include "views/plot.h"
#include "views/say.h"

#define DOTS_DRAWN 12
#define DOT_LEFT 290 /* of the plot: names in the text size of a phone stand before it */
#define DOT_ROW 30
#define DOT_WIDTH (SVG_WIDTH - DOT_LEFT - 10)
#define MINI_COLUMNS 2
#define MINI_WIDTH 280
#define MINI_HEIGHT 84
#define BAR_ROW 44
#define AXIS_STEPS 5

static struct str name_of(struct arena *a, const struct ranked_way *w)
{
    return arena_fmt(a, "%.*s, %s", STR_ARG(w->name), channel_words[w->channel]);
}

static uint64_t delivered_of(const struct ending *e)
{
    return e->delivery[DELIVERY_DELIVERED];
}

static struct str part_of(struct arena *a, const struct ending *e)
{
    return say_share(a, delivered_of(e), ending_known(e));
}

/* The worst that can be relied on: they are in front. */
static const struct ranked_way *worst(const struct ranked_way *w, size_t n)
{
    return n && is_reliable(&w->all) ? w : NULL;
}

static struct str ways_finding(struct arena *a, const void *answer)
{
    const struct providers *x = answer;
    const struct ranked_way *w = worst(x->way, x->ways_n);
    if (!w)
        return STR("No way has enough attempts with a known end to be ranked");
    struct str name = w->name.n ? w->name : STR("no gateway");
    return arena_fmt(a, "Worst: %.*s%s%.*s%s%.*s, %.*s delivered of %.*s", STR_ARG(name),
        w->carrier.n ? " by " : "", STR_ARG(w->carrier), w->country.n ? " in " : "",
        STR_ARG(w->country), STR_ARG(part_of(a, &w->all)),
        STR_ARG(say_count(a, ending_known(&w->all))));
}

static struct str providers_finding(struct arena *a, const void *answer)
{
    const struct providers *x = answer;
    const struct ranked_way *w = worst(x->provider, x->providers_n);
    if (!w)
        return STR("No provider has enough attempts with a known end to be ranked");
    struct interval i = wilson(delivered_of(&w->all), ending_known(&w->all));
    struct value low = {.known = true, .v = i.low};
    return arena_fmt(a, "Worst: %.*s, at least %.*s delivered", STR_ARG(name_of(a, w)),
        STR_ARG(say_value(a, &low, UNIT_SHARE)));
}

static struct str interval_note(
    struct arena *a __attribute__((unused)), const void *answer __attribute__((unused)))
{
    return STR(
        "Delivered is delivered / (delivered + failed); sent only, pending and untold "
        "attempts are in neither. At least and at most: the 95 % interval of Wilson. Worst "
        "lower end first; of fewer than 30, or with no receipt for half of those tried, no rank "
        "is made: grey, at the end. An attempt counts for its gateway and for its carrier.");
}

/* The left end of an axis of shares: a whole tenth below the lowest. */
static double axis_from(double low)
{
    double from = 1;
    while (from > 0.05 && from > low)
        from -= 0.1;
    return from < 0.05 ? 0 : from;
}

static void share_axis(struct svg *s, double from, double left, double width, double bottom)
{
    struct html grid = html_of(s->h->o.a);
    double tenths = (1 - from) * 10 + 0.5;
    int step = tenths > AXIS_STEPS ? 2 : 1;
    for (int i = 0; i <= (int)tenths; i += step) {
        double v = 1 - i * 0.1, at = left + (v - from) / (1 - from) * width;
        struct value share = {.known = true, .v = v < 0.01 ? 0 : v};
        svg_vline(&grid, at, 6, bottom - 6);
        svg_text(s, at, bottom + 18, i ? ANCHOR_MIDDLE : ANCHOR_END, i % 2,
            say_value(s->h->o.a, &share, UNIT_SHARE));
    }
    svg_path(s, MARK_GRID, &grid);
}

static void providers_draw(struct svg *s, const void *answer)
{
    const struct providers *x = answer;
    struct arena *a = s->h->o.a;
    size_t n = 0;
    double low = 1;
    for (; n < x->providers_n && n < DOTS_DRAWN; n++) {
        const struct ending *e = &x->provider[n].all;
        double at = has_receipts(e) ? wilson(delivered_of(e), ending_known(e)).low : 1;
        low = at < low ? at : low;
    }
    double from = axis_from(low);
    s->height = (int)n * DOT_ROW + 30;
    svg_open(s, "providers", STR("Delivered by provider and channel, with its 95 % interval"),
        providers_finding(a, x));
    share_axis(s, from, DOT_LEFT, DOT_WIDTH, (double)n * DOT_ROW);
    struct html line[2] = {html_of(a), html_of(a)}, dot[2] = {html_of(a), html_of(a)};
    for (size_t i = 0; i < n; i++) {
        const struct ending *e = &x->provider[i].all;
        uint64_t known = ending_known(e);
        double y = (double)i * DOT_ROW + DOT_ROW / 2.0, scale = DOT_WIDTH / (1 - from);
        bool weak = !is_reliable(e);
        svg_text(s, DOT_LEFT - 10, y + 5, ANCHOR_END, false, name_of(a, &x->provider[i]));
        if (!has_receipts(e))
            continue;
        struct interval in = wilson(delivered_of(e), known);
        double at = DOT_LEFT + ((double)delivered_of(e) / (double)known - from) * scale;
        svg_box(&line[weak], DOT_LEFT + (in.low - from) * scale, y - 1.5,
            (in.high - in.low) * scale, 3);
        svg_box(&dot[weak], at - 4, y - 4, 8, 8);
    }
    svg_path(s, MARK_HEAT + 1, &line[0]);
    svg_path(s, MARK_IN_TARGET, &dot[0]);
    svg_path(s, MARK_GRID, &line[1]);
    svg_path(s, MARK_UNDELIVERED, &dot[1]);
    svg_close(s);
}

static struct str time_finding(struct arena *a, const void *answer)
{
    const struct providers *x = answer;
    if (x->courses == 0)
        return STR("No provider is named in these attempts");
    if (x->tracks.outages == 0)
        return arena_fmt(
            a, "No outage of any of %.*s", STR_ARG(say_things(a, x->tracks.n, "provider")));
    size_t out = 0;
    for (size_t i = 0; i < x->tracks.n; i++)
        out += x->tracks.track[i].outages > 0;
    return arena_fmt(a, "%.*s, of %zu of %.*s", STR_ARG(say_things(a, x->tracks.outages, "outage")),
        out, STR_ARG(say_things(a, x->tracks.n, "provider")));
}

static struct str outage_note(struct arena *a, const void *answer)
{
    const struct providers *x = answer;
    return arena_fmt(a,
        "An outage: %s in which at least %d attempts have a known end and even the upper end of "
        "the 95 %% interval lies more than %d points below the provider's success in the whole "
        "range. Shorter or quieter ones are not seen.",
        x->ways.slot_ms == HOUR_MS ? "an hour" : "a day", OUTAGE_LEAST,
        (int)(OUTAGE_BELOW * 100 + 0.5));
}

/* One provider's line in its own small frame. */
static void mini(struct svg *s, const struct providers *x, size_t at, double from)
{
    const struct course *c = &x->course[at];
    struct html line = html_of(s->h->o.a), axis = html_of(s->h->o.a), out = html_of(s->h->o.a);
    double left = (double)(at % MINI_COLUMNS) * (SVG_WIDTH - MINI_WIDTH);
    size_t line_of = at / MINI_COLUMNS;
    double top = (double)line_of * MINI_HEIGHT + 26, high = MINI_HEIGHT - 40;
    double wide = MINI_WIDTH / (double)(x->steps > 1 ? x->steps - 1 : 1);
    bool drawing = false;
    svg_text(s, left, top - 6, ANCHOR_START, false, c->track->name);
    svg_text(s, left + MINI_WIDTH, top - 6, ANCHOR_END, true, part_of(s->h->o.a, &c->track->all));
    svg_hline(&axis, left, top, MINI_WIDTH);
    svg_hline(&axis, left, top + high, MINI_WIDTH);
    for (size_t i = 0; i < x->steps; i++) {
        uint64_t known = (uint64_t)c->step[i].delivered + c->step[i].failed;
        double share = known ? (double)c->step[i].delivered / (double)known : 0;
        double y = top + high * (1 - (share < from ? 0 : (share - from) / (1 - from)));
        if (known >= RELIABLE_FROM)
            svg_point(&line, left + (double)i * wide, y, drawing);
        drawing = known >= RELIABLE_FROM;
    }
    double span = (double)(x->brief.window.to - x->brief.window.from);
    for (size_t i = 0; i < x->tracks.outages; i++) {
        const struct outage *o = &x->tracks.outage[i];
        double where = (double)(o->from - x->brief.window.from) / span * MINI_WIDTH;
        if (o->of == c->track)
            svg_box(&out, left + where - 1.5, top + high, 3, 8);
    }
    svg_path(s, MARK_GRID, &axis);
    svg_path(s, MARK_LINE, &line);
    svg_path(s, MARK_LATE, &out);
}

static double time_from(const struct providers *x)
{
    double low = 1;
    for (size_t i = 0; i < x->courses; i++)
        for (size_t k = 0; k < x->steps; k++) {
            const struct slot *s = &x->course[i].step[k];
            uint64_t known = (uint64_t)s->delivered + s->failed;
            double share = (double)s->delivered / (double)(known ? known : 1);
            if (known >= RELIABLE_FROM && share < low)
                low = share;
        }
    return axis_from(low);
}

static void time_draw(struct svg *s, const void *answer)
{
    const struct providers *x = answer;
    struct arena *a = s->h->o.a;
    double from = time_from(x);
    struct value share = {.known = true, .v = from};
    struct str floor = say_value(a, &share, UNIT_SHARE), found = time_finding(a, x);
    s->height = (int)((x->courses + MINI_COLUMNS - 1) / MINI_COLUMNS) * MINI_HEIGHT + 4;
    svg_open(s, "time", STR("Delivered over time, a frame for each provider"),
        arena_fmt(a, "%.*s. Each frame goes from %.*s at its bottom to 100 %%.", STR_ARG(found),
            STR_ARG(floor)));
    for (size_t i = 0; i < x->courses; i++)
        mini(s, x, i, from);
    svg_close(s);
}

static struct str time_note(struct arena *a, const void *answer)
{
    const struct providers *x = answer;
    struct value share = {.known = true, .v = time_from(x)};
    return arena_fmt(a,
        "Each frame from %.*s to 100 %%; a line stops where fewer than %d attempts of a step have "
        "a "
        "known end. Marks below a frame are outages.",
        STR_ARG(say_value(a, &share, UNIT_SHARE)), RELIABLE_FROM);
}

static struct str outages_finding(struct arena *a, const void *answer)
{
    const struct providers *x = answer;
    const struct outage *most = NULL;
    for (size_t i = 0; i < x->tracks.outages; i++)
        if (!most || x->tracks.outage[i].sum.failed > most->sum.failed)
            most = &x->tracks.outage[i];
    if (!most)
        return STR("No outages");
    return arena_fmt(a, "Most attempts lost: %.*s of %.*s", STR_ARG(say_count(a, most->sum.failed)),
        STR_ARG(most->of->name));
}

static struct str looked(struct arena *a, const struct providers *x)
{
    const struct arrivals *v = &x->arrivals;
    if (v->refused)
        return STR("Rows are looked up by time, people, teams, nodes and ways alone. Take away the "
                   "filters about pages to see this.");
    if (v->sampled.looked >= v->sampled.of)
        return STR("Counted from all rows of these days.");
    return arena_fmt(a,
        "From %.*s rows, taken at even distances from the %.*s of these days: shares hold, counts "
        "are those of the part.",
        STR_ARG(say_count(a, v->sampled.looked)), STR_ARG(say_count(a, v->sampled.of)));
}

static struct str reasons_finding(struct arena *a, const void *answer)
{
    const struct arrivals *v = &((const struct providers *)answer)->arrivals;
    if (v->refused)
        return STR("Why attempts failed is not told under these filters");
    if (v->failed == 0)
        return STR("None of these attempts failed");
    struct str text = v->reason[0].text.n ? v->reason[0].text : STR("no reason told");
    return arena_fmt(a, "%.*s of failures: %.*s", STR_ARG(say_share(a, v->reason[0].n, v->failed)),
        STR_ARG(text));
}

static struct str reasons_note(struct arena *a, const void *answer)
{
    return looked(a, answer);
}

static struct str delay_finding(struct arena *a, const void *answer)
{
    const struct arrivals *v = &((const struct providers *)answer)->arrivals;
    if (v->refused)
        return STR("How long delivery took is not told under these filters");
    if (v->p50_ms == MS_UNKNOWN)
        return STR("Too few receipts with both times to tell how long delivery took");
    return arena_fmt(a, "Half delivered within %.*s, 90 %% within %.*s, 99 %% within %.*s",
        STR_ARG(say_duration(a, v->p50_ms)), STR_ARG(say_duration(a, v->p90_ms)),
        STR_ARG(say_duration(a, v->p99_ms)));
}

static struct str delay_note(struct arena *a, const void *answer)
{
    const struct providers *x = answer;
    struct str part = looked(a, x);
    return arena_fmt(a, "From handing over to the receipt. %.*s delivered without both times. %.*s",
        STR_ARG(say_count(a, x->arrivals.untimed)), STR_ARG(part));
}

static void delay_draw(struct svg *s, const void *answer)
{
    const struct providers *x = answer;
    const struct arrivals *v = &x->arrivals;
    struct arena *a = s->h->o.a;
    struct html bars = html_of(a), axis = html_of(a);
    uint64_t most = 1;
    double wide = (double)SVG_WIDTH / DELAYS;
    for (size_t i = 0; i < DELAYS; i++)
        most = v->delay[i] > most ? v->delay[i] : most;
    svg_open(s, "delay", STR("From handing over to the receipt"), delay_finding(a, x));
    for (size_t i = 0; i < DELAYS; i++) {
        double high = (double)v->delay[i] / (double)most * PLOT_HEIGHT;
        if (v->delay[i])
            svg_box(&bars, (double)i * wide + 2, PLOT_BOTTOM - high, wide - 4, high);
        if (i < DELAYS - 1)
            svg_text(s, (double)(i + 1) * wide, PLOT_BOTTOM + 20, ANCHOR_MIDDLE, i % 3 != 2,
                say_duration(a, delay_edge_ms[i]));
    }
    svg_hline(&axis, 0, PLOT_BOTTOM, SVG_WIDTH);
    svg_path(s, MARK_IN_TARGET, &bars);
    svg_path(s, MARK_AXIS, &axis);
    svg_close(s);
}

static struct str funnel_finding(struct arena *a, const void *answer)
{
    const struct ending *e = &((const struct providers *)answer)->all;
    uint64_t all = ending_attempts(e);
    if (all == 0)
        return STR("No attempts");
    return arena_fmt(a, "%.*s of attempts are known to have arrived, %.*s were answered",
        STR_ARG(say_share(a, delivered_of(e), all)),
        STR_ARG(say_share(a, e->accepted[DELIVERY_DELIVERED], all)));
}

static void funnel_draw(struct svg *s, const void *answer)
{
    const struct providers *x = answer;
    struct arena *a = s->h->o.a;
    const struct grid *g = brief_grid(&x->brief, STR("funnel"));
    struct html bars = html_of(a);
    s->height = (int)grid_rows(g) * BAR_ROW + 4;
    svg_open(s, "funnel", STR("From attempt to answer"), funnel_finding(a, x));
    for (size_t i = 0; i < grid_rows(g); i++) {
        const struct grid_cell *c = grid_row(g, i);
        double y = (double)i * BAR_ROW + 24;
        svg_text(s, 0, y - 6, ANCHOR_START, false, c[0].text);
        svg_text(s, SVG_WIDTH, y - 6, ANCHOR_END, false, say_count(a, (uint64_t)c[1].v));
        svg_box(&bars, 0, y, c[3].known ? c[3].v * SVG_WIDTH : 0, 12);
    }
    svg_path(s, MARK_IN_TARGET, &bars);
    svg_close(s);
}

static struct str funnel_note(struct arena *a, const void *answer)
{
    const struct ending *e = &((const struct providers *)answer)->all;
    uint64_t unreceipted = 0;
    for (EACH(d, e->accepted))
        unreceipted += d == DELIVERY_DELIVERED ? 0 : e->accepted[d];
    return arena_fmt(a,
        "Answered by it: the attempt's own row tells an acceptance. %.*s more were answered "
        "without a receipt.",
        STR_ARG(say_count(a, unreceipted)));
}

/* clang-format off */
static const struct brief_panel panels[] = {
    { { "providers", "Provider and channel", true }, providers_finding, providers_draw, interval_note, NULL, NULL },
    { { "time", "Delivered over time", true },       time_finding,      time_draw,      time_note, NULL, NULL },
    { { "ways", "Gateway, carrier and country", false }, ways_finding,  NULL,           NULL, NULL, NULL },
    { { "outages", "Outages", false },               outages_finding,   NULL,           outage_note, NULL, NULL },
    { { "reasons", "Failures by reason", false },    reasons_finding,   NULL,           reasons_note, NULL, NULL },
    { { "delay", "Delivery delay", true },           delay_finding,     delay_draw,     delay_note, NULL, NULL },
    { { "funnel", "From attempt to answer", true },  funnel_finding,    funnel_draw,    funnel_note, NULL, NULL },
};
/* clang-format on */
static const struct brief_page page = {
    .name = "Channels", .panel = panels, .panels = COUNT_OF(panels), .unheld = "attempts"};

bool providers_html(
    struct html *h, const struct frame *f, const struct providers *x, struct str panel)
{
    return brief_html(h, f, &x->brief, &page, x, panel);
}

bool providers_svg(struct out *o, const struct providers *x, struct str panel)
{
    return brief_svg(o, &x->brief, &page, x, panel);
}
