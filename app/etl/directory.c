#include "etl/directory.h"

#include "etl/lookup.h"
#include "etl/nodes.h"

#include <stdlib.h>
#include <string.h>

#define GUARD_LEAST 100 /* people; below that half of a company may well leave in a day */

static int order_person(const void *a, const void *b)
{
    const struct roster_person *x = a, *y = b;
    int by_id = str_cmp(x->id, y->id);
    if (by_id)
        return by_id;
    if (x->deleted != y->deleted)
        return x->deleted - y->deleted; /* who is served alive is alive */
    const struct str of_x[] = {x->login, x->name, x->zone, x->manager_id, x->title};
    const struct str of_y[] = {y->login, y->name, y->zone, y->manager_id, y->title};
    for (EACH(i, of_x)) {
        int by_text = str_cmp(of_x[i], of_y[i]);
        if (by_text)
            return by_text;
    }
    return y->active - x->active;
}

static int order_team(const void *a, const void *b)
{
    const struct roster_team *x = a, *y = b;
    const struct str of_x[] = {x->id, x->name, x->kind, x->parent_id};
    const struct str of_y[] = {y->id, y->name, y->kind, y->parent_id};
    for (EACH(i, of_x)) {
        int by_text = str_cmp(of_x[i], of_y[i]);
        if (by_text)
            return by_text;
    }
    return x->deleted - y->deleted;
}

static int order_member(const void *a, const void *b)
{
    const struct roster_member *x = a, *y = b;
    int order = str_cmp(x->person_id, y->person_id);
    order = order ? order : str_cmp(x->team_id, y->team_id);
    order = order ? order : (x->from > y->from) - (x->from < y->from);
    return order ? order : str_cmp(x->role, y->role);
}

static int order_oncall(const void *a, const void *b)
{
    const struct roster_oncall *x = a, *y = b;
    int order = str_cmp(x->user_id, y->user_id);
    order = order ? order : (x->start > y->start) - (x->start < y->start);
    order = order ? order : str_cmp(x->team_id, y->team_id);
    return order ? order : (x->level > y->level) - (x->level < y->level);
}

static void *sorted(struct arena *a, const void *rows, size_t n, size_t size,
    int (*order)(const void *, const void *))
{
    void *copy = arena_take(a, size, n + 1);
    if (n)
        memcpy(copy, rows, n * size);
    qsort(copy, n, size, order);
    return copy;
}

static bool same_person(const struct roster_person *x, const struct roster_person *y)
{
    return (x->deleted && y->deleted) || order_person(x, y) == 0;
}

/* Puts a version behind the last one, or in its place when they begin at the same instant. */
static void add_person(struct roster *out, struct roster_person p, int64_t now)
{
    struct roster_person *last = &out->people[out->people_n - 1];
    p.from = now > last->from ? now : last->from;
    if (p.from == last->from)
        *last = p;
    else
        out->people[out->people_n++] = p;
}

static struct roster_person gone(struct roster_person p)
{
    p.manager_id = STR("");
    p.active = false;
    p.deleted = true;
    return p;
}

static void merge_people(struct arena *a, const struct roster *before, const struct roster *served,
    int64_t now, struct roster *out)
{
    const struct roster_person *old = before->people;
    const struct roster_person *new =
        sorted(a, served->people, served->people_n, sizeof *new, order_person);
    size_t i = 0, j = 0;
    out->people = NEW(a, struct roster_person, before->people_n + served->people_n + 1);
    while (i < before->people_n || j < served->people_n) {
        int order = i == before->people_n   ? 1
                    : j == served->people_n ? -1
                                            : str_cmp(old[i].id, new[j].id);
        struct str id = order <= 0 ? old[i].id : new[j].id;
        for (; i < before->people_n && str_eq(old[i].id, id); i++)
            out->people[out->people_n++] = old[i];
        const struct roster_person *last = &out->people[out->people_n - (order <= 0)];
        if (order > 0) {
            out->people[out->people_n] = new[j].deleted ? gone(new[j]) : new[j];
            out->people[out->people_n++].from = 0;
        } else if (order < 0 && !last->deleted) {
            add_person(out, gone(*last), now);
        } else if (order == 0 && !same_person(last, &new[j])) {
            add_person(out, new[j].deleted ? gone(*last) : new[j], now);
        }
        while (j < served->people_n && str_eq(new[j].id, id))
            j++;
    }
}

static void add_team(struct roster *out, struct roster_team t, int64_t now)
{
    struct roster_team *last = &out->teams[out->teams_n - 1];
    t.from = now > last->from ? now : last->from;
    if (t.from == last->from)
        *last = t;
    else
        out->teams[out->teams_n++] = t;
}

static void merge_teams(struct arena *a, const struct roster *before, const struct roster *served,
    int64_t now, struct roster *out)
{
    const struct roster_team *old = before->teams;
    const struct roster_team *new =
        sorted(a, served->teams, served->teams_n, sizeof *new, order_team);
    size_t i = 0, j = 0;
    out->teams = NEW(a, struct roster_team, before->teams_n + served->teams_n + 1);
    while (i < before->teams_n || j < served->teams_n) {
        int order = i == before->teams_n   ? 1
                    : j == served->teams_n ? -1
                                           : str_cmp(old[i].id, new[j].id);
        struct str id = order <= 0 ? old[i].id : new[j].id;
        for (; i < before->teams_n && str_eq(old[i].id, id); i++)
            out->teams[out->teams_n++] = old[i];
        if (order > 0) {
            out->teams[out->teams_n] = new[j];
            out->teams[out->teams_n++].from = 0;
        } else {
            struct roster_team last = out->teams[out->teams_n - 1];
            struct roster_team next = order == 0 ? new[j] : last;
            next.deleted = order < 0 || next.deleted;
            if (order_team(&last, &next) != 0)
                add_team(out, next, now);
        }
        while (j < served->teams_n && str_eq(new[j].id, id))
            j++;
    }
}

