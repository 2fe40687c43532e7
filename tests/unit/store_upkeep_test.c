/* Imports, retention, compaction and gc in any order, each killed now and then: what is answered is
 * what a model says, and nothing is damaged. */
#include "store_kit.h"

#include "store/compact.h"
#include "store/gc.h"
#include "store/generation.h"
#include "store/retain.h"
#include "store/swap.h"
#include "store/verify.h"

#include <signal.h>
#include <sys/wait.h>
#include <time.h>

#define FIRST 20513 /* 2026-03-01 */
#define DAYS 75
#define ROWS 6
#define SEEDS 5
#define STEPS 12

/* What the store holds by rights: of each row how often it was changed, 0 = it is not there. */
struct model {
    int version[DAYS][ROWS];
    int32_t through, keep_days; /* days */
};

struct change {
    int32_t day, days;
    int rows;
};

static uint64_t next(uint64_t *seed, uint64_t below)
{
    *seed = *seed * 6364136223846793005u + 1442695040888963407u;
    return (*seed >> 33) % below;
}

static struct writer_conf conf_of(struct kit *k)
{
    return (struct writer_conf){.store = k->store,
        .staging = k->staging,
        .keeping = {.generations = 2},
        .makers = &kit_makers};
}

/* Every row of the change, once more changed than the model has it. */
static struct err import(struct kit *k, const struct model *m, const struct change *c)
{
    struct writer *w = NULL;
    struct published out;
    const struct run run = {.verb = STR("import")};
    const struct writer_conf conf = conf_of(k);
    struct err e = writer_open(&w, FAMILY_PAGEOUTS, &conf);
    for (int32_t d = c->day; d < c->day + c->days && e.code == ERR_OK; d++) {
        for (int i = 0; i < c->rows && e.code == ERR_OK; i++) {
            struct record r = kit_page(&k->a, FIRST + d, i);
            int version = m->version[d][i] + 1;
            r.when[WHEN_UPDATED] += version * HOUR_MS;
            r.when[WHEN_RESPONDED] = r.when[WHEN_CREATED] + version * SECOND_MS;
            e = kit_put(w, &r);
        }
    }
    if (e.code != ERR_OK)
        return e;
    writer_cover(w, (struct span){(FIRST + c->day) * DAY_MS, (FIRST + c->day + c->days) * DAY_MS});
    e = writer_publish(w, &run, &out);
    writer_done(&w);
    return e;
}

static void imported(struct model *m, const struct change *c)
{
    for (int32_t d = c->day; d < c->day + c->days; d++)
        for (int i = 0; i < c->rows; i++)
            m->version[d][i]++;
    m->through = c->day + c->days > m->through ? c->day + c->days : m->through;
}

static void ignore_joined(
    void *self, enum family f, int64_t segments, int64_t before, const struct segment_ref *made)
{
    (void)self;
    (void)f;
    (void)segments;
    (void)before;
    (void)made;
}

static struct err compact(struct kit *k)
{
    struct compact_report report;
    struct published out;
    const struct compact_conf conf = {
        .writer = conf_of(k), .after_days = 3, .joined = ignore_joined};
    return compact_run(&conf, &report, &out);
}

static struct err retain(struct kit *k, int32_t keep_days)
{
    struct published out;
    int64_t dropped = 0;
    struct writer_conf conf = conf_of(k);
    conf.keep_days[FAMILY_PAGEOUTS] = keep_days;
    return swap_policy(&k->a, &conf, &out, &dropped);
}

static struct err gc(struct kit *k)
{
    struct gc_report report;
    const struct gc_conf conf = {.store = k->store, .staging = k->staging};
    return gc_run(&conf, &report);
}

enum step { IMPORT, RETAIN, COMPACT, GC, STEP__N };

static struct err take_step(
    struct kit *k, enum step step, const struct model *m, const struct change *c, int32_t keep_days)
{
    switch (step) {
    case IMPORT:
        return import(k, m, c);
    case RETAIN:
        return retain(k, keep_days);
    case COMPACT:
        return compact(k);
    case GC:
    case STEP__N:
        break;
    }
    return gc(k);
}

/* In a process of its own, which is killed after so many microseconds; 0 = never. */
static void run_step(struct kit *k, enum step step, const struct model *m, const struct change *c,
    int32_t keep_days, long kill_us)
{
    int status = 0;
    pid_t pid = fork();
    if (pid == 0) {
        struct err e = take_step(k, step, m, c, keep_days);
        if (e.code != ERR_OK)
            print_error("step %d: %s\n", (int)step, e.text);
        _exit(e.code != ERR_OK);
    }
    if (kill_us) {
        nanosleep(&(struct timespec){.tv_nsec = kill_us * 1000}, NULL);
        kill(pid, SIGKILL);
    }
    CHECK_INT(waitpid(pid, &status, 0), pid);
    CHECK(WIFSIGNALED(status) || WEXITSTATUS(status) == 0);
}

