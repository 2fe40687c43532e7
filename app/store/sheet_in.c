#include "store/sheet_in.h"

#include "lib/limits.h"

#include <endian.h>
#include <string.h>

void sheet_in_open(struct sheet_in *x)
{
    *x = (struct sheet_in){
        .day = arena_of(ARENA_CAP_BATCH), .keep = arena_of(ARENA_CAP_BATCH), .leaves = {0}};
}

void sheet_in_done(struct sheet_in *x)
{
    leaves_done(&x->leaves);
    arena_done(&x->day);
    arena_done(&x->keep);
}

void *sheet_in_tray(struct sheet_in *x, enum tray place, size_t size, size_t n)
{
    size_t bytes = size * (n + 1);
    if (x->tray[place].bytes < bytes) {
        x->tray[place].bytes = bytes + bytes / 4; /* days differ a little */
        x->tray[place].p = NEW(&x->keep, char, x->tray[place].bytes);
    }
    return x->tray[place].p;
}

struct err sheet_in_bad(const struct sheet_in *x)
{
    return err_of(ERR_IO, "the sheet of day %d is damaged", x->sheet.day);
}

static struct err read_head(struct sheet_in *x, struct str blob)
{
    struct cursor c = cursor_of(blob);
    uint64_t version = varint_get(&c), rows = varint_get(&c), whos = varint_get(&c);
    if (version != SHEET_VERSION)
        return err_of(
            ERR_IO, "the sheet of day %d is not of version %u", x->sheet.day, SHEET_VERSION);
    if (c.bad || rows > DAY_ROWS_MAX || whos > rows)
        return sheet_in_bad(x);
    struct column each = column_get(&c, &x->day, (size_t)whos);
    if (c.bad || cursor_left(&c))
        return sheet_in_bad(x);
    x->sheet.n = (size_t)rows;
    x->whos = (size_t)whos;
    x->first = sheet_in_tray(x, TRAY_FIRST, sizeof *x->first, x->whos + 2);
    column_u32(&each, NULL, x->whos, x->first + 1);
    uint64_t at = 0;
    x->first[0] = 0;
    for (size_t i = 1; i <= x->whos; i++) {
        uint64_t n = x->first[i];
        x->first[i] = (uint32_t)at;
        at += n;
        if (n == 0 || at > rows)
            return sheet_in_bad(x);
    }
    x->first[x->whos + 1] = (uint32_t)at;
    return at == rows ? OK : sheet_in_bad(x);
}

struct err sheet_in_turn(struct sheet_in *x, struct db *db, enum dataset d, int32_t day, bool *has)
{
    struct str head;
    if (x->leaves.db != db) {
        leaves_done(&x->leaves);
        x->leaves = leaves_of(db);
    }
    arena_wipe(&x->day);
    x->sheet = (struct sheet){.dataset = d, .day = day};
    x->got = x->whole = x->columns = 0;
    x->person = NULL;
    x->about = NULL;
    x->title = NULL;
    x->path = NULL;
    TRY(leaves_read(&x->leaves, LEAF_HEAD, day, &head));
    *has = head.n > 0;
    return *has ? read_head(x, head) : OK;
}

void sheet_in_other_rows(struct sheet_in *x)
{
    x->got = x->whole;
}

struct err sheet_in_leaf(struct sheet_in *x, enum leaf l, struct cursor *c)
{
    struct str blob;
    TRY(leaves_read(&x->leaves, l, x->sheet.day, &blob));
    *c = cursor_of(blob);
    return OK;
}

struct err sheet_in_ended(const struct sheet_in *x, const struct cursor *c)
{
    return c->bad || cursor_left(c) ? sheet_in_bad(x) : OK;
}

/* n numbers of eight bytes after one that stays 0. */
static int64_t *get_keys(struct cursor *c, int64_t *key, size_t n)
{
    key[0] = 0;
    c->bad |= cursor_left(c) / sizeof *key < n;
    if (c->bad)
        return key;
    memcpy(key + 1, c->p, n * sizeof *key);
    for (size_t i = 1; i <= n; i++)
        key[i] = (int64_t)le64toh((uint64_t)key[i]);
    c->p += n * sizeof *key;
    return key;
}

