/* html.h: bytes reach a page by few doors, and only a literal passes unescaped. */
#ifndef VIEWS_HTML_H
#define VIEWS_HTML_H

#include "lib/out.h"

struct html {
    struct out o;
    bool numbers; /* inside a table of numbers: its cells need not say so one by one */
    bool away;    /* read elsewhere: what begins with "/" leads to `base`, or without it nowhere */
    struct str base;
};

#define html(h, lit) html_raw_((h), "" lit "", sizeof(lit) - 1) /* no variables */
void html_raw_(struct html *h, const char *p, size_t n);

struct html html_of(struct arena *a);
/* & < > " ' made safe; what is no UTF-8 or no character of HTML becomes U+FFFD. */
void html_text(struct html *h, struct str s);
void html_attr(struct html *h, const char *name, struct str v); /* ` name="value"` */
void html_num(struct html *h, uint64_t v);                      /* 12,345 */
void html_int(struct html *h, int64_t v);                       /* plain digits, for attributes */
void html_at(struct html *h, double v); /* a coordinate: one decimal, or none when whole */
void html_link(struct html *h, struct str href, struct str text); /* <a href>text</a> */
/* Whether a link to one of our pages leads anywhere. */
bool html_leads(const struct html *h);
/* A link, or the text alone where there is no address. */
void html_named(struct html *h, struct str href, struct str text);
/* A row of a <dl>; nothing when the value is empty. */
void html_fact(struct html *h, const char *name, struct str value);

#endif
