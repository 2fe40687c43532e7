#include "store/directory.h"

#include "lib/hash.h"
#include "lib/texts.h"

static struct err write_people(struct db *db, const struct roster *r)
{
    AUTO(stmt_done)
    struct stmt q =
        stmt_of(db, "INSERT INTO person VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)");
    for (size_t i = 0; i < r->people_n; i++) {
        const struct roster_person *p = &r->people[i];
        stmt_put_text(&q, 1, p->id);
        stmt_put_i64(&q, 2, p->from);
        stmt_put_i64(&q, 3, hash64(p->id));
        stmt_put_text(&q, 4, p->login);
        stmt_put_text(&q, 5, p->name);
        stmt_put_text(&q, 6, p->zone);
        stmt_put_text(&q, 7, p->manager_id);
        stmt_put_text(&q, 8, p->title);
        stmt_put_i64(&q, 9, p->active);
        stmt_put_i64(&q, 10, p->deleted);
        stmt_again(&q);
    }
    return err_at(stmt_end(&q), "people");
}

static struct err write_teams(struct db *db, const struct roster *r)
{
    AUTO(stmt_done)
    struct stmt q = stmt_of(db, "INSERT INTO team VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)");
    for (size_t i = 0; i < r->teams_n; i++) {
        const struct roster_team *t = &r->teams[i];
        stmt_put_text(&q, 1, t->id);
        stmt_put_i64(&q, 2, t->from);
        stmt_put_i64(&q, 3, hash64(t->id));
        stmt_put_text(&q, 4, t->name);
        stmt_put_text(&q, 5, t->kind);
        stmt_put_text(&q, 6, t->parent_id);
        stmt_put_i64(&q, 7, t->deleted);
        stmt_again(&q);
    }
    return err_at(stmt_end(&q), "teams");
}

static struct err write_members(struct db *db, const struct roster *r)
{
    AUTO(stmt_done)
    struct stmt q = stmt_of(db, "INSERT INTO member VALUES (?1, ?2, ?3, ?4, ?5)");
    for (size_t i = 0; i < r->members_n; i++) {
        const struct roster_member *m = &r->members[i];
        stmt_put_text(&q, 1, m->person_id);
        stmt_put_text(&q, 2, m->team_id);
        stmt_put_i64(&q, 3, m->from);
        stmt_put_text(&q, 4, m->role);
        stmt_put_i64(&q, 5, m->to);
        stmt_again(&q);
    }
    return err_at(stmt_end(&q), "members");
}

static struct err write_nodes(struct db *db, const struct roster *r)
{
    AUTO(stmt_done)
    struct stmt q = stmt_of(db, "INSERT INTO node VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)");
    for (size_t i = 0; i < r->nodes_n; i++) {
        const struct roster_node *n = &r->nodes[i];
        stmt_put_i64(&q, 1, n->number);
        stmt_put_text(&q, 2, n->manager_id);
        stmt_put_i64(&q, 3, n->parent);
        stmt_put_i64(&q, 4, n->depth);
        stmt_put_text(&q, 5, n->label);
        stmt_put_i64(&q, 6, n->people);
        stmt_put_i64(&q, 7, n->current);
        stmt_again(&q);
    }
    return err_at(stmt_end(&q), "nodes");
}

static struct err write_oncalls(struct db *db, const struct roster *r)
{
    AUTO(stmt_done)
    struct stmt q = stmt_of(db, "INSERT INTO oncall VALUES (?1, ?2, ?3, ?4, ?5, ?6)");
    for (size_t i = 0; i < r->oncalls_n; i++) {
        const struct roster_oncall *o = &r->oncalls[i];
        stmt_put_i64(&q, 1, (int64_t)i + 1);
        stmt_put_text(&q, 2, o->user_id);
        stmt_put_text(&q, 3, o->team_id);
        stmt_put_i64(&q, 4, o->level);
        stmt_put_i64(&q, 5, o->start);
        stmt_put_i64(&q, 6, o->end);
        stmt_again(&q);
    }
    return err_at(stmt_end(&q), "on-call duty");
}

struct err directory_write(struct db *db, const struct roster *r)
{
    TRY(write_people(db, r));
    TRY(write_teams(db, r));
    TRY(write_members(db, r));
    TRY(write_nodes(db, r));
    return write_oncalls(db, r);
}

static struct err count(struct db *db, const char *sql, size_t *n)
{
    AUTO(stmt_done) struct stmt q = stmt_of(db, sql);
    *n = stmt_row(&q) ? (size_t)stmt_col_i64(&q, 0) : 0;
    return stmt_end(&q);
}

/* A text that hardly any other row has, and one that many have. */
static struct str own(struct stmt *q, struct texts *t, int i)
{
    return texts_keep(t, stmt_col_text(q, i));
}

static struct str common(struct stmt *q, struct texts *t, int i)
{
    return texts_share(t, stmt_col_text(q, i));
}

