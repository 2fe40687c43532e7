#include "source/directory.h"

#include "lib/hash.h"
#include "lib/limits.h"
#include "source/due.h"
#include "source/fetch.h"

#define ONCALL_BACK_MS (90 * DAY_MS)
#define ONCALL_AHEAD_MS (30 * DAY_MS)

static struct err member_take(struct fetch *f, struct str team, const struct json *row)
{
    struct roster *r = f->out;
    struct roster_member m = {.team_id = team};
    const struct text_field fields[] = {{"id", &m.person_id, true}, {"role", &m.role, true}};
    TRY(fetch_texts(f, row, fields, COUNT_OF(fields)));
    if (m.person_id.n == 0) {
        f->counts->skipped++;
        return OK;
    }
    r->members = arena_room(f->a, r->members, sizeof m, r->members_n, &f->members_cap);
    r->members[r->members_n++] = m;
    return fetch_fits(f);
}

static struct err team_take(struct fetch *f, const struct json *row)
{
    struct roster *r = f->out;
    struct roster_team t = {0};
    const struct text_field fields[] = {{"id", &t.id, true}, {"name", &t.name, false},
        {"kind", &t.kind, true}, {"parent_id", &t.parent_id, true}};
    TRY(fetch_texts(f, row, fields, COUNT_OF(fields)));
    TRY(fetch_time(row, "updated_at", &t.updated));
    if (t.id.n == 0) {
        f->counts->skipped++;
        return OK;
    }
    r->teams = arena_room(f->a, r->teams, sizeof t, r->teams_n, &f->teams_cap);
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
    const struct text_field fields[] = {
        {"user_id", &d.user_id, true}, {"team_id", &d.team_id, true}};
    TRY(fetch_texts(f, row, fields, COUNT_OF(fields)));
    TRY(json_get_i64(row, "level", &level));
    TRY(fetch_time(row, "start", &d.start));
    TRY(fetch_time(row, "end", &d.end));
    if (d.user_id.n == 0 || level < 1 || level > INT32_MAX) {
        f->counts->skipped++;
        return OK;
    }
    d.level = (int32_t)level;
    r->oncalls = arena_room(f->a, r->oncalls, sizeof d, r->oncalls_n, &f->oncalls_cap);
    r->oncalls[r->oncalls_n++] = d;
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
    struct err e = fetch_pages(f, out_done(&url), "oncalls", oncall_take);
    return e.code == ERR_MISSING ? OK : e; /* a platform without it */
}

static void meet(struct fetch *f)
{
    const struct roster *before = f->conf->before;
    f->texts = texts_of(f->a);
    f->known = runs_of(f->a, before->people_n);
    f->served = f->asked = (struct runs){.a = f->a};
    f->served = runs_of(f->a, before->people_n);
    f->asked = runs_of(f->a, before->people_n / 8);
    for (size_t i = 0; i < before->people_n; i++)
        fetch_put(&f->known, before->people[i].id, i);
}

/* Those of `before` who are due; when all were listed, the living who were not. */
static void want_known(struct fetch *f, const struct due *due)
{
    const struct roster *before = f->conf->before;
    for (size_t i = 0; i < before->people_n; i++) {
        struct str id = before->people[i].id;
        if (runs_find(&f->known, hash64(id)).first != i)
            continue; /* not the newest version */
        bool missing = !before->people[i].deleted && !fetch_has(&f->served, id);
        bool wanted = f->counts->listed ? missing : due->slot[due_slot(id)];
        if (wanted)
            fetch_want(f, id);
    }
    f->counts->due = (int64_t)f->wanted.n;
}

static void want_named(struct fetch *f)
{
    const struct roster *r = f->out;
    for (size_t i = 0; i < f->conf->named_n; i++)
        fetch_want_named(f, f->conf->named[i]);
    for (size_t i = 0; i < r->members_n; i++)
        fetch_want_named(f, r->members[i].person_id);
    for (size_t i = 0; i < r->oncalls_n; i++)
        fetch_want_named(f, r->oncalls[i].user_id);
}

/* Everybody, when that is due. */
static struct err people_list(struct fetch *f, const struct due *due)
{
    f->counts->listed = f->conf->full || due->n == CHECK_SLOTS;
    if (f->counts->listed) /* about as many as there were: growing would leave as much behind */
        f->people_cap = f->conf->before->people_n + f->conf->before->people_n / 16 + 256;
    f->out->people = NEW(f->a, struct roster_person, f->people_cap);
    if (f->counts->listed)
        TRY(fetch_pages(f, STR("/v1/users?"), "users", fetch_take_user));
    f->counts->users = (int64_t)f->out->people_n;
    for (size_t i = 0; i < CHECK_SLOTS; i++) {
        bool fresh = f->counts->listed || due->slot[i];
        f->out->checked[i] = fresh ? f->out->synced_at : f->conf->before->checked[i];
    }
    return OK;
}

struct err directory_fetch(struct api *api, struct arena *a, const struct directory_conf *conf,
    struct roster *out, struct directory_counts *counts)
{
    struct fetch f = {.api = api, .a = a, .conf = conf, .out = out, .counts = counts};
    f.until = api->world.tick_ms(api->world.self) + FETCH_MS;
    f.least_left = arena_left(a) / 4 * 3;
    *out = (struct roster){.synced_at = api->world.now_ms(api->world.self)};
    *counts = (struct directory_counts){0};
    struct due due = due_of(conf->before, out->synced_at, conf->cache_ms);
    meet(&f);
    TRY(people_list(&f, &due));
    TRY(fetch_pages(&f, STR("/v1/teams?"), "teams", team_take));
    counts->teams = (int64_t)out->teams_n;
    counts->members = (int64_t)out->members_n;
    TRY(oncalls_fetch(&f));
    counts->oncalls = (int64_t)out->oncalls_n;
    want_known(&f, &due);
    want_named(&f);
    TRY(fetch_wanted(&f));
    return chains_fetch(&f);
}
