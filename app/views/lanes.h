/* lanes.h: the drawing of an incident: who was paged when, by level, and what came of it. */
#ifndef VIEWS_LANES_H
#define VIEWS_LANES_H

#include "query/lanes.h"
#include "views/frame.h"
#include "views/svg.h"

/* A <figure>; the list of events on the page says the same. */
void lanes_panel(struct html *h, const struct frame *f, const struct lanes *x);
void lanes_svg(struct svg *s, const struct lanes *x);
/* How long, how soon, how many: a <dl class="tiles">. */
void lanes_tiles(struct html *h, const struct lanes *x);
/* "+1:05", "+2:03:04" */
struct str lanes_offset(struct arena *a, int64_t ms);

#endif
