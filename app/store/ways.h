/* ways.h: by which channels each page of a day was tried, as the notifications tell: one blob a
 * day, read whole, since a question about a channel asks it of many pages. */
#ifndef STORE_WAYS_H
#define STORE_WAYS_H

#include "store/row.h"
#include "store/varint.h"

/* Of the rows of one day. */
struct str ways_encode(struct arena *a, const struct row *const *row, size_t n);

struct ways {
    const unsigned char *page, *mask; /* n of each, pages ascending */
    size_t n;
};

/* What an open segment holds of that day, in the arena; no page when it holds nothing. */
MUST_USE struct err ways_read(struct arena *a, struct db *db, int32_t day, struct ways *out);
/* The channels (1u << enum channel) by which the page (record_page_key) was tried; 0 = none. */
uint32_t ways_of_page(const struct ways *w, int64_t page);

#endif
