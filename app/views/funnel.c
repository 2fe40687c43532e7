#include "views/funnel.h"

#include "views/link.h"
#include "views/say.h"

#define LEFT 62
#define WIDE (SVG_WIDTH - LEFT)
#define TOP 6
#define GAP 4      /* between a bar and its words */
#define ROW_MAX 56 /* few levels keep bars of one size */
#define SLIVER 0.4 /* narrower parts are not drawn */

/* What the reader sees of a fate, from the left. */
enum part { PART_ANSWERED, PART_HANDED_UP, PART_NOBODY, PART_UNDELIVERED, PART_OTHER, PART__N };

/* clang-format off */
static const struct {
    enum mark mark;
    const char *head, *legend;
} parts[PART__N] = {
    [PART_ANSWERED]    = { MARK_IN_TARGET,   "#Answered",      "answered" },
    [PART_HANDED_UP]   = { MARK_LATE,        "#Handed up",     "handed up" },
    [PART_NOBODY]      = { MARK_NOBODY,      "#Nobody",        "nobody" },
    [PART_UNDELIVERED] = { MARK_UNDELIVERED, "#Not delivered", "not delivered" },
    [PART_OTHER]       = { MARK_OPEN,        "#Other",         "open, cleared or not told" },
};
static const enum part part_of[FATE__N] = {
    [FATE_ANSWERED]    = PART_ANSWERED,
    [FATE_OPEN]        = PART_OTHER,
    [FATE_HANDED_UP]   = PART_HANDED_UP,
    [FATE_DECLINED]    = PART_NOBODY,
    [FATE_NOBODY]      = PART_NOBODY,
    [FATE_CLEARED]     = PART_OTHER,
    [FATE_UNDELIVERED] = PART_UNDELIVERED,
    [FATE_ABSENT]      = PART_OTHER,
};
/* clang-format on */

static const struct panel panel = {"funnel", "Escalation by level", true};

struct cut {
    uint64_t part[PART__N];
};

static struct cut cut_of(const uint64_t fate[FATE__N])
{
    struct cut c = {0};
    for (size_t i = 0; i < FATE__N; i++)
        c.part[part_of[i]] += fate[i];
    return c;
}

static struct str level_word(struct arena *a, size_t level)
{
    return arena_fmt(a,
        "Level"
        "\xc2\xa0"
        "%zu%s",
        level, level == LEVELS_MAX ? "+" : "");
}

struct str funnel_finding(struct arena *a, const struct funnel *f)
{
    if (f->incidents == 0)
        return STR("No incidents in these days");
    uint64_t higher = f->rungs > 1 ? f->rung[1].reached : 0;
    struct cut end = cut_of(f->end);
    struct str up = say_share(a, higher, f->incidents);
    struct str lost =
        say_share(a, end.part[PART_NOBODY] + end.part[PART_UNDELIVERED], f->incidents);
    return arena_fmt(
        a, "%.*s of incidents reached level 2; %.*s ended unanswered", STR_ARG(up), STR_ARG(lost));
}

/* "1,816 · 25.5 %", and of the level before where that says something else. */
static struct str words_of(struct arena *a, const struct funnel *f, size_t i)
{
    const struct rung *r = &f->rung[i];
    struct str n = say_count(a, r->reached), first = say_share(a, r->reached, f->rung[0].reached);
    if (i < 2)
        return arena_fmt(a, "%.*s \xc2\xb7 %.*s", STR_ARG(n), STR_ARG(first));
    struct str before = say_share(a, r->reached, f->rung[i - 1].reached);
    return arena_fmt(
        a, "%.*s \xc2\xb7 %.*s, %.*s of level %zu", STR_ARG(n), STR_ARG(first), STR_ARG(before), i);
}

static struct str description(struct arena *a, const struct funnel *f)
{
    struct out d = out_of(a);
    struct str found = funnel_finding(a, f), all = say_things(a, f->incidents, "incident");
    out_fmt(&d, "%.*s. %.*s.", STR_ARG(found), STR_ARG(all));
    for (size_t i = 0; i < f->rungs; i++) {
        struct str words = words_of(a, f, i);
        out_fmt(&d, " Level %zu: %.*s.", i + 1, STR_ARG(words));
    }
    if (f->levelless > 0) {
        struct str n = say_count(a, f->levelless);
        out_fmt(&d, " Level not known: %.*s.", STR_ARG(n));
    }
    return out_done(&d);
}

