#include "store/part.h"

#include "store/varint.h"

#include <string.h>

enum kind {
    NODES, /* all of the path: seven columns when read, the path's number when written */
    KEY,
    SMALL,
    WORD, /* an enum */
    TEXT
};

struct field {
    enum kind kind;
    int32_t below; /* a WORD must be */
    size_t at;     /* in struct record; of a TEXT its enum text */
};

/* In the order of the columns. What questions look for comes first, so that it lies together. */
/* clang-format off */
static const struct field who[] = {
    { NODES, 0,            offsetof(struct record, node) },
    { KEY,   0,            offsetof(struct record, person) },
    { TEXT,  0,            TEXT_RECIPIENT },
    { TEXT,  0,            TEXT_LOGIN },
    { TEXT,  0,            TEXT_NAME },
};
static const struct field team[] = {
    { KEY,   0,            offsetof(struct record, team) },
    { TEXT,  0,            TEXT_TEAM },
};
static const struct field about[] = {
    { TEXT,  0,            TEXT_INCIDENT },
    { TEXT,  0,            TEXT_PAGE_ID },
    { SMALL, 0,            offsetof(struct record, level) },
    { SMALL, 0,            offsetof(struct record, cycle) },
    { TEXT,  0,            TEXT_TITLE },
    { TEXT,  0,            TEXT_SOURCE },
    { TEXT,  0,            TEXT_PRIORITY },
    { TEXT,  0,            TEXT_URGENCY },
    { TEXT,  0,            TEXT_GROUP },
    { TEXT,  0,            TEXT_POLICY },
};
static const struct field said[] = {
    { WORD,  PURPOSE__N,   offsetof(struct record, purpose) },
    { WORD,  RESPONSE__N,  offsetof(struct record, response) },
    { WORD,  DELIVERY__N,  offsetof(struct record, delivery) },
    { TEXT,  0,            TEXT_PURPOSE },
    { TEXT,  0,            TEXT_RESPONSE },
    { TEXT,  0,            TEXT_VIA },
    { TEXT,  0,            TEXT_STATUS },
    { TEXT,  0,            TEXT_REASON },
};
static const struct field gate[] = {
    { WORD,  CHANNEL__N,   offsetof(struct record, channel) },
    { TEXT,  0,            TEXT_CHANNEL },
    { TEXT,  0,            TEXT_GATEWAY },
    { TEXT,  0,            TEXT_CARRIER },
    { TEXT,  0,            TEXT_COUNTRY },
};
/* clang-format on */
_Static_assert(sizeof(enum purpose) == 4 && sizeof(enum response) == 4 &&
                   sizeof(enum delivery) == 4 && sizeof(enum channel) == 4,
    "a WORD is read and written as an int32_t");

static const struct {
    const struct field *field;
    size_t n;
} layout[PART__N] = {
    [PART_WHO] = {who, COUNT_OF(who)},
    [PART_TEAM] = {team, COUNT_OF(team)},
    [PART_ABOUT] = {about, COUNT_OF(about)},
    [PART_SAID] = {said, COUNT_OF(said)},
    [PART_GATE] = {gate, COUNT_OF(gate)},
};

#define WHO                                                                                        \
    "SELECT w.id, p.n1, p.n2, p.n3, p.n4, p.n5, p.n6, p.n7, w.person, w.recipient, w.login,"       \
    " w.name FROM who w JOIN path p ON p.id = w.path"
#define TEAM "SELECT id, key, team_id FROM team"
#define ABOUT                                                                                      \
    "SELECT id, incident, page_id, level, cycle, title, source, priority, urgency, grp, policy"    \
    " FROM about"
#define SAID                                                                                       \
    "SELECT id, purpose_n, response_n, delivery_n, purpose, response, via, status, reason FROM "   \
    "said"
#define GATE "SELECT id, channel_n, channel, gateway, carrier, country FROM gate"

