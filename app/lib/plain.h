/* plain.h: text as search sees it: without case, accents and what Unicode calls compatibility, in
 * words of letters and digits. What is searched and what is asked for both go through here. By
 * utf8proc, Unicode 14; no locale. */
#ifndef LIB_PLAIN_H
#define LIB_PLAIN_H

#include "lib/arena.h"

/* "Jos\u00e9 O'Neill-\u0141uk" is "jose o neill luk": words with one space between them, none at
 * the ends. Bytes that are not UTF-8 part words. What is plain already stays as it is. */
struct str plain_of(struct arena *a, struct str s);
/* For showing: in composed form (NFC). Gives `s` itself where there is nothing to do, and for text
 * that is not UTF-8. */
struct str plain_nfc(struct arena *a, struct str s);
/* The first word of a plain text, which is then without it; false at the end. */
bool plain_word(struct str *plain, struct str *word);

#endif
