#include "query/go.h"

#include "query/percent.h"

#include <string.h>

/* Whether the path of an address can carry this id behind one letter. */
static bool takes_id(struct str id)
{
    return id.n > 0 && id.n <= ID_MAX && text_is_clean(id) && str_find(id, '/') == id.n;
}

static struct str overview(struct arena *a, struct str gen, const struct filter *f)
{
    const struct place place = {.gen = gen, .page = STR("overview")};
    return url_write(a, &place, f);
}

static bool has_text(const struct str *in, size_t n, struct str s)
{
    for (size_t i = 0; i < n; i++)
        if (str_eq(in[i], s))
            return true;
    return false;
}

static void add_text(struct str *to, size_t *n, size_t max, struct str s)
{
    if (*n < max && !has_text(to, *n, s))
        to[(*n)++] = s;
}

/* One node is chosen, not one more: those above it follow from it. */
static bool add(struct filter *f, enum find_list list, int32_t number, struct str id)
{
    switch (list) {
    case FIND_NODE:
        f->org[0] = number;
        f->orgs = 1;
        return true;
    case FIND_TEAM:
        add_text(f->team, &f->teams, TEAM_MAX, id);
        return url_takes_id(id);
    case FIND_PERSON:
        add_text(f->person, &f->persons, PERSON_MAX, id);
        return url_takes_id(id);
    case FIND_INCIDENT:
    case FIND__N:
        break;
    }
    return false;
}

struct str go_to(
    struct arena *a, struct str gen, enum find_list list, int32_t number, struct str id)
{
    struct filter none = filter_default();
    struct place place = {.gen = gen};
    switch (list) {
    case FIND_PERSON:
        place.page = STR("person");
        place.id = arena_fmt(a, "p%.*s", STR_ARG(id));
        return takes_id(id) ? url_write(a, &place, &none) : STR("");
    case FIND_TEAM:
        place.page = STR("team");
        place.id = arena_fmt(a, "t%.*s", STR_ARG(id));
        return takes_id(id) ? url_write(a, &place, &none) : STR("");
    case FIND_NODE:
        place.page = STR("org");
        place.id = arena_fmt(a, "o%d", number);
        return url_write(a, &place, &none);
    case FIND_INCIDENT:
        place.page = STR("incident");
        place.id = id;
        return takes_id(id) ? url_write(a, &place, &none) : STR("");
    case FIND__N:
        break;
    }
    return STR("");
}

/* What /team and /person read of a filter: web/routes.c has the whole of it. */
#define WHEN (P_BIT(P_RANGE) | P_BIT(P_FROM) | P_BIT(P_TO) | P_BIT(P_TZ))
#define TEAM_READS ((P_FILTERS & ~(P_BIT(P_TEAM) | P_BIT(P_PERSON))) | P_BIT(P_CMP))

struct str go_about(
    struct arena *a, struct str gen, const struct filter *f, enum find_list list, struct str id)
{
    bool team = list == FIND_TEAM;
    const struct place place = {.gen = gen,
        .page = team ? STR("team") : STR("person"),
        .id = arena_fmt(a, "%c%.*s", team ? 't' : 'p', STR_ARG(id))};
    struct filter to = *f;
    for (enum param p = 0; p < P__N; p++)
        if (!((team ? TEAM_READS : WHEN) & P_BIT(p)))
            to = filter_cleared(&to, p);
    return takes_id(id) ? url_write(a, &place, &to) : STR("");
}

struct filter go_kept(const struct filter *f)
{
    struct filter to = filter_default();
    memcpy(to.org, f->org, sizeof to.org);
    memcpy(to.team, f->team, sizeof to.team);
    memcpy(to.person, f->person, sizeof to.person);
    to.orgs = f->orgs;
    to.teams = f->teams;
    to.persons = f->persons;
    to.range = f->range;
    to.from = f->from;
    to.to = f->to;
    to.tz = f->tz;
    to.channels = f->channels;
    return to;
}

struct str go_filtered(struct arena *a, struct str gen, const struct filter *f, enum find_list list,
    int32_t number, struct str id)
{
    struct filter to = go_kept(f);
    return add(&to, list, number, id) ? overview(a, gen, &to) : STR("");
}
