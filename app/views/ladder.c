/* How far do incidents climb, and where do they fall through? */
#include "query/ladder.h"

#include "views/brief.h"
#include "views/funnel.h"
#include "views/say.h"

#define BOX_ROW 44
#define BOX_LEFT 90
#define BOX_WIDTH (SVG_WIDTH - BOX_LEFT - 20)

static struct str levels_finding(struct arena *a, const void *answer)
{
    return funnel_finding(a, &((const struct ladder *)answer)->funnel);
}

static void levels_draw(struct svg *s, const void *answer)
{
    funnel_draw(s, &((const struct ladder *)answer)->funnel);
}

static void levels_legend(struct html *h, const void *answer)
{
    funnel_legend(h, &((const struct ladder *)answer)->funnel);
}

static struct str levels_note(struct arena *a, const void *answer)
{
    const struct funnel *f = &((const struct ladder *)answer)->funnel;
    return arena_fmt(a,
        "An incident reached every level up to the highest that paged; of several pages at a level "
        "the best answer counts. Not paged here: a higher level paged, and none of this one is "
        "inside the filters. Without a level, in no bar: %.*s. Pages without an incident: %.*s.",
        STR_ARG(say_count(a, f->levelless)), STR_ARG(say_count(a, f->alone)));
}

static struct str waits_finding(struct arena *a, const void *answer)
{
    const struct ladder *x = answer;
    const struct wait *w = &x->wait[0];
    if (w->p50_ms == MS_UNKNOWN)
        return STR("Too few steps to tell how long they wait");
    return arena_fmt(a, "Half the steps to level 2 within %.*s, 90 %% within %.*s",
        STR_ARG(say_duration(a, w->p50_ms)), STR_ARG(say_duration(a, w->p90_ms)));
}

static struct str waits_note(
    struct arena *a __attribute__((unused)), const void *answer __attribute__((unused)))
{
    return STR(
        "From the first page of a level to the first of the next one. A box holds the middle "
        "half, its mark the median, its line 10 to 90 %. Fewer than five steps are not "
        "drawn.");
}

static void waits_draw(struct svg *s, const void *answer)
{
    const struct ladder *x = answer;
    struct arena *a = s->h->o.a;
    struct html line = html_of(a), box = html_of(a), mark = html_of(a), axis = html_of(a);
    size_t n = x->funnel.rungs ? x->funnel.rungs - 1 : 0;
    int64_t most = 1;
    for (size_t i = 0; i < n; i++)
        most = x->wait[i].p90_ms > most ? x->wait[i].p90_ms : most;
    s->height = (int)n * BOX_ROW + 30;
    svg_open(s, "waits", STR("How long each step waits"), waits_finding(a, x));
    for (size_t i = 0; i < n; i++) {
        const struct wait *w = &x->wait[i];
        double scale = (double)BOX_WIDTH / (double)most, y = (double)i * BOX_ROW + BOX_ROW / 2.0;
        svg_text(
            s, BOX_LEFT - 10, y + 5, ANCHOR_END, false, arena_fmt(a, "%zu to %zu", i + 1, i + 2));
        if (w->p50_ms == MS_UNKNOWN)
            continue;
        svg_hline(&line, BOX_LEFT + (double)w->p10_ms * scale, y,
            (double)(w->p90_ms - w->p10_ms) * scale);
        svg_box(&box, BOX_LEFT + (double)w->p25_ms * scale, y - 8,
            (double)(w->p75_ms - w->p25_ms) * scale + 0.5, 16);
        svg_box(&mark, BOX_LEFT + (double)w->p50_ms * scale - 1.5, y - 12, 3, 24);
    }
    double bottom = (double)n * BOX_ROW;
    svg_hline(&axis, BOX_LEFT, bottom, BOX_WIDTH);
    svg_text(s, BOX_LEFT, bottom + 20, ANCHOR_START, false, STR("0"));
    svg_text(s, BOX_LEFT + BOX_WIDTH, bottom + 20, ANCHOR_END, false, say_duration(a, most));
    svg_path(s, MARK_AXIS, &axis);
    svg_path(s, MARK_AXIS, &line);
    svg_path(s, MARK_HEAT + 1, &box);
    svg_path(s, MARK_IN_TARGET, &mark);
    svg_close(s);
}

static struct str policies_finding(struct arena *a, const void *answer)
{
    const struct ladder *x = answer;
    const struct policy *p = x->policies ? &x->policy[0] : NULL;
    if (!p || !policy_is_reliable(p))
        return STR("No policy has enough closed incidents to tell");
    struct str name = p->name.n ? p->name : STR("no policy named");
    return arena_fmt(a, "Most falls through: %.*s, %.*s of %.*s", STR_ARG(name),
        STR_ARG(say_share(a, p->fallen, p->closed)), STR_ARG(say_count(a, p->closed)));
}

static struct str policies_note(
    struct arena *a __attribute__((unused)), const void *answer __attribute__((unused)))
{
    return STR("Fell through: closed without anybody's acceptance at any level. Open incidents and "
               "those that cleared by themselves are not closed. Of fewer than five no share is "
               "told. The highest level is the highest that paged here: no export has the policy "
               "itself.");
}

static struct str silent_finding(struct arena *a, const void *answer)
{
    const struct ladder *x = answer;
    if (x->silent == 0)
        return STR("Every policy with enough incidents was answered at level 1 at least once");
    return arena_fmt(a, "%.*s: level 1 never answered",
        STR_ARG(x->silent == 1 ? STR("1 policy") : arena_fmt(a, "%zu policies", x->silent)));
}

/* clang-format off */
static const struct brief_panel panels[] = {
    { { "levels", "Escalation by level", true }, levels_finding,  levels_draw, levels_note,   levels_legend, NULL },
    { { "waits", "Waiting at each step", true }, waits_finding,   waits_draw,  waits_note,    NULL, NULL },
    { { "policies", "Policies", false },         policies_finding, NULL,       policies_note, NULL, NULL },
    { { "silent", "First step never answers", false }, silent_finding, NULL,   NULL,          NULL, NULL },
};
/* clang-format on */
static const struct brief_page page = {
    .name = "Escalations", .panel = panels, .panels = COUNT_OF(panels), .unheld = "pages"};

bool ladder_html(struct html *h, const struct frame *f, const struct ladder *x, struct str panel)
{
    return brief_html(h, f, &x->brief, &page, x, panel);
}

bool ladder_svg(struct out *o, const struct ladder *x, struct str panel)
{
    return brief_svg(o, &x->brief, &page, x, panel);
}
