#include "query/gather.h"

#include "lib/hash.h"
#include "query/incident.h"
#include "query/interrupt.h"
#include "query/items.h"
#include "query/reckon.h"
#include "query/roster.h"
#include "query/told.h"

uint32_t gather_columns(const struct gather *g)
{
    uint32_t wanted = matter_columns(g->matter) | (g->tally ? RECKON_PAGES : 0);
    bool page = matter_dataset(g->matter) == DATASET_PAGEOUTS;
    for (size_t axis = AXIS_ROWS; axis < AXIS__N; axis++)
        if (g->split[axis])
            wanted |= page && split_is_by_way(g->split[axis]) ? SHEET_BIT(PAGE)
                                                              : split_columns(g->split[axis]);
    return wanted;
}

static size_t groups_n(const struct gather *g, size_t axis)
{
    if (axis == AXIS_TOTAL)
        return 1;
    return g->split[axis] ? g->split[axis]->n : 0;
}

static bool has_axis(const struct gather *g, size_t axis)
{
    return axis == AXIS_TOTAL || g->split[axis];
}

/* Facts for all groups there are by now. */
static void make_room(struct gather *g)
{
    for (size_t axis = 0; axis < AXIS__N; axis++) {
        size_t n = groups_n(g, axis), cap = g->cap[axis] ? g->cap[axis] : 8;
        if (n <= g->cap[axis])
            continue;
        while (cap < n)
            cap *= 2;
        struct facts *more = NEW(g->a, struct facts, cap);
        for (size_t i = 0; i < g->cap[axis]; i++)
            more[i] = g->facts[axis][i];
        g->facts[axis] = more;
        g->cap[axis] = cap;
    }
}

static void count_item(struct facts *f, uint8_t outcome, unsigned bits)
{
    if (outcome == NOT_A_PAGE) {
        f->not_pages++;
        return;
    }
    f->outcome[outcome]++;
    f->sleep += (bits & ITEM_SLEEP) != 0;
    f->reassigned += (bits & ITEM_REASSIGNED) != 0;
    f->cleared_fast += (bits & ITEM_FAST) != 0;
    f->cleared_untimed += (bits & ITEM_CLEARED_UNTIMED) != 0;
    f->uncredited += (bits & ITEM_UNCREDITED) != 0;
    f->uncertain += (bits & ITEM_UNCERTAIN) != 0;
}

static void count_pages(struct gather *g, const struct items *it, size_t axis)
{
    for (size_t i = 0; i < it->n; i++) {
        uint32_t group = it->group[axis][i];
        if (group != NO_GROUP)
            count_item(&g->facts[axis][group], it->outcome[i], it->bits[i]);
    }
}

/* The number of a key, from 1; 0 of the key 0. */
static uint32_t number_of(struct set *s, int64_t key)
{
    uint32_t n = 0;
    if (key == 0 || set_get(s, key, &n))
        return n;
    n = (uint32_t)s->n + 1;
    set_put(s, key, n);
    return n;
}

static uint32_t incident_of(struct gather *g, const struct sheet_about *about)
{
    uint32_t n = number_of(&g->incidents, about->incident);
    if (g->matter != MATTER_REPEATS || n == 0)
        return n;
    while (g->source_cap <= n)
        g->source =
            arena_room(&g->pass, g->source, sizeof *g->source, g->source_cap, &g->source_cap);
    if (g->source[n] == 0 && about->source.n + about->title.n) {
        const struct str parts[] = {about->source, STR("\n"), about->title};
        g->source[n] = number_of(&g->sources, hash64_of(parts, COUNT_OF(parts)));
    }
    return n;
}

static void note_items(struct gather *g, const struct items *it)
{
    const struct sheet *s = it->sheet;
    uint32_t columns = gather_columns(g);
    for (size_t i = 0; i < it->n && columns & SHEET_BIT(ABOUT); i++)
        set_soon(&g->incidents, s->abouts[s->about[it->row[i]]].incident);
    for (size_t i = 0; i < it->n; i++) {
        uint32_t row = it->row[i];
        if (it->outcome[i] == NOT_A_PAGE)
            continue;
        struct note *note = notes_add(&g->notes);
        for (size_t axis = 0; axis < AXIS__N; axis++)
            note->group[axis] = it->group[axis][i];
        note->created = s->day * DAY_MS + s->created[row];
        note->ms = it->ms[i];
        note->outcome = it->outcome[i];
        note->handed_up = it->bits[i] & ITEM_HANDED_UP;
        if (columns & SHEET_BIT(LEVEL))
            note->level = s->level[row];
        if (columns & SHEET_BIT(WHO))
            note->who = number_of(&g->people, s->whos[s->who[row]].person);
        if (columns & SHEET_BIT(ABOUT))
            note->incident = incident_of(g, &s->abouts[s->about[row]]);
    }
}

