/* The text of /metrics. A counter's family has no _total in OpenMetrics and has it in 0.0.4;
 * families are not interleaved; every known label set is there from the start, at 0. */
#include "web/metrics.h"

#include "lib/day.h"

#define PREFIX "pagetrail_"

struct exposition {
    const struct metrics *m;
    struct out *o;
    bool open;
};

struct simple {
    const char *name, *type, *help;
    double (*value)(const struct metrics *m);
};

static double of_ns(uint64_t ns)
{
    return (double)ns / 1e9;
}

static double of_ms(int64_t ms)
{
    return (double)ms / 1e3;
}

static double in_flight(const struct metrics *m)
{
    size_t n = 0;
    for (size_t i = 0; i < m->workers; i++)
        n += m->worker[i].busy_since_ns != 0;
    return (double)n;
}

static double alive(const struct metrics *m)
{
    size_t n = 0;
    for (size_t i = 0; i < m->workers; i++)
        n += m->worker[i].pid != 0;
    return (double)n;
}

static double restarts(const struct metrics *m)
{
    return (double)m->restarts;
}

static double killed(const struct metrics *m)
{
    return (double)m->killed;
}

static double not_modified(const struct metrics *m)
{
    return (double)m->not_modified;
}

static double sent(const struct metrics *m)
{
    return (double)m->bytes;
}

static double sql_seconds(const struct metrics *m)
{
    return of_ns(m->sql_ns);
}

static double refresh_errors(const struct metrics *m)
{
    return (double)m->refresh_errors;
}

static double moves(const struct metrics *m)
{
    return (double)m->moves;
}

static double keeper_restarts(const struct metrics *m)
{
    return (double)m->keeper_restarts;
}

static double store_looked(const struct metrics *m)
{
    return of_ms(m->keeper.looked_at_ms);
}

static double store_reachable(const struct metrics *m)
{
    return metrics_store_lost_ms(m) == 0;
}

static double store_generation(const struct metrics *m)
{
    return (double)m->keeper.store_generation;
}

static double mirror_generation(const struct metrics *m)
{
    return (double)m->keeper.mirror_generation;
}

static double mirror_size(const struct metrics *m)
{
    return (double)m->keeper.mirror_bytes;
}

static double mirrored(const struct metrics *m)
{
    return of_ms(m->keeper.mirrored_at_ms);
}

static double mirror_failures(const struct metrics *m)
{
    return (double)m->keeper.mirror_failures;
}

static double mirror_copied_bytes(const struct metrics *m)
{
    return (double)m->keeper.copied_bytes;
}

static double mirror_copy_seconds(const struct metrics *m)
{
    return of_ns(m->keeper.copy_ns);
}

static double ready(const struct metrics *m)
{
    return metrics_ready(m);
}

static double started(const struct metrics *m)
{
    return of_ms(m->started_at_ms);
}

static double workers(const struct metrics *m)
{
    return (double)m->workers;
}

/* clang-format off */
static const struct simple simples[] = {
    {"http_not_modified",       "counter", "Requests answered by 304.",                           not_modified},
    {"http_response_bytes",     "counter", "Bytes of bodies given to nginx.",                     sent},
    {"http_sql_seconds",        "counter", "Time that requests spent in questions.",              sql_seconds},
    {"http_requests_in_flight", "gauge",   "Requests being answered now.",                        in_flight},
    {"workers",                 "gauge",   "Workers there should be.",                            workers},
    {"workers_alive",           "gauge",   "Workers there are.",                                  alive},
    {"worker_restarts",         "counter", "Workers started in place of one that ended.",         restarts},
    {"worker_killed",           "counter", "Workers that a signal ended.",                        killed},
    {"refresh_errors",          "counter", "Times that the store's pointer could not be followed.", refresh_errors},
    {"refresh_moves",           "counter", "Times a worker moved to a newer generation.",         moves},
    {"keeper_restarts",         "counter", "Times the process that follows the store was started anew.", keeper_restarts},
    {"store_reachable",         "gauge",   "0 when the store has not been read for 15 s.",        store_reachable},
    {"store_looked_timestamp_seconds", "gauge", "When all that the store's pointer names was last seen whole; 0 = never.", store_looked},
    {"store_generation",        "gauge",   "The newest generation that the store's pointer named.", store_generation},
    {"mirror_generation",       "gauge",   "Generation that is served from the mirror; 0 = from the store itself.", mirror_generation},
    {"mirror_size_bytes",       "gauge",   "Bytes of the segments in the mirror.",                mirror_size},
    {"mirror_success_timestamp_seconds", "gauge", "When the mirror last held all it should; 0 = never.", mirrored},
    {"mirror_failures",         "counter", "Looks after which the mirror did not hold what it should.", mirror_failures},
    {"mirror_copied_bytes",     "counter", "Bytes copied into the mirror.",                       mirror_copied_bytes},
    {"mirror_copy_seconds",     "counter", "Time spent copying into the mirror.",                 mirror_copy_seconds},
    {"ready",                   "gauge",   "1 with a snapshot and not draining.",                 ready},
    {"start_timestamp_seconds", "gauge",   "When the master started.",                            started},
};
/* clang-format on */

struct per_worker {
    const char *name, *help;
    double (*value)(const struct metrics_worker *w);
};

static double generation(const struct metrics_worker *w)
{
    return (double)w->generation;
}

static double made(const struct metrics_worker *w)
{
    return of_ms(w->made_at_ms);
}

