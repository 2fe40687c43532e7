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

static void count(struct paged *p, enum find_list list, int64_t key, int64_t team)
{
    uint32_t at = 0;
    if (!key || !set_get(&p->at[list], key, &at))
        return;
    p->pages[list][at]++;
    if (list == FIND_NODE && team && !is_met(p, key, team))
        p->teams[at]++;
}

static struct err count_sheet(void *self, const struct picked *rows)
{
    struct paged *p = self;
    const struct sheet *s = rows->sheet;
    for (size_t i = 0; i < rows->n; i++) {
        uint32_t row = rows->row[i];
        if (s->flags[row] & FLAG_REPEATED || !purpose_is_page(s->saids[s->said[row]].purpose))
            continue;
        const struct sheet_who *who = &s->whos[s->who[row]];
        int64_t team = s->teams[s->team[row]];
        count(p, FIND_PERSON, who->person, 0);
        count(p, FIND_TEAM, team, 0);
        const struct sheet_path *path = &s->paths[who->path];
        for (int32_t k = 0; k < path->depth; k++)
            count(p, FIND_NODE, path->node[k], team);
    }
    return OK;
}

struct err paged_count(struct snapshot *s, struct paged *p, int64_t from, int64_t to)
{
    const struct where w = {.from = from, .to = to};
    const struct sheet_taker taker = {count_sheet, p};
    return snapshot_sheets(s, DATASET_PAGEOUTS, &w, COLUMNS, &taker);
}
