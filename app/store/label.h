/* label.h: ids and names of many people or teams at once, as of the last sync. */
#ifndef STORE_LABEL_H
#define STORE_LABEL_H

#include "store/reader.h"

enum label_of { LABEL_PERSON, LABEL_TEAM, LABEL__N };

struct labelled {
    int64_t key;         /* asked for */
    struct str id, name; /* empty when the directory does not know it */
};

MUST_USE struct err snapshot_labels(
    struct snapshot *s, struct arena *a, enum label_of what, struct labelled *x, size_t n);

#endif
