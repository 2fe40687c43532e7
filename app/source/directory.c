#include "source/directory.h"

#include "lib/json.h"
#include "lib/limits.h"

#include <stdlib.h>
#include <string.h>

#define PAGE_ARENA (256u << 20) /* one answer of HTTP_JSON_MAX, parsed */
#define LOOKUP_IDS 500          /* ids in one lookup, as the platform takes them */
#define CURSOR_MAX 1024         /* bytes; escaped it still fits into a URL */
#define FETCH_MS (2 * HOUR_MS)  /* for all of it; 167,000 people take seconds */
#define CHAINS_MAX 2000         /* calls for the chain above somebody, in one run */
#define ONCALL_BACK_MS (90 * DAY_MS)
#define ONCALL_AHEAD_MS (30 * DAY_MS)

/* Ids, sorted and each once. */
struct ids {
    struct str *id;
    size_t n;
};

struct fetch {
    struct api *api;
    struct arena *a;
    struct roster *out;
    struct directory_counts *counts;
    struct ids known;  /* people who need not be taken again */
    int64_t until;     /* monotonic ms */
    size_t least_left; /* bytes of `a`; the rest is for what is made of the lists */
    size_t people_cap, teams_cap, members_cap, oncalls_cap;
};

static int by_bytes(const void *a, const void *b)
{
    return str_cmp(*(const struct str *)a, *(const struct str *)b);
}

static void ids_settle(struct ids *s)
{
    size_t kept = 0;
    if (s->n)
        qsort(s->id, s->n, sizeof *s->id, by_bytes);
    for (size_t i = 0; i < s->n; i++)
        if (kept == 0 || !str_eq(s->id[i], s->id[kept - 1]))
            s->id[kept++] = s->id[i];
    s->n = kept;
}

static bool ids_have(const struct ids *s, struct str id)
{
    return s->n && bsearch(&id, s->id, s->n, sizeof id, by_bytes);
}

/* Takes one row of a list. */
typedef struct err row_taker(struct fetch *f, const struct json *row);

/* Room for one more thing. What is outgrown stays behind in the arena: as much again at most. */
static void *room(struct arena *a, void *items, size_t size, size_t n, size_t *cap)
{
    if (n < *cap)
        return items;
    *cap = *cap ? *cap * 2 : 256;
    char *wider = arena_take(a, size, *cap);
    if (n)
        memcpy(wider, items, size * n);
    return wider;
}

struct text_field {
    const char *key;
    struct str *out;
};

static struct err texts_read(
    struct arena *a, const struct json *row, const struct text_field *fields, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        struct str text = STR("");
        TRY(json_get_text(row, fields[i].key, &text));
        *fields[i].out = arena_copy(a, str_head(text, TEXT_MAX));
    }
    return OK;
}

static struct err lists_fit(const struct fetch *f)
{
    if (arena_left(f->a) >= f->least_left)
        return OK;
    return err_of(ERR_LIMIT, "more people, teams and duty than there is memory for");
}

static bool flag_of(const struct json *row, const char *key, bool fallback)
{
    const struct json *flag = json_get(row, key);
    return flag && flag->kind == JSON_IS_BOOL ? flag->i != 0 : fallback;
}

static struct err time_of(const struct json *row, const char *key, int64_t *ms)
{
    struct str text = STR("");
    *ms = TIME_UNKNOWN;
    TRY(json_get_text(row, key, &text));
    if (text.n && !time_parse_rfc3339(text, ms))
        return err_of(ERR_INPUT, "%s: \"%.*s\" is not a time", key, STR_ARG(str_head(text, 40)));
    return OK;
}