const struct part_sql part_sql[PART__N] = {
    [PART_WHO] = {WHO " WHERE w.id = ?1", WHO " ORDER BY w.id",
        "INSERT INTO who VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
        "INSERT INTO who (path, person, recipient, login, name)"
        " SELECT c0, c1, c2, c3, c4 FROM supply"},
    [PART_TEAM] = {TEAM " WHERE id = ?1", TEAM " ORDER BY id",
        "INSERT INTO team VALUES (?1, ?2, ?3)",
        "INSERT INTO team (key, team_id)"
        " SELECT c0, c1 FROM supply"},
    [PART_ABOUT] = {ABOUT " WHERE id = ?1", ABOUT " ORDER BY id",
        "INSERT INTO about VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11)",
        "INSERT INTO about (incident, page_id, level, cycle, title, source, priority, urgency, "
        "grp, policy)"
        " SELECT c0, c1, c2, c3, c4, c5, c6, c7, c8, c9 FROM supply"},
    [PART_SAID] = {SAID " WHERE id = ?1", SAID " ORDER BY id",
        "INSERT INTO said VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)",
        "INSERT INTO said (purpose_n, response_n, delivery_n, purpose, response, via, status, "
        "reason)"
        " SELECT c0, c1, c2, c3, c4, c5, c6, c7 FROM supply"},
    [PART_GATE] = {GATE " WHERE id = ?1", GATE " ORDER BY id",
        "INSERT INTO gate VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
        "INSERT INTO gate (channel_n, channel, gateway, carrier, country)"
        " SELECT c0, c1, c2, c3, c4 FROM supply"},
};

static int32_t get_small(const struct record *r, size_t at)
{
    int32_t v;
    memcpy(&v, (const char *)r + at, sizeof v);
    return v;
}

static int64_t get_key(const struct record *r, size_t at)
{
    int64_t v;
    memcpy(&v, (const char *)r + at, sizeof v);
    return v;
}

/* The highest byte first and the sign turned: the order of bytes is that of the numbers. */
static char *write_number(char *p, int64_t v, size_t bytes)
{
    uint64_t u = (uint64_t)v ^ UINT64_C(1) << (8 * bytes - 1);
    for (size_t i = 0; i < bytes; i++)
        p[i] = (char)(u >> (8 * (bytes - 1 - i)));
    return p + bytes;
}

static void put_number(struct out *o, int64_t v, size_t bytes)
{
    write_number(out_room(o, bytes), v, bytes);
    out_grew(o, bytes);
}

void part_put_number(struct out *o, int64_t v)
{
    put_number(o, v, 8);
}

static int64_t get_number(struct cursor *c, size_t bytes)
{
    uint64_t u = 0;
    if (cursor_left(c) < bytes) {
        c->bad = true;
        return 0;
    }
    for (size_t i = 0; i < bytes; i++)
        u = u << 8 | *c->p++;
    u ^= UINT64_C(1) << (8 * bytes - 1);
    return bytes == 8 ? (int64_t)u : (int32_t)(uint32_t)u;
}

/* As text_put. */
static char *write_text(char *p, struct str s)
{
    size_t n = s.n;
    for (; n >= 0x80; n >>= 7)
        *p++ = (char)(n | 0x80);
    *p++ = (char)n;
    if (s.n)
        memcpy(p, s.p, s.n);
    return p + s.n;
}

static char *write_nodes(char *p, const struct record *r)
{
    for (int32_t i = 0; i < NODE_DEPTH_MAX; i++)
        p = write_number(p, i < r->depth ? r->node[i] : 0, 4);
    return p;
}

/* What a field takes at most, beside a text's bytes. */
#define FIELD_BYTES_MAX (4 * NODE_DEPTH_MAX)

static size_t bytes_most(enum part p, const struct record *r)
{
    size_t n = layout[p].n * FIELD_BYTES_MAX;
    for (size_t i = 0; i < layout[p].n; i++)
        if (layout[p].field[i].kind == TEXT)
            n += r->text[layout[p].field[i].at].n;
    return n;
}

