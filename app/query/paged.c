#include "query/paged.h"

#include "lib/hash.h"
#include "store/sheet.h"

#define COLUMNS                                                                                    \
    (1u << SHEET_WHO | 1u << SHEET_PATH | 1u << SHEET_TEAM | 1u << SHEET_SAID | 1u << SHEET_FLAGS)

struct paged paged_of(struct arena *a, const size_t most[FIND_INCIDENT])
{
    struct paged p = {.pairs = set_of(a)};
    for (enum find_list list = 0; list < FIND_INCIDENT; list++) {
        p.at[list] = set_of(a);
        p.pages[list] = NEW(a, uint64_t, most[list] + 1);
    }
    p.teams = NEW(a, uint64_t, most[FIND_NODE] + 1);
    return p;
}

void paged_put(struct paged *p, enum find_list list, int64_t key)
{
    set_put(&p->at[list], key, (uint32_t)p->n[list]++);
}

static bool is_met(struct paged *p, int64_t node, int64_t team)
{
    const struct str both[] = {
        {(const char *)&node, sizeof node}, {(const char *)&team, sizeof team}};
    size_t before = p->pairs.n;
    set_put(&p->pairs, hash64_of(both, COUNT_OF(both)), 0);
    return p->pairs.n == before;
}

static void count(struct paged *p, enum find_list list, int64_t key, uint32_t pages)
{
    uint32_t at = 0;
    if (pages && key && set_get(&p->at[list], key, &at))
        p->pages[list][at] += pages;
}

static void meet(struct paged *p, const struct sheet_path *path, int64_t team)
{
    uint32_t at = 0;
    for (int32_t k = 0; team && k < path->depth; k++)
        if (set_get(&p->at[FIND_NODE], path->node[k], &at) && !is_met(p, path->node[k], team))
            p->teams[at]++;
}

/* Rows are counted by their numbers first: whom a number stands for is looked up once. */
static struct err count_sheet(void *self, const struct picked *rows)
{
    struct paged *p = self;
    const struct sheet *s = rows->sheet;
    struct arena_mark mark = arena_mark_of(&p->scratch);
    uint32_t *whos = NEW(&p->scratch, uint32_t, s->whos_n);
    uint32_t *teams = NEW(&p->scratch, uint32_t, s->teams_n);
    uint32_t who = 0, team = 0; /* of the row before: a person's lie together */
    for (size_t i = 0; i < rows->n; i++) {
        uint32_t row = rows->row[i];
        if (s->flags[row] & FLAG_REPEATED || !purpose_is_page(s->saids[s->said[row]].purpose))
            continue;
        whos[s->who[row]]++;
        teams[s->team[row]]++;
        if (s->who[row] != who || s->team[row] != team)
            meet(p, &s->paths[s->whos[s->who[row]].path], s->teams[s->team[row]]);
        who = s->who[row];
        team = s->team[row];
    }
    for (size_t i = 0; i < s->teams_n; i++)
        count(p, FIND_TEAM, s->teams[i], teams[i]);
    for (size_t i = 0; i < s->whos_n; i++) {
        const struct sheet_path *path = &s->paths[s->whos[i].path];
        count(p, FIND_PERSON, s->whos[i].person, whos[i]);
        for (int32_t k = 0; k < path->depth; k++)
            count(p, FIND_NODE, path->node[k], whos[i]);
    }
    arena_rewind(&p->scratch, mark);
    return OK;
}

struct err paged_count(struct snapshot *s, struct paged *p, int64_t from, int64_t to)
{
    const struct where w = {.from = from, .to = to};
    const struct sheet_taker taker = {count_sheet, p};
    p->scratch = arena_of(ARENA_CAP_REQUEST);
    struct err e = snapshot_sheets(s, DATASET_PAGEOUTS, &w, COLUMNS, &taker);
    arena_done(&p->scratch);
    return e;
}
