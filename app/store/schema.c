#include "store/schema.h"

#include "lib/day.h"
#include "store/find.h"

#include <string.h>

#define HEADER_BYTES 100
#define VERSION(n) "PRAGMA application_id = 0x50545231; PRAGMA user_version = " #n ";"

/* Times of a record are milliseconds after `created`, which is itself after the start of its UTC
 * day; NULL = not known. Records are in the order of (day, who, created, id): those of a person or
 * of a part of the organisation lie together in each day and need no index. */
#define RECORD_TABLES                                                                              \
    "CREATE TABLE record (row INTEGER PRIMARY KEY, created INTEGER NOT NULL,"                      \
    " who INTEGER NOT NULL, team INTEGER NOT NULL, about INTEGER NOT NULL, said INTEGER NOT NULL," \
    " gate INTEGER NOT NULL, sent INTEGER, delivered INTEGER, responded INTEGER, updated INTEGER," \
    " attempt INTEGER NOT NULL, local_hour INTEGER NOT NULL, hours INTEGER NOT NULL,"              \
    " flags INTEGER NOT NULL, id TEXT NOT NULL) STRICT;"                                           \
    "CREATE TABLE path (id INTEGER PRIMARY KEY, n1 INTEGER NOT NULL, n2 INTEGER NOT NULL,"         \
    " n3 INTEGER NOT NULL, n4 INTEGER NOT NULL, n5 INTEGER NOT NULL, n6 INTEGER NOT NULL,"         \
    " n7 INTEGER NOT NULL) STRICT;"                                                                \
    "CREATE TABLE who (id INTEGER PRIMARY KEY, path INTEGER NOT NULL, person INTEGER NOT NULL,"    \
    " recipient TEXT NOT NULL, login TEXT NOT NULL, name TEXT NOT NULL) STRICT;"                   \
    "CREATE TABLE team (id INTEGER PRIMARY KEY, key INTEGER NOT NULL,"                             \
    " team_id TEXT NOT NULL) STRICT;"                                                              \
    "CREATE TABLE about (id INTEGER PRIMARY KEY, incident TEXT NOT NULL, page_id TEXT NOT NULL,"   \
    " level INTEGER NOT NULL, cycle INTEGER NOT NULL, title TEXT NOT NULL, source TEXT NOT NULL,"  \
    " priority TEXT NOT NULL, urgency TEXT NOT NULL, grp TEXT NOT NULL,"                           \
    " policy TEXT NOT NULL) STRICT;"                                                               \
    "CREATE TABLE said (id INTEGER PRIMARY KEY, purpose_n INTEGER NOT NULL,"                       \
    " response_n INTEGER NOT NULL, delivery_n INTEGER NOT NULL, purpose TEXT NOT NULL,"            \
    " response TEXT NOT NULL, via TEXT NOT NULL, status TEXT NOT NULL,"                            \
    " reason TEXT NOT NULL) STRICT;"                                                               \
    "CREATE TABLE gate (id INTEGER PRIMARY KEY, channel_n INTEGER NOT NULL,"                       \
    " channel TEXT NOT NULL, gateway TEXT NOT NULL, carrier TEXT NOT NULL,"                        \
    " country TEXT NOT NULL) STRICT;"                                                              \
    "CREATE TABLE reach (node INTEGER NOT NULL, first INTEGER NOT NULL, last INTEGER NOT NULL,"    \
    " PRIMARY KEY (node, first)) STRICT, WITHOUT ROWID;"                                           \
    "CREATE TABLE sheet (id INTEGER PRIMARY KEY, blob BLOB NOT NULL) STRICT;"                      \
    "CREATE TABLE total (kind INTEGER NOT NULL, key INTEGER NOT NULL, day INTEGER NOT NULL,"       \
    " blob BLOB NOT NULL, PRIMARY KEY (kind, key, day)) STRICT, WITHOUT ROWID;"                    \
    "CREATE TABLE span (id INTEGER PRIMARY KEY, blob BLOB NOT NULL,"                               \
    " series BLOB NOT NULL) STRICT;"
#define RECORD_INDEXES                                                                             \
    "CREATE INDEX who_person ON who (person);"                                                     \
    "CREATE INDEX team_key ON team (key);"

/* For people with a shell: the columns of the exports, times in UTC ms, and what was added. */
#define CREATED "(r.row >> 20) * 86400000 + r.created"
_Static_assert(ROW_DAY_BITS == 20 && DAY_MS == 86400000, "as CREATED says");
#define ADDED                                                                                      \
    " w.name AS recipient_name, t.team_id, p.n1, p.n2, p.n3, p.n4, p.n5, p.n6, p.n7,"              \
    " r.local_hour, r.flags FROM record r JOIN who w ON w.id = r.who JOIN path p ON p.id = w.path" \
    " JOIN team t ON t.id = r.team"                                                                \
    " JOIN about a ON a.id = r.about JOIN said s ON s.id = r.said JOIN gate g ON g.id = r.gate;"
#define PAGEOUT_VIEW                                                                               \
    "CREATE VIEW pageout AS SELECT r.id AS page_id, a.incident AS incident_id,"                    \
    " a.title AS incident_title, a.source, a.priority, a.urgency, a.grp AS group_name, a.policy,"  \
    " a.level AS escalation_level, a.cycle, w.recipient AS recipient_id,"                          \
    " w.login AS recipient_login, s.purpose, " CREATED " AS created_at, " CREATED                  \
    " + r.responded AS responded_at, s.response, s.via AS responded_via, " CREATED                 \
    " + r.updated AS updated_at," ADDED
