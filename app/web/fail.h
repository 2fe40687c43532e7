/* fail.h: answers for what went wrong: a page for readers, problem+json for programs. */
#ifndef WEB_FAIL_H
#define WEB_FAIL_H

#include "web/ask.h"

struct fail {
    int status;
    struct str text;         /* one paragraph for the reader; never an err's text */
    const char *allow;       /* of 405 */
    const char *retry_after; /* of 503, seconds */
    struct link link[4];
    size_t links;
};

/* The whole answer, never cached. The problems are those of ask->query. */
void fail_reply(const struct ask *ask, const struct fail *f, struct res *res);

#endif
