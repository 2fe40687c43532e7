#include "store/hist.h"

#include "etl/record.h"

#define SUB_BITS 6
#define SUB (1 << SUB_BITS)
#define TOP_BIT 32 /* of the longest that has a bucket of its own */

size_t hist_bucket_of(int64_t ms)
{
    if (ms < SUB)
        return ms < 0 ? 0 : (size_t)ms;
    int top = 63 - __builtin_clzll((unsigned long long)ms);
    if (top > TOP_BIT)
        return HIST_BUCKETS - 1;
    return ((size_t)(top - SUB_BITS) << SUB_BITS) + (size_t)(ms >> (top - SUB_BITS));
}

static int64_t bucket_width(size_t bucket)
{
    return bucket < SUB ? 1 : INT64_C(1) << (bucket / SUB - 1);
}

int64_t hist_bucket_low(size_t bucket)
{
    return bucket < SUB ? (int64_t)bucket : (int64_t)(SUB + bucket % SUB) * bucket_width(bucket);
}

void hist_add(struct hist *h, int64_t ms)
{
    if (ms == MS_UNKNOWN)
        return;
    if (ms < 0) {
        h->negative++;
        return;
    }
    h->n++;
    h->sum_ms += (uint64_t)ms;
    h->over_day += ms > DAY_MS;
    h->bucket[hist_bucket_of(ms)]++;
}

void hist_merge(struct hist *into, const struct hist *from)
{
    into->n += from->n;
    into->sum_ms += from->sum_ms;
    into->negative += from->negative;
    into->over_day += from->over_day;
    for (size_t i = 0; i < HIST_BUCKETS; i++)
        into->bucket[i] += from->bucket[i];
}

int64_t hist_at_rank(const struct hist *h, uint64_t rank)
{
    uint64_t seen = 0;
    for (size_t i = 0; i < HIST_BUCKETS; i++) {
        seen += h->bucket[i];
        if (seen >= rank && h->bucket[i])
            return hist_bucket_low(i) + (bucket_width(i) - 1) / 2;
    }
    return MS_UNKNOWN;
}

uint64_t hist_up_to(const struct hist *h, int64_t ms)
{
    if (ms < 0)
        return 0;
    uint64_t n = 0;
    size_t last = hist_bucket_of(ms);
    for (size_t i = 0; i < last; i++)
        n += h->bucket[i];
    uint64_t width = (uint64_t)bucket_width(last);
    uint64_t part = (uint64_t)(ms - hist_bucket_low(last)) + 1;
    return n + (part >= width ? h->bucket[last] : h->bucket[last] * part / width);
}

void hist_encode(const struct hist *h, struct out *o)
{
    varint_put(o, h->n);
    varint_put(o, h->sum_ms);
    varint_put(o, h->negative);
    varint_put(o, h->over_day);
    if (h->n)
        sparse_put(o, h->bucket, HIST_BUCKETS);
}

void hist_decode_add(struct cursor *c, struct hist *into)
{
    uint64_t n = varint_get(c);
    into->n += n;
    into->sum_ms += varint_get(c);
    into->negative += varint_get(c);
    into->over_day += varint_get(c);
    if (n)
        sparse_add(c, into->bucket, HIST_BUCKETS);
}
