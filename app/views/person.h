/* person.h: the page of a person, and each of its panels alone: what they had to carry, not how
 * good they are. */
#ifndef VIEWS_PERSON_H
#define VIEWS_PERSON_H

#include "query/person.h"
#include "views/frame.h"

/* A whole document; the panel is empty or one that api/person.h knows. */
void person_html(
    struct html *h, const struct frame *f, const struct person_told *p, struct str panel);
/* A drawing in a file of its own; false: the panel has none. */
bool person_svg(struct out *o, const struct person_told *p, struct str panel);

#endif
