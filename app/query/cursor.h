/* cursor.h: where a page of rows begins: the text of "after". It stands for a place in the one list
 * that a question has in one generation, so it is bound to both: of any other list it is foreign.
 * It is a checksum, not a seal: it holds no secret. */
#ifndef QUERY_CURSOR_H
#define QUERY_CURSOR_H

#include "lib/arena.h"
#include "query/filter.h"

/* The list of a page ("explore") under a filter, whatever its rows a page, its face and its place
 * in the list. */
uint64_t cursor_list(
    struct arena *a, struct str page, struct str generation, const struct filter *f);
/* `at`: the rows of the list before this page. At most 64 characters of base64url. */
struct str cursor_write(struct arena *a, uint64_t list, uint32_t at);
/* False: not of this list. */
bool cursor_read(struct str text, uint64_t list, uint32_t *at);

#endif
