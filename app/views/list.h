/* list.h: what pages of long lists share: heads that sort, and the way through the rows. */
#ifndef VIEWS_LIST_H
#define VIEWS_LIST_H

#include "views/frame.h"

struct list_column {
    const char *label;
    const char *word; /* of sort=; NULL: it does not sort */
    bool number;
    bool bar;                 /* a bar beside the number: the head is over both */
    const char *first, *last; /* "A" and "Z", "most" and "least": what stands first, either way */
};

/* How the rows stand. */
struct list_order {
    const char *word;
    bool descending;
    const char *standard; /* of sort=, when it is not given */
};

/* <thead>. A head sorts by its column, numbers descending first; the one it stands by turns round.
 */
void list_head(struct html *h, const struct frame *f, const struct list_column *column, size_t n,
    const struct list_order *order);
/* "51 to 100 of 6,500", and links to the first and the following rows. */
struct list_part {
    size_t from, to, of;
    struct str next; /* cursor; empty = none follow */
};
void list_pager(struct html *h, const struct frame *f, const struct list_part *p);
/* What to say when the range is not held; false: it is. */
bool list_unheld(struct html *h, const struct frame *f, enum held held);

#endif