/* Each attempt is in one group of an axis, so the total need not be counted beside another. */
static enum axis counted_axis(const struct gather *g)
{
    return g->split[AXIS_ROWS] ? AXIS_ROWS : g->split[AXIS_BINS] ? AXIS_BINS : AXIS_TOTAL;
}

static void count_attempts(struct gather *g, const struct items *it, size_t axis)
{
    const struct sheet *s = it->sheet;
    struct facts *facts = g->facts[axis];
    const uint32_t *group = it->group[axis];
    uint8_t *delivery = NEW(&g->scratch, uint8_t, s->saids_n + 1);
    if (axis == AXIS_TOTAL && counted_axis(g) != AXIS_TOTAL)
        return;
    for (size_t i = 0; i < s->saids_n; i++)
        delivery[i] = (uint8_t)s->saids[i].delivery;
    for (size_t i = 0; group && i < it->n; i++)
        facts[group[i]].delivery[delivery[s->said[it->row[i]]]]++;
    for (size_t i = 0; !group && i < it->n; i++)
        facts->delivery[delivery[s->said[it->row[i]]]]++;
}

static void sum_attempts(struct gather *g)
{
    enum axis from = counted_axis(g);
    struct facts *total = g->facts[AXIS_TOTAL];
    for (size_t i = 0; from != AXIS_TOTAL && i < groups_n(g, from); i++)
        for (EACH(d, total->delivery))
            total->delivery[d] += g->facts[from][i].delivery[d];
}

static void interrupt(struct gather *g, const struct items *it)
{
    const struct heard heard = heard_of(&g->scratch, it->sheet, it->row, it->n, &g->run);
    for (size_t axis = 0; axis < AXIS__N; axis++) {
        if (!has_axis(g, axis))
            continue;
        while (g->last_cap[axis] < groups_n(g, axis))
            g->last[axis] = arena_room(&g->pass, g->last[axis], sizeof *g->last[axis],
                g->last_cap[axis], &g->last_cap[axis]);
        interrupt_add(&heard, it->group[axis], g->last[axis], g->facts[axis]);
    }
}

static void add(struct gather *g, const struct items *it)
{
    if (g->matter == MATTER_INTERRUPTIONS) {
        interrupt(g, it);
        return;
    }
    for (size_t axis = 0; axis < AXIS__N; axis++)
        if (has_axis(g, axis) && g->matter == MATTER_ATTEMPTS)
            count_attempts(g, it, axis);
        else if (has_axis(g, axis))
            count_pages(g, it, axis);
}

struct err gather_take(void *self, const struct picked *p)
{
    struct gather *g = self;
    struct items it;
    arena_wipe(&g->scratch);
    struct items_ask ask = {.snapshot = g->snapshot,
        .where = g->where,
        .scratch = &g->scratch,
        .matter = g->matter,
        .through = g->through};
    for (size_t axis = 0; axis < AXIS__N; axis++)
        ask.split[axis] = g->split[axis];
    TRY(items_of(&ask, p, &it));
    make_room(g);
    add(g, &it);
    if (it.outcome && ask.matter != MATTER_PAGES)
        note_items(g, &it);
    if (g->tally)
        reckon_pages(&it, p->n, g->where->answers, g->tally, g->days);
    return OK;
}

/* What the notes come to, along one axis. */
struct orders {
    const uint32_t *who, *incident; /* NULL where not needed */
};

static struct orders orders_of(const struct gather *g, struct arena *a)
{
    static const struct {
        bool who, incident;
    } wanted[MATTER__N] = {[MATTER_PEOPLE] = {.who = true},
        [MATTER_PAIRS] = {.incident = true},
        [MATTER_INCIDENTS] = {.incident = true},
        [MATTER_REPEATS] = {.incident = true},
        [MATTER_CHILDREN] = {.who = true, .incident = true}};
    struct orders o = {0};
    if (wanted[g->matter].who)
        o.who = notes_by_who(&g->notes, a, (uint32_t)g->people.n);
    if (wanted[g->matter].incident)
        o.incident = notes_by_incident(&g->notes, a, (uint32_t)g->incidents.n);
    return o;
}

