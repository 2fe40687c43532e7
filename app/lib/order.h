/* order.h: sorting by keys instead of by calls. Equal keys stay in the order they came in. */
#ifndef LIB_ORDER_H
#define LIB_ORDER_H

#include "lib/arena.h"

struct ordered {
    uint64_t key;
    uint32_t of; /* the caller's: a place in an array of his */
};

/* Ascending by key; `scratch` has room for n too. */
void order_keys(struct ordered *x, size_t n, struct ordered *scratch);
/* The places of n different texts in the order of str_cmp; memory for it is taken from the arena.
 */
void order_texts(struct arena *a, const struct str *text, size_t n, uint32_t *place);

#endif