void funnel_draw(struct svg *s, const struct funnel *f)
{
    struct arena *a = s->h->o.a;
    struct html bars[PART__N];
    double row = f->rungs ? (double)(SVG_HEIGHT - TOP) / (double)f->rungs : 0;
    row = row > ROW_MAX ? ROW_MAX : row;
    for (size_t p = 0; p < PART__N; p++)
        bars[p] = html_of(a);
    svg_open(s, panel.id, STR("Incidents by the levels they reached"), description(a, f));
    for (size_t i = 0; i < f->rungs; i++) {
        struct cut cut = cut_of(f->rung[i].fate);
        double x = LEFT, y = TOP + (double)i * row, high = row * 0.5;
        for (size_t p = 0; p < PART__N; p++) {
            double wide = (double)cut.part[p] / (double)f->rung[0].reached * WIDE;
            if (wide >= SLIVER)
                svg_box(&bars[p], x, y, wide, high);
            x += wide;
        }
        svg_text(s, LEFT - 8, y + high / 2 + 4, ANCHOR_END, false, level_word(a, i + 1));
        svg_text(s, LEFT, y + high + GAP + 9, ANCHOR_START, false, words_of(a, f, i));
    }
    for (size_t p = 0; p < PART__N; p++)
        svg_path(s, parts[p].mark, &bars[p]);
    svg_close(s);
}

void funnel_legend(struct html *h, const struct funnel *f)
{
    struct cut end = cut_of(f->end);
    html(h, "<ul class=\"legend\">");
    for (size_t p = 0; p < PART__N; p++) {
        html(h, "<li><span");
        html_attr(h, "class", arena_fmt(h->o.a, "key %s", svg_class(parts[p].mark).p));
        html(h, "></span>");
        html_text(h, str_of(parts[p].legend));
        if (f->incidents > 0) {
            html(h, " <b>");
            html_text(h, say_share(h->o.a, end.part[p], f->incidents));
            html(h, "</b>");
        }
        html(h, "</li>\n");
    }
    html(h, "</ul>\n");
}

void funnel_table(struct html *h, const struct frame *frame, const struct funnel *f)
{
    const char *heads[PART__N + 4] = {"Level", "#Reached", "#Of the first", "#Of the one before"};
    for (size_t p = 0; p < PART__N; p++)
        heads[p + 4] = parts[p].head;
    table_head(h, heads, COUNT_OF(heads));
    html(h, "<tbody>");
    for (size_t i = 0; i < f->rungs; i++) {
        const struct rung *r = &f->rung[i];
        struct cut cut = cut_of(r->fate);
        html(h, "<tr><th scope=\"row\">");
        html_link(h, link_level(h->o.a, frame, i + 1), level_word(h->o.a, i + 1));
        html(h, "</th>");
        cell_num(h, r->reached);
        cell_share(h, r->reached, f->rung[0].reached);
        cell_share(h, r->reached, f->rung[i ? i - 1 : 0].reached);
        for (size_t p = 0; p < PART__N; p++)
            cell_num(h, cut.part[p]);
        html(h, "</tr>\n");
    }
    html(h, "</tbody>");
}

void funnel_svg(struct svg *s, const struct view *v)
{
    funnel_draw(s, v->o->funnel);
}

void funnel_panel(struct html *h, const struct view *v)
{
    const struct funnel *f = v->o->funnel;
    if (f->refusal.refused) {
        panel_open(h, &panel, STR("Escalation needs a narrower range"));
        panel_refused(h, v->f);
        panel_close(h, v, &panel);
        return;
    }
    panel_open(h, &panel, funnel_finding(h->o.a, f));
    if (f->incidents > 0)
        funnel_legend(h, f);
    html(h, "<div class=\"plot\">");
    funnel_svg(&(struct svg){.h = h}, v);
    html(h, "</div>\n");
    struct str levelless = say_count(h->o.a, f->levelless), alone = say_count(h->o.a, f->alone);
    panel_table_open(h, v, &panel,
        arena_fmt(h->o.a,
            "An incident counts at each level up to its highest. Without a level, left out: %.*s. "
            "Pages without an incident: %.*s.",
            STR_ARG(levelless), STR_ARG(alone)));
    funnel_table(h, v->f, f);
    panel_table_close(h);
    panel_close(h, v, &panel);
}
