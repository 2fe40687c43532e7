#include "views/gaps.h"

#include "views/panel.h"
#include "views/say.h"

#define LEFT 0
#define ROW_TOP 28 /* room for the label above the row */
#define ROW_HEIGHT 60
#define ROW_STEP 98
#define LABELS 5

/* clang-format off */
static const struct {
    enum family family;
    const char *label;
} rows[] = {
    { FAMILY_PAGEOUTS,      "Pages" },
    { FAMILY_NOTIFICATIONS, "Notifications" },
};
/* clang-format on */

/* The days from the first that any data set holds to the last. */
struct axis {
    int32_t first, last;
};

static struct axis axis_of(const struct manifest *m)
{
    struct axis axis = {INT32_MAX, INT32_MIN};
    for (EACH(i, rows)) {
        const struct family_state *s = &m->family[rows[i].family];
        if (s->covered_n == 0)
            continue;
        int32_t first = day_of(s->covered[0].from),
                last = day_of(s->covered[s->covered_n - 1].to - 1);
        axis.first = first < axis.first ? first : axis.first;
        axis.last = last > axis.last ? last : axis.last;
    }
    return axis;
}

static enum held held_on(const struct family_state *s, int32_t day)
{
    int64_t from = (int64_t)day * DAY_MS, to = from + DAY_MS, held = 0;
    for (size_t i = 0; i < s->covered_n; i++) {
        int64_t low = s->covered[i].from > from ? s->covered[i].from : from;
        int64_t high = s->covered[i].to < to ? s->covered[i].to : to;
        held += high > low ? high - low : 0;
    }
    return held == DAY_MS ? HELD_ALL : held > 0 ? HELD_PART : HELD_NONE;
}

/* The first day after `day` on which the state is another one. */
static int32_t run_end(const struct family_state *s, int32_t day, int32_t last)
{
    enum held held = held_on(s, day);
    while (day <= last && held_on(s, day) == held)
        day++;
    return day;
}

static struct str description(struct arena *a, const struct manifest *m, const struct axis *axis)
{
    struct str days = say_days(a, axis->first, axis->last);
    struct out o = out_of(a);
    out_fmt(&o, "%.*s.", STR_ARG(days));
    for (EACH(i, rows)) {
        size_t count[] = {[HELD_ALL] = 0, [HELD_PART] = 0, [HELD_NONE] = 0};
        for (int32_t day = axis->first; day <= axis->last; day++)
            count[held_on(&m->family[rows[i].family], day)]++;
        out_fmt(&o, " %s: %zu days whole, %zu in part, %zu missing.", rows[i].label,
            count[HELD_ALL], count[HELD_PART], count[HELD_NONE]);
    }
    return out_done(&o);
}

static void calendar(struct svg *s, const struct manifest *m, const struct axis *axis)
{
    static const enum mark marks[] = {
        [HELD_ALL] = MARK_IN_TARGET, [HELD_PART] = MARK_LATE, [HELD_NONE] = MARK_GAP};
    struct arena *a = s->h->o.a;
    struct html parts[] = {html_of(a), html_of(a), html_of(a)};
    double wide = (double)(SVG_WIDTH - LEFT) / (axis->last - axis->first + 1);
    for (EACH(i, rows)) {
        const struct family_state *state = &m->family[rows[i].family];
        double y = ROW_TOP + (double)i * ROW_STEP;
        for (int32_t day = axis->first, end; day <= axis->last; day = end) {
            end = run_end(state, day, axis->last);
            svg_box(&parts[held_on(state, day)], LEFT + (day - axis->first) * wide, y,
                (end - day) * wide, ROW_HEIGHT);
        }
        svg_text(s, LEFT, y - 8, ANCHOR_START, false, str_of(rows[i].label));
    }
    for (EACH(i, parts))
        svg_path(s, marks[i], &parts[i]);
    int32_t step = (axis->last - axis->first) / LABELS + 1;
    for (int32_t day = axis->first; day <= axis->last; day += step)
        svg_text(s, LEFT + (day - axis->first) * wide, SVG_HEIGHT - 6, ANCHOR_START,
            (day - axis->first) / step % 2 == 1, say_day_short(a, day));
}

static void table(struct html *h, const struct manifest *m, const struct axis *axis)
{
    static const char *const words[] = {"Data set", "Days", "State"};
    size_t shown = 0;
    html(h, "<details><summary>Gaps as a table</summary>\n");
    panel_scroll_open(h, STR("Gaps"));
    html(h, "<caption>UTC days that are missing or held in part</caption>\n");
    table_head(h, words, COUNT_OF(words));
    html(h, "<tbody>");
    for (EACH(i, rows)) {
        const struct family_state *state = &m->family[rows[i].family];
        for (int32_t day = axis->first, end; day <= axis->last; day = end) {
            enum held held = held_on(state, day);
            end = run_end(state, day, axis->last);
            if (held == HELD_ALL || shown++ >= PANEL_ROWS_INLINE)
                continue;
            html(h, "<tr><th scope=\"row\">");
            html_text(h, str_of(rows[i].label));
            html(h, "</th><td>");
            html_text(h, say_days(h->o.a, day, end - 1));
            html(h, "</td><td>");
            html_text(h, held == HELD_PART ? STR("in part") : STR("missing"));
            html(h, "</td></tr>\n");
        }
    }
    if (shown == 0)
        html(h, "<tr><th scope=\"row\">All</th><td colspan=\"2\">no gaps</td></tr>");
    html(h, "</tbody>");
    panel_scroll_close(h);
    if (shown > PANEL_ROWS_INLINE) {
        html(h, "<p class=\"small\">The first ");
        html_num(h, PANEL_ROWS_INLINE);
        html(h, " of ");
        html_num(h, shown);
        html(h, " gaps.</p>\n");
    }
    html(h, "</details>\n");
}

void gaps_html(struct html *h, const struct manifest *m)
{
    struct axis axis = axis_of(m);
    struct svg s = {.h = h};
    html(h, "<figure class=\"panel\" id=\"gaps\"><figcaption><p class=\"kicker\">Data set by UTC "
            "day</p>\n"
            "<h2>Which days are held</h2></figcaption>\n");
    if (axis.first > axis.last) {
        html(h, "<p>No day yet.</p></figure>\n");
        return;
    }
    html(h, "<ul class=\"legend\"><li><span class=\"key in\"></span>whole</li>"
            "<li><span class=\"key late\"></span>in part</li>"
            "<li><span class=\"key gap\"></span>missing</li></ul>\n<div class=\"plot\">");
    svg_open(&s, "gaps", STR("Days held by data set"), description(h->o.a, m, &axis));
    svg_hatch(&s);
    calendar(&s, m, &axis);
    svg_close(&s);
    html(h, "</div>\n");
    table(h, m, &axis);
    html(h, "</figure>\n");
}
