#include "query/teams.h"

#include <stdlib.h>

#include "lib/hash.h"
#include "lib/plain.h"
#include "query/bins.h"
#include "query/chips.h"
#include "query/cursor.h"
#include "query/where.h"
#include "store/duties.h"
#include "store/label.h"

const char *const teams_sort_words[TEAMS_BY__N] = {
    [TEAMS_BY_NAME] = "name",
    [TEAMS_BY_PAGES] = "pages",
    [TEAMS_BY_PEOPLE] = "people",
    [TEAMS_BY_ANSWERED] = "answered",
    [TEAMS_BY_HALF] = "half",
    [TEAMS_BY_ESCALATED] = "escalated",
    [TEAMS_BY_NIGHT] = "night",
    [TEAMS_BY_ONCALL] = "oncall",
};

#define TEAMS_USUAL 256 /* rows that there is room for at first */

/* A row on its way to its place. */
struct listed {
    struct team_row row;
    struct str plain; /* of the name, for the order */
    double key;
    bool known; /* unknown keys are behind */
};

struct listing {
    struct snapshot *snapshot;
    struct arena *a;
    const struct filter *filter;
    const struct where *where;
    struct teams *out;
    struct listed *row;
    size_t n, cap;
    struct set at; /* team -> place in row */
};

static struct listed *add(struct listing *x, int64_t key, struct str id, struct str name)
{
    set_put(&x->at, key, (uint32_t)x->n);
    x->row = arena_room(x->a, x->row, sizeof *x->row, x->n, &x->cap);
    struct listed *l = &x->row[x->n++];
    struct facts none = {0};
    l->row.child = child_of(CHILD_TEAM, &none);
    l->row.child.id = id;
    l->row.child.name = name.n ? name : id;
    return l;
}

/* People are asked for: teams without a page among them are none of the answer. */
static bool lists_idle(const struct filter *f)
{
    return f->orgs == 0 && f->persons == 0;
}

static bool is_chosen(const struct where *w, int64_t key)
{
    for (size_t i = 0; i < w->teams; i++)
        if (w->team[i] == key)
            return true;
    return w->teams == 0;
}

static struct err add_current(struct listing *x, struct set *current)
{
    struct team *team;
    size_t n;
    TRY(snapshot_teams(x->snapshot, x->a, &team, &n));
    for (size_t i = 0; i < n; i++) {
        set_put(current, team[i].key, 0);
        if (lists_idle(x->filter) && is_chosen(x->where, team[i].key))
            add(x, team[i].key, team[i].id, team[i].name);
    }
    return OK;
}

static struct err name_group(struct listing *x, const struct label *l, struct labelled *out)
{
    const struct then then = {DATASET_PAGEOUTS, l->day, l->key};
    *out = (struct labelled){.key = l->key};
    TRY(snapshot_labels(x->snapshot, x->a, LABEL_TEAM, out, 1));
    return out->id.n ? OK : snapshot_team_then(x->snapshot, x->a, &then, &out->id);
}

static struct err take_groups(struct listing *x, const struct gather *g, const struct set *current)
{
    const struct split *split = g->split[AXIS_ROWS];
    for (size_t i = 0; i < split->n; i++) {
        const struct facts *f = &g->facts[AXIS_ROWS][i];
        const struct label *label = &split->label[i];
        uint32_t at = 0;
        if (facts_pages(f) == 0)
            continue;
        x->out->pages += facts_pages(f);
        if (label->key == 0) {
            x->out->unknown = facts_pages(f);
            continue;
        }
        if (!set_get(&x->at, label->key, &at)) {
            struct labelled l;
            TRY(name_group(x, label, &l));
            at = (uint32_t)x->n;
            add(x, label->key, l.id, l.name);
        }
        struct team_row *row = &x->row[at].row;
        struct child numbers = child_of(CHILD_TEAM, f);
        numbers.id = row->child.id;
        numbers.name = row->child.name;
        row->child = numbers;
        row->former = !set_get(current, label->key, &at);
        x->out->paged++;
    }
    return OK;
}

static struct err count_pages(struct listing *x, const struct set *current)
{
    const struct manifest *m = snapshot_manifest(x->snapshot);
    struct split split = split_of(x->a, BY_TEAM, NULL, false);
    struct gather g = {.snapshot = x->snapshot,
        .where = x->where,
        .a = x->a,
        .matter = MATTER_CHILDREN,
        .through = m->family[FAMILY_PAGEOUTS].through,
        .split = {[AXIS_ROWS] = &split}};
    if (x->where->to <= x->where->from)
        return OK;
    TRY(gather_run(&g));
    return take_groups(x, &g, current);
}

static struct err count_oncall(struct listing *x)
{
    const struct where *w = x->where;
    struct set met = set_of(x->a);
    struct duty *duty;
    size_t n;
    if (w->to <= w->from)
        return OK;
    TRY(snapshot_duties(x->snapshot, x->a, day_of(w->from), day_of(w->to - 1), &duty, &n));
    x->out->oncall_known = n > 0;
    for (size_t i = 0; i < n; i++) {
        const struct str both[] = {{(const char *)&duty[i].person, sizeof duty[i].person},
            {(const char *)&duty[i].team, sizeof duty[i].team}};
        uint32_t at = 0;
        size_t before = met.n;
        if (!set_get(&x->at, duty[i].team, &at))
            continue;
        set_put(&met, hash64_of(both, COUNT_OF(both)), 0);
        x->row[at].row.oncall += met.n > before;
    }
    return OK;
}

