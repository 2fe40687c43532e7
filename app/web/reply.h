/* reply.h: the parts of an answer: headers in their order, caching, security. */
#ifndef WEB_REPLY_H
#define WEB_REPLY_H

#include "query/url.h"
#include "web/req.h"

/* The standard words for a status that we give; "Error" for any other. */
struct str reply_reason(int status);
/* Adds a header. A value with CR, LF or NUL is refused: the header is left out, false. */
bool reply_header(struct res *res, const char *name, struct str value);
/* The status and Content-Type of an answer, with an empty body. */
void reply_begin(struct res *res, struct arena *a, int status, const char *type);

enum cache {
    CACHE_NEVER,  /* errors, redirects, what a budget cut short */
    CACHE_MOVING, /* the current snapshot: ask again, nginx holds it for seconds */
    CACHE_PINNED, /* never changes */
};
/* X-Accel-Expires and Cache-Control, in the order that nginx 1.22 needs: the other way round it
 * takes no-cache for its own and stores nothing. To be called first. */
void reply_cache(struct res *res, enum cache c);
/* The security headers of a page. `frames` are the origins that may frame it (comma list, "*" for
 * any), empty = nobody. */
void reply_secure_page(struct res *res, struct arena *a, struct str frames);
/* Of data: nothing in it is ever run, whatever a browser takes it for. */
void reply_secure_data(struct res *res);
/* "attachment" with that file name. */
void reply_attachment(struct res *res, struct arena *a, struct str name);

/* 302, kept by nobody. */
void reply_redirect(struct res *res, struct arena *a, struct str to);
/* "<gen>-<build>-<hash of canonical URL>" in quotes. Needs no SQL. */
struct str etag_of(struct arena *a, struct str gen, struct str build, struct str canonical);
/* Whether an If-None-Match (a list, each perhaps W/, or "*") names it; weak comparison. */
bool etag_matches(struct str if_none_match, struct str etag);

#endif
