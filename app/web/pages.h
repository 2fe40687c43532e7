/* pages.h: the handlers of pages: a question, then a face for its answer. The parameters were
 * checked before, by their table. */
#ifndef WEB_PAGES_H
#define WEB_PAGES_H

#include "web/ask.h"

/* Any of them while nothing was ever published: 503, and what to run. */
void page_first_run(struct ask *ask, struct res *res);
void page_home(struct ask *ask, struct res *res);
extern const struct vocabulary overview_words;
void page_overview(struct ask *ask, struct res *res);
void page_definitions(struct ask *ask, struct res *res);
void page_health(struct ask *ask, struct res *res);

#endif
