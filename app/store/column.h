/* column.h: many numbers of a kind in few bytes that are read in any order: each as a code of one
 * width above a common base, the few that do not fit apart. Pure. What is read comes from a file:
 * no byte of it is trusted. */
#ifndef STORE_COLUMN_H
#define STORE_COLUMN_H

#include "store/varint.h"

/* Of MS_UNKNOWN too. */
void column_put(struct out *o, const int64_t *v, size_t n);

struct column {
    size_t n;
    int64_t base;
    unsigned width; /* bytes of a code: 0 to 4, or 8 */
    bool gaps;      /* the greatest code means MS_UNKNOWN */
    const unsigned char *code;
    size_t strays; /* by place, ascending */
    uint32_t *at;
    int64_t *value;
};

/* Of n numbers; the codes are borrowed from the cursor's bytes, strays are in the arena. What is
 * not a column sets c->bad and gives one of n zeros. */
struct column column_get(struct cursor *c, struct arena *a, size_t n);
int64_t column_at(const struct column *x, size_t i);
/* Writes out[place[i]], for places ascending and below n; place NULL = all of 0 .. count - 1. What
 * is out of the range of *out is cut to it. */
void column_u8(const struct column *x, const uint32_t *place, size_t count, uint8_t *out);
void column_u16(const struct column *x, const uint32_t *place, size_t count, uint16_t *out);
void column_u32(const struct column *x, const uint32_t *place, size_t count, uint32_t *out);
void column_i64(const struct column *x, const uint32_t *place, size_t count, int64_t *out);

/* A mark, 0 or 1, for each number below n; room for COLUMN_MARKS of them behind, which is written.
 */
struct column_marks {
    uint8_t *mark;
    size_t n;
};
#define COLUMN_MARKS (1u << 16)
/* Writes to `kept`, which may be `place`, those of the places whose number is marked, and gives how
 * many there are; SIZE_MAX when a number has no mark. */
size_t column_keep(const struct column *x, const struct column_marks *marks, const uint32_t *place,
    size_t count, uint32_t *kept);

#endif