static struct err user_take(struct fetch *f, const struct json *row)
{
    struct roster *r = f->out;
    struct roster_person p = {.active = flag_of(row, "active", true)};
    struct str deleted_at = {0};
    const struct text_field fields[] = {{"id", &p.id}, {"login", &p.login}, {"name", &p.name},
        {"time_zone", &p.zone}, {"manager_id", &p.manager_id}, {"title", &p.title},
        {"deleted_at", &deleted_at}};
    TRY(texts_read(f->a, row, fields, COUNT_OF(fields)));
    p.deleted = deleted_at.n > 0;
    if (ids_have(&f->known, p.id))
        return OK;
    if (p.id.n == 0) {
        f->counts->skipped++;
        return OK;
    }
    r->people = room(f->a, r->people, sizeof p, r->people_n, &f->people_cap);
    r->people[r->people_n++] = p;
    f->counts->deleted += p.deleted;
    return OK;
}

static struct err member_take(struct fetch *f, struct str team, const struct json *row)
{
    struct roster *r = f->out;
    struct roster_member m = {.team_id = team};
    const struct text_field fields[] = {{"id", &m.person_id}, {"role", &m.role}};
    TRY(texts_read(f->a, row, fields, COUNT_OF(fields)));
    if (m.person_id.n == 0) {
        f->counts->skipped++;
        return OK;
    }
    r->members = room(f->a, r->members, sizeof m, r->members_n, &f->members_cap);
    r->members[r->members_n++] = m;
    return lists_fit(f);
}

static struct err team_take(struct fetch *f, const struct json *row)
{
    struct roster *r = f->out;
    struct roster_team t = {0};
    const struct text_field fields[] = {
        {"id", &t.id}, {"name", &t.name}, {"kind", &t.kind}, {"parent_id", &t.parent_id}};
    TRY(texts_read(f->a, row, fields, COUNT_OF(fields)));
    if (t.id.n == 0) {
        f->counts->skipped++;
        return OK;
    }
    r->teams = room(f->a, r->teams, sizeof t, r->teams_n, &f->teams_cap);
    r->teams[r->teams_n++] = t;
    const struct json *members = json_get(row, "members");
    for (const struct json *m = members ? members->first : NULL; m; m = m->next)
        TRY(err_at(member_take(f, t.id, m), "team %.*s: members", STR_ARG(str_head(t.id, ID_MAX))));
    return OK;
}

static struct err oncall_take(struct fetch *f, const struct json *row)
{
    struct roster *r = f->out;
    struct roster_oncall d = {0};
    int64_t level = 1;
    const struct text_field fields[] = {{"user_id", &d.user_id}, {"team_id", &d.team_id}};
    TRY(texts_read(f->a, row, fields, COUNT_OF(fields)));
    TRY(json_get_i64(row, "level", &level));
    TRY(time_of(row, "start", &d.start));
    TRY(time_of(row, "end", &d.end));
    if (d.user_id.n == 0 || level < 1 || level > INT32_MAX) {
        f->counts->skipped++;
        return OK;
    }
    d.level = (int32_t)level;
    r->oncalls = room(f->a, r->oncalls, sizeof d, r->oncalls_n, &f->oncalls_cap);
    r->oncalls[r->oncalls_n++] = d;
    return OK;
}

static struct err list_take(
    struct fetch *f, const struct json *answer, const char *name, row_taker *take)
{
    const struct json *list = json_get(answer, name);
    if (!list || list->kind != JSON_IS_LIST)
        return err_of(ERR_INPUT, "\"%s\": not a list", name);
    size_t i = 0;
    for (const struct json *row = list->first; row; row = row->next, i++) {
        if (row->kind != JSON_IS_OBJECT)
            return err_of(ERR_INPUT, "\"%s\": item %zu is not an object", name, i);
        TRY(err_at(take(f, row), "%s: item %zu", name, i));
        TRY(lists_fit(f));
    }
    return OK;
}