/* How many follow, of a byte or more each. */
static size_t count_of(struct cursor *c, size_t bytes)
{
    uint64_t n = varint_get(c);
    c->bad |= n > cursor_left(c) / bytes;
    return c->bad ? 0 : (size_t)n;
}

struct err sheet_in_persons(struct sheet_in *x)
{
    struct cursor c;
    if (x->person)
        return OK;
    TRY(sheet_in_leaf(x, LEAF_PERSON, &c));
    if (cursor_left(&c) != 8 * x->whos)
        return sheet_in_bad(x);
    x->person = get_keys(&c, sheet_in_tray(x, TRAY_PERSON, 8, x->whos), x->whos);
    return OK;
}

/* A column of n numbers below `below`, as from place `from` of what is given. */
static uint32_t *get_places(
    struct sheet_in *x, struct cursor *c, size_t from, size_t n, size_t below)
{
    struct column column = column_get(c, &x->day, n);
    uint32_t *out = NEW(&x->day, uint32_t, from + n + 1);
    column_u32(&column, NULL, n, out + from);
    for (size_t i = from; i < from + n; i++)
        if (out[i] >= below) {
            c->bad = true;
            out[i] = 0;
        }
    return out;
}

static int32_t *get_small(struct sheet_in *x, struct cursor *c, size_t n)
{
    struct column column = column_get(c, &x->day, n);
    int64_t *v = NEW(&x->day, int64_t, n + 1);
    int32_t *out = NEW(&x->day, int32_t, n + 1);
    column_i64(&column, NULL, n, v);
    for (size_t i = 0; i < n; i++)
        out[i + 1] = (int32_t)v[i];
    return out;
}

struct err sheet_in_paths(struct sheet_in *x)
{
    struct cursor c;
    if (x->path)
        return OK;
    TRY(sheet_in_leaf(x, LEAF_PATH, &c));
    struct path_table *t = NEW(&x->day, struct path_table, 1);
    uint64_t n = varint_get(&c), nodes = varint_get(&c), whos = 0, new_nodes = 0;
    if (c.bad || n > x->whos || nodes > n * NODE_DEPTH_MAX)
        return sheet_in_bad(x);
    t->n = (size_t)n;
    t->nodes = (size_t)nodes;
    t->kept = get_places(x, &c, 0, t->n, NODE_DEPTH_MAX + 1);
    t->depth = get_places(x, &c, 0, t->n, NODE_DEPTH_MAX + 1);
    t->whos = get_places(x, &c, 0, t->n, x->whos + 1);
    struct column node = column_get(&c, &x->day, t->nodes);
    t->node = NEW(&x->day, uint32_t, t->nodes + 1);
    column_u32(&node, NULL, t->nodes, t->node);
    for (size_t i = 0; i < t->n; i++) {
        whos += t->whos[i];
        c.bad |= t->kept[i] > t->depth[i] || t->kept[i] > (i ? t->depth[i - 1] : 0);
        new_nodes += t->depth[i] - t->kept[i];
    }
    c.bad |= whos != x->whos || new_nodes != nodes;
    x->path = t;
    return sheet_in_ended(x, &c);
}

struct err sheet_in_abouts(struct sheet_in *x)
{
    struct cursor c;
    if (x->about)
        return OK;
    TRY(sheet_in_leaf(x, LEAF_ABOUT, &c));
    struct about_table *t = NEW(&x->day, struct about_table, 1);
    t->incidents = count_of(&c, 8);
    t->incident_key = get_keys(&c, NEW(&x->day, int64_t, t->incidents + 1), t->incidents);
    t->teams = count_of(&c, 8);
    t->team_key = get_keys(&c, NEW(&x->day, int64_t, t->teams + 1), t->teams);
    t->word = texts_get(&c, &x->day, &t->words);
    uint64_t n = varint_get(&c);
    if (c.bad || n > x->sheet.n)
        return sheet_in_bad(x);
    t->n = (size_t)n;
    t->incident = get_places(x, &c, 1, t->n, t->incidents + 1);
    t->level = get_small(x, &c, t->n);
    t->cycle = get_small(x, &c, t->n);
    t->team = get_places(x, &c, 1, t->n, t->teams + 1);
    x->about = t;
    x->about_rest = c;
    x->sheet.teams = t->team_key;
    x->sheet.teams_n = t->teams + 1;
    return c.bad ? sheet_in_bad(x) : OK;
}

