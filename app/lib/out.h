/* out.h: bytes that grow in an arena: a body, an SVG path, a line of CSV. */
#ifndef LIB_OUT_H
#define LIB_OUT_H

#include "lib/arena.h"

struct out {
    struct arena *a;
    char *p;
    size_t n, cap;
};

struct out out_of(struct arena *a);
void out_str(struct out *o, struct str s);
/* Room for n bytes more, at the end of what was written; out_grew says how many were. */
char *out_room(struct out *o, size_t n);
void out_grew(struct out *o, size_t n);
void out_z(struct out *o, const char *z);
void out_char(struct out *o, char c);
void out_i64(struct out *o, int64_t v);
/* With `digits` decimals (0 to 9), the locale's decimal sign never used, no "-0". */
void out_f64(struct out *o, double v, int digits);
void out_fmt(struct out *o, const char *fmt, ...) PRINTF_LIKE(2, 3);
/* What was written; valid until the next write or the arena's wipe. */
struct str out_done(const struct out *o);

#endif
