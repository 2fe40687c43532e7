/* When people are paged: hour by weekday. Seven equal steps from 1 to the most; an hour without
 * pages has a border and no fill. */
#include "views/panel.h"
#include "views/say.h"

#define LEFT 44
#define TOP 6
#define CELL_WIDTH 23
#define CELL_HEIGHT 29
#define WORK_FIRST 8 /* business hours, Monday to Friday: the frame */
#define WORK_END 18

static const struct panel panel = {"hours", "Hour and weekday", true};

static uint64_t most_of(const struct overview *o)
{
    uint64_t most = 0;
    for (EACH(i, o->heat))
        if (o->heat[i] > most)
            most = o->heat[i];
    return most;
}

static uint64_t step_of(uint64_t most)
{
    return most > HEAT_STEPS ? (most + HEAT_STEPS - 1) / HEAT_STEPS : 1;
}

static struct str zone_words(const struct overview *o)
{
    return o->window.own ? STR("each recipient's own time") : zone_name(o->window.zone);
}

/* Sleep hours are 22 to 08 of every day, the rest of business hours is off. */
struct split {
    uint64_t all, work, sleep;
    size_t peak;
};

static struct split split_of(const struct overview *o)
{
    struct split s = {0};
    for (EACH(i, o->heat)) {
        enum hours class = hours_of((int32_t)i);
        s.all += o->heat[i];
        s.work += class == HOURS_BUSINESS ? o->heat[i] : 0;
        s.sleep += class == HOURS_SLEEP ? o->heat[i] : 0;
        if (o->heat[i] > o->heat[s.peak])
            s.peak = i;
    }
    return s;
}

/* The zone belongs to the claim: these are the reader's nights, not each recipient's own. */
static struct str finding(struct arena *a, const struct overview *o, const struct split *s)
{
    if (s->all == 0)
        return STR("No pages in these days");
    struct str sleep = say_share(a, s->sleep, s->all), work = say_share(a, s->work, s->all);
    struct str zone = o->window.own ? STR("own time") : zone_name(o->window.zone);
    return arena_fmt(a, "%.*s between 22 and 08, %.*s in working hours (%.*s)", STR_ARG(sleep),
        STR_ARG(work), STR_ARG(zone));
}

static struct str description(struct arena *a, const struct overview *o, const struct split *s)
{
    struct str pages = say_things(a, s->all, "page"), zone = zone_words(o);
    if (s->all == 0)
        return STR("0 pages.");
    struct str most = say_count(a, o->heat[s->peak]), found = finding(a, o, s);
    return arena_fmt(a, "%.*s by weekday and hour, %.*s. %.*s. Most: %s %02zu:00 with %.*s.",
        STR_ARG(pages), STR_ARG(zone), STR_ARG(found), weekday_words[s->peak / 24], s->peak % 24,
        STR_ARG(most));
}

static void cells(struct svg *s, const struct overview *o)
{
    struct html steps[HEAT_STEPS], zero = html_of(s->h->o.a);
    uint64_t step = step_of(most_of(o));
    for (EACH(i, steps))
        steps[i] = html_of(s->h->o.a);
    for (EACH(i, o->heat)) {
        size_t day = i / 24, hour = i % 24;
        double x = LEFT + (double)hour * CELL_WIDTH, y = TOP + (double)day * CELL_HEIGHT;
        if (o->heat[i] == 0)
            svg_box(&zero, x + 0.5, y + 0.5, CELL_WIDTH - 2, CELL_HEIGHT - 2);
        else
            svg_box(&steps[(o->heat[i] - 1) / step], x, y, CELL_WIDTH - 1, CELL_HEIGHT - 1);
    }
    svg_path(s, MARK_ZERO, &zero);
    for (EACH(i, steps))
        svg_path(s, MARK_HEAT + (enum mark)i, &steps[i]);
}

void hours_svg(struct svg *s, const struct view *v)
{
    struct arena *a = s->h->o.a;
    struct split split = split_of(v->o);
    struct html frame = html_of(a);
    svg_open(s, "hours", STR("Pages by hour and weekday"), description(a, v->o, &split));
    cells(s, v->o);
    svg_box(&frame, LEFT + WORK_FIRST * CELL_WIDTH - 0.5, TOP - 0.5,
        (WORK_END - WORK_FIRST) * CELL_WIDTH, 5 * CELL_HEIGHT);
    svg_path(s, MARK_FRAME, &frame);
    for (size_t day = 0; day < 7; day++)
        svg_text(s, LEFT - 6, TOP + (double)day * CELL_HEIGHT + 19, ANCHOR_END, false,
            str_of(weekday_words[day]));
    for (int hour = 0; hour < 24; hour += 3)
        svg_text(s, LEFT + (double)hour * CELL_WIDTH, SVG_HEIGHT - 12, ANCHOR_START, hour % 6 != 0,
            arena_fmt(a, "%02d", hour));
    svg_close(s);
}

static void legend(struct html *h, const struct overview *o)
{
    uint64_t most = most_of(o), step = step_of(most);
    html(h, "<ul class=\"legend\"><li>");
    if (most > 0) {
        html(h, "1 <span class=\"ramp\">");
        for (size_t i = 0; i < HEAT_STEPS; i++) {
            html(h, "<span");
            html_attr(
                h, "class", arena_fmt(h->o.a, "key %s", svg_class(MARK_HEAT + (enum mark)i).p));
            html(h, "></span>");
        }
        html(h, "</span> ");
        html_num(h, most);
        html(h, " pages</li>\n<li>linear steps of ");
        html_num(h, step);
        html(h, "</li>\n<li>");
    }
    html_text(h, zone_words(o));
    html(h, "</li>\n<li>framed: working hours</li></ul>\n");
}

static void table(struct html *h, const struct view *v)
{
    panel_table_open(h, v, &panel, arena_fmt(h->o.a, "Pages, %.*s", STR_ARG(zone_words(v->o))));
    html(h, "<thead><tr><th scope=\"col\">Hour</th>");
    for (size_t day = 0; day < 7; day++) {
        html(h, "<th scope=\"col\">");
        html_text(h, str_of(weekday_words[day]));
        html(h, "</th>");
    }
    html(h, "</tr></thead>\n<tbody>");
    for (size_t hour = 0; hour < 24; hour++) {
        html(h, "<tr><th scope=\"row\">");
        html_text(h, arena_fmt(h->o.a, "%02zu:00", hour));
        html(h, "</th>");
        for (size_t day = 0; day < 7; day++)
            cell_num(h, v->o->heat[day * 24 + hour]);
        html(h, "</tr>\n");
    }
    html(h, "</tbody>");
    panel_table_close(h);
}

void hours_panel(struct html *h, const struct view *v)
{
    struct split s = split_of(v->o);
    panel_open(h, &panel, finding(h->o.a, v->o, &s));
    legend(h, v->o);
    html(h, "<div class=\"plot\"");
    html_attr(h, "data-grid", arena_fmt(h->o.a, "%d %d %d %d", LEFT, TOP, CELL_WIDTH, CELL_HEIGHT));
    html(h, ">");
    hours_svg(&(struct svg){.h = h}, v);
    html(h, "</div>\n");
    table(h, v);
    panel_close(h, v, &panel);
}