static void finish_axis(struct gather *g, const struct orders *o, enum axis axis)
{
    struct facts *f = g->facts[axis];
    size_t n = groups_n(g, axis);
    const struct incidents incidents = {.notes = &g->notes,
        .order = o->incident,
        .source = g->source,
        .untimed = g->matter == MATTER_CHILDREN,
        .from = g->where->from};
    switch (g->matter) {
    case MATTER_ACK:
    case MATTER_ANSWER:
    case MATTER_LATENCY:
        notes_times(&g->notes, g->a, axis, f, n);
        break;
    case MATTER_PEOPLE:
        notes_people(&g->notes, g->a, o->who, axis, f, n);
        break;
    case MATTER_PAIRS:
        notes_pairs(&g->notes, g->a, o->incident, axis, f, n);
        break;
    case MATTER_CHILDREN:
        notes_times(&g->notes, g->a, axis, f, n);
        notes_people(&g->notes, g->a, o->who, axis, f, n);
        incidents_add(&incidents, g->a, axis, f, n);
        break;
    case MATTER_INCIDENTS:
    case MATTER_REPEATS:
        incidents_add(&incidents, g->a, axis, f, n);
        break;
    case MATTER_PAGES:
    case MATTER_LOAD:
    case MATTER_ATTEMPTS:
    case MATTER_INTERRUPTIONS:
    case MATTER__N:
        break;
    }
}

static struct err finish_load(struct gather *g)
{
    const struct roster_ask ask = {.snapshot = g->snapshot,
        .a = &g->pass,
        .where = g->where,
        .rows = g->split[AXIS_ROWS],
        .bins = g->split[AXIS_BINS],
        .people = &g->people};
    struct load load = {.notes = &g->notes};
    struct claim *claim;
    TRY(roster_claims(&ask, &claim, &load.claims));
    load.claim = claim;
    load.people = (uint32_t)g->people.n;
    make_room(g);
    for (enum axis axis = 0; axis < AXIS__N; axis++)
        if (has_axis(g, axis))
            load_add(&load, axis, g->facts[axis], groups_n(g, axis));
    g->no_duties = load.claims == 0;
    return OK;
}

void gather_begin(struct gather *g)
{
    g->pass = arena_of(ARENA_CAP_BATCH);
    g->scratch = arena_of(ARENA_CAP_BATCH);
    g->notes.a = &g->pass;
    g->people = set_of(&g->pass);
    g->incidents = set_of(&g->pass);
    g->sources = set_of(&g->pass);
    make_room(g);
}

struct err gather_finish(struct gather *g)
{
    enum matter matter = g->matter;
    arena_wipe(&g->scratch);
    make_room(g);
    if (matter == MATTER_LOAD)
        return finish_load(g);
    if (matter == MATTER_ATTEMPTS)
        sum_attempts(g);
    struct orders o = orders_of(g, &g->scratch);
    for (enum axis axis = 0; axis < AXIS__N; axis++)
        if (has_axis(g, axis))
            finish_axis(g, &o, axis);
    return OK;
}

void gather_done(struct gather *g)
{
    arena_done(&g->scratch);
    arena_done(&g->pass);
}

struct err gather_run(struct gather *g)
{
    const struct sheet_taker taker = {gather_take, g};
    gather_begin(g);
    struct err e = snapshot_sheets(
        g->snapshot, matter_dataset(g->matter), g->where, gather_columns(g), &taker);
    if (e.code == ERR_OK)
        e = gather_finish(g);
    gather_done(g);
    return e;
}

struct err gather_pages(struct snapshot *s, struct arena *a, const struct where *w,
    const struct day_taker *days, struct tally *into)
{
    if (told_where(w))
        return snapshot_pages(s, w, days, into);
    struct gather g = {.snapshot = s,
        .where = w,
        .a = a,
        .through = snapshot_manifest(s)->family[FAMILY_PAGEOUTS].through,
        .tally = into,
        .days = days};
    return gather_run(&g);
}
