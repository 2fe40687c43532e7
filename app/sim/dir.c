#include "sim/dir.h"

#include "lib/day.h"
#include "lib/json.h"
#include "sim/team.h"

#include <stdio.h>

#define LINE_BYTES (1u << 20)
#define WEEK_MS (7 * DAY_MS)
#define WEEKS_AHEAD 4 /* on-call duty that is already planned */

/* A list of objects, one a line. */
struct lines {
    FILE *f;
    char path[512];
    struct arena a;
    struct out o;
    bool comma;
};

static void lines_done(struct lines *l)
{
    if (l->f)
        fclose(l->f);
    l->f = NULL;
    arena_done(&l->a);
}

static struct err lines_open(struct lines *l, const char *folder, const char *name)
{
    snprintf(l->path, sizeof l->path, "%s/%s.json", folder, name);
    l->a = arena_of(LINE_BYTES);
    l->f = fopen(l->path, "we");
    if (!l->f)
        return err_errno("%s", l->path);
    fprintf(l->f, "{\"%s\":[\n", name);
    return OK;
}

static struct json_out line_begin(struct lines *l)
{
    arena_wipe(&l->a);
    l->o = out_of(&l->a);
    struct json_out j = json_out_of(&l->o);
    json_begin_object(&j);
    return j;
}

static void line_end(struct lines *l, struct json_out *j)
{
    json_end_object(j);
    fputs(l->comma ? ",\n" : "", l->f);
    fwrite(l->o.p, 1, l->o.n, l->f);
    l->comma = true;
}

static struct err lines_end(struct lines *l)
{
    fputs("\n]}\n", l->f);
    bool failed = ferror(l->f) != 0;
    if (fclose(l->f) != 0 || failed) {
        l->f = NULL;
        return err_errno("%s: write", l->path);
    }
    l->f = NULL;
    return OK;
}

static void put_time(struct json_out *j, struct arena *a, const char *key, int64_t ms)
{
    struct out o = out_of(a);
    out_time(&o, ms);
    json_put_text(j, key, out_done(&o));
}

static void put_text_or_null(struct json_out *j, const char *key, struct str s)
{
    json_key(j, str_of(key));
    if (s.n)
        json_text(j, s);
    else
        json_none(j);
}

static void user_line(struct lines *l, const struct person *p)
{
    struct json_out j = line_begin(l);
    json_put_text(&j, "id", p->id);
    if (p->deleted_at) {
        put_time(&j, &l->a, "deleted_at", p->deleted_at);
        line_end(l, &j);
        return;
    }
    json_put_text(&j, "login", p->login);
    json_put_text(&j, "name", p->name);
    json_put_text(&j, "email", arena_fmt(&l->a, "u%.*s@example.com", STR_ARG(p->id)));
    put_text_or_null(&j, "time_zone", p->zone_unknown ? STR("") : str_of(zone_rows[p->zone].name));
    put_text_or_null(&j, "manager_id", p->manager_id);
    json_put_text(&j, "title", p->title);
    json_key(&j, STR("active"));
    json_bool(&j, !p->inactive);
    put_time(&j, &l->a, "updated_at", p->updated_at);
    line_end(l, &j);
}

static struct err users_write(const struct company *c, const char *folder)
{
    AUTO(lines_done) struct lines l = {0};
    TRY(lines_open(&l, folder, "users"));
    for (size_t i = 0; i < c->people_n; i++)
        user_line(&l, &c->people[i]);
    return lines_end(&l);
}

static void team_line(struct lines *l, const struct company *c, const struct team *t)
{
    size_t nth = (size_t)(t - c->teams);
    struct json_out j = line_begin(l);
    json_put_text(&j, "id", t->id);
    json_put_text(&j, "name", t->name);
    json_put_text(&j, "kind", str_of(t->kind));
    put_text_or_null(&j, "parent_id", nth < 10 ? STR("") : c->teams[nth / 10].id);
    json_key(&j, STR("members"));
    json_begin_list(&j);
    for (size_t i = 0; i < t->members_n; i++) {
        json_begin_object(&j);
        json_put_text(&j, "id", c->people[t->members[i].who].id);
        json_put_text(&j, "role", str_of(t->members[i].role));
        json_end_object(&j);
    }
    json_end_list(&j);
    put_time(&j, &l->a, "updated_at", c->plan.from);
    line_end(l, &j);
}

static struct err teams_write(const struct company *c, const char *folder)
{
    AUTO(lines_done) struct lines l = {0};
    TRY(lines_open(&l, folder, "teams"));
    for (size_t i = 0; i < c->teams_n; i++)
        team_line(&l, c, &c->teams[i]);
    return lines_end(&l);
}

static void oncall_line(
    struct lines *l, const struct company *c, const struct team *t, unsigned level, int64_t start)
{
    uint32_t who = team_on_call(c, t, (struct duty){0, level, start});
    if (who == NOBODY)
        return;
    struct json_out j = line_begin(l);
    json_put_text(&j, "user_id", c->people[who].id);
    json_put_text(&j, "team_id", t->id);
    json_put_int(&j, "level", level);
    put_time(&j, &l->a, "start", start);
    put_time(&j, &l->a, "end", start + WEEK_MS);
    line_end(l, &j);
}

/* By week, so that a window of them is one run of lines. */
static struct err oncalls_write(const struct company *c, const char *folder)
{
    AUTO(lines_done) struct lines l = {0};
    int64_t until = c->plan.to + WEEKS_AHEAD * WEEK_MS;
    TRY(lines_open(&l, folder, "oncalls"));
    for (int64_t start = c->plan.from / WEEK_MS * WEEK_MS; start < until; start += WEEK_MS)
        for (size_t i = 0; i < c->operational_n; i++)
            for (unsigned level = 1; level <= 2; level++)
                oncall_line(&l, c, &c->teams[i], level, start);
    return lines_end(&l);
}

struct err dir_write(const struct company *c, const char *folder)
{
    TRY(users_write(c, folder));
    TRY(teams_write(c, folder));
    return oncalls_write(c, folder);
}
