/* traffic.h: what happens in the company, a day at a time and in order of days: arrivals of
 * incidents, storms, and the messages that are no pages. Memory holds three days, however long the
 * history is. */
#ifndef SIM_TRAFFIC_H
#define SIM_TRAFFIC_H

#include "sim/company.h"
#include "sim/event.h"

#define TRAFFIC_BYTES (1024u << 20) /* of one day's events; the full company needs some 40 MiB */

/* What was created on one UTC day. */
struct batch {
    struct page **pages;
    struct attempt **attempts;
    size_t pages_n, pages_cap, attempts_n, attempts_cap;
};

struct outage {
    int64_t from, to;
    double loss;
};

struct traffic {
    const struct company *company;
    struct dice dice;
    struct arena arena[3]; /* by day modulo 3: a day's rows may point into the day before */
    struct batch batch[3];
    int64_t day;                         /* start of the day that is being made, UTC ms */
    double *load;                        /* running share of the operational teams, up to 1 */
    uint64_t incidents, pages, attempts; /* numbers given out */
    int64_t (*calls)[2][8]; /* per person the last voice and SMS attempts, for the throttle */
    struct outage outage;   /* of carrier 0, newest */
};

struct traffic traffic_of(struct arena *a, const struct company *c);
void traffic_done(struct traffic *t);
/* Makes the next day, which starts at `day`, and gives it sorted by time; valid until the next
 * call. */
const struct batch *traffic_day(struct traffic *t, int64_t day);

/* For the files that make pages and attempts. */
struct arena *traffic_arena(struct traffic *t);
void traffic_add_page(struct traffic *t, struct page *p);
void traffic_add_attempt(struct traffic *t, struct attempt *at);
/* Neither the export nor anybody else has rows past the end, or two days after the day being made.
 */
bool traffic_holds(const struct traffic *t, int64_t created);

#endif
