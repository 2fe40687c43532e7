#include "etl/lookup.h"
#include "etl/stage.h"
#include "lib/hash.h"

struct teams {
    struct stage base;
    const struct pipeline_conf *conf;
};

static bool in_force(const struct roster_member *m, int64_t at)
{
    return m->from <= at && (m->to == TIME_UNKNOWN || at < m->to);
}

/* The first of the person's teams by id, as of then, that counts; memberships are in that order. */
static struct str team_of(const struct pipeline_conf *conf, struct str person_id, int64_t at)
{
    const struct roster *r = conf->roster;
    struct team_filter filter = {conf->team_kinds, conf->team_kinds_n};
    size_t n = 0;
    const struct roster_member *member = roster_members_of(r, person_id, &n);
    for (size_t i = 0; i < n; i++) {
        if (!in_force(&member[i], at))
            continue;
        size_t team = roster_team_at(r, member[i].team_id, at);
        if (team != LOOKUP_NONE && !r->teams[team].deleted && team_counts(&r->teams[team], filter))
            return r->teams[team].id;
    }
    return STR("");
}

static struct err take(struct stage *self, struct record *r)
{
    const struct pipeline_conf *conf = ((struct teams *)self)->conf;
    struct str team = team_of(conf, r->text[TEXT_RECIPIENT], r->when[WHEN_CREATED]);
    if (team.n) {
        r->text[TEXT_TEAM] = team;
        r->team = hash64(team);
        self->changed++;
    }
    return stage_pass(self, r);
}

struct stage *teams_stage(const struct stage_env *env)
{
    struct teams *t = NEW(env->a, struct teams, 1);
    t->base = (struct stage){.name = "teams", .take = take};
    t->conf = env->conf;
    return &t->base;
}
