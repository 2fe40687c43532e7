#include "etl/directory.h"

#include "etl/duty.h"
#include "etl/lookup.h"
#include "etl/nodes.h"
#include "etl/prune.h"
#include "lib/hash.h"

#include <stdlib.h>
#include <string.h>

#define GUARD_LEAST 100 /* people; below that half of a company may well leave in a day */

/* A row that does not say when it was changed is taken for the newest. */
static int64_t age_of(int64_t updated)
{
    return updated == TIME_UNKNOWN ? INT64_MAX : updated;
}

static int order_texts(const struct str *x, const struct str *y, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        int order = str_cmp(x[i], y[i]);
        if (order)
            return order;
    }
    return 0;
}

/* What is kept of a person, the id apart. */
static int order_content(const struct roster_person *x, const struct roster_person *y)
{
    const struct str of_x[] = {x->login, x->name, x->zone, x->manager_id, x->title};
    const struct str of_y[] = {y->login, y->name, y->zone, y->manager_id, y->title};
    int order = order_texts(of_x, of_y, COUNT_OF(of_x));
    order = order ? order : y->active - x->active;
    return order ? order : x->manager_untold - y->manager_untold;
}

/* By id; of one id the row that holds is the first. */
static int order_person(const void *a, const void *b)
{
    const struct roster_person *x = a, *y = b;
    int64_t age_x = age_of(x->updated), age_y = age_of(y->updated);
    int order = str_cmp(x->id, y->id);
    order = order ? order : (age_x < age_y) - (age_x > age_y);
    order = order ? order : x->deleted - y->deleted;
    return order ? order : order_content(x, y);
}

static int order_team_content(const struct roster_team *x, const struct roster_team *y)
{
    const struct str of_x[] = {x->name, x->kind, x->parent_id};
    const struct str of_y[] = {y->name, y->kind, y->parent_id};
    int order = order_texts(of_x, of_y, COUNT_OF(of_x));
    return order ? order : x->deleted - y->deleted;
}

static int order_team(const void *a, const void *b)
{
    const struct roster_team *x = a, *y = b;
    int64_t age_x = age_of(x->updated), age_y = age_of(y->updated);
    int order = str_cmp(x->id, y->id);
    order = order ? order : (age_x < age_y) - (age_x > age_y);
    return order ? order : order_team_content(x, y);
}

static int order_member(const void *a, const void *b)
{
    const struct roster_member *x = a, *y = b;
    int order = str_cmp(x->person_id, y->person_id);
    order = order ? order : str_cmp(x->team_id, y->team_id);
    order = order ? order : (x->from > y->from) - (x->from < y->from);
    return order ? order : str_cmp(x->role, y->role);
}

/* What is merged into what. */
struct merge {
    struct arena *a;
    const struct roster *before;
    struct roster *served;
    int64_t now;
    struct roster *out;
    size_t people_cap;
    struct directory_changes *changes;
};

static void sort(void *rows, size_t n, size_t size, int (*order)(const void *, const void *))
{
    if (n)
        qsort(rows, n, size, order);
}

static bool same_person(const struct roster_person *x, const struct roster_person *y)
{
    return x->deleted == y->deleted && (x->deleted || order_content(x, y) == 0);
}

static struct roster_person *put_person(const struct merge *m, struct roster_person p)
{
    struct roster *out = m->out;
    p.updated = TIME_UNKNOWN;
    p.manager_untold = false;
    out->people[out->people_n] = p;
    return &out->people[out->people_n++];
}

/* Puts a version behind the last one, or in its place when they begin at the same instant. */
static void add_person(const struct merge *m, struct roster_person p)
{
    const struct roster_person *last = &m->out->people[m->out->people_n - 1];
    p.from = m->now > last->from ? m->now : last->from;
    if (p.from == last->from)
        m->out->people_n--;
    (void)put_person(m, p);
}

static struct roster_person gone(struct roster_person p)
{
    p.manager_id = STR("");
    p.active = false;
    p.deleted = true;
    return p;
}