void part_pack(struct out *o, enum part p, const struct record *r)
{
    char *start = out_room(o, bytes_most(p, r)), *at = start;
    for (size_t i = 0; i < layout[p].n; i++) {
        const struct field *f = &layout[p].field[i];
        switch (f->kind) {
        case NODES:
            at = write_nodes(at, r);
            break;
        case KEY:
            at = write_number(at, get_key(r, f->at), 8);
            break;
        case SMALL:
            at = write_number(at, get_small(r, f->at), 4);
            break;
        case WORD:
            *at++ = (char)get_small(r, f->at);
            break;
        case TEXT:
            at = write_text(at, r->text[f->at]);
            break;
        }
    }
    out_grew(o, (size_t)(at - start));
}

static void get_nodes(struct cursor *c, struct record *r)
{
    r->depth = 0;
    for (int32_t i = 0; i < NODE_DEPTH_MAX; i++) {
        r->node[i] = (int32_t)get_number(c, 4);
        r->depth += r->node[i] != 0;
    }
}

static void get_field(struct cursor *c, const struct field *f, uint32_t texts, struct record *r)
{
    char *at = (char *)r + f->at;
    int64_t key;
    int32_t small;
    switch (f->kind) {
    case NODES:
        get_nodes(c, r);
        break;
    case KEY:
        key = get_number(c, 8);
        memcpy(at, &key, sizeof key);
        break;
    case SMALL:
        small = (int32_t)get_number(c, 4);
        memcpy(at, &small, sizeof small);
        break;
    case WORD:
        small = cursor_left(c) ? *c->p++ : f->below;
        c->bad |= small >= f->below;
        memcpy(at, &small, sizeof small);
        break;
    case TEXT:
        r->text[f->at] = text_get(c);
        if (!(texts & 1u << f->at))
            r->text[f->at] = STR("");
        break;
    }
}

bool part_unpack(enum part p, struct str entry, uint32_t texts, struct record *r)
{
    struct cursor c = cursor_of(entry);
    for (size_t i = 0; i < layout[p].n && !c.bad; i++)
        get_field(&c, &layout[p].field[i], texts, r);
    return !c.bad && cursor_left(&c) == 0;
}

void part_col(struct stmt *q, enum part p, struct out *o)
{
    int column = 1; /* after the id */
    for (size_t i = 0; i < layout[p].n; i++) {
        const struct field *f = &layout[p].field[i];
        switch (f->kind) {
        case NODES:
            for (int k = 0; k < NODE_DEPTH_MAX; k++)
                put_number(o, stmt_col_i32(q, column++), 4);
            break;
        case KEY:
            put_number(o, stmt_col_i64(q, column++), 8);
            break;
        case SMALL:
            put_number(o, stmt_col_i32(q, column++), 4);
            break;
        case WORD:
            out_char(o, (char)stmt_col_i32(q, column++));
            break;
        case TEXT:
            text_put(o, stmt_col_text(q, column++));
            break;
        }
    }
}

void part_bind(struct stmt *q, enum part p, int64_t id, const struct record *r, int64_t path)
{
    int place = 1;
    stmt_put_i64(q, place++, id);
    for (size_t i = 0; i < layout[p].n; i++) {
        const struct field *f = &layout[p].field[i];
        switch (f->kind) {
        case NODES:
            stmt_put_i64(q, place++, path);
            break;
        case KEY:
            stmt_put_i64(q, place++, get_key(r, f->at));
            break;
        case SMALL:
        case WORD:
            stmt_put_i64(q, place++, get_small(r, f->at));
            break;
        case TEXT:
            stmt_put_text(q, place++, r->text[f->at]);
            break;
        }
    }
}

void part_give(
    enum part p, const struct record *r, int64_t path, int column, struct sqlite3_context *to)
{
    const struct field *f = &layout[p].field[column];
    switch (f->kind) {
    case NODES:
        supply_i64(to, path);
        break;
    case KEY:
        supply_i64(to, get_key(r, f->at));
        break;
    case SMALL:
    case WORD:
        supply_i64(to, get_small(r, f->at));
        break;
    case TEXT:
        supply_text(to, r->text[f->at]);
        break;
    }
}