/* What was killed is done or is not: of an import the rows tell, of a policy the manifest. A
 * generation that nothing points at yet is shown by the next writer, so that is done first. */
static void learn(struct kit *k, enum step step, struct model *m, const struct change *c)
{
    struct manifest newest;
    CHECK_OK(generation_newest(&k->a, k->store, &newest));
    struct reader *r = kit_reader(k);
    struct snapshot *s = reader_current(r);
    if (s && step == IMPORT) {
        struct model done = *m;
        imported(&done, c);
        struct tally *t = tally_new(&k->a);
        const struct where w = {.from = FIRST * DAY_MS, .to = (FIRST + DAYS) * DAY_MS};
        CHECK_OK(kit_pages_day(s, &w, FIRST + c->day, NULL, t));
        uint64_t want = 0;
        for (int i = 0; i < ROWS; i++)
            want += (uint64_t)done.version[c->day][i] * SECOND_MS;
        if (t->ack.sum_ms == want)
            *m = done;
    }
    if (s)
        m->keep_days = snapshot_manifest(s)->family[FAMILY_PAGEOUTS].keep_days;
    reader_done(&r);
}

static void check_answers(struct kit *k, const struct model *m)
{
    struct reader *r = kit_reader(k);
    struct snapshot *s = reader_current(r);
    const struct where all = {.from = FIRST * DAY_MS, .to = (FIRST + DAYS) * DAY_MS};
    struct where one = all;
    one.person[one.persons++] = hash64(STR("u2"));
    for (int32_t d = 0; s && d < DAYS; d++) {
        bool kept = m->keep_days == 0 || d >= m->through - m->keep_days;
        int64_t pages = 0, ms = 0;
        for (int i = 0; i < ROWS && kept; i++) {
            pages += m->version[d][i] > 0;
            ms += m->version[d][i] * SECOND_MS;
        }
        struct tally *t = tally_new(&k->a), *of_one = tally_new(&k->a);
        CHECK_OK(kit_pages_day(s, &all, FIRST + d, NULL, t));
        CHECK_OK(kit_pages_day(s, &one, FIRST + d, NULL, of_one));
        CHECK_INT(tally_pages(t), pages);
        CHECK_INT(t->ack.sum_ms, ms);
        CHECK_INT(tally_pages(of_one), kept && m->version[d][2] > 0);
    }
    reader_done(&r);
}

static void take_found(void *self, bool defect, const char *file, const char *what)
{
    (void)self;
    if (defect)
        print_error("%s: %s\n", file, what);
}

static void take_checked(void *self, const char *file, int64_t bytes)
{
    (void)self;
    (void)file;
    (void)bytes;
}

static void check_clean(struct kit *k)
{
    struct verify_report report;
    const struct verify_conf conf = {.store = k->store,
        .staging = k->staging,
        .all = true,
        .found = take_found,
        .checked = take_checked};
    CHECK_OK(verify_run(&conf, &report));
    CHECK_INT(report.defects, 0);
}

/* A window that begins within the retention: what becomes of an older row is the import's matter.
 */
static struct change draw(uint64_t *seed, const struct model *m)
{
    int32_t oldest = m->keep_days ? m->through - m->keep_days : 0;
    int32_t from = oldest < 0 ? 0 : oldest;
    struct change c = {.days = 1 + (int32_t)next(seed, 4), .rows = 1 + (int)next(seed, ROWS)};
    int32_t most = m->through + 25 < DAYS ? m->through + 25 : DAYS;
    c.day = from + (int32_t)next(seed, (uint64_t)(most - c.days - from));
    return c;
}

TEST(any_order_of_upkeep_and_imports_killed_or_not_answers_as_the_model_does)
{
    for (uint64_t s = 1; s <= SEEDS; s++) {
        struct kit k = kit_open();
        struct model m = {0};
        uint64_t seed = s;
        CHECK_OK(dir_make(arena_fmt(&k.a, "%s/log", k.store).p));
        for (int i = 0; i < STEPS; i++) {
            enum step step = i ? (enum step)next(&seed, STEP__N) : IMPORT;
            struct change c = i ? draw(&seed, &m) : (struct change){0, DAYS / 4 * 3, ROWS / 2};
            int32_t most = m.keep_days ? m.keep_days : DAYS; /* what was dropped stays away */
            int32_t keep_days = 15 + (int32_t)next(&seed, (uint64_t)(most - 14));
            bool killed = i && next(&seed, 3) == 0;
            run_step(&k, step, &m, &c, keep_days, killed ? 200 + (long)next(&seed, 30000) : 0);
            if (killed)
                learn(&k, step, &m, &c);
            else if (step == IMPORT)
                imported(&m, &c);
            else if (step == RETAIN && m.through)
                m.keep_days = keep_days;
            check_answers(&k, &m);
        }
        check_clean(&k);
        CHECK_OK(gc(&k));
        check_answers(&k, &m);
        kit_done(&k);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(any_order_of_upkeep_and_imports_killed_or_not_answers_as_the_model_does),
    };
    return RUN(tests);
}
