#include "query/team.h"

#include <stdlib.h>

#include "lib/hash.h"
#include "query/burden.h"
#include "query/facts.h"
#include "query/roster.h"
#include "query/single.h"
#include "store/label.h"
#include "store/members.h"

const char *const standing_words[STANDING__N] = {
    [STANDING_MEMBER] = "member", [STANDING_FORMER] = "former", [STANDING_GUEST] = "guest"};

struct asked {
    struct snapshot *snapshot;
    struct arena *a;
    struct where where;
    struct burdens burdens;
    struct set at; /* person -> place in out->row */
    size_t cap;
    struct team_told *out;
};

static struct roster_row *row_of(struct asked *x, int64_t key)
{
    struct team_told *t = x->out;
    uint32_t at = 0;
    if (set_get(&x->at, key, &at))
        return &t->row[at];
    set_put(&x->at, key, (uint32_t)t->rows);
    t->row = arena_room(x->a, t->row, sizeof *t->row, t->rows, &x->cap);
    struct roster_row *r = &t->row[t->rows++];
    const struct burden b = burden_get(&x->burdens, key);
    *r = (struct roster_row){.key = key,
        .standing = STANDING_GUEST,
        .pages = b.pages,
        .sleep = b.sleep,
        .nights = b.nights,
        .last = b.last};
    return r;
}

static struct err add_members(struct asked *x, struct str id)
{
    struct roster_member *m;
    size_t n;
    TRY(snapshot_members(x->snapshot, x->a, id, &m, &n));
    for (size_t i = 0; i < n; i++) { /* the latest membership of a person comes last */
        struct roster_row *r = row_of(x, hash64(m[i].person_id));
        bool is_member = m[i].to == TIME_UNKNOWN;
        x->out->members += is_member && r->standing != STANDING_MEMBER;
        r->id = m[i].person_id;
        r->role = m[i].role;
        r->standing = is_member ? STANDING_MEMBER : STANDING_FORMER;
        r->left = m[i].to;
    }
    return OK;
}

static struct err add_duties(struct asked *x)
{
    struct set people = set_of(x->a);
    struct claim *claim;
    size_t n;
    const struct roster_ask ask = {
        .snapshot = x->snapshot, .a = x->a, .where = &x->where, .people = &people};
    TRY(roster_claims(&ask, &claim, &n));
    x->out->fairness.duties_known = n > 0;
    int64_t *key = NEW(x->a, int64_t, people.n + 1); /* by number */
    for (size_t i = 0; i < people.n; i++)
        key[people.value[i]] = people.key[i];
    int32_t through = INT32_MIN;
    for (size_t i = 0; i < n; i++) {
        if (i == 0 || claim[i - 1].who != claim[i].who)
            through = INT32_MIN;
        struct roster_row *r = row_of(x, key[claim[i].who]);
        r->oncall_days += claim_days(&claim[i], &through);
        if (claim[i].level && (r->level == 0 || claim[i].level < r->level))
            r->level = claim[i].level;
    }
    return OK;
}

static const struct lorenz *curve_of(struct arena *a, const struct fairness *f, uint64_t pages)
{
    struct lorenz *curve = NEW(a, struct lorenz, f->n + 1);
    for (size_t i = 0; i < f->n; i++) {
        curve[i + 1].people = (double)(i + 1) / (double)f->n;
        curve[i + 1].pages = curve[i].pages + (pages ? f->load[i] / (double)pages : 0);
        curve[i + 1].days =
            curve[i].days + (f->oncall_days ? f->days[i] / (double)f->oncall_days : 0);
    }
    return curve;
}

/* Those who were paged or on call: metrics gini and top10 are about them. */
static void judge(struct asked *x)
{
    struct team_told *t = x->out;
    struct fairness *fair = &t->fairness;
    struct facts f = {0};
    struct ordered *o = NEW(x->a, struct ordered, 2 * t->rows + 1);
    for (size_t i = 0; i < t->rows; i++)
        if (t->row[i].pages || t->row[i].oncall_days)
            o[fair->n++] = (struct ordered){t->row[i].pages, (uint32_t)i};
    order_keys(o, fair->n, o + t->rows);
    uint32_t *load = NEW(x->a, uint32_t, fair->n + 1), *days = NEW(x->a, uint32_t, fair->n + 1);
    for (size_t i = 0; i < fair->n; i++) {
        load[i] = t->row[o[i].of].pages;
        days[i] = t->row[o[i].of].oncall_days;
        f.load.pages += load[i];
        fair->oncall_days += days[i];
    }
    f.load.n = fair->n;
    f.load.oncall_days = fair->oncall_days;
    f.outcome[OUTCOME_OPEN] = x->burdens.pages; /* which outcome they have does not matter here */
    load_judge(o, fair->n, &f);
    fair->load = load;
    fair->days = days;
    fair->curve = curve_of(x->a, fair, f.load.pages);
    fair->median = fair->n ? burden_quantile(load, fair->n, 0.5) : 0;
    fair->top = (fair->n + 9) / 10;
    fair->nobodys = x->burdens.nobodys;
    fair->gini = facts_value(&f, METRIC_GINI);
    fair->top10 = facts_value(&f, METRIC_TOP10);
    fair->per_day = facts_value(&f, METRIC_PAGES_PER_ONCALL_DAY);
}