static bool same_membership(const struct roster_member *x, const struct roster_member *y)
{
    return str_eq(x->person_id, y->person_id) && str_eq(x->team_id, y->team_id);
}

/* A membership that is not served any more, or with another role, ends now. */
static void end_member(struct roster *out, int64_t now)
{
    struct roster_member *last = &out->members[out->members_n - 1];
    if (last->to != TIME_UNKNOWN)
        return;
    last->to = now;
    if (last->from >= now)
        out->members_n--;
}

/* Of people who are new, and when no team was known before, nothing older is known: from 0 on. */
static int64_t member_from(const struct roster *before, struct str person_id, int64_t now)
{
    bool is_new = before->teams_n == 0 || roster_person_at(before, person_id, now) == LOOKUP_NONE;
    return is_new ? 0 : now;
}

static void merge_members(struct arena *a, const struct roster *before, const struct roster *served,
    int64_t now, struct roster *out)
{
    const struct roster_member *old = before->members;
    const struct roster_member *new =
        sorted(a, served->members, served->members_n, sizeof *new, order_member);
    size_t i = 0, j = 0;
    out->members = NEW(a, struct roster_member, before->members_n + served->members_n + 1);
    while (i < before->members_n || j < served->members_n) {
        bool has_old = i < before->members_n, has_new = j < served->members_n, kept = false;
        struct roster_member key = has_old ? old[i] : new[j];
        if (has_old && has_new && !same_membership(&old[i], &new[j]) &&
            (str_cmp(new[j].person_id, old[i].person_id) < 0 ||
                (str_eq(new[j].person_id, old[i].person_id) &&
                    str_cmp(new[j].team_id, old[i].team_id) < 0)))
            key = new[j];
        bool was = has_old && same_membership(&old[i], &key);
        bool is = has_new && same_membership(&new[j], &key);
        for (; i < before->members_n && same_membership(&old[i], &key); i++)
            out->members[out->members_n++] = old[i];
        if (was) {
            const struct roster_member *last = &out->members[out->members_n - 1];
            kept = is && last->to == TIME_UNKNOWN && str_eq(last->role, new[j].role);
            if (!kept)
                end_member(out, now);
        }
        if (is && !kept) {
            out->members[out->members_n] = new[j];
            out->members[out->members_n].from = was ? now : member_from(before, key.person_id, now);
            out->members[out->members_n++].to = TIME_UNKNOWN;
        }
        while (j < served->members_n && same_membership(&new[j], &key))
            j++;
    }
}

static void merge_oncalls(struct arena *a, const struct roster *before, const struct roster *served,
    int64_t now, struct roster *out)
{
    struct roster_oncall *all =
        NEW(a, struct roster_oncall, before->oncalls_n + served->oncalls_n + 1);
    struct roster_oncall *new =
        sorted(a, served->oncalls, served->oncalls_n, sizeof *new, order_oncall);
    size_t n = 0;
    for (size_t i = 0; i < served->oncalls_n; i++)
        if (n == 0 || order_oncall(&all[n - 1], &new[i]) != 0)
            all[n++] = new[i];
    size_t fresh = n;
    for (size_t i = 0; i < before->oncalls_n; i++) {
        struct roster_oncall old = before->oncalls[i];
        if (old.start > now || bsearch(&old, all, fresh, sizeof old, order_oncall))
            continue;
        if (old.end == TIME_UNKNOWN || old.end > now)
            old.end = now;
        all[n++] = old;
    }
    qsort(all, n, sizeof *all, order_oncall);
    out->oncalls = all;
    out->oncalls_n = n;
}

static size_t living(const struct roster *r)
{
    size_t n = 0;
    for (size_t i = 0; i < r->people_n; i++)
        n += roster_person_until(r, i) == INT64_MAX && !r->people[i].deleted;
    return n;
}

static struct err check_whole(const struct roster *before, const struct roster *served)
{
    size_t known = living(before), alive = 0;
    for (size_t i = 0; i < served->people_n; i++) {
        if (served->people[i].id.n == 0)
            return err_of(ERR_INPUT, "person %zu has no id", i + 1);
        alive += !served->people[i].deleted;
    }
    for (size_t i = 0; i < served->teams_n; i++)
        if (served->teams[i].id.n == 0)
            return err_of(ERR_INPUT, "team %zu has no id", i + 1);
    if (known >= GUARD_LEAST && alive < known / 2)
        return err_of(ERR_INPUT, "%zu people served, but %zu are known: not the whole directory",
            alive, known);
    return OK;
}

struct err directory_build(struct arena *a, const struct roster *before,
    const struct roster *served, int64_t now, struct roster *out)
{
    *out = (struct roster){.synced_at = now};
    TRY(check_whole(before, served));
    merge_people(a, before, served, now, out);
    merge_teams(a, before, served, now, out);
    merge_members(a, before, served, now, out);
    merge_oncalls(a, before, served, now, out);
    nodes_build(a, before, out);
    return OK;
}
