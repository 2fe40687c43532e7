#include "cron/task.h"

#include "lib/day.h"
#include "lib/limits.h"
#include "lib/log.h"

#include <assert.h>
#include <unistd.h>

int32_t task_keep_days(const struct task *t, enum dataset d)
{
    int64_t own = t->set.retention_of[d];
    return (int32_t)(((own ? own : t->set.retention) + DAY_MS - 1) / DAY_MS);
}

int64_t task_jobs(const struct task *t)
{
    long cores = sysconf(_SC_NPROCESSORS_ONLN);
    if (t->set.jobs)
        return t->set.jobs;
    return cores < 1 ? 1 : cores > CREW_MAX ? CREW_MAX : cores;
}

struct writer_conf task_writer_conf(const struct task *t)
{
    return (struct writer_conf){
        .store = t->set.store.p,
        .staging = t->set.staging.p,
        .store_bytes_max = t->set.store_limit,
        .activate_after_ms = t->set.activate_after,
        .keeping = {t->set.keep_generations, t->set.keep_age},
        .keep_days = {[FAMILY_PAGEOUTS] = task_keep_days(t, DATASET_PAGEOUTS),
            [FAMILY_NOTIFICATIONS] = task_keep_days(t, DATASET_NOTIFICATIONS)},
        .jobs = (size_t)task_jobs(t),
    };
}

/* The kinds as rules, behind the others. */
struct err task_team_filter(struct task *t, struct team_filter *out)
{
    struct out all = out_of(t->a);
    struct str kinds = t->set.team_kinds, kind;
    out_str(&all, t->set.operational_teams);
    while (kinds.n) {
        str_cut(kinds, ',', &kind, &kinds);
        kind = str_trim(kind);
        if (kind.n)
            out_fmt(&all, "%skind:%.*s", all.n ? "," : "", STR_ARG(kind));
    }
    return err_at(team_filter_read(t->a, out_done(&all), out), "--operational-teams");
}

void task_say_published(struct task *t, const struct writer *w)
{
    const struct published *p = &t->published;
    if (p->nothing)
        out_fmt(&t->text, "nothing new: generation %lld stays\n",
            (long long)writer_base(w)->generation);
    else
        out_fmt(&t->text,
            "published generation %lld, snapshot %.8s: %d days written, %d unchanged, %lld rows "
            "new, %lld newer\n",
            (long long)p->generation, p->sha256.hex, p->days_written, p->days_unchanged,
            (long long)p->kept_new, (long long)p->kept_newer);
    if (p->near_limit)
        out_z(&t->text, "warning: the store is above 75 % of its limit\n");
}

void task_tell(struct task *t, const char *name, int64_t value)
{
    assert(t->numbers < TASK_NUMBERS_MAX);
    t->number[t->numbers++] = (struct task_number){name, value};
}

void task_log(const struct task *t, const char *verb, struct err e, int64_t took_ns)
{
    struct log l = log_of(e.code == ERR_OK ? LOG_INFO : LOG_ERROR, "run");
    log_text(&l, "verb", str_of(verb));
    if (t->args.words > 1)
        log_text(&l, "dataset", t->args.word[1]);
    if (e.code != ERR_OK)
        log_text(&l, "error", str_of(e.text));
    log_i64(&l, "exit", err_exit(e.code));
    log_ms(&l, "ms", took_ns);
    log_i64(&l, "generation", t->published.generation); /* 0 = none was made */
    log_i64(&l, "days_written", t->published.days_written);
    log_i64(&l, "races_lost", t->published.races_lost);
    log_i64(&l, "near_limit", t->published.near_limit);
    log_i64(&l, "people_listed", t->listed.users);
    log_i64(&l, "people_asked", t->listed.due + t->listed.named);
    log_i64(&l, "teams_listed", t->listed.teams);
    log_i64(&l, "files", t->files);
    for (size_t i = 0; i < t->numbers; i++)
        log_i64(&l, t->number[i].name, t->number[i].value);
    report_log(&l, &t->report);
    log_end(&l);
}
