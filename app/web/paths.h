/* paths.h: what happened on the way from an incident to an answer: the pages of channels,
 * escalations and incidents. */
#ifndef WEB_PATHS_H
#define WEB_PATHS_H

#include "web/ask.h"

/* The words of its parameter sort. */
extern const struct vocabulary incidents_words;

void page_incidents(struct ask *ask, struct res *res);
void page_channels(struct ask *ask, struct res *res);
void page_escalations(struct ask *ask, struct res *res);

#endif
