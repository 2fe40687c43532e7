#include "cron/directory.h"

#include "cron/task.h"
#include "cron/upstream.h"
#include "etl/directory.h"
#include "etl/lookup.h"
#include "etl/rules.h"
#include "lib/day.h"
#include "lib/limits.h"
#include "lib/texts.h"
#include "store/named.h"
#include "store/retain.h"

#include <string.h>

#define NAMED_MAX 50000 /* strangers asked for in one run: more are no directory's fault */

/* What one run works on. */
struct sync {
    struct arena *a;
    struct roster before, served, roster;
    struct directory_changes changes;
    int64_t operational; /* teams that count now */
};

/* Ids that the newest rows name and the directory does not have. */
struct strangers {
    const struct roster *before;
    struct texts texts;
    struct runs seen;
    struct str *id;
    size_t n, cap;
};

static void stranger_take(void *self, int64_t person, struct str id)
{
    struct strangers *s = self;
    if (s->n == NAMED_MAX || runs_find(&s->before->index->people, person).n)
        return;
    struct run_of_rows *run = runs_take(&s->seen, person);
    if (run->n)
        return;
    run->n = 1;
    s->id = arena_room(s->texts.a, s->id, sizeof id, s->n, &s->cap);
    s->id[s->n++] = texts_keep(&s->texts, id);
}

/* From when on rows may have come in since the last sync. */
static int64_t news_since(const struct task *t, const struct manifest *m, int64_t synced_at)
{
    int64_t since = synced_at - t->set.look_back;
    for (enum dataset d = 0; d < DATASET__N; d++) {
        const struct family_state *f = &m->family[d];
        int64_t from = f->run.window.from ? f->run.window.from : f->through - t->set.look_back;
        if (f->run.ended > synced_at && from < since)
            since = from;
    }
    return since;
}

static struct err strangers_find(
    const struct task *t, const struct writer *w, const struct sync *s, struct strangers *out)
{
    const struct manifest *m = writer_base(w);
    *out = (struct strangers){.before = &s->before, .texts = texts_of(s->a)};
    out->seen = runs_of(s->a, 0);
    if (s->before.synced_at == 0)
        return OK;
    return named_since(t->set.store.p, m, news_since(t, m, s->before.synced_at),
        (struct named_taker){stranger_take, out});
}

/* Rows older than it are kept in no data set; 0 = no edge. */
static int64_t kept_from(const struct manifest *m)
{
    int64_t edge = INT64_MAX;
    for (enum dataset d = 0; d < DATASET__N; d++) {
        int32_t day = retain_edge(&m->family[d]);
        if (m->family[d].segments == 0)
            continue;
        if (day == INT32_MIN)
            return 0;
        edge = day * DAY_MS < edge ? day * DAY_MS : edge;
    }
    return edge == INT64_MAX ? 0 : edge;
}

static enum chains chains_of(struct str word)
{
    enum chains c = 0;
    while (c + 1 < CHAINS__N && !str_eq(word, str_of(chains_words[c])))
        c++;
    return c;
}

static struct err fetch(struct task *t, struct api *api, const struct writer *w, struct sync *s)
{
    struct strangers strangers;
    TRY(strangers_find(t, w, s, &strangers));
    const struct directory_conf conf = {
        .before = &s->before,
        .named = strangers.id,
        .named_n = strangers.n,
        .cache_ms = t->set.people_cache,
        .full = t->full.n > 0,
        .chains = chains_of(t->set.live_chains),
    };
    return directory_fetch(api, s->a, &conf, &s->served, &t->listed);
}

static void count_operational(struct sync *s, struct team_filter filter)
{
    const struct roster *r = &s->roster;
    for (size_t i = 0; i < r->teams_n; i++)
        s->operational += roster_team_until(r, i) == INT64_MAX && !r->teams[i].deleted &&
                          team_counts(filter, &r->teams[i]);
}

