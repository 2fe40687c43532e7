#include "lib/runs.h"

struct runs runs_of(struct arena *a, size_t keys)
{
    size_t places = 16;
    while (places < keys + keys / 2)
        places *= 2;
    return (struct runs){a, NEW(a, struct run_of_rows, places), places - 1, 0};
}

static struct run_of_rows *slot_of(struct runs *r, int64_t key)
{
    size_t i = (uint64_t)key & r->mask;
    while (r->slot[i].n && r->slot[i].key != key)
        i = (i + 1) & r->mask;
    return &r->slot[i];
}

static void widen(struct runs *r)
{
    struct runs wider = runs_of(r->a, 2 * r->keys);
    for (size_t i = 0; i <= r->mask; i++)
        if (r->slot[i].n)
            *slot_of(&wider, r->slot[i].key) = r->slot[i];
    wider.keys = r->keys;
    *r = wider;
}

struct run_of_rows *runs_take(struct runs *r, int64_t key)
{
    if (r->keys + r->keys / 4 > r->mask)
        widen(r);
    struct run_of_rows *run = slot_of(r, key);
    r->keys += run->n == 0;
    run->key = key;
    return run;
}