/* One call. There may be many thousands, so that all together have a deadline, too. */
static struct err ask(struct fetch *f, struct arena *page, struct str url, struct str body,
    const struct json **answer)
{
    if (f->api->world.tick_ms(f->api->world.self) >= f->until)
        return err_of(
            ERR_BUSY, "the directory did not come within %d minutes", (int)(FETCH_MS / MINUTE_MS));
    return api_json(f->api, page, url, body, answer);
}

/* All pages of a list. `url` ends where "cursor=" goes. The list's name is that of the answer's
 * member. */
static struct err pages_take(struct fetch *f, struct str url, const char *name, row_taker *take)
{
    AUTO(arena_done) struct arena kept = arena_of(2 * CURSOR_MAX);
    AUTO(arena_done) struct arena page = arena_of(PAGE_ARENA);
    struct str cursor = STR("");
    for (int n = 0; n < DIRECTORY_PAGES_MAX; n++) {
        const struct json *answer = NULL;
        struct str next = STR(""), escaped = api_escape(&page, cursor);
        struct str at = arena_fmt(&page, "%.*scursor=%.*s", STR_ARG(url), STR_ARG(escaped));
        TRY(ask(f, &page, at, STR(""), &answer));
        TRY(err_at(list_take(f, answer, name, take), "%.*s", STR_ARG(at)));
        TRY(err_at(json_get_text(answer, "next", &next), "%.*s", STR_ARG(at)));
        if (next.n == 0)
            return OK;
        if (next.n > CURSOR_MAX)
            return err_of(
                ERR_LIMIT, "%.*s: next: %zu bytes, more than %d", STR_ARG(at), next.n, CURSOR_MAX);
        if (str_eq(next, cursor))
            return err_of(ERR_INPUT, "%.*s: the next page is this one again", STR_ARG(at));
        arena_wipe(&kept);
        cursor = arena_copy(&kept, next);
        arena_wipe(&page);
    }
    return err_of(ERR_LIMIT, "%s: more than %d pages", name, DIRECTORY_PAGES_MAX);
}

static struct ids ids_served(struct arena *a, const struct roster *r)
{
    struct ids s = {NEW(a, struct str, r->people_n + 1), 0};
    for (size_t i = 0; i < r->people_n; i++)
        s.id[s.n++] = r->people[i].id;
    ids_settle(&s);
    return s;
}

/* Who was known before, or is named as somebody's manager, and is not listed. A tombstone that is
 * known is final: it is not asked for again. */
static struct ids ids_missing(struct arena *a, const struct roster *before,
    const struct roster *now, const struct ids *served)
{
    struct ids gone = {NEW(a, struct str, before->people_n + 1), 0};
    struct ids s = {NEW(a, struct str, before->people_n + now->people_n + 1), 0};
    for (size_t i = 0; i < before->people_n; i++)
        if (before->people[i].deleted)
            gone.id[gone.n++] = before->people[i].id;
    ids_settle(&gone);
    for (size_t i = 0; i < before->people_n; i++)
        if (!ids_have(served, before->people[i].id) && !ids_have(&gone, before->people[i].id))
            s.id[s.n++] = before->people[i].id;
    for (size_t i = 0; i < now->people_n; i++)
        if (now->people[i].manager_id.n && !ids_have(served, now->people[i].manager_id) &&
            !ids_have(&gone, now->people[i].manager_id))
            s.id[s.n++] = now->people[i].manager_id;
    ids_settle(&s);
    return s;
}

static struct err lookup(struct fetch *f, const struct ids *ids)
{
    AUTO(arena_done) struct arena a = arena_of(PAGE_ARENA);
    for (size_t first = 0; first < ids->n; first += LOOKUP_IDS) {
        const struct json *answer = NULL;
        struct out body = out_of(&a);
        struct json_out j = json_out_of(&body);
        json_begin_object(&j);
        json_key(&j, STR("ids"));
        json_begin_list(&j);
        for (size_t i = first; i < ids->n && i < first + LOOKUP_IDS; i++)
            json_text(&j, ids->id[i]);
        json_end_list(&j);
        json_end_object(&j);
        TRY(ask(f, &a, STR("/v1/users/lookup"), out_done(&body), &answer));
        TRY(err_at(list_take(f, answer, "users", user_take), "/v1/users/lookup"));
        arena_wipe(&a);
    }
    f->counts->looked_up += (int64_t)ids->n;
    return OK;
}

