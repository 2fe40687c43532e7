/* log.h: one JSON object a line on standard error:
 * {"at":"...Z","level":"info","event":"request",...}. A line is built on the stack and written by
 * one write(2), so that lines of several processes never mix. */
#ifndef LIB_LOG_H
#define LIB_LOG_H

#include "lib/str.h"

enum log_level { LOG_INFO, LOG_WARN, LOG_ERROR };

struct log {
    size_t n;
    char line[4000]; /* below PIPE_BUF: whole in a pipe; longer texts are cut */
};

/* `event` is a word of ours, never text from outside. */
struct log log_of(enum log_level level, const char *event);
void log_text(struct log *l, const char *key, struct str value); /* made safe; cut at 600 bytes */
void log_i64(struct log *l, const char *key, int64_t value);
/* Takes nanoseconds, writes milliseconds with 3 decimals. */
void log_ms(struct log *l, const char *key, int64_t ns);
void log_end(struct log *l);

#endif
