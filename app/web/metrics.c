#include "web/metrics.h"

#include "lib/day.h"

#include <assert.h>
#include <string.h>
#include <sys/mman.h>

static_assert(
    ATOMIC_LLONG_LOCK_FREE == 2, "a lock in shared memory would outlive its killed owner");

const int64_t latency_bounds_ns[LATENCY_BOUNDS] = {
    INT64_C(5000000),
    INT64_C(10000000),
    INT64_C(25000000),
    INT64_C(50000000),
    INT64_C(100000000),
    INT64_C(200000000),
    INT64_C(300000000),
    INT64_C(500000000),
    INT64_C(750000000),
    INT64_C(1000000000),
    INT64_C(2000000000),
    INT64_C(5000000000),
    INT64_C(10000000000),
};

#define ADD(counter, n) atomic_fetch_add_explicit(&(counter), (n), memory_order_relaxed)

struct err metrics_open(
    struct metrics **out, struct str build, const char *const *routes, size_t n, size_t workers)
{
    assert(n < METRICS_ROUTES_MAX && workers <= WORKERS_MAX);
    void *p = mmap(NULL, sizeof **out, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    if (p == MAP_FAILED)
        return err_errno("shared page of %zu bytes", sizeof **out);
    struct metrics *m = p;
    m->build = build;
    for (size_t i = 0; i < n; i++)
        m->route[i] = routes[i];
    m->route[n] = "other";
    m->routes = n + 1;
    m->workers = workers;
    m->started_at_ms = clock_now_ms();
    *out = m;
    return OK;
}

void metrics_done(struct metrics **m)
{
    if (*m)
        munmap(*m, sizeof **m);
    *m = NULL;
}

static size_t route_index(const struct metrics *m, const char *route)
{
    size_t i = 0;
    while (i + 1 < m->routes && (!route || strcmp(m->route[i], route) != 0))
        i++;
    return i;
}

static size_t class_index(int status)
{
    return status >= 200 && status < 500 ? (size_t)status / 100 - 2 : STATUS_CLASSES - 1;
}

void metrics_request(struct metrics *m, const struct metrics_request *r)
{
    size_t bucket = 0;
    while (bucket < LATENCY_BOUNDS && r->ns > latency_bounds_ns[bucket])
        bucket++;
    ADD(m->requests[route_index(m, r->route)][class_index(r->status)], 1);
    ADD(m->latency[bucket], 1);
    ADD(m->latency_ns, (uint64_t)r->ns);
    ADD(m->sql_ns, (uint64_t)r->sql_ns);
    ADD(m->bytes, r->bytes);
    if (r->status == 304)
        ADD(m->not_modified, 1);
}

void metrics_worker_clear(struct metrics_worker *w)
{
    w->pid = 0;
    w->busy_since_ns = 0;
    w->generation = 0;
    w->made_at_ms = 0;
    w->store_bytes = w->store_limit = w->store_free = 0;
    w->refreshed_at_ms = 0;
    for (EACH(i, w->through_ms))
        w->through_ms[i] = 0;
}

int64_t metrics_store_lost_ms(const struct metrics *m)
{
    int64_t beat = m->keeper.beat_ns;
    int64_t ms = (clock_tick_ns() - beat) / 1000000;
    if (!beat || ms <= STORE_LATE_MS)
        return 0;
    return (clock_now_ms() - ms) / SECOND_MS * SECOND_MS; /* two clocks: the same at each call */
}

bool metrics_ready(const struct metrics *m)
{
    bool has_snapshot = false;
    for (size_t i = 0; i < m->workers; i++)
        has_snapshot |= m->worker[i].pid != 0 && m->worker[i].generation != 0;
    return has_snapshot && !m->draining;
}
