/* go.h: the addresses of what has a page of its own. Empty where the id is one that no address can
 * carry: an export may hold any. */
#ifndef QUERY_GO_H
#define QUERY_GO_H

#include "query/url.h"
#include "store/reader.h"

/* The page about it, in that generation ("" = the current one). `number` is a node's, `id` that of
 * all others. */
struct str go_to(
    struct arena *a, struct str gen, enum find_list list, int32_t number, struct str id);
/* The page of a team or person with as much of the filter as that page reads. */
struct str go_about(
    struct arena *a, struct str gen, const struct filter *f, enum find_list list, struct str id);
/* The Overview under that filter with this added to it, as far as there is room in it; of what the
 * filter holds only what the Overview reads. Empty for incidents. */
struct str go_filtered(struct arena *a, struct str gen, const struct filter *f, enum find_list list,
    int32_t number, struct str id);
/* Of a filter what search and the Overview read, the rest at its default. */
struct filter go_kept(const struct filter *f);

#endif
