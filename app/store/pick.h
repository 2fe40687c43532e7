/* pick.h: the rows of a day's sheet that are inside a question, as far as the sheet itself tells.
 */
#ifndef STORE_PICK_H
#define STORE_PICK_H

#include "store/sheet_in.h"
#include "store/today.h"

struct pick {
    const struct where *w;
    int64_t through;           /* of page-outs */
    const struct today *today; /* when w->now asks for nodes */
    const uint8_t *in_nodes;   /* by the places of its nodes */
};

/* In the order of the day. Of page-outs `w` asks nothing about attempts, of attempts nothing about
 * pages. */
MUST_USE struct err pick_rows(struct sheet_in *x, const struct pick *p, struct rows_of_day *rows);
/* Of attempts those with the words of `w`: channels, deliveries, gateway ... */
MUST_USE struct err pick_words(struct sheet_in *x, const struct where *w, struct rows_of_day *rows);
/* Of page-outs those with the urgencies and outcomes of `w`. */
MUST_USE struct err pick_answered(
    struct sheet_in *x, const struct where *w, int64_t through, struct rows_of_day *rows);
/* All rows of the sheet. */
struct rows_of_day pick_all(struct sheet_in *x);
/* Leaves the rows whose entry of the table of abouts, which was read, is marked. */
MUST_USE struct err pick_abouts(
    struct sheet_in *x, const struct column_marks *marks, struct rows_of_day *rows);
/* Nothing is asked but times, people, teams and nodes as of then; and channels, and which answers
 * count. */
bool where_is_plain(const struct where *w);
bool where_is_plain_but_channels(const struct where *w);
/* Which filters need the other data set. */
bool pick_asks_attempts(const struct where *w);
bool pick_asks_pages(const struct where *w);

#endif
