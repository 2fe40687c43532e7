/* pagetrail-web: answers questions about pages from the store, over FastCGI, behind nginx. */
#include "lib/hash.h"
#include "lib/limits.h"
#include "lib/log.h"
#include "lib/zone.h"
#include "web/keeper.h"
#include "web/listen.h"
#include "web/master.h"
#include "web/presets.h"
#include "web/routes.h"
#include "web/statics.h"
#include "web/worker.h"

#include <stdio.h>

#define DRAIN_MS 25000 /* Kubernetes kills after 30 s */

struct web {
    struct worker_plan worker;
    struct keeper_plan keeper;
    int health;
};

/* Named views are on the start page, so they are part of what every ETag says of the program. */
static struct err read_presets(
    struct arena *a, const struct settings *set, struct str *build, struct presets *out)
{
    AUTO(zone_set_done) struct zone_set *zones = NULL;
    TRY(zone_set_open(&zones, set->zoneinfo.p));
    TRY(err_at(presets_read(a, set->presets, zones, out), "--presets"));
    if (out->n == 0)
        return OK;
    struct sha256 views = sha256_of(out->text);
    struct sha256 both = sha256_of(arena_fmt(a, "%.*s %s", STR_ARG(*build), views.hex));
    *build = arena_copy(a, str_head((struct str){both.hex, sizeof both.hex - 1}, build->n));
    return OK;
}

static int run_worker(const void *self, size_t number)
{
    const struct web *web = self;
    return worker_run(&web->worker, number);
}

static void run_keeper(const void *self)
{
    const struct web *web = self;
    keeper_run(&web->keeper);
}

static struct err serve_until_told(const struct settings *set, struct web *web)
{
    const struct master_plan plan = {
        .metrics = web->worker.metrics,
        .health = web->health,
        .drain_ms = DRAIN_MS,
        .worker = run_worker,
        .keeper = run_keeper,
        .self = web,
    };
    struct log l = log_of(LOG_INFO, "start");
    log_text(&l, "build", web->worker.build);
    log_text(&l, "statics", web->worker.statics);
    log_text(&l, "store", set->store);
    log_text(&l, "mirror", set->mirror);
    log_text(&l, "listen", set->listen);
    log_text(&l, "health_listen", set->health_listen);
    log_i64(&l, "workers", set->workers);
    log_end(&l);
    TRY(master_run(&plan));
    l = log_of(LOG_INFO, "drained");
    log_end(&l);
    return OK;
}

static struct err web_run(struct arena *a, const struct settings *set)
{
    struct web web = {.health = -1, .worker = {.settings = set, .listening = -1}};
    struct worker_plan *w = &web.worker;
    TRY(err_at(statics_prefix(a, set->statics.p, &w->statics), "--statics"));
    TRY(statics_build(a, w->statics, &w->build));
    TRY(read_presets(a, set, &w->build, &w->presets));
    const char *names[METRICS_ROUTES_MAX];
    size_t n = route_names(names, METRICS_ROUTES_MAX - 1);
    TRY(metrics_open(&w->metrics, w->build, names, n, (size_t)set->workers));
    struct err e = proofs_open(&w->proofs);
    web.keeper = (struct keeper_plan){set, w->metrics, w->proofs};
    if (e.code == ERR_OK)
        e = err_at(listen_open(set->listen.p, &w->listening), "--listen");
    if (e.code == ERR_OK)
        e = err_at(listen_open(set->health_listen.p, &web.health), "--health-listen");
    if (e.code == ERR_OK)
        e = serve_until_told(set, &web);
    listen_done(set->health_listen.p, &web.health);
    listen_done(set->listen.p, &w->listening);
    proofs_done(&w->proofs);
    metrics_done(&w->metrics);
    return e;
}

static struct err start(struct arena *a, char *const *argv)
{
    struct settings set;
    struct args args;
    TRY(settings_read(a, FOR_WEB, argv, NULL, &set, &args));
    if (args.help) {
        struct out help = out_of(a);
        out_z(&help, "pagetrail-web [OPTION ...]: serves the store over FastCGI, behind nginx\n\n");
        settings_help(&help, FOR_WEB, NULL);
        printf("%.*s", STR_ARG(out_done(&help)));
        return OK;
    }
    if (args.words)
        return err_of(ERR_USAGE, "%.*s: not an option", STR_ARG(args.word[0]));
    return web_run(a, &set);
}

int main(int argc, char **argv)
{
    AUTO(arena_done) struct arena a = arena_of(ARENA_CAP_REQUEST);
    (void)argc;
    struct err e = start(&a, argv);
    if (e.code == ERR_OK)
        return 0;
    struct log l = log_of(LOG_ERROR, "failed");
    log_text(&l, "error", str_of(e.text));
    log_end(&l);
    return err_exit(e.code);
}
