#include "cron/directory.h"

#include "cron/task.h"
#include "cron/upstream.h"
#include "etl/directory.h"
#include "etl/lookup.h"
#include "lib/day.h"
#include "lib/limits.h"

static void say_counts(struct task *t, const struct roster *kept)
{
    const struct directory_counts *n = &t->listed;
    out_fmt(&t->text,
        "listed: %lld people, %lld teams with %lld members, %lld on-call duties; %lld without "
        "an id left out\n",
        (long long)n->users, (long long)n->teams, (long long)n->members, (long long)n->oncalls,
        (long long)n->skipped);
    out_fmt(&t->text,
        "looked up: %lld people, %lld of them deleted; %lld managers found by chain\n",
        (long long)n->looked_up, (long long)n->deleted, (long long)n->managers);
    out_fmt(&t->text,
        "kept: %zu versions of people, %zu of teams, %zu memberships, %zu manager nodes\n",
        kept->people_n, kept->teams_n, kept->members_n, kept->nodes_n);
}

/* What is known is built a second time with what is served added: it may take a third at most. */
static struct err history_fits(const struct arena *a)
{
    if (arena_left(a) >= ARENA_CAP_DIRECTORY / 3 * 2)
        return OK;
    return err_of(
        ERR_LIMIT, "the directory's history takes more than %u MiB", ARENA_CAP_DIRECTORY / 3 >> 20);
}

struct err directory_run(struct task *t)
{
    AUTO(arena_done) struct arena a = arena_of(ARENA_CAP_DIRECTORY);
    AUTO(upstream_done) struct upstream u = {0};
    AUTO(writer_done) struct writer *w = NULL;
    const struct writer_conf conf = task_writer_conf(t);
    struct roster before, served, roster;
    struct directory_counts *n = &t->listed;
    TRY(upstream_open(t->a, &t->set, &u));
    TRY(writer_open(&w, FAMILY_DIRECTORY, &conf));
    TRY(writer_roster(w, &a, &before));
    TRY(history_fits(&a));
    TRY(directory_fetch(&u.api, &a, &before, &served, n));
    roster_index_make(&a, &before);
    TRY(directory_build(&a, &before, &served, served.synced_at, &roster));
    TRY(writer_put_roster(w, &roster));
    const struct run run = {
        .verb = STR("directory"),
        .began = t->began,
        .ended = clock_now_ms(),
        .rows = n->users + n->teams + n->oncalls,
        .kept = (int64_t)(roster.people_n + roster.teams_n + roster.oncalls_n),
        .rejected = n->skipped,
    };
    TRY(writer_publish(w, &run, &t->published));
    say_counts(t, &roster);
    task_say_published(t, w);
    return OK;
}
