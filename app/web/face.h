/* face.h: what the pages share between a question and its reply. */
#ifndef WEB_FACE_H
#define WEB_FACE_H

#include "api/api.h"
#include "web/ask.h"

/* A question begins that may take as long as so many panels; gives when it began. */
int64_t face_asking(struct ask *ask, int panels);
/* It ended so. False: answered already, by an error. */
bool face_asked(struct ask *ask, int64_t began, struct err e, struct res *res);
/* Nothing is known by the id of the address, or the place in the list is of another one. True:
 * answered so. */
bool face_refused(struct ask *ask, struct err e, struct res *res);
/* The answer was cut short by its budget: begun anew, never to be kept by anyone. */
void face_uncached(const struct ask *ask, struct res *res);
/* What stands beside each step of the way to the page's place, into its frame. */
void face_beside(const struct ask *ask, const struct node *way, size_t n, struct frame *frame);
/* Type, name and headers of an answer of the format asked for. `w` is its range, or NULL. */
void face_begin(const struct ask *ask, const struct window *w, struct res *res);
struct api_meta face_meta(const struct ask *ask, const struct window *w);
/* The Content-Type of a format. */
const char *face_type(enum format format);
/* 404: the page has no panel of that name. */
void face_no_panel(const struct ask *ask, struct res *res);

#endif
