#include "store/reach.h"

#include <stdlib.h>
#include <string.h>

#define FIRST_CAP 256

struct reach reach_of(struct arena *a)
{
    struct reach x = {.a = a};
    for (EACH(i, x.latest))
        x.latest[i] = set_of(a);
    return x;
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

static void add(struct reach *x, enum scope scope, int64_t key, int64_t number)
{
    uint32_t at = 0;
    if (key == 0)
        return;
    if (set_get(&x->latest[scope], key, &at) && x->range[at].last >= number - 1) {
        x->range[at].last = number;
        return;
    }
    set_put(&x->latest[scope], key, (uint32_t)x->n);
    *append(x) = (struct range){scope, key, number, number};
}

void reach_add(struct reach *x, const struct record *who, int64_t number)
{
    for (int32_t i = 0; i < who->depth; i++)
        add(x, SCOPE_NODE, who->node[i], number);
    add(x, SCOPE_TEAM, who->team, number);
}

static int range_cmp(const void *a, const void *b)
{
    const struct range *x = a, *y = b;
    if (x->scope != y->scope)
        return x->scope < y->scope ? -1 : 1;
    if (x->key != y->key)
        return x->key < y->key ? -1 : 1;
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
    while (i + n < x->n && x->range[i + n].scope == x->range[i].scope &&
           x->range[i + n].key == x->range[i].key)
        n++;
    return n;
}

struct err reach_write(struct db *db, const struct reach *x)
{
    AUTO(stmt_done) struct stmt q = stmt_of(db, "INSERT INTO reach VALUES (?1, ?2, ?3)");
    for (size_t i = 0; i < x->n && x->range[i].scope == SCOPE_NODE; i++) {
        stmt_put_i64(&q, 1, x->range[i].key);
        stmt_put_i64(&q, 2, x->range[i].first);
        stmt_put_i64(&q, 3, x->range[i].last);
        stmt_again(&q);
    }
    return stmt_end(&q);
}
