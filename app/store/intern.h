/* intern.h: the different texts among many. Each has a number by its arrival, from 1; once sorted,
 * also a rank by its bytes, which is the same whatever order they came in. */
#ifndef STORE_INTERN_H
#define STORE_INTERN_H

#include "lib/arena.h"

struct intern {
    struct arena *a;
    struct str *text; /* by number - 1 */
    size_t n, cap;
    struct intern_slot {
        uint32_t number, hash; /* a number of 0: free */
    } * slot;                  /* 2 * cap of them */
    uint32_t *rank, *nth;
};

struct intern intern_of(struct arena *a);
/* The text's number; it is copied when it is new. The empty text has the number 0. */
uint32_t intern_put(struct intern *d, struct str s);
/* After it nothing is put. */
void intern_sort(struct intern *d);
uint32_t intern_rank(const struct intern *d, uint32_t number); /* 1..n */
struct str intern_nth(const struct intern *d, size_t rank);    /* 1..n */

#endif
