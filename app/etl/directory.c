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

/* What is merged into what. */
struct merge {
    struct arena *a, *scratch;
    const struct roster *before, *served;
    int64_t now;
    struct roster *out;
};

static void *sorted(const struct merge *m, const void *rows, size_t n, size_t size,
    int (*order)(const void *, const void *))
{
    void *copy = arena_take(m->scratch, size, n + 1);
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

static void begin_person(struct roster *out, const struct roster_person *new)
{
    struct roster_person *p = &out->people[out->people_n++];
    *p = new->deleted ? gone(*new) : *new;
    p->from = 0;
}

/* What was known of a person is in `out`; `new` is what is served of him, or NULL. */
static void go_on_person(const struct merge *m, const struct roster_person *new)
{
    struct roster_person last = m->out->people[m->out->people_n - 1];
    struct roster_person next = !new || new->deleted ? gone(last) : *new;
    if (!same_person(&last, &next))
        add_person(m->out, next, m->now);
}

static void merge_people(const struct merge *m)
{
    const struct roster_person *old = m->before->people;
    const struct roster_person *new =
        sorted(m, m->served->people, m->served->people_n, sizeof *new, order_person);
    size_t i = 0, olds = m->before->people_n, j = 0, news = m->served->people_n;
    m->out->people = NEW(m->a, struct roster_person, olds + news + 1);
    while (i < olds || j < news) {
        int order = i == olds ? 1 : j == news ? -1 : str_cmp(old[i].id, new[j].id);
        struct str id = order <= 0 ? old[i].id : new[j].id;
        for (; i < olds && str_eq(old[i].id, id); i++)
            m->out->people[m->out->people_n++] = old[i];
        if (order > 0)
            begin_person(m->out, &new[j]);
        else
            go_on_person(m, order == 0 ? &new[j] : NULL);
        while (j < news && str_eq(new[j].id, id))
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

static void begin_team(struct roster *out, struct roster_team new)
{
    new.from = 0;
    out->teams[out->teams_n++] = new;
}

static void go_on_team(const struct merge *m, const struct roster_team *new)
{
    struct roster_team last = m->out->teams[m->out->teams_n - 1];
    struct roster_team next = new ? *new : last;
    next.deleted = !new || new->deleted;
    if (order_team(&last, &next) != 0)
        add_team(m->out, next, m->now);
}

static void merge_teams(const struct merge *m)
{
    const struct roster_team *old = m->before->teams;
    const struct roster_team *new =
        sorted(m, m->served->teams, m->served->teams_n, sizeof *new, order_team);
    size_t i = 0, olds = m->before->teams_n, j = 0, news = m->served->teams_n;
    m->out->teams = NEW(m->a, struct roster_team, 2 * olds + news + 1); /* all may be gone */
    while (i < olds || j < news) {
        int order = i == olds ? 1 : j == news ? -1 : str_cmp(old[i].id, new[j].id);
        struct str id = order <= 0 ? old[i].id : new[j].id;
        for (; i < olds && str_eq(old[i].id, id); i++)
            m->out->teams[m->out->teams_n++] = old[i];
        if (order > 0)
            begin_team(m->out, new[j]);
        else
            go_on_team(m, order == 0 ? &new[j] : NULL);
        while (j < news && str_eq(new[j].id, id))
            j++;
    }
}

/* By whom and where, without when. */
static int order_key(const struct roster_member *x, const struct roster_member *y)
{
    int order = str_cmp(x->person_id, y->person_id);
    return order ? order : str_cmp(x->team_id, y->team_id);
}

/* Of people who are new, and when no team was known before, nothing older is known: from 0 on. */
static int64_t member_from(const struct merge *m, struct str person_id)
{
    bool is_new =
        m->before->teams_n == 0 || roster_person_at(m->before, person_id, m->now) == LOOKUP_NONE;
    return is_new ? 0 : m->now;
}

static void begin_member(const struct merge *m, struct roster_member new, int64_t from)
{
    new.from = from;
    new.to = TIME_UNKNOWN;
    m->out->members[m->out->members_n++] = new;
}

/* A membership that is not served any more, or with another role, ends now. */
static void end_member(const struct merge *m)
{
    struct roster_member *last = &m->out->members[m->out->members_n - 1];
    if (last->to != TIME_UNKNOWN)
        return;
    last->to = m->now;
    if (last->from >= m->now)
        m->out->members_n--;
}

/* What was known of a membership is in `out`; `new` is what is served of it, or NULL. */
static void go_on_member(const struct merge *m, const struct roster_member *new)
{
    const struct roster_member *last = &m->out->members[m->out->members_n - 1];
    if (new && last->to == TIME_UNKNOWN && str_eq(last->role, new->role))
        return;
    end_member(m);
    if (new)
        begin_member(m, *new, m->now);
}

static void merge_members(const struct merge *m)
{
    const struct roster_member *old = m->before->members;
    const struct roster_member *new =
        sorted(m, m->served->members, m->served->members_n, sizeof *new, order_member);
    size_t i = 0, olds = m->before->members_n, j = 0, news = m->served->members_n;
    m->out->members = NEW(m->a, struct roster_member, olds + news + 1);
    while (i < olds || j < news) {
        int order = i == olds ? 1 : j == news ? -1 : order_key(&old[i], &new[j]);
        const struct roster_member *key = order <= 0 ? &old[i] : &new[j];
        const struct roster_member *is = order >= 0 ? &new[j] : NULL;
        for (; i < olds && order_key(&old[i], key) == 0; i++)
            m->out->members[m->out->members_n++] = old[i];
        if (order <= 0)
            go_on_member(m, is);
        else
            begin_member(m, *is, member_from(m, is->person_id));
        while (j < news && order_key(&new[j], key) == 0)
            j++;
    }
}

static void merge_oncalls(const struct merge *m)
{
    size_t olds = m->before->oncalls_n, news = m->served->oncalls_n, n = 0;
    const struct roster_oncall *new =
        sorted(m, m->served->oncalls, news, sizeof *new, order_oncall);
    struct roster_oncall *all = NEW(m->a, struct roster_oncall, olds + news + 1);
    for (size_t i = 0; i < news; i++)
        if (n == 0 || order_oncall(&all[n - 1], &new[i]) != 0)
            all[n++] = new[i];
    size_t fresh = n;
    for (size_t i = 0; i < olds; i++) {
        struct roster_oncall old = m->before->oncalls[i];
        if (old.start > m->now || bsearch(&old, all, fresh, sizeof old, order_oncall))
            continue;
        if (old.end == TIME_UNKNOWN || old.end > m->now)
            old.end = m->now;
        all[n++] = old;
    }
    qsort(all, n, sizeof *all, order_oncall);
    m->out->oncalls = all;
    m->out->oncalls_n = n;
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
    AUTO(arena_done) struct arena scratch = arena_of(ARENA_CAP_DIRECTORY);
    const struct merge m = {a, &scratch, before, served, now, out};
    *out = (struct roster){.synced_at = now};
    TRY(check_whole(before, served));
    merge_people(&m);
    merge_teams(&m);
    merge_members(&m);
    merge_oncalls(&m);
    nodes_build(a, &scratch, before, out);
    return OK;
}
