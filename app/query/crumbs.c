#include "query/crumbs.h"

#include "store/reader.h"

#include <stdlib.h>

static int most_people_first(const void *a, const void *b)
{
    const struct node *x = a, *y = b;
    if (x->people != y->people)
        return x->people < y->people ? 1 : -1;
    int label = str_cmp(x->label, y->label);
    return label ? label : (x->number > y->number) - (x->number < y->number);
}

static struct err beside(
    struct snapshot *s, struct arena *a, const struct node *step, struct crumb *out)
{
    struct node *all = NULL;
    size_t n = 0;
    TRY(snapshot_children(s, a, step->parent, &all, &n));
    if (n)
        qsort(all, n, sizeof *all, most_people_first);
    for (size_t i = 0; i < n; i++) {
        if (all[i].number == step->number)
            continue;
        if (out->n < BESIDE_MAX)
            out->beside[out->n++] = all[i];
        out->of++;
    }
    return OK;
}

struct err crumbs_of(
    struct snapshot *s, struct arena *a, const struct node *way, size_t n, struct crumbs *out)
{
    *out = (struct crumbs){0};
    for (size_t i = 0; i < n && i < NODE_DEPTH_MAX; i++)
        TRY(beside(s, a, &way[i], &out->at[i]));
    return OK;
}
