/* What a snapshot knows of people, teams and the organisation, as of the last sync. */
#include "lib/hash.h"
#include "store/directory.h"
#include "store/snapshot.h"

struct err snapshot_directory(struct snapshot *s, struct db **out)
{
    const struct family_state *f = &s->manifest.family[FAMILY_DIRECTORY];
    *out = NULL;
    TRY(snapshot_begin(s));
    return f->segments ? shelf_take(s->shelf, FAMILY_DIRECTORY, &f->segment[0], out) : OK;
}

static struct err missing(struct stmt *q, const char *what)
{
    TRY(stmt_end(q));
    return err_of(ERR_MISSING, "no such %s", what);
}

#define NODE_COLUMNS                                                                               \
    "SELECT n.number, n.parent, n.depth, n.people, n.label, n.manager_id, n.current,"              \
    " coalesce((SELECT name FROM person p WHERE p.id = n.manager_id ORDER BY since DESC LIMIT 1)," \
    " '') FROM node n"

static struct node node_of(struct stmt *q, struct arena *a)
{
    return (struct node){
        .number = stmt_col_i32(q, 0),
        .parent = stmt_col_i32(q, 1),
        .depth = stmt_col_i32(q, 2),
        .people = stmt_col_i32(q, 3),
        .label = arena_copy(a, stmt_col_text(q, 4)),
        .manager_id = arena_copy(a, stmt_col_text(q, 5)),
        .current = stmt_col_i64(q, 6) != 0,
        .manager_name = arena_copy(a, stmt_col_text(q, 7)),
    };
}

struct err snapshot_node(struct snapshot *s, struct arena *a, int32_t number, struct node *out)
{
    struct db *db = NULL;
    TRY(snapshot_directory(s, &db));
    if (!db)
        return err_of(ERR_MISSING, "no directory");
    AUTO(stmt_done) struct stmt q = stmt_of(db, NODE_COLUMNS " WHERE n.number = :number");
    stmt_i64(&q, ":number", number);
    if (!stmt_row(&q))
        return missing(&q, "node");
    *out = node_of(&q, a);
    return stmt_end(&q);
}

struct err snapshot_children(
    struct snapshot *s, struct arena *a, int32_t number, struct node **out, size_t *n)
{
    struct db *db = NULL;
    *n = 0;
    *out = NULL;
    TRY(snapshot_directory(s, &db));
    if (!db)
        return OK;
    AUTO(stmt_done)
    struct stmt count = stmt_of(db, "SELECT count(*) FROM node WHERE parent = :number AND current");
    stmt_i64(&count, ":number", number);
    size_t most = stmt_row(&count) ? (size_t)stmt_col_i64(&count, 0) : 0;
    TRY(stmt_end(&count));
    *out = NEW(a, struct node, most + 1);
    AUTO(stmt_done)
    struct stmt q = stmt_of(db, NODE_COLUMNS " WHERE n.parent = :number AND n.current"
                                             " ORDER BY n.label, n.number");
    stmt_i64(&q, ":number", number);
    while (*n < most && stmt_row(&q))
        (*out)[(*n)++] = node_of(&q, a);
    return stmt_end(&q);
}

/* Up from the lowest node: the own one when the person manages somebody, else the manager's. */
static struct err path_of_person(struct db *db, struct person *p)
{
    AUTO(stmt_done)
    struct stmt q = stmt_of(db,
        "WITH RECURSIVE up(number, parent, depth) AS ("
        " SELECT number, parent, depth FROM node WHERE number = coalesce("
        "  (SELECT number FROM node WHERE manager_id = :own AND current),"
        "  (SELECT number FROM node WHERE manager_id = :boss AND current AND :boss <> ''))"
        " UNION SELECT n.number, n.parent, n.depth FROM node n JOIN up ON n.number = up.parent)"
        " SELECT number FROM up ORDER BY depth, number");
    stmt_text(&q, ":own", p->id);
    stmt_text(&q, ":boss", p->manager_id);
    while (p->depth < NODE_DEPTH_MAX && stmt_row(&q))
        p->path[p->depth++] = stmt_col_i32(&q, 0);
    return stmt_end(&q);
}

static struct err team_of_person(struct db *db, struct arena *a, struct person *p)
{
    AUTO(stmt_done)
    struct stmt q =
        stmt_of(db, "SELECT min(m.team_id) FROM member m WHERE m.person_id = :id AND m.until = 0"
                    " AND EXISTS (SELECT 1 FROM team t WHERE t.id = m.team_id)");
    stmt_text(&q, ":id", p->id);
    p->team_id = stmt_row(&q) ? arena_copy(a, stmt_col_text(&q, 0)) : STR("");
    return stmt_end(&q);
}

