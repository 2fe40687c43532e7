#include "lib/log.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#define TEXT_CUT 600
#define LINE_END 8 /* room kept for the end of a line */

static void put(struct log *l, const char *fmt, ...) PRINTF_LIKE(2, 3);

static void put(struct log *l, const char *fmt, ...)
{
    size_t room = sizeof l->line - LINE_END - l->n;
    va_list ap;
    va_start(ap, fmt);
    int n = vsnprintf(l->line + l->n, room, fmt, ap);
    va_end(ap);
    if (n > 0 && (size_t)n < room)
        l->n += (size_t)n; /* what does not fit whole is left out whole */
}

struct log log_of(enum log_level level, const char *event)
{
    static const char *const names[] = {
        [LOG_INFO] = "info", [LOG_WARN] = "warn", [LOG_ERROR] = "error"};
    struct log l = {.n = 0};
    struct timespec now;
    struct tm tm;
    char at[32];
    clock_gettime(CLOCK_REALTIME, &now);
    gmtime_r(&now.tv_sec, &tm);
    strftime(at, sizeof at, "%Y-%m-%dT%H:%M:%S", &tm);
    put(&l, "{\"at\":\"%s.%03ldZ\",\"level\":\"%s\",\"event\":\"%s\"", at, now.tv_nsec / 1000000,
        names[level], event);
    return l;
}

void log_text(struct log *l, const char *key, struct str value)
{
    char safe[TEXT_CUT * 6 + 1]; /* the worst byte becomes \u00XX */
    size_t n = 0;
    if (value.n > TEXT_CUT)
        value.n = TEXT_CUT;
    while (value.n) {
        size_t step = str_utf8(value);
        unsigned char c = (unsigned char)value.p[0];
        if (step > 1 || (step == 1 && c >= 0x20 && c != '"' && c != '\\' && c != 0x7f)) {
            memcpy(safe + n, value.p, step);
            n += step;
        } else {
            n += (size_t)snprintf(safe + n, 7, "\\u%04x", step ? c : 0xfffdu);
            step = 1;
        }
        value = str_from(value, step);
    }
    put(l, ",\"%s\":\"%.*s\"", key, (int)n, safe);
}

void log_i64(struct log *l, const char *key, int64_t value)
{
    put(l, ",\"%s\":%lld", key, (long long)value);
}

void log_ms(struct log *l, const char *key, int64_t ns)
{
    put(l, ",\"%s\":%lld.%03lld", key, (long long)(ns / 1000000), (long long)(ns / 1000 % 1000));
}

void log_end(struct log *l)
{
    memcpy(l->line + l->n, "}\n", 2);
    ssize_t written = write(STDERR_FILENO, l->line, l->n + 2);
    (void)written; /* a log that cannot be written has nobody to tell */
}
