#include "views/link.h"

struct str link_page(struct arena *a, const struct frame *f, struct str page)
{
    struct place place = {.gen = f->place.gen, .page = page};
    struct filter none = filter_default();
    return url_write(a, &place, &none);
}

struct str link_metric(struct arena *a, const struct frame *f, enum metric m)
{
    struct str page = link_page(a, f, STR("definitions"));
    return arena_fmt(a, "%.*s#m-%s", STR_ARG(page), metrics[m].name);
}

struct str link_filter(struct arena *a, const struct frame *f, const struct filter *to)
{
    struct place place = {.gen = f->place.gen, .page = f->place.page, .id = f->place.id};
    struct filter first = filter_cleared(to, P_AFTER); /* of another list it would be foreign */
    return url_write(a, &place, &first);
}

struct str link_face(struct arena *a, const struct frame *f, struct str panel, enum format format)
{
    struct place place = f->place;
    place.panel = panel;
    place.format = format;
    return url_write(a, &place, &f->filter);
}

struct str link_print(struct arena *a, const struct frame *f)
{
    struct filter paper = f->filter;
    paper.ui = UI_PRINT;
    return url_write(a, &f->place, &paper);
}

struct filter filter_shared(const struct filter *f)
{
    struct filter to = *f;
    for (enum param p = 0; p < P__N; p++)
        if (!(P_FILTERS & P_BIT(p)))
            to = filter_cleared(&to, p);
    return to;
}

struct str link_same(
    struct arena *a, const struct frame *f, struct str page, const struct filter *to)
{
    return url_write(a, &(struct place){.gen = f->place.gen, .page = page}, to);
}

struct str link_level(struct arena *a, const struct frame *f, size_t level)
{
    struct filter to = filter_shared(&f->filter);
    to.levels = 1u << (level < LEVELS_MAX ? level : LEVELS_MAX - 1);
    return link_same(a, f, STR("incidents"), &to);
}

struct str link_live(struct arena *a, const struct frame *f)
{
    struct place place = f->place;
    place.gen = STR("");
    struct filter first = filter_cleared(&f->filter, P_AFTER);
    return url_write(a, &place, &first);
}

struct str link_frozen(struct arena *a, const struct frame *f, const struct window *w)
{
    struct place place = f->place;
    place.gen = f->snapshot;
    struct filter first = filter_cleared(&f->filter, P_AFTER);
    struct filter to = w ? filter_span(&first, w, w->from, w->to) : first;
    return url_write(a, &place, &to);
}

static struct moment moment_of_day(int32_t day)
{
    return (struct moment){.given = true, .at = civil_of((int64_t)day * DAY_MS)};
}

struct filter filter_days(const struct filter *f, int32_t first, int32_t last)
{
    struct filter to = *f;
    to.range = RANGE_NONE;
    to.from = moment_of_day(first);
    to.to = moment_of_day(last);
    return to;
}

struct filter filter_span(const struct filter *f, const struct window *w, int64_t from, int64_t to)
{
    int32_t first = zone_day(w->zone, from), last = zone_day(w->zone, to - 1);
    bool whole = zone_day_start(w->zone, first) == from && zone_day_start(w->zone, last + 1) == to;
    if (whole)
        return filter_days(f, first, last);
    struct filter exact = *f;
    exact.range = RANGE_NONE;
    exact.from = (struct moment){.given = true, .has_time = true, .at = zone_local(w->zone, from)};
    exact.to = (struct moment){.given = true, .has_time = true, .at = zone_local(w->zone, to)};
    return exact;
}

struct filter filter_without(const struct filter *f, enum child_kind kind, size_t k)
{
    struct filter to = *f;
    if (kind == CHILD_NODE && k < f->orgs) {
        for (to.orgs--; k < to.orgs; k++)
            to.org[k] = f->org[k + 1];
    } else if (kind == CHILD_TEAM && k < f->teams) {
        for (to.teams--; k < to.teams; k++)
            to.team[k] = f->team[k + 1];
    } else if (kind == CHILD_PERSON && k < f->persons) {
        for (to.persons--; k < to.persons; k++)
            to.person[k] = f->person[k + 1];
    }
    return to;
}

struct filter filter_narrowed(const struct filter *f, const struct child *c)
{
    struct filter to = *f;
    switch (c->kind) {
    case CHILD_NODE:
        to.org[0] = c->number;
        to.orgs = 1;
        break;
    case CHILD_TEAM:
        to.team[0] = c->id;
        to.teams = 1;
        break;
    case CHILD_PERSON:
        to.person[0] = c->id;
        to.persons = 1;
        break;
    }
    return to;
}
