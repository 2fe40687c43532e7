/* html.h: bytes reach a page by few doors, and only a literal passes unescaped. */
#ifndef VIEWS_HTML_H
#define VIEWS_HTML_H

#include "lib/out.h"

struct html {
    struct out o;
};

#define html(h, lit) html_raw_((h), "" lit "", sizeof(lit) - 1) /* no variables */
void html_raw_(struct html *h, const char *p, size_t n);

struct html html_of(struct arena *a);
void html_text(struct html *h, struct str s);                    /* & < > " ' made safe */
void html_attr(struct html *h, const char *name, struct str v);  /* ` name="value"` */
void html_num(struct html *h, uint64_t v);                       /* 12,345 */
void html_int(struct html *h, int64_t v);                        /* plain digits, for attributes */
void html_f64(struct html *h, double v, int digits);

#endif
