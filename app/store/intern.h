/* intern.h: the different texts among many, numbered from 1 in the order of their bytes: the
 * dictionary of a segment. The same texts get the same numbers whatever order they came in. */
#ifndef STORE_INTERN_H
#define STORE_INTERN_H

#include "lib/arena.h"

struct intern {
    struct arena *a;
    struct str *text; /* borrowed from the caller for the life of this */
    size_t n, cap;
    uint32_t *slot; /* 2 * cap of them: place in text + 1 */
};

struct intern intern_of(struct arena *a);
void intern_put(
    struct intern *d, struct str s); /* the empty text has the number 0 and is not put */
/* Numbers what was put; after it only intern_id and intern_nth are called. */
void intern_sort(struct intern *d);
int64_t intern_id(const struct intern *d, struct str s);
struct str intern_nth(const struct intern *d, size_t id); /* 1..n */

#endif
