#include "store/label.h"

#include "store/snapshot.h"

/* clang-format off */
static const char *const queries[LABEL__N] = {
    [LABEL_PERSON] = "SELECT id, name FROM person WHERE key = ?1 ORDER BY since DESC LIMIT 1",
    [LABEL_TEAM]   = "SELECT id, name FROM team WHERE key = ?1 ORDER BY since DESC LIMIT 1",
};
/* clang-format on */

struct err snapshot_labels(
    struct snapshot *s, struct arena *a, enum label_of what, struct labelled *x, size_t n)
{
    struct db *db = NULL;
    TRY(snapshot_directory(s, &db));
    if (!db)
        return OK;
    AUTO(stmt_done) struct stmt q = stmt_of(db, queries[what]);
    for (size_t i = 0; i < n; i++) {
        stmt_put_i64(&q, 1, x[i].key);
        if (stmt_row(&q)) {
            x[i].id = arena_copy(a, stmt_col_text(&q, 0));
            x[i].name = arena_copy(a, stmt_col_text(&q, 1));
        }
        stmt_again(&q);
    }
    return stmt_end(&q);
}
