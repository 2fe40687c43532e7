/* explore.h: the handler of /explore. */
#ifndef WEB_EXPLORE_H
#define WEB_EXPLORE_H

#include "web/ask.h"

/* The words of its parameters m, by and sort. */
extern const struct vocabulary explore_words;

void page_explore(struct ask *ask, struct res *res);

#endif