/* The live chain above one person, nearest first. Whoever is not there has none. */
static struct err chain_ask(struct fetch *f, struct arena *page, struct str id)
{
    const struct json *answer = NULL;
    struct str escaped = api_escape(page, id);
    struct str url = arena_fmt(page, "/v1/users/%.*s/managers", STR_ARG(escaped));
    struct err e = ask(f, page, url, STR(""), &answer);
    if (e.code == ERR_MISSING)
        return OK;
    TRY(e);
    return err_at(
        list_take(f, answer, json_get(answer, "managers") ? "managers" : "users", user_take),
        "%.*s", STR_ARG(url));
}

/* Somebody who reports to a manager nobody knows: his chain tells who that is, and who is above. */
static struct err chains_fetch(struct fetch *f)
{
    AUTO(arena_done) struct arena a = arena_of(PAGE_ARENA);
    AUTO(arena_done) struct arena page = arena_of(PAGE_ARENA);
    struct ids asked = {NEW(f->a, struct str, CHAINS_MAX), 0};
    size_t listed = f->out->people_n, counted = 0;
    for (size_t i = 0; i < listed && asked.n < CHAINS_MAX; i++) {
        struct str manager = f->out->people[i].manager_id;
        if (counted != f->out->people_n) {
            arena_wipe(&a);
            f->known = ids_served(&a, f->out);
            counted = f->out->people_n;
        }
        if (manager.n == 0 || ids_have(&f->known, manager) || ids_have(&asked, manager))
            continue;
        TRY(chain_ask(f, &page, f->out->people[i].id));
        arena_wipe(&page);
        asked.id[asked.n++] = manager;
        ids_settle(&asked);
    }
    f->counts->managers = (int64_t)(f->out->people_n - listed);
    return OK;
}

static struct err oncalls_fetch(struct fetch *f)
{
    int64_t now = f->api->world.now_ms(f->api->world.self);
    int64_t midnight = (int64_t)day_of(now) * DAY_MS;
    struct out url = out_of(f->a);
    out_z(&url, "/v1/oncalls?from=");
    out_time(&url, midnight - ONCALL_BACK_MS);
    out_z(&url, "&to=");
    out_time(&url, midnight + ONCALL_AHEAD_MS);
    out_char(&url, '&');
    struct err e = pages_take(f, out_done(&url), "oncalls", oncall_take);
    return e.code == ERR_MISSING ? OK : e; /* a platform without it */
}

struct err directory_fetch(struct api *api, struct arena *a, const struct roster *before,
    struct roster *out, struct directory_counts *counts)
{
    struct fetch f = {.api = api, .a = a, .out = out, .counts = counts};
    f.until = api->world.tick_ms(api->world.self) + FETCH_MS;
    f.least_left = arena_left(a) / 4 * 3;
    *out = (struct roster){.synced_at = api->world.now_ms(api->world.self)};
    *counts = (struct directory_counts){0};
    TRY(pages_take(&f, STR("/v1/users?"), "users", user_take));
    counts->users = (int64_t)out->people_n;
    TRY(pages_take(&f, STR("/v1/teams?"), "teams", team_take));
    counts->teams = (int64_t)out->teams_n;
    counts->members = (int64_t)out->members_n;
    TRY(oncalls_fetch(&f));
    counts->oncalls = (int64_t)out->oncalls_n;
    struct ids served = ids_served(a, out);
    struct ids missing = ids_missing(a, before, out, &served);
    TRY(lookup(&f, &missing));
    return chains_fetch(&f);
}
