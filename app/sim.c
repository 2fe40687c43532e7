/* pagetrail-sim: the workload simulator, and the upstream platform it plays. */
#include "lib/day.h"
#include "lib/file.h"
#include "lib/log.h"
#include "sim/keygen.h"
#include "sim/make.h"
#include "sim/serve.h"

#include <stdio.h>
#include <string.h>

#define KEY_BYTES_MAX (64u << 10)
#define SERVE_BYTES (UINT64_C(1) << 30) /* the directory of the full company needs 50 MiB */
#define PAGE_SIZE 500

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

static struct err keygen_verb(const struct options *o)
{
    const char *alg = option(o, "--alg"), *dir = option(o, "--out");
    if (!dir)
        return err_of(ERR_USAGE, "--out is missing: the folder for private.pem and public.pem");
    return keygen(str_of(alg ? alg : "RS256"), dir);
}

static struct err grants_from(struct arena *a, const struct options *o, struct grants *g)
{
    const char *key = option(o, "--key"), *alg = option(o, "--alg");
    const char *issuer = option(o, "--issuer"), *audience = option(o, "--audience");
    if (!key)
        return err_of(ERR_USAGE, "--key is missing: the file with the public key or the secret");
    TRY(grants_open(g, str_of(alg ? alg : "RS256")));
    TRY(file_read(a, key, KEY_BYTES_MAX, &g->key));
    if (g->alg == JWT_HS256)
        g->key = str_trim(g->key);
    g->issuer = str_of(issuer ? issuer : "pagetrail");
    g->audience = str_of(audience ? audience : "pagetrail-sim");
    g->life_s = 300;
    TRY(option_int(o, "--token-s", &g->life_s));
    return OK;
}

static struct err pack_from(const struct options *o, enum pack *pack)
{
    const char *word = option(o, "--pack");
    *pack = PACK_PLAIN;
    for (size_t i = 0; word && i < PACK__N; i++)
        if (strcmp(word, pack_words[i]) == 0)
            *pack = (enum pack)i;
    if (word && strcmp(word, pack_words[*pack]) != 0)
        return err_of(ERR_USAGE, "--pack %.40s: not plain, gzip or zip", word);
    return OK;
}

static struct err faults_from(const struct options *o, struct faults *f)
{
    int64_t seed = 1;
    TRY(option_int(o, "--seed", &seed));
    faults_open(f, (uint64_t)seed);
    for (size_t i = 0; i < o->n; i++)
        if (strcmp(o->all[i].name, "--fault") == 0)
            TRY(faults_add(f, str_of(o->all[i].value)));
    if (f->plan[FAULT_FOREIGN_REDIRECT].on && !option(o, "--foreign") &&
        !option(o, "--foreign-listen"))
        return err_of(ERR_USAGE, "--fault foreign-redirect: needs --foreign or --foreign-listen");
    return OK;
}

static struct err listings_open(struct arena *a, const char *dir, struct platform *p)
{
    TRY(listing_open(&p->users, a, dir, "users"));
    TRY(listing_open(&p->teams, a, dir, "teams"));
    struct err e = listing_open(&p->oncalls, a, dir, "oncalls");
    p->has_oncalls = e.code == ERR_OK;
    return e.code == ERR_MISSING ? OK : e;
}

static struct err limits_from(const struct options *o, struct platform *p)
{
    const char *as_of = option(o, "--as-of");
    int64_t page_size = PAGE_SIZE;
    p->jobs.work_ms = 200;
    p->jobs.keep_ms = 72 * HOUR_MS;
    p->as_of = INT64_MAX;
    if (as_of && !time_parse_rfc3339(str_of(as_of), &p->as_of))
        return err_of(ERR_USAGE, "--as-of %.40s: not a time like 2026-11-20T06:00:00Z", as_of);
    TRY(option_int(o, "--report-ms", &p->jobs.work_ms));
    TRY(option_int(o, "--file-ms", &p->jobs.keep_ms));
    TRY(option_int(o, "--max-rows", &p->jobs.rows_max));
    TRY(option_int(o, "--rate", &p->rate));
    TRY(option_int(o, "--page-size", &page_size));
    p->page_size = (size_t)(page_size > 0 ? page_size : 1);
    return OK;
}

static struct err serve_verb(const struct options *o)
{
    AUTO(arena_done) struct arena a = arena_of(SERVE_BYTES);
    struct platform *p = NEW(&a, struct platform, 1);
    const char *dir = option(o, "--data"), *listen = option(o, "--listen");
    const char *foreign = option(o, "--foreign");
    if (!dir)
        return err_of(ERR_USAGE, "--data is missing: the folder that `make` wrote");
    jobs_open(&p->jobs);
    pthread_mutex_init(&p->rate_lock, NULL);
    p->jobs.dir = str_of(dir);
    p->foreign = str_of(foreign);
    TRY(limits_from(o, p));
    TRY(pack_from(o, &p->pack));
    TRY(faults_from(o, &p->faults));
    TRY(grants_from(&a, o, &p->grants));
    TRY(listings_open(&a, dir, p));
    struct serve_conf conf = {
        .listen = listen ? listen : "127.0.0.1:0", .foreign_listen = option(o, "--foreign-listen")};
    return serve_upstream(p, &conf);
}

static const struct verb {
    const char *name;
    struct err (*run)(const struct options *);
    const char *known, *about;
} verbs[] = {
    {"make", make_verb, " --seed --days --people --teams --out --preset --end ",
        "write a company, its exports and the truth about them"},
    {"serve", serve_verb,
        " --data --listen --key --alg --issuer --audience --token-s --report-ms --file-ms "
        "--max-rows"
        " --pack --rate --page-size --as-of --fault --seed --foreign --foreign-listen ",
        "play the Report Export API with them"},
    {"keygen", keygen_verb, " --alg --out ", "write private.pem and public.pem"},
};

static struct err usage(void)
{
    fputs("usage: pagetrail-sim VERB [--option value ...]\n", stderr);
    for (EACH(i, verbs))
        fprintf(stderr, "  %-8s%s\n          %s\n", verbs[i].name, verbs[i].about, verbs[i].known);
    return err_of(ERR_USAGE, "no such verb");
}

static struct err run(int argc, char **argv, struct options *o)
{
    for (EACH(i, verbs)) {
        if (argc < 2 || strcmp(argv[1], verbs[i].name) != 0)
            continue;
        TRY(options_read(argc, argv, verbs[i].known, o));
        return verbs[i].run(o);
    }
    return usage();
}

int main(int argc, char **argv)
{
    struct options o = {.n = 0};
    struct err e = run(argc, argv, &o);
    if (e.code == ERR_OK)
        return 0;
    struct log l = log_of(LOG_ERROR, "failed");
    log_text(&l, "why", str_of(e.text));
    log_end(&l);
    return err_exit(e.code);
}
