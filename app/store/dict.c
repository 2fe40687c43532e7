#include "store/dict.h"

#include <string.h>

struct dict dict_of(struct db *db, enum part p, struct reach *reach)
{
    struct dict d = {.insert = stmt_of(db, part_sql[p].insert), .part = p, .reach = reach};
    if (p == PART_WHO)
        d.path = stmt_of(db, "INSERT INTO path VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)");
    return d;
}

void dict_done(struct dict *d)
{
    stmt_done(&d->insert);
    stmt_done(&d->path);
}

/* Entries with the same nodes come one after the other. */
static void put_path(struct dict *d, const struct record *who)
{
    int32_t node[NODE_DEPTH_MAX] = {0};
    memcpy(node, who->node, (size_t)who->depth * sizeof *node);
    if (d->paths && memcmp(d->node, node, sizeof node) == 0)
        return;
    memcpy(d->node, node, sizeof node);
    stmt_put_i64(&d->path, 1, ++d->paths);
    for (int i = 0; i < NODE_DEPTH_MAX; i++)
        stmt_put_i64(&d->path, i + 2, node[i]);
    stmt_again(&d->path);
}

/* The next entry, of PART_WHO. */
static void put_who(struct dict *d, const struct record *who)
{
    put_path(d, who);
    reach_add(d->reach, who, d->n);
}

void dict_put(struct dict *d, struct str entry)
{
    struct record r = {0};
    d->n++;
    if (!part_unpack(d->part, entry, TEXTS_ALL, &r)) {
        d->insert.e = err_of(ERR_IO, "an entry of dictionary %d is damaged", (int)d->part);
        return;
    }
    if (d->part == PART_WHO)
        put_who(d, &r);
    part_bind(&d->insert, d->part, d->n, &r, d->paths);
    stmt_again(&d->insert);
}

struct err dict_end(struct dict *d)
{
    TRY(stmt_end(&d->insert));
    return d->part == PART_WHO ? stmt_end(&d->path) : OK;
}

struct giving {
    const struct dict_plan *plan;
    struct dict *dict;
};

/* A path is written just before the first of its people, as it is by dict_put. */
static void give_entry(const void *self, size_t i, int column, struct sqlite3_context *to)
{
    const struct giving *g = self;
    const struct record *r = g->plan->record[i];
    if (column == 0) {
        g->dict->n = (int64_t)i + 1;
        if (g->plan->part == PART_WHO)
            put_who(g->dict, r);
    }
    part_give(g->plan->part, r, g->dict->paths, column, to);
}

struct err dict_write(struct db *db, const struct dict_plan *plan, struct reach *reach)
{
    AUTO(dict_done) struct dict d = dict_of(db, plan->part, reach);
    const struct supply entries = {plan->n, give_entry, &(struct giving){plan, &d}};
    TRY(supply_run(db, part_sql[plan->part].supply, &entries));
    return dict_end(&d);
}
