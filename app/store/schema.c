#include "store/schema.h"

#include <string.h>

#define HEADER_BYTES 100

struct step {
    const char *make, *finish;
};

static const struct step record_steps[] = {
    {"PRAGMA application_id = 0x50545231; PRAGMA user_version = 1;"
     "CREATE TABLE word (id INTEGER PRIMARY KEY, text TEXT NOT NULL) STRICT;"
     "CREATE TABLE path (id INTEGER PRIMARY KEY, n1 INTEGER NOT NULL, n2 INTEGER NOT NULL,"
     " n3 INTEGER NOT NULL, n4 INTEGER NOT NULL, n5 INTEGER NOT NULL, n6 INTEGER NOT NULL,"
     " n7 INTEGER NOT NULL) STRICT;"
     "CREATE TABLE record (key INTEGER PRIMARY KEY, id TEXT NOT NULL, page_id INTEGER NOT NULL,"
     " incident INTEGER NOT NULL, title INTEGER NOT NULL, source INTEGER NOT NULL,"
     " priority INTEGER NOT NULL, urgency INTEGER NOT NULL, grp INTEGER NOT NULL,"
     " policy INTEGER NOT NULL, recipient INTEGER NOT NULL, login INTEGER NOT NULL,"
     " purpose_word INTEGER NOT NULL, response_word INTEGER NOT NULL, via INTEGER NOT NULL,"
     " channel_word INTEGER NOT NULL, gateway INTEGER NOT NULL, carrier INTEGER NOT NULL,"
     " country INTEGER NOT NULL, status INTEGER NOT NULL, reason INTEGER NOT NULL,"
     " name INTEGER NOT NULL, team_word INTEGER NOT NULL,"
     " created INTEGER NOT NULL, sent INTEGER NOT NULL, delivered INTEGER NOT NULL,"
     " responded INTEGER NOT NULL, updated INTEGER NOT NULL,"
     " level INTEGER NOT NULL, cycle INTEGER NOT NULL, attempt INTEGER NOT NULL,"
     " purpose INTEGER NOT NULL, response INTEGER NOT NULL, channel INTEGER NOT NULL,"
     " delivery INTEGER NOT NULL, hours INTEGER NOT NULL, local_hour INTEGER NOT NULL,"
     " person INTEGER NOT NULL, team INTEGER NOT NULL, path INTEGER NOT NULL,"
     " flags INTEGER NOT NULL, repeated INTEGER NOT NULL, raw INTEGER NOT NULL,"
     " made INTEGER NOT NULL) STRICT;"
     "CREATE TABLE total (kind INTEGER NOT NULL, key INTEGER NOT NULL, blob BLOB NOT NULL,"
     " PRIMARY KEY (kind, key)) STRICT, WITHOUT ROWID;"
     "CREATE TABLE way (page INTEGER PRIMARY KEY, mask INTEGER NOT NULL) STRICT;",
        "CREATE INDEX record_person ON record (person);"
        "CREATE INDEX record_team ON record (team);"
        "CREATE INDEX record_path ON record (path);"},
};

static const struct step directory_steps[] = {
    {"PRAGMA application_id = 0x50545231; PRAGMA user_version = 1;"
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
     " level INTEGER NOT NULL, start INTEGER NOT NULL, until INTEGER NOT NULL) STRICT;",
        "CREATE INDEX person_key ON person (key, since);"
        "CREATE INDEX team_key ON team (key, since);"
        "CREATE INDEX node_parent ON node (parent, label, number);"
        "CREATE INDEX node_manager ON node (manager_id);"},
};

static const struct {
    const struct step *step;
    int32_t n;
} steps[FAMILY__N] = {
    [FAMILY_PAGEOUTS] = {record_steps, (int32_t)COUNT_OF(record_steps)},
    [FAMILY_NOTIFICATIONS] = {record_steps, (int32_t)COUNT_OF(record_steps)},
    [FAMILY_DIRECTORY] = {directory_steps, (int32_t)COUNT_OF(directory_steps)},
};

int32_t schema_version(enum family f)
{
    return steps[f].n;
}

struct err schema_make(struct db *db, enum family f)
{
    for (int32_t i = 0; i < steps[f].n; i++)
        TRY(db_run(db, steps[f].step[i].make));
    return OK;
}

struct err schema_finish(struct db *db, enum family f)
{
    for (int32_t i = 0; i < steps[f].n; i++)
        TRY(db_run(db, steps[f].step[i].finish));
    return OK;
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
