#include "etl/nodes.h"

#include "etl/chart.h"
#include "etl/lookup.h"

#include <stdlib.h>
#include <string.h>

#define LATEST (INT64_MAX - 1) /* an instant at which the newest versions hold */

/* Numbers that are in use; a power of two of places, at most half of them filled. */
struct taken {
    int32_t *number;
    size_t mask;
};

static struct taken taken_of(struct arena *a, size_t n)
{
    size_t places = 16;
    while (places < 2 * n)
        places *= 2;
    return (struct taken){NEW(a, int32_t, places), places - 1};
}

/* False when it was there already. */
static bool take_number(struct taken *t, int32_t number)
{
    size_t i = ((uint32_t)number * UINT32_C(2654435761)) & t->mask;
    for (; t->number[i]; i = (i + 1) & t->mask)
        if (t->number[i] == number)
            return false;
    t->number[i] = number;
    return true;
}

static int by_text(const void *a, const void *b)
{
    return str_cmp(*(const struct str *)a, *(const struct str *)b);
}

static int by_number(const void *a, const void *b)
{
    int32_t x = ((const struct roster_node *)a)->number;
    int32_t y = ((const struct roster_node *)b)->number;
    return (x > y) - (x < y);
}

static bool is_newest(const struct roster *r, size_t i)
{
    return roster_person_until(r, i) == INT64_MAX;
}

/* The ids that somebody names as his manager now, in order, each once. */
static struct str *managers_of(struct arena *a, const struct roster *r, size_t *n)
{
    struct str *id = NEW(a, struct str, r->people_n + 1);
    size_t named = 0;
    for (size_t i = 0; i < r->people_n; i++)
        if (is_newest(r, i) && !r->people[i].deleted && r->people[i].manager_id.n)
            id[named++] = r->people[i].manager_id;
    qsort(id, named, sizeof *id, by_text);
    *n = 0;
    for (size_t i = 0; i < named; i++)
        if (*n == 0 || !str_eq(id[*n - 1], id[i]))
            id[(*n)++] = id[i];
    return id;
}

void nodes_number(
    struct arena *a, struct arena *scratch, const struct roster *before, struct roster *r)
{
    size_t managers = 0;
    const struct str *id = managers_of(scratch, r, &managers);
    struct taken taken = taken_of(scratch, before->nodes_n + managers);
    r->nodes = NEW(a, struct roster_node, before->nodes_n + managers + 1);
    r->nodes_n = before->nodes_n;
    for (size_t i = 0; i < before->nodes_n; i++) {
        r->nodes[i] = before->nodes[i];
        r->nodes[i].current = false;
        r->nodes[i].people = 0;
        (void)take_number(&taken, before->nodes[i].number);
    }
    for (size_t i = 0; i < managers; i++) {
        if (roster_node_of(before, id[i]) != LOOKUP_NONE)
            continue;
        int32_t number = node_number_first(id[i]);
        while (!take_number(&taken, number))
            number = node_number_next(number);
        r->nodes[r->nodes_n++] = (struct roster_node){.number = number, .manager_id = id[i]};
    }
    qsort(r->nodes, r->nodes_n, sizeof *r->nodes, by_number);
}

static void count_person(struct roster *r, const struct place *place)
{
    for (int32_t level = 0; level < place->depth; level++) {
        struct roster_node *node = &r->nodes[roster_node_numbered(r, place->node[level])];
        node->current = true;
        node->parent = level ? place->node[level - 1] : 0;
        node->depth = level + 1;
        node->people++;
    }
}

static void label(const struct roster *r, struct roster_node *node)
{
    size_t manager = roster_person_at(r, node->manager_id, LATEST);
    if (!node->current)
        return;
    node->label = node->manager_id;
    if (manager == LOOKUP_NONE)
        return;
    const struct roster_person *p = &r->people[manager];
    if (p->title.n || p->name.n)
        node->label = p->title.n ? p->title : p->name;
}

void nodes_place(struct arena *scratch, struct roster *r, struct directory_changes *changes)
{
    struct chart chart = chart_of(scratch, r);
    for (size_t i = 0; i < r->people_n; i++) {
        if (!is_newest(r, i) || r->people[i].deleted)
            continue;
        struct place place = chart_place(&chart, i, LATEST);
        count_person(r, &place);
        changes->placed += place.depth > 0;
        changes->looped += place.loop;
        changes->folded += place.folded;
    }
    size_t kept = 0; /* a node that is new and too deep to be in any place is none yet */
    for (size_t i = 0; i < r->nodes_n; i++) {
        label(r, &r->nodes[i]);
        if (r->nodes[i].depth > 0)
            r->nodes[kept++] = r->nodes[i];
    }
    r->nodes_n = kept;
}
