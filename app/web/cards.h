/* cards.h: named views: the way to one, and what all of them show now. */
#ifndef WEB_CARDS_H
#define WEB_CARDS_H

#include "views/home.h"
#include "web/ask.h"

/* One for each preset, in the arena. A number that is not quickly told is left out. */
struct card *cards_of(struct ask *ask, struct res *res);
/* /v/<slug>: leads to the canonical address of what it names. */
void page_view(struct ask *ask, struct res *res);

#endif
