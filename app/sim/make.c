#include "sim/make.h"

#include "lib/day.h"
#include "lib/file.h"
#include "lib/log.h"
#include "sim/answers.h"
#include "sim/dir.h"
#include "sim/export.h"
#include "sim/facts.h"
#include "sim/traffic.h"

#include <stdio.h>

#define COMPANY_BYTES (UINT64_C(2) << 30)

const struct preset *preset_find(struct str name)
{
    for (EACH(i, presets))
        if (str_eq(name, str_of(presets[i].name)))
            return &presets[i];
    return NULL;
}

static struct err plan_check(const struct plan *p)
{
    int64_t days = (p->to - p->from) / DAY_MS;
    if (p->people < SIM_PEOPLE_MIN || p->people > SIM_PEOPLE_MAX)
        return err_of(
            ERR_USAGE, "--people %zu: not %d to %d", p->people, SIM_PEOPLE_MIN, SIM_PEOPLE_MAX);
    if (p->teams < SIM_TEAMS_MIN || p->teams > SIM_TEAMS_MAX)
        return err_of(
            ERR_USAGE, "--teams %zu: not %d to %d", p->teams, SIM_TEAMS_MIN, SIM_TEAMS_MAX);
    if (days < 1 || days > SIM_DAYS_MAX)
        return err_of(ERR_USAGE, "--days %lld: not 1 to %d", (long long)days, SIM_DAYS_MAX);
    return OK;
}

static void day_write(struct export *x, struct facts *f, const struct batch *b)
{
    for (size_t i = 0; i < b->pages_n; i++) {
        export_page(x, b->pages[i]);
        facts_page(f, b->pages[i]);
    }
    for (size_t i = 0; i < b->attempts_n; i++) {
        export_attempt(x, b->attempts[i]);
        facts_attempt(f, b->attempts[i]);
    }
}

static void report(const struct export *x, const struct traffic *t, const char *dir)
{
    struct log l = log_of(LOG_INFO, "made");
    log_text(&l, "dir", str_of(dir));
    log_i64(&l, "pageouts_rows", (int64_t)x->page_rows);
    log_i64(&l, "notifications_rows", (int64_t)x->attempt_rows);
    log_i64(&l, "notifications", (int64_t)t->attempts);
    log_i64(&l, "incidents", (int64_t)t->incidents);
    log_end(&l);
}

struct err make_all(const struct plan *plan, const char *dir)
{
    AUTO(arena_done) struct arena a = arena_of(COMPANY_BYTES);
    char path[512];
    TRY(plan_check(plan));
    TRY(dir_make(dir));
    struct company company = company_of(&a, plan);
    TRY(dir_write(&company, dir));
    AUTO(export_done) struct export x = {0};
    TRY(export_open(&x, &company, dir));
    AUTO(traffic_done) struct traffic t = traffic_of(&a, &company);
    struct facts facts = facts_of(&a, &company);
    for (int64_t day = plan->from; day < plan->to; day += DAY_MS)
        day_write(&x, &facts, traffic_day(&t, day));
    TRY(export_end(&x));
    report(&x, &t, dir);
    snprintf(path, sizeof path, "%s/truth.json", dir);
    return answers_write(&facts, path);
}