static double refreshed(const struct metrics_worker *w)
{
    return of_ms(w->refreshed_at_ms);
}

static double pageouts_through(const struct metrics_worker *w)
{
    return of_ms(w->through_ms[DATASET_PAGEOUTS]);
}

static double notifications_through(const struct metrics_worker *w)
{
    return of_ms(w->through_ms[DATASET_NOTIFICATIONS]);
}

static double store_bytes(const struct metrics_worker *w)
{
    return (double)w->store_bytes;
}

static double store_limit(const struct metrics_worker *w)
{
    return (double)w->store_limit;
}

static double store_free(const struct metrics_worker *w)
{
    return (double)w->store_free;
}

static double busy(const struct metrics_worker *w)
{
    int64_t since = w->busy_since_ns;
    return since ? of_ns((uint64_t)(clock_tick_ns() - since)) : 0;
}

/* clang-format off */
static const struct per_worker per_workers[] = {
    {"worker_snapshot_generation",                      "Generation of the store that is served; 0 = none.", generation},
    {"worker_snapshot_made_timestamp_seconds",          "When that generation was made; 0 = none.",          made},
    {"worker_refreshed_timestamp_seconds",              "When the pointer was last read without an error.",  refreshed},
    {"worker_pageouts_through_timestamp_seconds",       "Page-outs before it are in; 0 = none.",             pageouts_through},
    {"worker_notifications_through_timestamp_seconds",  "Notifications before it are in; 0 = none.",         notifications_through},
    {"worker_store_bytes",                              "Bytes of the store's files when its generation was made; 0 = unknown.", store_bytes},
    {"worker_store_limit_bytes",                        "Bytes the store may take; writers refuse beyond.",  store_limit},
    {"worker_store_free_bytes",                         "Bytes its volume had left then.",                   store_free},
    {"worker_busy_seconds",                             "How long the request in hand has taken so far.",    busy},
};
/* clang-format on */

static void head(const struct exposition *t, const char *name, const char *type, const char *help)
{
    struct str suffix = str_of(type);
    const char *total = !t->open && str_eq(suffix, STR("counter")) ? "_total" : "";
    if (t->open && str_ends(str_of(name), STR("_seconds")))
        out_fmt(t->o, "# UNIT " PREFIX "%s seconds\n", name);
    out_fmt(t->o, "# HELP " PREFIX "%s%s %s\n", name, total, help);
    out_fmt(t->o, "# TYPE " PREFIX "%s%s %s\n", name, total, type);
}

/* Whole numbers are written as such: a counter of 12 is "12". */
static void value(const struct exposition *t, double v)
{
    out_f64(t->o, v, v == (double)(int64_t)v ? 0 : 6);
    out_char(t->o, '\n');
}

static void simple(const struct exposition *t, const struct simple *s)
{
    bool counter = str_eq(str_of(s->type), STR("counter"));
    head(t, s->name, s->type, s->help);
    out_fmt(t->o, PREFIX "%s%s ", s->name, counter ? "_total" : "");
    value(t, s->value(t->m));
}

static void per_worker(const struct exposition *t, const struct per_worker *p)
{
    head(t, p->name, "gauge", p->help);
    for (size_t i = 0; i < t->m->workers; i++) {
        out_fmt(t->o, PREFIX "%s{worker=\"%zu\"} ", p->name, i);
        value(t, p->value(&t->m->worker[i]));
    }
}

static void requests(const struct exposition *t)
{
    static const char *const classes[STATUS_CLASSES] = {"2xx", "3xx", "4xx", "5xx"};
    head(t, "http_requests", "counter", "Requests answered, by route and class of status.");
    for (size_t r = 0; r < t->m->routes; r++) {
        for (EACH(c, classes)) {
            out_fmt(t->o, PREFIX "http_requests_total{route=\"%s\",code=\"%s\"} ", t->m->route[r],
                classes[c]);
            value(t, (double)t->m->requests[r][c]);
        }
    }
}

static void latency(const struct exposition *t)
{
    uint64_t n = 0;
    const char *name = "http_request_duration_seconds";
    head(t, name, "histogram", "Time from the request's arrival to the end of its answer.");
    for (EACH(i, latency_bounds_ns)) {
        n += t->m->latency[i];
        out_fmt(
            t->o, PREFIX "%s_bucket{le=\"%.9g\"} ", name, of_ns((uint64_t)latency_bounds_ns[i]));
        value(t, (double)n);
    }
    n += t->m->latency[LATENCY_BOUNDS];
    out_fmt(t->o, PREFIX "%s_bucket{le=\"+Inf\"} ", name);
    value(t, (double)n);
    out_fmt(t->o, PREFIX "%s_sum ", name);
    value(t, of_ns(t->m->latency_ns));
    out_fmt(t->o, PREFIX "%s_count ", name);
    value(t, (double)n);
}

void metrics_write(const struct metrics *m, struct out *o, bool open)
{
    const struct exposition t = {m, o, open};
    head(&t, open ? "build" : "build_info", open ? "info" : "gauge", "The program that answers.");
    out_fmt(o, PREFIX "build_info{build=\"%.*s\"} 1\n", STR_ARG(m->build));
    requests(&t);
    latency(&t);
    for (EACH(i, simples))
        simple(&t, &simples[i]);
    for (EACH(i, per_workers))
        per_worker(&t, &per_workers[i]);
    if (open)
        out_z(o, "# EOF\n");
}