static int most_pages_first(const void *a, const void *b)
{
    const struct roster_row *x = a, *y = b;
    if (x->pages != y->pages)
        return x->pages < y->pages ? 1 : -1;
    if (x->standing != y->standing)
        return x->standing < y->standing ? -1 : 1;
    int name = str_cmp(x->name, y->name);
    return name ? name : str_cmp(x->id, y->id);
}

/* Whom the directory does not know is called as their last page's row has it. */
static struct err name_rows(struct asked *x)
{
    struct team_told *t = x->out;
    struct labelled *l = NEW(x->a, struct labelled, t->rows + 1);
    for (size_t i = 0; i < t->rows; i++)
        l[i].key = t->row[i].key;
    TRY(snapshot_labels(x->snapshot, x->a, LABEL_PERSON, l, t->rows));
    for (size_t i = 0; i < t->rows; i++) {
        struct roster_row *r = &t->row[i];
        const struct then then = {DATASET_PAGEOUTS, day_of(r->last), r->key};
        r->id = l[i].id.n ? l[i].id : r->id;
        r->name = l[i].name;
        if (r->id.n == 0 && r->last != TIME_UNKNOWN)
            TRY(snapshot_person_then(x->snapshot, x->a, &then, &r->id, &r->name));
        r->name = r->name.n ? r->name : r->id;
    }
    return OK;
}

/* How many members each node above one of them holds. */
struct above {
    struct set nodes; /* number -> place in the two below */
    size_t *members;
    int32_t *number, *depth;
};

static void climb(struct above *up, const struct person *p)
{
    for (int32_t k = 0; k < p->depth; k++) {
        uint32_t at = (uint32_t)up->nodes.n;
        if (!set_get(&up->nodes, p->path[k], &at)) {
            set_put(&up->nodes, p->path[k], at);
            up->number[at] = p->path[k];
            up->depth[at] = k;
        }
        up->members[at]++;
    }
}

static struct err place_team(struct asked *x)
{
    struct team_told *t = x->out;
    size_t room = t->members * NODE_DEPTH_MAX + 1;
    struct above up = {.nodes = set_of(x->a),
        .members = NEW(x->a, size_t, room),
        .number = NEW(x->a, int32_t, room),
        .depth = NEW(x->a, int32_t, room)};
    int32_t deepest = -1, number = 0;
    for (size_t i = 0; i < t->rows; i++) {
        struct person p = {0};
        if (t->row[i].standing != STANDING_MEMBER)
            continue;
        struct err e = snapshot_person(x->snapshot, x->a, t->row[i].key, &p);
        if (e.code == ERR_MISSING)
            continue;
        TRY(e);
        t->seen += p.depth > 0;
        climb(&up, &p);
    }
    for (size_t i = 0; i < up.nodes.n; i++)
        if (2 * up.members[i] > t->seen && up.depth[i] > deepest) {
            deepest = up.depth[i];
            number = up.number[i];
            t->placed = up.members[i];
        }
    return number ? trail_of(x->snapshot, x->a, number, &t->place) : OK;
}

static struct err look_up(struct asked *x, struct str id)
{
    struct team *team = &x->out->team;
    struct err e = snapshot_team(x->snapshot, x->a, hash64(id), team);
    x->out->known = e.code == ERR_OK;
    if (e.code != ERR_MISSING)
        TRY(e);
    team->id = id;
    team->name = team->name.n ? team->name : id;
    return OK;
}

/* Its pages, and whose they are. */
static struct err count_pages(
    struct asked *x, const struct filter *f, struct str id, struct zone_set *zones)
{
    struct overview *o = &x->out->overview;
    struct filter one = *f;
    one.team[0] = id;
    one.teams = 1;
    TRY(single_of(x->snapshot, x->a, &one, zones, &x->where, o));
    single_drop_chips(o, CHILD_TEAM);
    if (x->where.to > x->where.from)
        TRY(err_at(burdens_of(x->snapshot, x->a, &x->where, &x->burdens), "burdens"));
    for (size_t i = 0; i < x->burdens.n; i++)
        row_of(x, x->burdens.row[i].person);
    return OK;
}

struct err team_of(struct snapshot *s, struct arena *a, const struct filter *f, struct str id,
    struct zone_set *zones, struct team_told *out)
{
    struct asked x = {.snapshot = s, .a = a, .at = set_of(a), .out = out};
    *out = (struct team_told){0};
    TRY(err_at(look_up(&x, id), "team"));
    TRY(count_pages(&x, f, id, zones));
    if (!out->known && x.burdens.pages == 0)
        return err_of(ERR_MISSING, "no such team");
    TRY(err_at(add_members(&x, id), "members"));
    TRY(err_at(add_duties(&x), "duties"));
    judge(&x);
    TRY(err_at(name_rows(&x), "names"));
    TRY(err_at(place_team(&x), "place"));
    if (out->rows)
        qsort(out->row, out->rows, sizeof *out->row, most_pages_first);
    out->of = out->rows;
    out->rows = out->of < ROSTER_MAX ? out->of : ROSTER_MAX;
    return OK;
}