static void begin_person(const struct merge *m, const struct roster_person *new)
{
    put_person(m, new->deleted ? gone(*new) : *new)->from = 0;
    m->changes->people_new++;
}

/* What was known of a person is in `out`; `new` is what is served of him. */
static void go_on_person(const struct merge *m, const struct roster_person *new)
{
    struct roster_person last = m->out->people[m->out->people_n - 1];
    struct roster_person next = new->deleted ? gone(last) : *new;
    if (next.manager_untold)
        next.manager_id = last.manager_id;
    next.manager_untold = false;
    if (same_person(&last, &next))
        return;
    add_person(m, next);
    m->changes->people_changed += !next.deleted && !last.deleted;
    m->changes->people_gone += next.deleted;
    m->changes->people_back += last.deleted;
}

static void merge_people(struct merge *m)
{
    const struct roster_person *old = m->before->people, *new = m->served->people;
    size_t i = 0, olds = m->before->people_n, j = 0, news = m->served->people_n;
    sort(m->served->people, news, sizeof *new, order_person);
    m->people_cap = (olds > news ? olds : news) + olds / 16 + 16;
    m->out->people = NEW(m->a, struct roster_person, m->people_cap);
    while (i < olds || j < news) {
        int order = i == olds ? 1 : j == news ? -1 : str_cmp(old[i].id, new[j].id);
        struct str id = order <= 0 ? old[i].id : new[j].id;
        for (; i < olds && str_eq(old[i].id, id); i++) {
            m->out->people =
                arena_room(m->a, m->out->people, sizeof *old, m->out->people_n, &m->people_cap);
            m->out->people[m->out->people_n++] = old[i];
        }
        m->out->people =
            arena_room(m->a, m->out->people, sizeof *old, m->out->people_n, &m->people_cap);
        if (order > 0)
            begin_person(m, &new[j]);
        else if (order == 0)
            go_on_person(m, &new[j]);
        for (size_t first = j; j < news && str_eq(new[j].id, id); j++)
            m->changes->doubled += j == first + 1;
    }
}

static void add_team(struct roster *out, struct roster_team t, int64_t now)
{
    struct roster_team *last = &out->teams[out->teams_n - 1];
    t.from = now > last->from ? now : last->from;
    t.updated = TIME_UNKNOWN;
    if (t.from == last->from)
        *last = t;
    else
        out->teams[out->teams_n++] = t;
}

static void begin_team(const struct merge *m, struct roster_team new)
{
    new.from = 0;
    new.updated = TIME_UNKNOWN;
    m->out->teams[m->out->teams_n++] = new;
    m->changes->teams_changed++;
}

static void go_on_team(const struct merge *m, const struct roster_team *new)
{
    struct roster_team last = m->out->teams[m->out->teams_n - 1];
    struct roster_team next = new ? *new : last;
    next.deleted = !new || new->deleted;
    if (order_team_content(&last, &next) == 0)
        return;
    add_team(m->out, next, m->now);
    m->changes->teams_changed++;
}

