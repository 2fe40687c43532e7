#include "cron/progress.h"

#include "lib/day.h"
#include "lib/log.h"

#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#define COLUMNS_USUAL 80
#define BAR_LEAST 10 /* a shorter bar shows nothing */
#define BAR_MOST 40
#define LINE_BYTES (16u << 10)
#define CLEAR "\r\x1b[K"

struct progress progress_of(const struct plan *p, int64_t now)
{
    struct plan_sum sum = plan_sum_of(p);
    return (struct progress){.terminal = isatty(STDERR_FILENO) == 1,
        .began = now,
        .days = sum.days[CHUNK_DONE],
        .rows = sum.rows,
        .dataset = family_words[p->dataset]};
}

/* Of this run; what is set aside is not waited for. -1: nothing is done yet, so who knows. */
static int64_t left_ms(const struct progress *g, const struct plan_sum *sum, int64_t now)
{
    int64_t done = sum->days[CHUNK_DONE] - g->days;
    int64_t left = sum->days[CHUNK_WAITING] + sum->days[CHUNK_RUNNING];
    if (left == 0)
        return 0;
    return done > 0 ? (int64_t)((double)(now - g->began) * (double)left / (double)done) : -1;
}

static int64_t rows_a_second(const struct progress *g, const struct plan_sum *sum, int64_t now)
{
    return now > g->began
               ? (int64_t)((double)(sum->rows - g->rows) * 1000 / (double)(now - g->began))
               : 0;
}

static void put_left(struct out *o, int64_t ms)
{
    int64_t s = ms / SECOND_MS;
    if (ms < 0)
        out_z(o, "ETA ?");
    else
        out_fmt(o, "ETA %lld:%02lld:%02lld", (long long)(s / 3600), (long long)(s / 60 % 60),
            (long long)(s % 60));
}

static void put_bar(struct out *o, size_t wide, int64_t part, int64_t whole)
{
    size_t full = whole > 0 ? (size_t)((double)wide * (double)part / (double)whole) : 0;
    out_char(o, '[');
    for (size_t i = 0; i < wide; i++)
        out_char(o, i < full ? '#' : '.');
    out_z(o, "] ");
}

void progress_line(struct out *o, const struct progress *g, const struct plan_sum *sum, int64_t now,
    size_t columns)
{
    struct out tail = out_of(o->a);
    int64_t done = sum->days[CHUNK_DONE];
    out_fmt(&tail, "%lld of %lld days, ", (long long)done, (long long)sum->all_days);
    put_left(&tail, left_ms(g, sum, now));
    out_fmt(&tail, ", %lld rows/s, %lld rows, %zu running", (long long)rows_a_second(g, sum, now),
        (long long)sum->rows, sum->chunks[CHUNK_RUNNING]);
    if (sum->chunks[CHUNK_ASIDE])
        out_fmt(&tail, ", %zu set aside", sum->chunks[CHUNK_ASIDE]);
    struct out line = out_of(o->a);
    struct str text = out_done(&tail);
    size_t taken = strlen(g->dataset) + text.n + sizeof " [] ";
    out_fmt(&line, "%s ", g->dataset);
    if (columns >= taken + BAR_LEAST) {
        size_t wide = columns - taken;
        put_bar(&line, wide < BAR_MOST ? wide : BAR_MOST, done, sum->all_days);
    }
    out_str(&line, text);
    out_str(o, str_head(out_done(&line), columns ? columns - 1 : 0));
}

/* In one write, so that nothing of a child's log comes between. */
static void put_terminal(struct str s)
{
    ssize_t n = write(STDERR_FILENO, s.p, s.n);
    (void)n; /* a terminal that is gone misses nothing */
}

void progress_draw(const struct progress *g, const struct plan *p, int64_t now)
{
    struct winsize size = {.ws_col = 0};
    if (!g->terminal)
        return;
    AUTO(arena_done) struct arena a = arena_of(LINE_BYTES);
    struct out o = out_of(&a);
    struct plan_sum sum = plan_sum_of(p);
    bool known = ioctl(STDERR_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col > 0;
    out_z(&o, CLEAR);
    progress_line(&o, g, &sum, now, known ? size.ws_col : COLUMNS_USUAL);
    put_terminal(out_done(&o));
}

void progress_clear(const struct progress *g)
{
    if (g->terminal)
        put_terminal(STR(CLEAR));
}

static struct str time_text(struct arena *a, int64_t ms)
{
    struct out o = out_of(a);
    out_time(&o, ms);
    return out_done(&o);
}

static void tell_terminal(struct arena *a, const struct chunk *c, const char *became)
{
    struct str from = time_text(a, c->window.from), to = time_text(a, c->window.to);
    put_terminal(
        arena_fmt(a, CLEAR "%.*s to %.*s: %s: %s\n", STR_ARG(from), STR_ARG(to), became, c->error));
}

void progress_tell(const struct progress *g, const struct plan *p, const struct chunk *c,
    const char *became, int64_t now)
{
    AUTO(arena_done) struct arena a = arena_of(LINE_BYTES);
    struct plan_sum sum = plan_sum_of(p);
    bool good = c->state == CHUNK_DONE;
    if (g->terminal) {
        if (!good)
            tell_terminal(&a, c, became);
        return;
    }
    struct log l = log_of(good ? LOG_INFO : LOG_WARN, "chunk");
    log_text(&l, "dataset", str_of(g->dataset));
    log_text(&l, "from", time_text(&a, c->window.from));
    log_text(&l, "to", time_text(&a, c->window.to));
    log_text(&l, "became", str_of(became));
    if (*c->error)
        log_text(&l, "error", str_of(c->error));
    log_i64(&l, "attempts", c->attempts);
    log_i64(&l, "rows", c->rows);
    log_i64(&l, "bytes", c->bytes);
    log_i64(&l, "ms", c->ms);
    log_i64(&l, "memory", c->memory);
    log_i64(&l, "days_done", sum.days[CHUNK_DONE]);
    log_i64(&l, "days_aside", sum.days[CHUNK_ASIDE]);
    log_i64(&l, "days", sum.all_days);
    log_i64(&l, "rows_per_s", rows_a_second(g, &sum, now));
    log_i64(&l, "left_ms", left_ms(g, &sum, now)); /* -1: not known */
    log_end(&l);
}
