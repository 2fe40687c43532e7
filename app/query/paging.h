/* paging.h: incidents with a page inside a question, by their names: what paged, whom, and what
 * became of it. */
#ifndef QUERY_PAGING_H
#define QUERY_PAGING_H

#include "query/episode.h"

#define PAGINGS_MAX 200

/* An incident with its names. */
struct paging {
    struct episode e;
    struct str id, title, source;
    struct str first, accepter; /* names: of whom the first page went to, of who accepted first */
};

struct pagings {
    struct paging *row; /* in order of their first pages */
    size_t n, of;
    uint64_t cleared; /* of all that were met, those that ended by themselves */
};

/* Every incident with a page inside `w` and, unless `all`, ended without anybody's acceptance or
 * clearing by itself; names of people only with `people`. */
struct pagings_ask {
    const struct where *where;
    bool all, people;
    size_t max;
};
MUST_USE struct err pagings_of(
    struct snapshot *s, struct arena *a, const struct pagings_ask *ask, struct pagings *out);

#endif