static void merge_teams(const struct merge *m)
{
    const struct roster_team *old = m->before->teams, *new = m->served->teams;
    size_t i = 0, olds = m->before->teams_n, j = 0, news = m->served->teams_n;
    sort(m->served->teams, news, sizeof *new, order_team);
    m->out->teams = NEW(m->a, struct roster_team, 2 * olds + news + 1); /* all may be gone */
    while (i < olds || j < news) {
        int order = i == olds ? 1 : j == news ? -1 : str_cmp(old[i].id, new[j].id);
        struct str id = order <= 0 ? old[i].id : new[j].id;
        for (; i < olds && str_eq(old[i].id, id); i++)
            m->out->teams[m->out->teams_n++] = old[i];
        if (order > 0)
            begin_team(m, new[j]);
        else
            go_on_team(m, order == 0 ? &new[j] : NULL);
        for (size_t first = j; j < news && str_eq(new[j].id, id); j++)
            m->changes->doubled += j == first + 1;
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
    m->changes->members_begun++;
}

/* A membership that is not served any more, or with another role, ends now. */
static void end_member(const struct merge *m)
{
    struct roster_member *last = &m->out->members[m->out->members_n - 1];
    if (last->to != TIME_UNKNOWN)
        return;
    m->changes->members_ended++;
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
    const struct roster_member *old = m->before->members, *new = m->served->members;
    size_t i = 0, olds = m->before->members_n, j = 0, news = m->served->members_n;
    sort(m->served->members, news, sizeof *new, order_member);
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

/* Half of the known living may not be gone at once. */
static struct err check_whole(const struct directory_terms *t)
{
    size_t known = 0, dead = 0;
    for (size_t i = 0; i < t->before->people_n; i++)
        known += roster_person_until(t->before, i) == INT64_MAX && !t->before->people[i].deleted;
    for (size_t i = 0; i < t->served->people_n; i++) {
        const struct roster_person *p = &t->served->people[i];
        size_t was = roster_person_at(t->before, p->id, INT64_MAX);
        if (p->id.n == 0)
            return err_of(ERR_INPUT, "person %zu has no id", i + 1);
        dead += p->deleted && was != LOOKUP_NONE && !t->before->people[was].deleted;
    }
    for (size_t i = 0; i < t->served->teams_n; i++)
        if (t->served->teams[i].id.n == 0)
            return err_of(ERR_INPUT, "team %zu has no id", i + 1);
    if (known >= GUARD_LEAST && dead > known / 2)
        return err_of(ERR_INPUT,
            "%zu people of %zu who are known are gone: not the whole directory", dead, known);
    return OK;
}

/* Ids are known by their hash in all records, so no two may have the same. */
static struct err check_keys(const struct roster *r)
{
    for (size_t i = 0; i < r->people_n; i++)
        if (roster_person_at(r, r->people[i].id, INT64_MAX) == LOOKUP_NONE)
            return err_of(ERR_INPUT, "person %.*s: another id has the same key",
                STR_ARG(str_head(r->people[i].id, ID_MAX)));
    for (size_t i = 0; i < r->teams_n; i++)
        if (roster_team_at(r, r->teams[i].id, INT64_MAX) == LOOKUP_NONE)
            return err_of(ERR_INPUT, "team %.*s: another id has the same key",
                STR_ARG(str_head(r->teams[i].id, ID_MAX)));
    return OK;
}

static void count_people(struct arena *scratch, const struct roster *r, struct directory_changes *n)
{
    struct runs logins = runs_of(scratch, r->people_n);
    for (size_t i = 0; i < r->people_n; i++) {
        const struct roster_person *p = &r->people[i];
        if (p->deleted || roster_person_until(r, i) != INT64_MAX)
            continue;
        n->managers_unknown +=
            p->manager_id.n && roster_person_at(r, p->manager_id, INT64_MAX) == LOOKUP_NONE;
        if (p->login.n == 0)
            continue;
        struct run_of_rows *login = runs_take(&logins, hash64(p->login));
        n->logins_shared += login->n == 1;
        login->n++;
    }
}

struct err directory_build(struct arena *a, const struct directory_terms *terms, struct roster *out,
    struct directory_changes *changes)
{
    AUTO(arena_done) struct arena scratch = arena_of(ARENA_CAP_DIRECTORY);
    struct merge m = {.a = a,
        .before = terms->before,
        .served = terms->served,
        .now = terms->now,
        .out = out,
        .changes = changes};
    *out = (struct roster){.synced_at = terms->now};
    *changes = (struct directory_changes){0};
    memcpy(out->checked, terms->served->checked, sizeof out->checked);
    TRY(check_whole(terms));
    merge_people(&m);
    merge_teams(&m);
    merge_members(&m);
    duty_merge(a, &scratch, terms->before, terms->served, terms->now, out);
    changes->pruned = (int64_t)roster_prune(out, terms->edge);
    nodes_number(a, &scratch, terms->before, out);
    roster_index_make(&scratch, out);
    TRY(check_keys(out));
    count_people(&scratch, out, changes);
    nodes_place(&scratch, out, changes);
    changes->none = roster_same(terms->before, out);
    out->index = NULL; /* it goes with the scratch */
    return OK;
}
