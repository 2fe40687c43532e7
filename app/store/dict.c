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
static void put_path(struct dict *d, struct str entry, const struct record *who)
{
    if (d->paths && memcmp(d->nodes, entry.p, PART_PATH_BYTES) == 0)
        return;
    memcpy(d->nodes, entry.p, PART_PATH_BYTES);
    stmt_put_i64(&d->path, 1, ++d->paths);
    for (int i = 0; i < NODE_DEPTH_MAX; i++)
        stmt_put_i64(&d->path, i + 2, who->node[i]);
    stmt_again(&d->path);
}

void dict_put(struct dict *d, struct str entry)
{
    struct record r = {0};
    d->n++;
    if (!part_unpack(d->part, entry, TEXTS_ALL, &r)) {
        d->insert.e = err_of(ERR_IO, "an entry of dictionary %d is damaged", (int)d->part);
        return;
    }
    if (d->part == PART_WHO) {
        put_path(d, entry, &r);
        reach_add(d->reach, &r, d->n);
    }
    part_bind(&d->insert, d->part, d->n, &r, d->paths);
    stmt_again(&d->insert);
}

struct err dict_end(struct dict *d)
{
    TRY(stmt_end(&d->insert));
    return d->part == PART_WHO ? stmt_end(&d->path) : OK;
}
