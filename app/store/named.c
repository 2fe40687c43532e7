#include "store/named.h"

#include "lib/limits.h"
#include "store/schema.h"
#include "store/shelf.h"

static struct err segment_named(struct db *db, struct named_taker taker)
{
    AUTO(stmt_done)
    struct stmt q = stmt_of(db, "SELECT person, recipient FROM who WHERE person <> 0");
    while (stmt_row(&q))
        taker.take(taker.self, stmt_col_i64(&q, 0), stmt_col_text(&q, 1));
    return stmt_end(&q);
}

static void shelf_end(struct shelf **s)
{
    if (*s)
        shelf_done(*s);
}

struct err named_since(
    const char *store, const struct manifest *m, int64_t since, struct named_taker taker)
{
    AUTO(arena_done) struct arena a = arena_of(ARENA_CAP_BATCH);
    AUTO(shelf_end) struct shelf *shelf = shelf_of(&a, store, NULL, NULL);
    for (enum family f = 0; f < FAMILY_DIRECTORY; f++) {
        for (size_t i = 0; i < m->family[f].segments; i++) {
            const struct segment_ref *ref = &m->family[f].segment[i];
            struct db *db = NULL;
            if (ref->last < day_of(since) || ref->schema != schema_version(f))
                continue;
            TRY(shelf_take(shelf, f, ref, &db));
            TRY(err_at(segment_named(db, taker), "%.*s", STR_ARG(ref->name)));
        }
    }
    return OK;
}
