#include "views/trend.h"

#include <math.h>

#include "query/facts.h"
#include "query/shift.h"
#include "views/say.h"
#include "views/svg.h"

#define LINE_WIDE 100 /* its view box */
#define LINE_HIGH 20
#define LINE_BARS_MIN 3

static double pages_of(const struct bin *b)
{
    uint64_t n = 0;
    for (EACH(i, b->outcome))
        n += b->outcome[i];
    return (double)n;
}

/* The newest run of bars that are wholly held and as long as the others, as counts. */
struct counts {
    double *x;
    size_t first, n;
};

static struct counts counts_of(struct arena *a, const struct overview *o)
{
    size_t end = o->bins, first;
    double *x = NEW(a, double, o->bins + 1);
    if (end > 0 && o->bin[end - 1].held == HELD_PART)
        end--; /* the day that is still running */
    for (first = end; first > 0; first--) {
        const struct bin *b = &o->bin[first - 1];
        bool cut = o->bin_days == 7 && b->to - b->from < 7 * DAY_MS - HOUR_MS;
        if (b->held != HELD_ALL || cut)
            break;
        x[first - 1] = pages_of(b);
    }
    return (struct counts){x + first, first, end - first};
}

static struct str words(
    struct arena *a, const struct shift *s, const char *preposition, struct str where)
{
    return arena_fmt(a, "Pages %s %d\xc2\xa0%% %s %.*s", s->change < 0 ? "fell" : "rose",
        (int)lround(fabs(s->change) * 100), preposition, STR_ARG(where));
}

/* Hours have a rhythm of their own and are not looked at. */
struct str trend_words(struct arena *a, const struct overview *o)
{
    struct counts now = counts_of(a, o);
    if (o->bin_days == 0)
        return STR("");
    if (o->before) {
        struct counts then = counts_of(a, o->before);
        struct shift s = shift_between(a, then.x, then.n, now.x, now.n);
        struct str when = say_window(a, &o->before->window);
        return s.found ? words(a, &s, "against", when) : STR("");
    }
    struct shift s = shift_in(a, now.x, now.n, o->bin_days == 1);
    if (!s.found)
        return STR("");
    int32_t day = zone_day(o->window.zone, o->bin[now.first + s.at].from) - 1;
    return words(a, &s, "after", say_day_short(a, day));
}

/* Below 0: not known. */
static double value_of(const struct bin *b, enum metric m)
{
    struct facts f = {0};
    for (EACH(i, b->outcome))
        f.outcome[i] = b->outcome[i];
    struct value v = facts_value(&f, m);
    return b->held != HELD_NONE && v.known ? v.v : -1;
}

void trend_values(struct html *h, const double *v, size_t n)
{
    struct html d = html_of(h->o.a);
    double most = 0;
    bool down = false;
    for (size_t i = 0; i < n; i++)
        most = fmax(most, v[i]);
    if (n < LINE_BARS_MIN || most <= 0)
        return;
    for (size_t i = 0; i < n; i++) {
        if (v[i] >= 0)
            svg_point(&d, (double)i * LINE_WIDE / (double)(n - 1),
                LINE_HIGH - 1 - v[i] / most * (LINE_HIGH - 2), down);
        down = v[i] >= 0;
    }
    html(h, "<svg class=\"trend\" viewBox=\"0 0 100 20\" preserveAspectRatio=\"none\" "
            "aria-hidden=\"true\"><path");
    html_attr(h, "d", out_done(&d.o));
    html(h, "/></svg>");
}

void trend_line(struct html *h, const struct overview *o, enum metric m)
{
    double *v = NEW(h->o.a, double, o->bins + 1);
    size_t end = o->bins;
    if (end > 0 && o->bin[end - 1].held == HELD_PART)
        end--; /* a day that is still running would end each line with a fall */
    for (size_t i = 0; i < end; i++)
        v[i] = value_of(&o->bin[i], m);
    trend_values(h, v, end);
}