#define ATTEMPT_VIEW                                                                               \
    "CREATE VIEW attempt AS SELECT r.id AS notification_id, a.page_id,"                            \
    " a.incident AS incident_id, a.title AS incident_title, a.source, a.priority, s.purpose,"      \
    " g.channel, g.gateway, g.carrier, g.country, w.recipient AS recipient_id,"                    \
    " w.login AS recipient_login, a.grp AS group_name, a.policy, a.level AS escalation_level,"     \
    " a.cycle, r.attempt, " CREATED " AS created_at, " CREATED " + r.sent AS sent_at, " CREATED    \
    " + r.delivered AS delivered_at, s.status AS delivery_status, s.reason AS "                    \
    "failure_reason, " CREATED " + r.responded AS responded_at, s.response, " CREATED              \
    " + r.updated AS updated_at," ADDED

static const char directory_tables[] = VERSION(2) FIND_DIRECTORY_TABLES
    "CREATE TABLE person (id TEXT NOT NULL, since INTEGER NOT NULL, key INTEGER NOT NULL,"
    " login TEXT NOT NULL, name TEXT NOT NULL, zone TEXT NOT NULL, manager_id TEXT NOT NULL,"
    " title TEXT NOT NULL, active INTEGER NOT NULL, deleted INTEGER NOT NULL,"
    " PRIMARY KEY (id, since)) STRICT, WITHOUT ROWID;"
    "CREATE TABLE team (id TEXT NOT NULL, since INTEGER NOT NULL, key INTEGER NOT NULL,"
    " name TEXT NOT NULL, kind TEXT NOT NULL, parent_id TEXT NOT NULL, deleted INTEGER NOT NULL,"
    " PRIMARY KEY (id, since)) STRICT, WITHOUT ROWID;"
    "CREATE TABLE member (person_id TEXT NOT NULL, team_id TEXT NOT NULL, since INTEGER NOT NULL,"
    " role TEXT NOT NULL, until INTEGER NOT NULL,"
    " PRIMARY KEY (person_id, team_id, since)) STRICT, WITHOUT ROWID;"
    "CREATE TABLE node (number INTEGER PRIMARY KEY, manager_id TEXT NOT NULL,"
    " parent INTEGER NOT NULL, depth INTEGER NOT NULL, label TEXT NOT NULL,"
    " people INTEGER NOT NULL, current INTEGER NOT NULL) STRICT;"
    "CREATE TABLE oncall (place INTEGER PRIMARY KEY, user_id TEXT NOT NULL, team_id TEXT NOT NULL,"
    " level INTEGER NOT NULL, start INTEGER NOT NULL, until INTEGER NOT NULL) STRICT;";
static const char directory_indexes[] = "CREATE INDEX person_key ON person (key, since);"
                                        "CREATE INDEX team_key ON team (key, since);"
                                        "CREATE INDEX node_parent ON node (parent, label, number);"
                                        "CREATE INDEX node_manager ON node (manager_id);";

/* clang-format off */
static const struct {
    int32_t version;
    const char *make, *finish;
} schemas[FAMILY__N] = {
    [FAMILY_PAGEOUTS]      = { 4, VERSION(4) RECORD_TABLES FIND_PAGEOUT_TABLES PAGEOUT_VIEW, RECORD_INDEXES },
    [FAMILY_NOTIFICATIONS] = { 4, VERSION(4) RECORD_TABLES ATTEMPT_VIEW, RECORD_INDEXES },
    [FAMILY_DIRECTORY]     = { 2, directory_tables, directory_indexes },
};
/* clang-format on */

int32_t schema_version(enum family f)
{
    return schemas[f].version;
}

struct err schema_make(struct db *db, enum family f)
{
    return db_run(db, schemas[f].make);
}

struct err schema_finish(struct db *db, enum family f)
{
    return db_run(db, schemas[f].finish);
}

static uint32_t big_endian(const char *p)
{
    const unsigned char *b = (const unsigned char *)p;
    return (uint32_t)b[0] << 24 | (uint32_t)b[1] << 16 | (uint32_t)b[2] << 8 | b[3];
}

struct err schema_check_header(struct str head, enum family f)
{
    if (head.n < HEADER_BYTES || memcmp(head.p, "SQLite format 3", 16) != 0 ||
        big_endian(head.p + 68) != SCHEMA_APPLICATION)
        return err_of(ERR_INPUT, "not a segment");
    uint32_t version = big_endian(head.p + 60);
    if (version == 0 || version > (uint32_t)schema_version(f))
        return err_of(ERR_INPUT, "schema %u, this program knows %d", version, schema_version(f));
    return OK;
}

static struct err check_ref(enum family f, const struct segment_ref *ref)
{
    int32_t ours = schema_version(f);
    if (ref->schema == ours)
        return OK;
    return ref->schema < ours
               ? err_of(ERR_INPUT, "%.*s: of schema %d, which only `pagetrail-cron migrate` reads",
                     STR_ARG(ref->name), ref->schema)
               : err_of(ERR_INPUT, "%.*s: of schema %d, and this program knows %d",
                     STR_ARG(ref->name), ref->schema, ours);
}

struct err schema_check_all(const struct manifest *m)
{
    for (enum family f = 0; f < FAMILY__N; f++)
        for (size_t i = 0; i < m->family[f].segments; i++)
            TRY(check_ref(f, &m->family[f].segment[i]));
    return OK;
}

struct err schema_check_newer(const struct manifest *m)
{
    for (enum family f = 0; f < FAMILY__N; f++) {
        for (size_t i = 0; i < m->family[f].segments; i++) {
            const struct segment_ref *ref = &m->family[f].segment[i];
            if (ref->schema > schema_version(f))
                return err_of(ERR_INPUT, "%.*s: schema %d is newer than this program",
                    STR_ARG(ref->name), ref->schema);
        }
    }
    return OK;
}
