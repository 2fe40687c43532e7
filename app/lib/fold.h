/* fold.h: texts that look the same made the same bytes, for what people type (by utf8proc).
 * Unicode 14; no locale. */
#ifndef LIB_FOLD_H
#define LIB_FOLD_H

#include "lib/arena.h"

/* In composed form (NFC). Gives `s` itself where there is nothing to do, and for text that is not
 * UTF-8. */
struct str fold_nfc(struct arena *a, struct str s);
/* For comparing: full case folding, then NFC. */
struct str fold_case(struct arena *a, struct str s);

#endif
