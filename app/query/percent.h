/* percent.h: percent-encoding of URL parts, RFC 3986, upper-case hex. */
#ifndef QUERY_PERCENT_H
#define QUERY_PERCENT_H

#include "lib/out.h"

/* Decodes %XX, and '+' as a space where `plus` (query strings of forms). False, with *out as far as
 * it came, when a '%' is not followed by two hex digits. */
bool percent_decode(struct arena *a, struct str s, bool plus, struct str *out);
/* Writes s with every byte encoded but letters, digits, "-_.~" and those in `also`. */
void percent_encode(struct out *o, struct str s, const char *also);
/* Well-formed UTF-8 without control characters (C0, DEL, C1) or U+FFFE and U+FFFF. */
bool text_is_clean(struct str s);
/* At most n bytes, never through the middle of a character. */
struct str text_head(struct str s, size_t n);

#endif
