#include "source/due.h"

#include "lib/hash.h"

#include <stdlib.h>
#include <string.h>

struct slot {
    int64_t checked;
    size_t number;
};

static int oldest_first(const void *a, const void *b)
{
    const struct slot *x = a, *y = b;
    if (x->checked != y->checked)
        return x->checked < y->checked ? -1 : 1;
    return (x->number > y->number) - (x->number < y->number);
}

/* The share of the slots that a run has to do which comes so long after the last one. */
static size_t share(int64_t since, int64_t age)
{
    if (since >= age)
        return CHECK_SLOTS;
    if (since <= 0)
        return 1;
    return (size_t)(((double)since * CHECK_SLOTS + (double)age - 1) / (double)age);
}

size_t due_slot(struct str id)
{
    return (size_t)((uint64_t)hash64(id) % CHECK_SLOTS);
}

struct due due_of(const struct roster *before, int64_t now, int64_t age)
{
    struct due due = {.n = 0};
    struct slot order[CHECK_SLOTS];
    size_t want = before->synced_at ? share(now - before->synced_at, age) : CHECK_SLOTS;
    for (size_t i = 0; i < CHECK_SLOTS; i++) {
        int64_t checked = before->checked[i];
        order[i] = (struct slot){checked > now ? 0 : checked, i};
    }
    qsort(order, CHECK_SLOTS, sizeof *order, oldest_first);
    for (; due.n < CHECK_SLOTS; due.n++) {
        if (due.n >= want && order[due.n].checked > now - age)
            break;
        due.slot[order[due.n].number] = true;
    }
    return due;
}
