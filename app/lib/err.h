/* err.h: an error is a value. `code` says what the caller can do; `text` names the place and the
 * reason, for the log and the terminal, never for a page. */
#ifndef LIB_ERR_H
#define LIB_ERR_H

#include "lib/str.h"

enum err_code {
    ERR_OK,
    ERR_USAGE,   /* the command line or a setting is wrong */
    ERR_INPUT,   /* what came from outside is wrong: a file, a row, a parameter */
    ERR_DENIED,  /* the other side, or we, refuse for want of a right */
    ERR_LIMIT,   /* a named limit was reached */
    ERR_MISSING, /* no such thing */
    ERR_BUSY,    /* unavailable now, may be there later */
    ERR_IO,      /* the machine or a library failed */
    ERR__N
};

struct err {
    enum err_code code;
    char text[236];
};

#define OK ((struct err){.code = ERR_OK})
#define AUTO(done) __attribute__((cleanup(done)))
#define TRY(call)                                                                                  \
    do {                                                                                           \
        struct err try_ = (call);                                                                  \
        if (try_.code != ERR_OK)                                                                   \
            return try_;                                                                           \
    } while (0)

MUST_USE struct err err_of(enum err_code code, const char *fmt, ...) PRINTF_LIKE(2, 3);
/* The same with ": " and what errno says. ENOSPC and EDQUOT give ERR_LIMIT, ENOENT ERR_MISSING,
 * EACCES and EPERM ERR_DENIED, all else ERR_IO. */
MUST_USE struct err err_errno(const char *fmt, ...) PRINTF_LIKE(1, 2);
/* Puts the place in front: "place: text". OK stays OK. */
MUST_USE struct err err_at(struct err e, const char *fmt, ...) PRINTF_LIKE(2, 3);
/* For what may fail unheard: says so in the log, with the reason why that is no harm. */
void err_drop(struct err e, const char *why);
/* The exit status of a program: 0 done, 1 failed, 2 usage, 3 refused, 4 unavailable. */
int err_exit(enum err_code code);

#endif
