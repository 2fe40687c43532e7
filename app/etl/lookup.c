#include "etl/lookup.h"

#include "lib/hash.h"

#include <stdlib.h>
#include <string.h>

/* What the versions of people and of teams begin with. */
struct version {
    struct str id;
    int64_t from;
};

_Static_assert(offsetof(struct roster_person, from) == offsetof(struct version, from), "same head");
_Static_assert(offsetof(struct roster_team, from) == offsetof(struct version, from), "same head");

static struct version version_of(const void *rows, size_t size, size_t i)
{
    struct version v;
    memcpy(&v, (const char *)rows + i * size, sizeof v);
    return v;
}

static size_t version_at(const void *rows, size_t size, size_t n, struct version want)
{
    size_t low = 0, high = n;
    while (low < high) { /* the first version that is after the one wanted */
        size_t middle = low + (high - low) / 2;
        struct version v = version_of(rows, size, middle);
        int order = str_cmp(v.id, want.id);
        if (order < 0 || (order == 0 && v.from <= want.from))
            low = middle + 1;
        else
            high = middle;
    }
    if (low && str_eq(version_of(rows, size, low - 1).id, want.id))
        return low - 1;
    return low < n && str_eq(version_of(rows, size, low).id, want.id) ? low : LOOKUP_NONE;
}

size_t roster_person_at(const struct roster *r, struct str id, int64_t at)
{
    return version_at(r->people, sizeof *r->people, r->people_n, (struct version){id, at});
}

size_t roster_team_at(const struct roster *r, struct str id, int64_t at)
{
    return version_at(r->teams, sizeof *r->teams, r->teams_n, (struct version){id, at});
}

int64_t roster_person_until(const struct roster *r, size_t i)
{
    bool newest = i + 1 == r->people_n || !str_eq(r->people[i].id, r->people[i + 1].id);
    return newest ? INT64_MAX : r->people[i + 1].from;
}

size_t roster_node_numbered(const struct roster *r, int32_t number)
{
    size_t low = 0, high = r->nodes_n;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (r->nodes[middle].number < number)
            low = middle + 1;
        else
            high = middle;
    }
    return low < r->nodes_n && r->nodes[low].number == number ? low : LOOKUP_NONE;
}

int32_t node_number_first(struct str manager_id)
{
    return (int32_t)((uint64_t)hash64(manager_id) % NODE_NUMBERS) + 1;
}

int32_t node_number_next(int32_t number)
{
    return number % NODE_NUMBERS + 1;
}

/* Nodes never go away, so no free number stands between a node and its first choice. */
size_t roster_node_of(const struct roster *r, struct str manager_id)
{
    for (int32_t number = node_number_first(manager_id);; number = node_number_next(number)) {
        size_t i = roster_node_numbered(r, number);
        if (i == LOOKUP_NONE || str_eq(r->nodes[i].manager_id, manager_id))
            return i;
    }
}

const struct roster_member *roster_members_of(
    const struct roster *r, struct str person_id, size_t *n)
{
    size_t low = 0, high = r->members_n;
    *n = 0;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (str_cmp(r->members[middle].person_id, person_id) < 0)
            low = middle + 1;
        else
            high = middle;
    }
    while (low + *n < r->members_n && str_eq(r->members[low + *n].person_id, person_id))
        ++*n;
    return *n ? r->members + low : NULL;
}

bool team_counts(const struct roster_team *t, struct team_filter filter)
{
    for (size_t i = 0; i < filter.n; i++)
        if (str_eq_nocase(t->kind, filter.kind[i]))
            return true;
    return filter.n == 0;
}

static int cmp_nocase(struct str a, struct str b)
{
    for (size_t i = 0; i < a.n && i < b.n; i++) {
        int x = (unsigned char)str_lower(a.p[i]), y = (unsigned char)str_lower(b.p[i]);
        if (x != y)
            return x - y;
    }
    return (a.n > b.n) - (a.n < b.n);
}

static int by_name(const void *a, const void *b, void *teams)
{
    uint32_t i, j;
    memcpy(&i, a, sizeof i);
    memcpy(&j, b, sizeof j);
    const struct roster_team *t = teams;
    int order = cmp_nocase(str_trim(t[i].name), str_trim(t[j].name));
    return order ? order : (i > j) - (i < j); /* teams are in the order of id, from */
}

struct team_names team_names_of(struct arena *a, const struct roster *r, struct team_filter filter)
{
    uint32_t *index = NEW(a, uint32_t, r->teams_n + 1);
    size_t n = 0;
    for (size_t i = 0; i < r->teams_n; i++)
        if (!r->teams[i].deleted && team_counts(&r->teams[i], filter))
            index[n++] = (uint32_t)i;
    qsort_r(index, n, sizeof *index, by_name, r->teams);
    return (struct team_names){.roster = r, .filter = filter, .by_name = index, .n = n};
}

size_t team_named(const struct team_names *names, struct str name, int64_t at)
{
    const struct roster *r = names->roster;
    size_t low = 0, high = names->n, once = LOOKUP_NONE;
    name = str_trim(name);
    while (name.n && low < high) {
        size_t middle = low + (high - low) / 2;
        if (cmp_nocase(str_trim(r->teams[names->by_name[middle]].name), name) < 0)
            low = middle + 1;
        else
            high = middle;
    }
    for (; name.n && low < names->n; low++) {
        size_t i = names->by_name[low];
        if (cmp_nocase(str_trim(r->teams[i].name), name) != 0)
            break;
        if (roster_team_at(r, r->teams[i].id, at) == i)
            return i;
        once = once == LOOKUP_NONE ? i : once;
    }
    return once;
}
