/* texts.h: many short texts kept for as long as an arena, without the arena's room between them:
 * those that come again and again once, the others side by side. */
#ifndef LIB_TEXTS_H
#define LIB_TEXTS_H

#include "lib/runs.h"

struct texts {
    struct arena *a;
    char *at;
    size_t left;
    struct runs known; /* into shared[] */
    struct str *shared;
    size_t n, cap;
};

struct texts texts_of(struct arena *a);
/* A copy of its own. */
struct str texts_keep(struct texts *t, struct str s);
/* The copy that all equal texts share. */
struct str texts_share(struct texts *t, struct str s);

#endif
