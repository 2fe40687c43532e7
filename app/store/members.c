#include "store/members.h"

#include "store/snapshot.h"

struct err snapshot_members(
    struct snapshot *s, struct arena *a, struct str team_id, struct roster_member **out, size_t *n)
{
    struct db *db = NULL;
    size_t cap = 0;
    *n = 0;
    *out = NULL;
    TRY(snapshot_directory(s, &db));
    if (!db)
        return OK;
    AUTO(stmt_done)
    struct stmt q = stmt_of(db, "SELECT person_id, role, since, until FROM member"
                                " WHERE team_id = ?1 ORDER BY person_id, since");
    stmt_put_text(&q, 1, team_id);
    while (stmt_row(&q)) {
        *out = arena_room(a, *out, sizeof **out, *n, &cap);
        (*out)[(*n)++] = (struct roster_member){
            .person_id = arena_copy(a, stmt_col_text(&q, 0)),
            .team_id = team_id,
            .role = arena_copy(a, stmt_col_text(&q, 1)),
            .from = stmt_col_i64(&q, 2),
            .to = stmt_col_i64(&q, 3),
        };
    }
    return stmt_end(&q);
}
