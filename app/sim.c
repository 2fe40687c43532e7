/* pagetrail-sim: the workload simulator, and the upstream platform it plays. */
#include "lib/day.h"
#include "lib/log.h"
#include "sim/make.h"

#include <stdio.h>
#include <string.h>

struct option {
    const char *name, *value; /* "--seed", and what follows it */
};

struct options {
    struct option all[64];
    size_t n;
};

static struct err options_read(int argc, char **argv, const char *known, struct options *o)
{
    for (int i = 2; i < argc; i += 2) {
        char word[64];
        snprintf(word, sizeof word, " %s ", argv[i]);
        if (strncmp(argv[i], "--", 2) != 0 || !strstr(known, word))
            return err_of(ERR_USAGE, "%.60s: no such option; there are%s", argv[i], known);
        if (i + 1 == argc)
            return err_of(ERR_USAGE, "%.60s: value missing", argv[i]);
        if (o->n == COUNT_OF(o->all))
            return err_of(ERR_USAGE, "more than %zu options", o->n);
        o->all[o->n++] = (struct option){argv[i], argv[i + 1]};
    }
    return OK;
}

static const char *option(const struct options *o, const char *name)
{
    for (size_t i = 0; i < o->n; i++)
        if (strcmp(o->all[i].name, name) == 0)
            return o->all[i].value;
    return NULL;
}

static struct err option_int(const struct options *o, const char *name, int64_t *value)
{
    const char *text = option(o, name);
    if (text && (!str_i64(str_of(text), value) || *value < 0))
        return err_of(ERR_USAGE, "%s %.60s: not a whole number", name, text);
    return OK;
}

static struct err make_verb(const struct options *o)
{
    const char *name = option(o, "--preset"), *end = option(o, "--end"), *dir = option(o, "--out");
    const struct preset *preset = preset_find(str_of(name ? name : "demo"));
    int32_t last = day_of(clock_now_ms());
    if (!preset)
        return err_of(ERR_USAGE, "--preset %.40s: there are demo and full", name);
    if (end && !date_parse(str_of(end), &last))
        return err_of(ERR_USAGE, "--end %.40s: not a date like 2026-11-20", end);
    if (!dir)
        return err_of(ERR_USAGE, "--out is missing: the folder to write to");
    int64_t seed = 1, days = preset->days, people = (int64_t)preset->people,
            teams = (int64_t)preset->teams;
    TRY(option_int(o, "--seed", &seed));
    TRY(option_int(o, "--days", &days));
    TRY(option_int(o, "--people", &people));
    TRY(option_int(o, "--teams", &teams));
    if (days > SIM_DAYS_MAX)
        return err_of(ERR_USAGE, "--days %lld: more than %d", (long long)days, SIM_DAYS_MAX);
    struct plan plan = {.seed = (uint64_t)seed,
        .from = (last - days) * DAY_MS,
        .to = last * DAY_MS,
        .people = (size_t)people,
        .teams = (size_t)teams,
        .preset = preset};
    return make_all(&plan, dir);
}

static const struct verb {
    const char *name;
    struct err (*run)(const struct options *);
    const char *known, *about;
} verbs[] = {
    {"make", make_verb, " --seed --days --people --teams --out --preset --end ",
        "write a company, its exports and the truth about them"},
};

static struct err usage(void)
{
    fputs("usage: pagetrail-sim VERB [--option value ...]\n", stderr);
    for (EACH(i, verbs))
        fprintf(stderr, "  %-8s%s\n          %s\n", verbs[i].name, verbs[i].about, verbs[i].known);
    return err_of(ERR_USAGE, "no such verb");
}

static struct err run(int argc, char **argv)
{
    for (EACH(i, verbs)) {
        struct options o = {.n = 0};
        if (argc < 2 || strcmp(argv[1], verbs[i].name) != 0)
            continue;
        TRY(options_read(argc, argv, verbs[i].known, &o));
        return verbs[i].run(&o);
    }
    return usage();
}

int main(int argc, char **argv)
{
    struct err e = run(argc, argv);
    if (e.code == ERR_OK)
        return 0;
    struct log l = log_of(LOG_ERROR, "failed");
    log_text(&l, "why", str_of(e.text));
    log_end(&l);
    return err_exit(e.code);
}
