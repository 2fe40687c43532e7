/* listing.h: users.json, teams.json and oncalls.json as the server gives them: page by page, by
 * cursor, and by id. The objects stand one a line and are handed on as they are. */
#ifndef SIM_LISTING_H
#define SIM_LISTING_H

#include "lib/err.h"
#include "lib/out.h"

struct listing {
    const char *name;  /* "users" */
    struct str *lines; /* objects, without comma and line end */
    size_t n;
    uint32_t *by_id; /* lines in order of their id */
};

MUST_USE struct err listing_open(
    struct listing *l, struct arena *a, const char *dir, const char *name);
/* The object with that id, or NULL. */
const struct str *listing_find(const struct listing *l, struct str id);
bool listing_is_deleted(struct str line);
/* Writes an object, `untold` without its manager. */
void listing_put(struct out *o, struct str line, bool untold);

/* Which objects a caller wants: those that are not deleted, and of duty those that touch [from,
 * to). */
struct listing_query {
    struct str cursor; /* empty = from the start */
    size_t size;       /* objects a page */
    int64_t from, to;  /* to = 0: any */
    bool untold;       /* without their managers */
};

/* {"users":[...],"next":"..."|null}; ERR_INPUT for a cursor that is not ours. */
MUST_USE struct err listing_page(
    const struct listing *l, const struct listing_query *q, struct out *o);
/* Cursors say where the next page begins, signed against guesses. */
struct str listing_cursor(struct arena *a, const char *name, size_t at);
bool listing_cursor_parse(struct str cursor, const char *name, size_t *at);

#endif