/* What the store keeps of the run, for /health as for an import. */
static struct run run_of(const struct task *t, const struct sync *s)
{
    const struct directory_counts *n = &t->listed;
    const struct directory_changes *c = &s->changes;
    const struct stage_count stages[] = {
        {STR("people listed"), n->users, 0, n->skipped},
        {STR("people due"), n->due, 0, n->deleted},
        {STR("people named"), n->named, 0, n->unknown},
        {STR("people"), (int64_t)s->served.people_n,
            c->people_new + c->people_changed + c->people_gone + c->people_back, c->doubled},
        {STR("live chains"), n->chains, n->managers, n->unchained},
        {STR("managers"), c->placed, c->looped + c->folded, c->managers_unknown},
        {STR("teams"), n->teams, c->teams_changed, n->teams - s->operational},
        {STR("members"), n->members, c->members_begun + c->members_ended, 0},
        {STR("on-call duty"), n->oncalls, 0, 0},
        {STR("history"), (int64_t)(s->roster.people_n + s->roster.teams_n), 0, c->pruned},
    };
    struct run run = {
        .verb = STR("directory"),
        .began = t->began,
        .ended = clock_now_ms(),
        .rows = (int64_t)s->served.people_n + n->teams + n->oncalls,
        .kept = (int64_t)(s->roster.people_n + s->roster.teams_n + s->roster.oncalls_n),
        .rejected = n->skipped,
        .stages = COUNT_OF(stages),
    };
    _Static_assert(COUNT_OF(stages) <= STAGES_MAX, "a run has room for every stage");
    memcpy(run.stage, stages, sizeof stages);
    return run;
}

static void say_counts(struct task *t, const struct sync *s)
{
    const struct directory_counts *n = &t->listed;
    const struct directory_changes *c = &s->changes;
    const struct {
        const char *name;
        int64_t n;
    } lines[] = {
        {"people listed", n->users},
        {"people who were due, asked for by id", n->due},
        {"people who were named and not known, asked for by id", n->named},
        {"of these, not known to the platform either", n->unknown},
        {"people served as deleted, or no more", n->deleted},
        {"rows without an id, left out", n->skipped},
        {"ids served more than once (rule 2)", c->doubled},
        {"logins that several people share (rule 1)", c->logins_shared},
        {"people new", c->people_new},
        {"people changed", c->people_changed},
        {"people gone", c->people_gone},
        {"people back (rule 4)", c->people_back},
        {"teams", n->teams},
        {"of these operational", s->operational},
        {"teams new, changed or gone", c->teams_changed},
        {"memberships", n->members},
        {"memberships begun", c->members_begun},
        {"memberships ended", c->members_ended},
        {"on-call duties", n->oncalls},
        {"live chains asked for", n->chains},
        {"managers found by them", n->managers},
        {"live chains left for a later run", n->unchained},
        {"people with a place in the organisation", c->placed},
        {"people whose manager nobody knows (rule 11)", c->managers_unknown},
        {"people in a circle that was cut (rule 12)", c->looped},
        {"people folded into the seventh level (rule 13)", c->folded},
        {"rows of history forgotten", c->pruned},
        {"versions of people kept", (int64_t)s->roster.people_n},
        {"manager nodes kept", (int64_t)s->roster.nodes_n},
    };
    for (EACH(i, lines))
        out_fmt(&t->text, "%-56s %10lld\n", lines[i].name, (long long)lines[i].n);
}

/* What is known is built a second time with what is served added: it may take a third at most. */
static struct err before_read(struct writer *w, struct sync *s)
{
    TRY(writer_roster(w, s->a, &s->before));
    if (arena_left(s->a) < ARENA_CAP_DIRECTORY / 3 * 2)
        return err_of(ERR_LIMIT, "the directory's history takes more than %u MiB",
            ARENA_CAP_DIRECTORY / 3 >> 20);
    roster_index_make(s->a, &s->before);
    return OK;
}

static struct err build(struct writer *w, struct sync *s)
{
    const struct directory_terms terms = {
        &s->before, &s->served, s->served.synced_at, kept_from(writer_base(w))};
    TRY(directory_build(s->a, &terms, &s->roster, &s->changes));
    if (!s->changes.none)
        return writer_put_roster(w, &s->roster);
    writer_put_times(w, &s->roster);
    return OK;
}

struct err directory_run(struct task *t)
{
    AUTO(arena_done) struct arena a = arena_of(ARENA_CAP_DIRECTORY);
    AUTO(upstream_done) struct upstream u = {0};
    AUTO(writer_done) struct writer *w = NULL;
    const struct writer_conf conf = task_writer_conf(t);
    struct sync s = {.a = &a};
    struct team_filter filter;
    TRY(task_team_filter(t, &filter));
    TRY(upstream_open(t->a, &t->set, &u));
    TRY(writer_open(&w, FAMILY_DIRECTORY, &conf));
    TRY(before_read(w, &s));
    TRY(fetch(t, &u.api, w, &s));
    TRY(build(w, &s));
    count_operational(&s, filter);
    const struct run run = run_of(t, &s);
    TRY(writer_publish(w, &run, &t->published));
    say_counts(t, &s);
    task_say_published(t, w);
    return OK;
}

struct err rules_run(struct task *t)
{
    (t->markdown.n ? rules_markdown : rules_text)(&t->text);
    return OK;
}
