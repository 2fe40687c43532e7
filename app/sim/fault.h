/* fault.h: what goes wrong on purpose, by name, each time, with a probability or at the nth
 * occasion. */
#ifndef SIM_FAULT_H
#define SIM_FAULT_H

#include <pthread.h>

#include "lib/err.h"
#include "sim/rand.h"

enum fault {
    FAULT_NONE,
    FAULT_429,
    FAULT_503,
    FAULT_401_MID_POLL,
    FAULT_HANG,
    FAULT_RESET_MID_STREAM,
    FAULT_TRUNCATED_FILE,
    FAULT_TRUNCATED_STATE,
    FAULT_HTML_200,
    FAULT_WRONG_LENGTH,
    FAULT_EXPIRED,
    FAULT_DRIP,
    FAULT_FOREIGN_REDIRECT,
    FAULT_CURSOR_GONE,
    FAULT_MANAGERS_UNTOLD,
    FAULT__N
};

/* Where a fault can strike: each request is one occasion for the faults of its place. */
enum place {
    PLACE_ANY,
    PLACE_POLL,
    PLACE_REQUEST,
    PLACE_DOWNLOAD,
    PLACE_CURSOR,
    PLACE_PEOPLE,
    PLACE__N
};

struct fault_plan {
    bool on;
    double share;  /* of the occasions */
    uint64_t nth;  /* only this one, from 1; 0 = by share */
    uint64_t seen; /* occasions so far */
};

struct faults {
    pthread_mutex_t lock;
    struct dice dice;
    struct fault_plan plan[FAULT__N];
};

extern const char *const fault_words[FAULT__N];

void faults_open(struct faults *f, uint64_t seed);
/* "drip", "drip:p=0.1", "drip:nth=3" */
MUST_USE struct err faults_add(struct faults *f, struct str spec);
/* Tells the faults of that place of one more occasion; the first that is due, or FAULT_NONE. */
enum fault faults_due(struct faults *f, enum place place);

#endif
