/* marks.h: where the bytes stand that give CSV its structure, 64 bytes at a time: bit i of a mark
 * is byte i. */
#ifndef CSV_MARKS_H
#define CSV_MARKS_H

#include "lib/str.h"

#define MARKS_BYTES 64

struct marks {
    uint64_t quote, comma, lf, cr, nul;
};

/* Marks n times 64 bytes from p on; all of them must be readable. */
typedef void marks_fn(const char *p, size_t n, struct marks *out);

marks_fn marks_portable;
/* The fastest that this processor has. All give the same marks. */
marks_fn *marks_best(void);

#endif
