/* cube.h: the totals of one UTC day of page-outs (or of attempts) within one scope: what a segment keeps
 * beside its records, and what every answer is added up from. Totals of two days or two disjoint scopes
 * add up in any order to the same result; percentiles from them are within 1 % of the exact nearest rank.
 * Pure: no SQL, no clock. */
#ifndef STORE_CUBE_H
#define STORE_CUBE_H

#include "etl/record.h"
#include "lib/err.h"
#include "lib/out.h"

#define SLOTS_PER_DAY 96 /* quarters of an hour: every zone's offset is a whole number of them */
#define LEVELS_MAX 8     /* escalation levels 1..7, and 8 = deeper */

/* Log-linear buckets over milliseconds: exact below 64, then 64 to an octave, so a bucket's middle is
 * within 0.8 % of all that is in it (the layout of HdrHistogram). Up to 2^33 ms, 99 days. */
#define HIST_BUCKETS 1792
struct hist {
    uint64_t n, sum_ms;   /* of what is in the buckets */
    uint64_t negative;    /* clock skew: counted here and nowhere else */
    uint64_t over_day;    /* longer than 24 h: in the buckets too */
    uint64_t bucket[HIST_BUCKETS];
};

void hist_add(struct hist *h, int64_t ms); /* MS_UNKNOWN is not added */
void hist_merge(struct hist *into, const struct hist *from);
/* The value of that rank (1-based, in ascending order), the middle of its bucket; rank in 1..n. */
int64_t hist_at_rank(const struct hist *h, uint64_t rank);
/* How many are <= ms. */
uint64_t hist_up_to(const struct hist *h, int64_t ms);
size_t hist_bucket_of(int64_t ms);
int64_t hist_bucket_low(size_t bucket); /* the smallest ms in it */

/* Distinct keys with a small number each (the greatest given wins). In an arena; grows as needed. */
struct set {
    struct arena *a;
    int64_t *key;
    uint32_t *value;
    size_t n, cap;
};
struct set set_of(struct arena *a);
void set_put(struct set *s, int64_t key, uint32_t value);
bool set_get(const struct set *s, int64_t key, uint32_t *value);

/* Pages. */
struct tally {
    uint64_t outcome[OUTCOME__N]; /* their sum is the number of pages */
    uint64_t hours[HOURS__N];     /* pages by the recipient's own hour class */
    uint64_t own_hour[7 * 24];    /* the same, hour by hour; 0 = Monday 00 */
    uint64_t level[LEVELS_MAX + 1]; /* pages by escalation level; 0 = not known */
    struct hist ack, answer;
    uint64_t not_pages[PURPOSE__N]; /* rows that are not pages, by purpose */
    uint64_t repeated_rows;         /* further rows of a page already counted that day */
    uint64_t person_unknown, team_unknown, chain_unknown, zone_fallback;
    struct set people;    /* person keys */
    struct set incidents; /* hash64 of incident id -> highest level */
};

typedef uint32_t tally_slots[SLOTS_PER_DAY][OUTCOME__N];

/* An empty tally in the arena. */
struct tally *tally_new(struct arena *a);
/* Adds one record; slots may be NULL. `through` decides what is still open. The caller leaves out rows
 * whose page key was already seen (and counts them in repeated_rows). */
void tally_add(struct tally *t, tally_slots slots, const struct record *r, int64_t through);
void tally_merge(struct tally *into, const struct tally *from);
uint64_t tally_pages(const struct tally *t);
void tally_encode(const struct tally *t, tally_slots slots, struct out *blob);
/* Adds a blob's totals to both; ERR_INPUT when it is not one of ours, cut or of another version. */
MUST_USE struct err tally_decode_add(struct str blob, tally_slots slots, struct tally *into);

/* Attempts: notifications whose purpose makes them pages; the others are counted apart. */
struct attempts {
    uint64_t count[CHANNEL__N][DELIVERY__N];
    uint64_t not_pages;
};
void attempts_add(struct attempts *t, const struct record *r);
void attempts_merge(struct attempts *into, const struct attempts *from);
void attempts_encode(const struct attempts *t, struct out *blob);
MUST_USE struct err attempts_decode_add(struct str blob, struct attempts *into);

#endif