static struct err read_people(struct db *db, struct arena *a, struct texts *t, struct roster *out)
{
    size_t n = 0;
    TRY(count(db, "SELECT count(*) FROM person", &n));
    out->people = NEW(a, struct roster_person, n + 1);
    AUTO(stmt_done)
    struct stmt q = stmt_of(db, "SELECT id, since, login, name, zone, manager_id, title, active,"
                                " deleted FROM person ORDER BY id, since");
    while (out->people_n < n && stmt_row(&q))
        out->people[out->people_n++] = (struct roster_person){
            .id = own(&q, t, 0),
            .from = stmt_col_i64(&q, 1),
            .login = own(&q, t, 2),
            .name = own(&q, t, 3),
            .zone = common(&q, t, 4),
            .manager_id = common(&q, t, 5),
            .title = common(&q, t, 6),
            .active = stmt_col_i64(&q, 7) != 0,
            .deleted = stmt_col_i64(&q, 8) != 0,
        };
    return stmt_end(&q);
}

static struct err read_teams(struct db *db, struct arena *a, struct texts *t, struct roster *out)
{
    size_t n = 0;
    TRY(count(db, "SELECT count(*) FROM team", &n));
    out->teams = NEW(a, struct roster_team, n + 1);
    AUTO(stmt_done)
    struct stmt q = stmt_of(
        db, "SELECT id, since, name, kind, parent_id, deleted FROM team ORDER BY id, since");
    while (out->teams_n < n && stmt_row(&q))
        out->teams[out->teams_n++] = (struct roster_team){
            .id = own(&q, t, 0),
            .from = stmt_col_i64(&q, 1),
            .name = own(&q, t, 2),
            .kind = common(&q, t, 3),
            .parent_id = common(&q, t, 4),
            .deleted = stmt_col_i64(&q, 5) != 0,
        };
    return stmt_end(&q);
}

static struct err read_members(struct db *db, struct arena *a, struct texts *t, struct roster *out)
{
    size_t n = 0;
    TRY(count(db, "SELECT count(*) FROM member", &n));
    out->members = NEW(a, struct roster_member, n + 1);
    AUTO(stmt_done)
    struct stmt q = stmt_of(db, "SELECT person_id, team_id, role, since, until FROM member"
                                " ORDER BY person_id, team_id, since");
    while (out->members_n < n && stmt_row(&q))
        out->members[out->members_n++] = (struct roster_member){
            .person_id = common(&q, t, 0),
            .team_id = common(&q, t, 1),
            .role = common(&q, t, 2),
            .from = stmt_col_i64(&q, 3),
            .to = stmt_col_i64(&q, 4),
        };
    return stmt_end(&q);
}

static struct err read_nodes(struct db *db, struct arena *a, struct texts *t, struct roster *out)
{
    size_t n = 0;
    TRY(count(db, "SELECT count(*) FROM node", &n));
    out->nodes = NEW(a, struct roster_node, n + 1);
    AUTO(stmt_done)
    struct stmt q = stmt_of(db, "SELECT number, manager_id, parent, depth, label, people, current"
                                " FROM node ORDER BY number");
    while (out->nodes_n < n && stmt_row(&q))
        out->nodes[out->nodes_n++] = (struct roster_node){
            .number = stmt_col_i32(&q, 0),
            .manager_id = common(&q, t, 1),
            .parent = stmt_col_i32(&q, 2),
            .depth = stmt_col_i32(&q, 3),
            .label = own(&q, t, 4),
            .people = stmt_col_i32(&q, 5),
            .current = stmt_col_i64(&q, 6) != 0,
        };
    return stmt_end(&q);
}

static struct err read_oncalls(struct db *db, struct arena *a, struct texts *t, struct roster *out)
{
    size_t n = 0;
    TRY(count(db, "SELECT count(*) FROM oncall", &n));
    out->oncalls = NEW(a, struct roster_oncall, n + 1);
    AUTO(stmt_done)
    struct stmt q =
        stmt_of(db, "SELECT user_id, team_id, level, start, until FROM oncall ORDER BY place");
    while (out->oncalls_n < n && stmt_row(&q))
        out->oncalls[out->oncalls_n++] = (struct roster_oncall){
            .user_id = common(&q, t, 0),
            .team_id = common(&q, t, 1),
            .level = stmt_col_i32(&q, 2),
            .start = stmt_col_i64(&q, 3),
            .end = stmt_col_i64(&q, 4),
        };
    return stmt_end(&q);
}

struct err directory_read(struct db *db, struct arena *a, struct roster *out)
{
    struct texts t = texts_of(a);
    *out = (struct roster){0};
    TRY(read_people(db, a, &t, out));
    TRY(read_teams(db, a, &t, out));
    TRY(read_members(db, a, &t, out));
    TRY(read_nodes(db, a, &t, out));
    return read_oncalls(db, a, &t, out);
}