struct err sheet_in_about_words(struct sheet_in *x)
{
    TRY(sheet_in_abouts(x));
    struct cursor c = x->about_rest;
    struct about_table *t = x->about;
    if (t->title)
        return OK;
    t->title = get_places(x, &c, 1, t->n, UINT32_MAX);
    t->group = get_places(x, &c, 1, t->n, UINT32_MAX);
    t->source = get_places(x, &c, 1, t->n, t->words + 1);
    t->urgency = get_places(x, &c, 1, t->n, t->words + 1);
    t->priority = get_places(x, &c, 1, t->n, t->words + 1);
    t->policy = get_places(x, &c, 1, t->n, t->words + 1);
    return sheet_in_ended(x, &c);
}

struct err sheet_in_titles(struct sheet_in *x)
{
    struct cursor c;
    if (x->title)
        return OK;
    TRY(sheet_in_about_words(x));
    TRY(sheet_in_leaf(x, LEAF_TITLE, &c));
    struct title_table *t = NEW(&x->day, struct title_table, 1);
    t->incident = texts_get(&c, &x->day, &t->incidents);
    t->title = texts_get(&c, &x->day, &t->titles);
    t->group = texts_get(&c, &x->day, &t->groups);
    c.bad |= t->incidents != x->about->incidents;
    for (size_t i = 1; i <= x->about->n; i++)
        c.bad |= x->about->title[i] > t->titles || x->about->group[i] > t->groups;
    x->title = t;
    return sheet_in_ended(x, &c);
}

struct err sheet_in_saids(struct sheet_in *x)
{
    struct cursor c;
    size_t vias = 0;
    if (x->sheet.saids)
        return OK;
    TRY(sheet_in_leaf(x, LEAF_SAID, &c));
    const struct str *via = texts_get(&c, &x->day, &vias);
    uint64_t n = varint_get(&c);
    if (c.bad || n > x->sheet.n)
        return sheet_in_bad(x);
    const uint32_t *purpose = get_places(x, &c, 1, n, PURPOSE__N);
    const uint32_t *response = get_places(x, &c, 1, n, RESPONSE__N);
    const uint32_t *delivery = get_places(x, &c, 1, n, DELIVERY__N);
    const uint32_t *by_machine = get_places(x, &c, 1, n, 2);
    const uint32_t *of_via = get_places(x, &c, 1, n, vias + 1);
    struct sheet_said *said = NEW(&x->day, struct sheet_said, n + 1);
    said[0].via = STR("");
    for (size_t i = 1; i <= n; i++)
        said[i] = (struct sheet_said){(enum purpose)purpose[i], (enum response)response[i],
            (enum delivery)delivery[i], by_machine[i] != 0, via[of_via[i]]};
    x->sheet.saids = said;
    x->sheet.saids_n = n + 1;
    return sheet_in_ended(x, &c);
}

struct err sheet_in_gates(struct sheet_in *x)
{
    struct cursor c;
    size_t words = 0;
    if (x->sheet.gates)
        return OK;
    TRY(sheet_in_leaf(x, LEAF_GATE, &c));
    const struct str *word = texts_get(&c, &x->day, &words);
    uint64_t n = varint_get(&c);
    if (c.bad || n > x->sheet.n)
        return sheet_in_bad(x);
    const uint32_t *channel = get_places(x, &c, 1, n, CHANNEL__N);
    const uint32_t *gateway = get_places(x, &c, 1, n, words + 1);
    const uint32_t *carrier = get_places(x, &c, 1, n, words + 1);
    const uint32_t *country = get_places(x, &c, 1, n, words + 1);
    struct sheet_gate *gate = NEW(&x->day, struct sheet_gate, n + 1);
    gate[0] = (struct sheet_gate){CHANNEL_OTHER, STR(""), STR(""), STR("")};
    for (size_t i = 1; i <= n; i++)
        gate[i] = (struct sheet_gate){
            (enum channel)channel[i], word[gateway[i]], word[carrier[i]], word[country[i]]};
    x->sheet.gates = gate;
    x->sheet.gates_n = n + 1;
    return sheet_in_ended(x, &c);
}
