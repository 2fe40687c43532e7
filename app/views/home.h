/* home.h: the start page: the week in numbers, the named views, and the doors into all other pages.
 */
#ifndef VIEWS_HOME_H
#define VIEWS_HOME_H

#include "query/explore.h"
#include "query/preset.h"
#include "views/frame.h"

/* A named view, and its number now where it has one that is quickly told. */
struct card {
    const struct preset *preset;
    bool told;
    struct explore now;
};

/* week may be NULL when nothing was published yet. */
void home_html(struct html *h, const struct frame *f, const struct overview *week,
    const struct card *card, size_t cards);

#endif
