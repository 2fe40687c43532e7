/* find.h: the handlers of search, of places in the organisation, and of histories. */
#ifndef WEB_FIND_H
#define WEB_FIND_H

#include "web/ask.h"

void page_find(struct ask *ask, struct res *res);
void page_suggest(struct ask *ask, struct res *res);
void page_org(struct ask *ask, struct res *res);
void page_incident(struct ask *ask, struct res *res);

#endif
