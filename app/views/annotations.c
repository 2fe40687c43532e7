#include "views/annotations.h"

#include "query/annotation.h"
#include "views/say.h"

#define SHOWN_MAX 9   /* numbers that can be told apart over one drawing */
#define WORDS_WIDE 96 /* "not kept" in the text size of a phone */

static const char *const of_dataset[DATASET__N] = {
    [DATASET_PAGEOUTS] = "Pages", [DATASET_NOTIFICATIONS] = "Notifications"};

static size_t shown(const struct overview *o)
{
    return o->annotations < SHOWN_MAX ? o->annotations : SHOWN_MAX;
}

/* Where an instant is in the drawing. */
static double x_of(const struct overview *o, const struct plot *p, int64_t ms)
{
    size_t i = 0;
    while (i + 1 < o->bins && o->bin[i + 1].from <= ms)
        i++;
    const struct bin *b = &o->bin[i];
    double part = (double)(ms - b->from) / (double)(b->to - b->from);
    return PLOT_LEFT + ((double)i + (part < 1 ? part : 1)) * plot_slot(p);
}

void annotations_draw(struct svg *s, const struct overview *o, const struct plot *p)
{
    struct html rules = html_of(s->h->o.a);
    for (size_t i = 0; i < shown(o) && o->bins > 0; i++) {
        const struct annotation *x = &o->annotation[i];
        double from = x_of(o, p, x->from), to = x_of(o, p, x->to);
        svg_vline(&rules, from, PLOT_TOP - 2, PLOT_HEIGHT + 2);
        svg_text(
            s, from + 3, PLOT_TOP - 4, ANCHOR_START, false, arena_fmt(s->h->o.a, "%zu", i + 1));
        if (x->dataset == DATASET_PAGEOUTS && to - from >= WORDS_WIDE)
            svg_text(s, (from + to) / 2, PLOT_TOP + PLOT_HEIGHT / 2.0, ANCHOR_MIDDLE, false,
                x->kind == ANNOTATION_NOT_KEPT ? STR("not kept") : STR("not held"));
    }
    svg_path(s, MARK_RULE, &rules);
}

static struct str span(struct arena *a, const struct overview *o, const struct annotation *x)
{
    const struct zone *z = o->window.zone;
    return o->bin_days == 0 ? say_span(a, z, x->from, x->to, true)
                            : say_days(a, zone_day(z, x->from), zone_day(z, x->to - 1));
}

static struct str words(struct arena *a, const struct overview *o, const struct annotation *x)
{
    const char *what = of_dataset[x->dataset];
    if (x->kind == ANNOTATION_CLOCK) {
        struct str by = say_duration(a, (x->shift_s < 0 ? -x->shift_s : x->shift_s) * SECOND_MS);
        struct str day = say_day_short(a, zone_day(o->window.zone, x->from));
        return arena_fmt(a, "%.*s: clocks go %s by %.*s", STR_ARG(day),
            x->shift_s < 0 ? "back" : "forward", STR_ARG(by));
    }
    struct str when = span(a, o, x);
    if (x->kind == ANNOTATION_NOT_KEPT)
        return arena_fmt(a, "%s of %.*s are past retention", what, STR_ARG(when));
    if (x->kind == ANNOTATION_EARLIER)
        return arena_fmt(a, "%s of %.*s are before the first export", what, STR_ARG(when));
    return arena_fmt(a, "%s of %.*s were not loaded", what, STR_ARG(when));
}

void annotations_list(struct html *h, const struct overview *o)
{
    if (o->annotations == 0)
        return;
    html(h, "<ol class=\"legend\">");
    for (size_t i = 0; i < shown(o); i++) {
        html(h, "<li><b>");
        html_num(h, i + 1);
        html(h, "</b> ");
        html_text(h, words(h->o.a, o, &o->annotation[i]));
        html(h, "</li>\n");
    }
    if (shown(o) < o->annotations) {
        html(h, "<li>and ");
        html_num(h, o->annotations - shown(o));
        html(h, " more</li>\n");
    }
    html(h, "</ol>\n");
}
