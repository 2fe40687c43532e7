/* incident.h: pages made into incidents: each as old as its first page here, and ended by whoever
 * accepts one of its pages first. */
#ifndef QUERY_INCIDENT_H
#define QUERY_INCIDENT_H

#include "query/notes.h"

#define REPEAT_MS (60 * MINUTE_MS)

struct incidents {
    const struct notes *notes;
    const uint32_t *order;  /* of notes: by incident, then by who */
    const uint32_t *source; /* by incident: a number for its source and title; 0 = not known */
    int64_t from;           /* no page is older */
    bool untimed;           /* the times of the facts are of something else */
};

/* The incidents of each of n groups along an axis; the times are to the first acceptance. */
void incidents_add(
    const struct incidents *x, struct arena *a, enum axis axis, struct facts *f, size_t n);

#endif
