/* attempt.h: how one page is sent: contact rules, gateways and carriers, receipts, throttles, and
 * outages. */
#ifndef SIM_ATTEMPT_H
#define SIM_ATTEMPT_H

#include "sim/traffic.h"

/* Makes the attempts of a page by its recipient's rules until `stop` (UTC ms; INT64_MAX = never),
 * and notes their channels with the page. */
void attempts_make(struct traffic *t, struct page *p, int64_t stop);

#endif
