/* sink.h: where bytes go that somebody makes: they are written straight to where they are wanted.
 */
#ifndef LIB_SINK_H
#define LIB_SINK_H

#include "lib/err.h"

struct sink_room {
    char *p;
    size_t n; /* never 0 */
};

struct sink {
    /* Room for the next bytes, the sink's own, until filled is called. */
    struct sink_room (*room)(void *self);
    /* The first n bytes of it are there now. */
    struct err (*filled)(void *self, size_t n);
    void *self;
};

#endif
