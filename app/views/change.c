#include "views/change.h"

#include <math.h>

#include "query/shift.h"
#include "views/say.h"

#define MINUS "\xe2\x88\x92"
#define NBSP "\xc2\xa0"

static bool can_compare(const struct comparison *c)
{
    return c->now.known && c->then.known && c->base >= CHANGE_BASE_MIN;
}

/* A ratio's difference has the decimals that the ratio itself is written with. */
static int ratio_digits(const struct comparison *c)
{
    return fmax(c->now.v, c->then.v) < 1 ? 3 : 1;
}

/* The difference without its sign, in the metric's unit. */
static struct str say_difference(struct arena *a, const struct comparison *c)
{
    enum unit unit = metrics[c->metric].unit;
    struct out o = out_of(a);
    struct value v = {.known = true, .v = fabs(c->now.v - c->then.v)};
    if (unit == UNIT_RATIO) {
        out_f64(&o, v.v, ratio_digits(c));
        return out_done(&o);
    }
    if (unit != UNIT_SHARE)
        return say_value(a, &v, unit);
    out_f64(&o, v.v * 100, 1);
    out_z(&o, NBSP "points");
    return out_done(&o);
}

/* Whether it is told as 0: below half of what is written. */
static bool is_none(const struct comparison *c)
{
    const double least[UNIT__N] = {
        [UNIT_COUNT] = 0.5,
        [UNIT_SHARE] = 0.0005,
        [UNIT_MS] = 50,
        [UNIT_RATIO] = ratio_digits(c) == 1 ? 0.05 : 0.0005,
    };
    return fabs(c->now.v - c->then.v) < least[metrics[c->metric].unit];
}

struct str change_say(struct arena *a, const struct comparison *c)
{
    enum unit unit = metrics[c->metric].unit;
    double by = c->now.v - c->then.v;
    const char *sign = by < 0 ? MINUS : "+";
    struct out o = out_of(a);
    if (c->base < CHANGE_BASE_MIN)
        return STR("too few to compare");
    if (!c->then.known)
        return c->then.not_reached ? STR("before: not reached") : STR("before: unknown");
    if (!c->now.known)
        return arena_fmt(a, "before: %.*s", STR_ARG(say_value(a, &c->then, unit)));
    if (is_none(c))
        return STR("no change");
    struct str difference = say_difference(a, c);
    out_fmt(&o, "%s%.*s", sign, STR_ARG(difference));
    if (c->then.v == 0) {
        out_z(&o, " (from 0)");
        return out_done(&o);
    }
    double percent = fabs(by / c->then.v) * 100;
    out_fmt(&o, " (%s", sign);
    out_f64(&o, percent, percent < 10 ? 1 : 0);
    out_z(&o, NBSP "%)");
    return out_done(&o);
}

/* Whether it is too great for chance: of shares, further than their own scatter explains in 99 of
 * 100 cases; of all else, whose scatter is not known here, a twentieth. */
static bool is_clear(const struct comparison *c)
{
    double by = fabs(c->now.v - c->then.v);
    if (metrics[c->metric].unit != UNIT_SHARE)
        return by >= SHIFT_CHANGE_MIN * c->then.v;
    double n = (double)c->now.n, m = (double)c->then.n;
    double both = (c->now.v * n + c->then.v * m) / (n + m);
    return by > SHIFT_Z_GIVEN * sqrt(both * (1 - both) * (1 / n + 1 / m));
}

int change_good(const struct comparison *c)
{
    double by = c->now.v - c->then.v;
    if (!can_compare(c) || !is_clear(c))
        return 0;
    return by > 0 ? metrics[c->metric].good : -metrics[c->metric].good;
}

void change_html(struct html *h, const struct comparison *c)
{
    int good = change_good(c);
    html_text(h, change_say(h->o.a, c));
    if (good > 0)
        html(h, " <b class=\"better\">better</b>");
    else if (good < 0)
        html(h, " <b class=\"worse\">worse</b>");
}