struct err snapshot_person(struct snapshot *s, struct arena *a, int64_t key, struct person *out)
{
    struct db *db = NULL;
    TRY(snapshot_directory(s, &db));
    if (!db)
        return err_of(ERR_MISSING, "no directory");
    AUTO(stmt_done)
    struct stmt q =
        stmt_of(db, "SELECT id, login, name, zone, title, manager_id, active, deleted FROM person"
                    " WHERE key = :key ORDER BY since DESC LIMIT 1");
    stmt_i64(&q, ":key", key);
    if (!stmt_row(&q))
        return missing(&q, "person");
    *out = (struct person){
        .key = key,
        .id = arena_copy(a, stmt_col_text(&q, 0)),
        .login = arena_copy(a, stmt_col_text(&q, 1)),
        .name = arena_copy(a, stmt_col_text(&q, 2)),
        .zone = arena_copy(a, stmt_col_text(&q, 3)),
        .title = arena_copy(a, stmt_col_text(&q, 4)),
        .manager_id = arena_copy(a, stmt_col_text(&q, 5)),
        .active = stmt_col_i64(&q, 6) != 0,
        .deleted = stmt_col_i64(&q, 7) != 0,
    };
    TRY(stmt_end(&q));
    TRY(team_of_person(db, a, out));
    return path_of_person(db, out);
}

static struct err read_versions(struct db *db, struct arena *a, int64_t key, struct life *out)
{
    size_t cap = 0;
    AUTO(stmt_done)
    struct stmt q = stmt_of(db, "SELECT id, since, login, name, zone, manager_id, title, active,"
                                " deleted FROM person WHERE key = ?1 ORDER BY since");
    stmt_put_i64(&q, 1, key);
    while (stmt_row(&q)) {
        out->version = arena_room(a, out->version, sizeof *out->version, out->versions, &cap);
        out->version[out->versions++] = (struct roster_person){
            .id = arena_copy(a, stmt_col_text(&q, 0)),
            .from = stmt_col_i64(&q, 1),
            .login = arena_copy(a, stmt_col_text(&q, 2)),
            .name = arena_copy(a, stmt_col_text(&q, 3)),
            .zone = arena_copy(a, stmt_col_text(&q, 4)),
            .manager_id = arena_copy(a, stmt_col_text(&q, 5)),
            .title = arena_copy(a, stmt_col_text(&q, 6)),
            .active = stmt_col_i64(&q, 7) != 0,
            .deleted = stmt_col_i64(&q, 8) != 0,
        };
    }
    return stmt_end(&q);
}

static struct err read_memberships(
    struct db *db, struct arena *a, struct str person_id, struct life *out)
{
    size_t cap = 0;
    AUTO(stmt_done)
    struct stmt q = stmt_of(db, "SELECT team_id, role, since, until FROM member"
                                " WHERE person_id = ?1 ORDER BY since, team_id");
    stmt_put_text(&q, 1, person_id);
    while (stmt_row(&q)) {
        out->member = arena_room(a, out->member, sizeof *out->member, out->members, &cap);
        out->member[out->members++] = (struct roster_member){
            .person_id = person_id,
            .team_id = arena_copy(a, stmt_col_text(&q, 0)),
            .role = arena_copy(a, stmt_col_text(&q, 1)),
            .from = stmt_col_i64(&q, 2),
            .to = stmt_col_i64(&q, 3),
        };
    }
    return stmt_end(&q);
}

struct err snapshot_life(struct snapshot *s, struct arena *a, int64_t key, struct life *out)
{
    struct db *db = NULL;
    *out = (struct life){0};
    TRY(snapshot_directory(s, &db));
    if (!db)
        return OK;
    TRY(read_versions(db, a, key, out));
    return out->versions ? read_memberships(db, a, out->version[0].id, out) : OK;
}

static struct team team_of(struct stmt *q, struct arena *a)
{
    return (struct team){
        .key = stmt_col_i64(q, 0),
        .id = arena_copy(a, stmt_col_text(q, 1)),
        .name = arena_copy(a, stmt_col_text(q, 2)),
        .kind = arena_copy(a, stmt_col_text(q, 3)),
        .deleted = stmt_col_i64(q, 4) != 0,
    };
}

struct err snapshot_team(struct snapshot *s, struct arena *a, int64_t key, struct team *out)
{
    struct db *db = NULL;
    TRY(snapshot_directory(s, &db));
    if (!db)
        return err_of(ERR_MISSING, "no directory");
    AUTO(stmt_done)
    struct stmt q = stmt_of(db, "SELECT key, id, name, kind, deleted FROM team WHERE key = :key"
                                " ORDER BY since DESC LIMIT 1");
    stmt_i64(&q, ":key", key);
    if (!stmt_row(&q))
        return missing(&q, "team");
    *out = team_of(&q, a);
    return stmt_end(&q);
}

struct err snapshot_teams(struct snapshot *s, struct arena *a, struct team **out, size_t *n)
{
    struct db *db = NULL;
    size_t cap = 0;
    *n = 0;
    *out = NULL;
    TRY(snapshot_directory(s, &db));
    if (!db)
        return OK;
    AUTO(stmt_done)
    struct stmt q = stmt_of(db, "SELECT key, id, name, kind, deleted, max(since) FROM team"
                                " GROUP BY id HAVING NOT deleted ORDER BY id");
    while (stmt_row(&q)) {
        *out = arena_room(a, *out, sizeof **out, *n, &cap);
        (*out)[(*n)++] = team_of(&q, a);
    }
    return stmt_end(&q);
}

struct err snapshot_roster(struct snapshot *s, struct arena *a, struct roster *out)
{
    struct db *db = NULL;
    *out = (struct roster){0};
    TRY(snapshot_directory(s, &db));
    if (!db)
        return OK;
    TRY(directory_read(db, a, out));
    out->synced_at = s->manifest.family[FAMILY_DIRECTORY].through;
    return OK;
}
