#include "store/reach.h"

#include <stdlib.h>
#include <string.h>

#define FIRST_CAP 256

struct reach reach_of(struct arena *a)
{
    return (struct reach){.a = a, .latest = set_of(a)};
}

static struct range *append(struct reach *x)
{
    if (x->n == x->cap) {
        x->cap = x->cap ? 2 * x->cap : FIRST_CAP;
        struct range *grown = NEW(x->a, struct range, x->cap);
        if (x->n)
            memcpy(grown, x->range, x->n * sizeof *grown);
        x->range = grown;
    }
    return &x->range[x->n++];
}

static void add(struct reach *x, int32_t node, int64_t number)
{
    uint32_t at = 0;
    if (set_get(&x->latest, node, &at) && x->range[at].last >= number - 1) {
        x->range[at].last = number;
        return;
    }
    set_put(&x->latest, node, (uint32_t)x->n);
    *append(x) = (struct range){node, number, number};
}

void reach_add(struct reach *x, const struct record *who, int64_t number)
{
    for (int32_t i = 0; i < who->depth; i++)
        add(x, who->node[i], number);
}

static int range_cmp(const void *a, const void *b)
{
    const struct range *x = a, *y = b;
    if (x->node != y->node)
        return x->node < y->node ? -1 : 1;
    return (x->first > y->first) - (x->first < y->first);
}

void reach_sort(struct reach *x)
{
    if (x->n)
        qsort(x->range, x->n, sizeof *x->range, range_cmp);
}

size_t reach_same(const struct reach *x, size_t i)
{
    size_t n = 1;
    while (i + n < x->n && x->range[i + n].node == x->range[i].node)
        n++;
    return n;
}

struct err reach_write(struct db *db, const struct reach *x)
{
    AUTO(stmt_done) struct stmt q = stmt_of(db, "INSERT INTO reach VALUES (?1, ?2, ?3)");
    for (size_t i = 0; i < x->n; i++) {
        stmt_put_i64(&q, 1, x->range[i].node);
        stmt_put_i64(&q, 2, x->range[i].first);
        stmt_put_i64(&q, 3, x->range[i].last);
        stmt_again(&q);
    }
    return stmt_end(&q);
}
