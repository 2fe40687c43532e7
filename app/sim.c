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

enum verb_bit { MAKE = 1, SERVE = 2, KEYGEN = 4 };

/* clang-format off */
static const struct option_def {
    const char *name, *value; /* "--seed", and what follows it */
    unsigned verbs;
    const char *about;
} option_defs[] = {
    { "--out",      "DIR",     MAKE | KEYGEN,  "the folder to write to" },
    { "--preset",   "NAME",    MAKE,           "demo (3,000 people, 90 days) or full (167,000, 395) [demo]" },
    { "--seed",     "N",       MAKE | SERVE,   "the same seed, the same bytes [1]" },
    { "--days",     "N",       MAKE,           "instead of the preset's" },
    { "--people",   "N",       MAKE,           "instead of the preset's" },
    { "--teams",    "N",       MAKE,           "instead of the preset's" },
    { "--end",      "DATE",    MAKE,           "the first day that is not written any more [today]" },
    { "--data",     "DIR",     SERVE,          "the folder that `make` wrote" },
    { "--listen",   "ADDR",    SERVE,          "host:port, port 0 = a free one [127.0.0.1:0]" },
    { "--key",      "FILE",    SERVE,          "the public key, or the secret of HS256" },
    { "--alg",      "WORD",    SERVE | KEYGEN, "RS256, ES256 or HS256 [RS256]" },
    { "--issuer",   "TEXT",    SERVE,          "`iss` that tokens must have [pagetrail]" },
    { "--audience", "TEXT",    SERVE,          "`aud` that tokens must have [pagetrail-sim]" },
    { "--token-s",  "N",       SERVE,          "seconds that an access token of /v1/token holds [300]" },
    { "--report-ms", "N",      SERVE,          "how long a report takes to be made [200]" },
    { "--file-ms",  "N",       SERVE,          "how long a file can be fetched [72 h]" },
    { "--max-rows", "N",       SERVE,          "a report of more rows is TRUNCATED [no limit]" },
    { "--pack",     "WORD",    SERVE,          "plain, gzip or zip [plain]" },
    { "--rate",     "N",       SERVE,          "requests a minute before 429 [no limit]" },
    { "--page-size", "N",      SERVE,          "entries of one page of a listing [500]" },
    { "--as-of",    "TIME",    SERVE,          "rows changed later are not there yet [all are]" },
    { "--fault",    "NAME[:p=P|:nth=N]", SERVE, "strikes always, with probability P, or the Nth time; may be repeated" },
    { "--foreign",  "URL",     SERVE,          "where the fault foreign-redirect sends a download" },
    { "--foreign-listen", "ADDR", SERVE,       "plays that other host, and logs a token that leaks there" },
};
/* clang-format on */

struct option {
    const char *name, *value;
};

struct options {
    struct option all[64];
    size_t n;
};

static bool option_known(const char *name, unsigned verb)
{
    for (EACH(i, option_defs))
        if (strcmp(option_defs[i].name, name) == 0)
            return option_defs[i].verbs & verb;
    return false;
}

static struct err options_read(int argc, char **argv, unsigned verb, struct options *o)
{
    for (int i = 2; i < argc; i += 2) {
        if (!option_known(argv[i], verb))
            return err_of(
                ERR_USAGE, "%.60s: no option of %s; see pagetrail-sim help", argv[i], argv[1]);
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
    unsigned bit;
    struct err (*run)(const struct options *);
    const char *about;
} verbs[] = {
    {"make", MAKE, make_verb, "write a company, its exports and the truth about them"},
    {"serve", SERVE, serve_verb, "play the Report Export API with them"},
    {"keygen", KEYGEN, keygen_verb, "write private.pem and public.pem"},
};

static void help(FILE *to)
{
    fputs("pagetrail-sim VERB [--option value ...]\n", to);
    for (EACH(i, verbs)) {
        fprintf(to, "\n  %-7s %s\n", verbs[i].name, verbs[i].about);
        for (EACH(k, option_defs))
            if (option_defs[k].verbs & verbs[i].bit)
                fprintf(to, "    %-16s %-18s %s\n", option_defs[k].name, option_defs[k].value,
                    option_defs[k].about);
    }
    fputs("\n  faults:", to);
    for (size_t i = 0; i < FAULT__N; i++)
        fprintf(to, " %s", fault_words[i]);
    fputs("\n", to);
}

static struct err run(int argc, char **argv, struct options *o)
{
    const char *word = argc < 2 ? "" : argv[1];
    for (EACH(i, verbs)) {
        if (strcmp(word, verbs[i].name) != 0)
            continue;
        TRY(options_read(argc, argv, verbs[i].bit, o));
        return verbs[i].run(o);
    }
    bool asked = strcmp(word, "help") == 0 || strcmp(word, "--help") == 0;
    help(asked ? stdout : stderr);
    return asked ? OK : err_of(ERR_USAGE, "\"%.40s\": no such verb", word);
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
