#include "lib/err.h"

#include "lib/log.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

struct err err_of(enum err_code code, const char *fmt, ...)
{
    struct err e = {.code = code};
    va_list ap;
    va_start(ap, fmt);
    vsnprintf(e.text, sizeof e.text, fmt, ap);
    va_end(ap);
    return e;
}

static enum err_code code_of(int number)
{
    switch (number) {
    case ENOSPC:
    case EDQUOT:
        return ERR_LIMIT;
    case ENOENT:
        return ERR_MISSING;
    case EACCES:
    case EPERM:
    case EROFS:
        return ERR_DENIED;
    default:
        return ERR_IO;
    }
}

struct err err_errno(const char *fmt, ...)
{
    int number = errno;
    struct err e = {.code = code_of(number)};
    va_list ap;
    va_start(ap, fmt);
    vsnprintf(e.text, sizeof e.text, fmt, ap);
    va_end(ap);
    size_t n = strlen(e.text);
    snprintf(e.text + n, sizeof e.text - n, ": %s", strerror(number));
    return e;
}

struct err err_at(struct err e, const char *fmt, ...)
{
    if (e.code == ERR_OK)
        return e;
    struct err at = {.code = e.code};
    va_list ap;
    va_start(ap, fmt);
    vsnprintf(at.text, sizeof at.text, fmt, ap);
    va_end(ap);
    size_t n = strlen(at.text);
    struct str parts[] = {STR(": "), str_of(e.text)};
    for (EACH(i, parts)) {
        struct str s = str_head(parts[i], sizeof at.text - 1 - n);
        memcpy(at.text + n, s.p, s.n);
        n += s.n;
    }
    return at;
}

void err_drop(struct err e, const char *why)
{
    if (e.code == ERR_OK)
        return;
    struct log l = log_of(LOG_WARN, "dropped");
    log_text(&l, "error", str_of(e.text));
    log_text(&l, "why", str_of(why));
    log_end(&l);
}

int err_exit(enum err_code code)
{
    static const int exits[ERR__N] = {
        [ERR_OK] = 0,
        [ERR_USAGE] = 2,
        [ERR_INPUT] = 1,
        [ERR_DENIED] = 3,
        [ERR_LIMIT] = 3,
        [ERR_MISSING] = 1,
        [ERR_BUSY] = 4,
        [ERR_IO] = 1,
    };
    return exits[code];
}
