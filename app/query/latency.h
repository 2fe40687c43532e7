/* latency.h: the attempt that a page's acceptance is credited to: the last before it of those that
 * interrupt; none when it came by web or chat. */
#ifndef QUERY_LATENCY_H
#define QUERY_LATENCY_H

#include "store/sheet.h"

struct credit {
    const struct attempt_at *to; /* NULL: to none */
    int64_t ms;                  /* from that attempt to the acceptance */
};

/* Of an accepted page that took `ack_ms`, 0 or more; `tries` are its attempts, by created. */
struct credit credit_of(const struct sheet *pages, uint32_t row, int64_t ack_ms,
    const struct attempt_at *tries, size_t n);

#endif