static double share(uint64_t part, uint64_t whole, bool *known)
{
    *known = whole > 0;
    return whole ? (double)part / (double)whole : 0;
}

static double key_of(const struct team_row *r, enum teams_sort sort, bool *known)
{
    const struct child *c = &r->child;
    *known = true;
    switch (sort) {
    case TEAMS_BY_PAGES:
        return (double)c->pages;
    case TEAMS_BY_PEOPLE:
        return (double)c->people;
    case TEAMS_BY_ANSWERED:
        return share(c->accepted, c->closed, known);
    case TEAMS_BY_HALF:
        *known = c->p50_ms != MS_UNKNOWN;
        return (double)c->p50_ms;
    case TEAMS_BY_ESCALATED:
        return share(c->escalated, c->incidents, known);
    case TEAMS_BY_NIGHT:
        return share(c->sleep, c->pages, known);
    case TEAMS_BY_ONCALL:
        return (double)r->oncall;
    case TEAMS_BY_NAME:
    case TEAMS_BY__N:
        break;
    }
    return 0;
}

static int in_order(const void *a, const void *b)
{
    const struct listed *x = a, *y = b;
    if (x->known != y->known)
        return x->known ? -1 : 1;
    if (x->key < y->key || x->key > y->key)
        return x->key < y->key ? -1 : 1;
    int name = str_cmp(x->plain, y->plain);
    return name ? name : str_cmp(x->row.child.id, y->row.child.id);
}

static void sort_rows(struct listing *x)
{
    struct teams *t = x->out;
    for (size_t i = 0; i < x->n; i++) {
        struct listed *l = &x->row[i];
        l->plain = plain_of(x->a, l->row.child.name);
        l->key = (t->descending ? -1 : 1) * key_of(&l->row, t->sort, &l->known);
    }
    if (x->n)
        qsort(x->row, x->n, sizeof *x->row, in_order);
    t->row = NEW(x->a, struct team_row, x->n + 1);
    t->of = x->n;
    for (size_t i = 0; i < x->n; i++)
        t->row[i] = x->row[t->sort == TEAMS_BY_NAME && t->descending ? x->n - 1 - i : i].row;
}

static size_t letter_of(struct str plain)
{
    bool is_letter = plain.n && plain.p[0] >= 'a' && plain.p[0] <= 'z';
    return is_letter ? (size_t)(plain.p[0] - 'a') : TEAM_LETTERS - 1;
}

/* Where each letter's names begin, when they stand by name. */
static void lay_letters(struct listing *x, uint64_t list)
{
    struct teams *t = x->out;
    size_t first[TEAM_LETTERS] = {0};
    for (size_t i = 0; i < x->n; i++) {
        size_t k = letter_of(x->row[i].plain);
        if (t->letter[k].n++ == 0)
            first[k] = i;
    }
    if (t->sort != TEAMS_BY_NAME || t->descending)
        return;
    for (size_t k = 0; k < TEAM_LETTERS; k++)
        if (t->letter[k].n && first[k])
            t->letter[k].after = cursor_write(x->a, list, (uint32_t)first[k]);
}

static void read_sort(struct str sort, struct teams *t)
{
    t->descending = str_starts(sort, STR("-"));
    int word = word_of(teams_sort_words, TEAMS_BY__N, t->descending ? str_from(sort, 1) : sort);
    t->sort = word > 0 ? (enum teams_sort)word : TEAMS_BY_NAME;
}

static struct err list_rows(struct listing *x, struct teams *out)
{
    struct set current = set_of(x->a);
    const struct filter *f = x->filter;
    uint32_t at = 0;
    uint64_t list = cursor_list(x->a, STR("teams"), snapshot_id(x->snapshot), f);
    if (f->after.n && !cursor_read(f->after, list, &at))
        return err_of(ERR_INPUT, "a cursor of another list");
    TRY(err_at(add_current(x, &current), "teams"));
    TRY(err_at(count_pages(x, &current), "pages"));
    TRY(err_at(count_oncall(x), "duties"));
    sort_rows(x);
    lay_letters(x, list);
    out->from = at < out->of ? at : out->of;
    out->to = out->from + (size_t)f->n < out->of ? out->from + (size_t)f->n : out->of;
    if (out->to < out->of)
        out->next = cursor_write(x->a, list, (uint32_t)out->to);
    return OK;
}

struct err teams_of(struct snapshot *s, struct arena *a, const struct filter *f,
    struct zone_set *zones, struct teams *out)
{
    const struct family_state *pages = &snapshot_manifest(s)->family[FAMILY_PAGEOUTS];
    struct where w;
    *out = (struct teams){.through = pages->through};
    read_sort(f->sort, out);
    window_of(snapshot_manifest(s), f, zones, &out->window);
    out->held = held_of(pages, out->window.from, out->window.to);
    TRY(err_at(where_of(s, a, f, out->window.from, out->window.to, &w), "filter"));
    TRY(err_at(chips_of(s, a, f, out->chip, &out->chips), "chips"));
    struct listing x = {.snapshot = s,
        .a = a,
        .filter = f,
        .where = &w,
        .out = out,
        .row = NEW(a, struct listed, TEAMS_USUAL),
        .cap = TEAMS_USUAL,
        .at = set_of(a)};
    return list_rows(&x, out);
}
