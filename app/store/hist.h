/* hist.h: how long things took, in log-linear buckets over milliseconds: exact below 64, then 64 to
 * an octave, so a bucket's middle is within 0.8 % of all that is in it (the layout of
 * HdrHistogram). Up to 2^33 ms, 99 days; longer ones are in the last bucket. Two of them add up in
 * any order. Pure. */
#ifndef STORE_HIST_H
#define STORE_HIST_H

#include "store/varint.h"

#define HIST_BUCKETS 1792
struct hist {
    uint64_t n, sum_ms; /* of what is in the buckets */
    uint64_t negative;  /* clock skew: counted here and nowhere else */
    uint64_t over_day;  /* longer than 24 h: in the buckets too */
    uint64_t bucket[HIST_BUCKETS];
};

void hist_add(struct hist *h, int64_t ms); /* MS_UNKNOWN is not added */
void hist_merge(struct hist *into, const struct hist *from);
/* The value of that rank (1-based, in ascending order), the middle of its bucket; rank in 1..n. */
int64_t hist_at_rank(const struct hist *h, uint64_t rank);
/* How many are <= ms; within the bucket of `ms` in proportion. */
uint64_t hist_up_to(const struct hist *h, int64_t ms);
size_t hist_bucket_of(int64_t ms);
int64_t hist_bucket_low(size_t bucket); /* the smallest ms in it */

void hist_encode(const struct hist *h, struct out *o);
void hist_decode_add(struct cursor *c, struct hist *into);

#endif
