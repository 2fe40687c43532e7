/* gate.h: where a child waits: for a connection, for the end of its patience, or for SIGTERM. The
 * signal is blocked and read from a descriptor, so it never interrupts a request in hand. */
#ifndef WEB_GATE_H
#define WEB_GATE_H

#include "lib/err.h"

enum gate_word {
    GATE_IDLE,    /* nobody came in time */
    GATE_REQUEST, /* a connection waits; another process may still be faster */
    GATE_CLOSED,  /* told to end, and nobody is waiting any more */
};

struct gate {
    int listening, signals;
    int64_t closes_at_ns; /* told to end: no connection is taken after it; 0: not told */
};

/* Blocks SIGTERM for this process. `listening` stays the caller's. */
MUST_USE struct err gate_open(struct gate *g, int listening);
void gate_done(struct gate *g);
enum gate_word gate_wait(struct gate *g, int timeout_ms);

#endif
