#include "lib/runs.h"

struct runs runs_of(struct arena *a, size_t most)
{
    size_t places = 16;
    while (places < most + most / 2)
        places *= 2;
    return (struct runs){NEW(a, struct run_of_rows, places), places - 1};
}

struct run_of_rows *runs_take(struct runs *r, int64_t key)
{
    size_t i = (uint64_t)key & r->mask;
    while (r->slot[i].n && r->slot[i].key != key)
        i = (i + 1) & r->mask;
    r->slot[i].key = key;
    return &r->slot[i];
}
