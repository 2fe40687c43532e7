/* metric.h: every metric, each with its rule, in one table that the pages, the JSON, the CSV and
 * the definitions walk. What a value is computed from is query/facts.h. */
#ifndef QUERY_METRIC_H
#define QUERY_METRIC_H

#include "query/by.h"
#include "store/cube.h"

enum metric {
    METRIC_PAGES,                   /* count of pages */
    METRIC_PEOPLE,                  /* distinct recipients */
    METRIC_ACCEPTANCE,              /* accepted / closed for answer */
    METRIC_ACCEPTANCE_OF_DELIVERED, /* accepted / (closed - undelivered) */
    METRIC_ACK_MEAN,                /* this and the next four: of accepted pages */
    METRIC_ACK_P50,
    METRIC_ACK_P90,
    METRIC_ACK_P95,
    METRIC_ACK_P99,
    METRIC_ANSWER_MEAN,
    METRIC_ANSWER_P50,
    METRIC_ANSWER_P90,
    METRIC_ANSWER_P95,
    METRIC_ANSWER_P99,
    METRIC_ANSWERED_BY_P50, /* acceptance over all closed pages: may be "not reached" */
    METRIC_ANSWERED_BY_P90,
    METRIC_ESCALATED,        /* incidents that reached level 2 / incidents paged */
    METRIC_DEPTH,            /* mean of the highest level an incident reached */
    METRIC_SLEEP_PER_PERSON, /* pages in the recipient's sleep hours / distinct recipients */
    METRIC_UNDELIVERED,      /* pages that reached nobody / pages */
    METRIC_UNACKNOWLEDGED,   /* declined, nobody and undelivered: closed without acceptance */
    METRIC_TALLY__N,         /* those before it are read off a tally: the Overview's */
    METRIC_UNACKNOWLEDGED_SHARE = METRIC_TALLY__N,
    METRIC_SELF_CLEARED,
    METRIC_SELF_CLEARED_FAST,
    METRIC_OPEN,
    METRIC_REASSIGNED,
    METRIC_NOISE,
    METRIC_REPAGE,
    METRIC_MTTA_MEAN,
    METRIC_MTTA_P50,
    METRIC_MTTA_P90,
    METRIC_MTTA_P95,
    METRIC_MTTA_P99,
    METRIC_PEOPLE_PER_INCIDENT,
    METRIC_ESCALATED_TIMEOUT,
    METRIC_ESCALATED_MANUAL,
    METRIC_REPEATS,
    METRIC_NEVER_ACCEPTED,
    METRIC_PAGES_PER_PERSON,
    METRIC_PAGES_PER_ONCALL_DAY,
    METRIC_GINI,
    METRIC_TOP10,
    METRIC_LATENCY_MEAN,
    METRIC_LATENCY_P50,
    METRIC_LATENCY_P90,
    METRIC_LATENCY_P95,
    METRIC_LATENCY_P99,
    METRIC_UNCREDITED,
    METRIC_ATTEMPTS,
    METRIC_DELIVERY,
    METRIC_DELIVERY_UNKNOWN,
    METRIC_SUPPRESSED,
    METRIC_INTERRUPTIONS,
    METRIC_INTERRUPTIONS_BUSINESS,
    METRIC_INTERRUPTIONS_OFF,
    METRIC_INTERRUPTIONS_SLEEP,
    METRIC_DISRUPTED_HOURS,
    METRIC__N
};

enum unit { UNIT_COUNT, UNIT_SHARE, UNIT_MS, UNIT_RATIO, UNIT__N };
extern const char *const unit_words[UNIT__N];

/* What a value has as many of as its n says. */
enum grain { GRAIN_PAGE, GRAIN_INCIDENT, GRAIN_PERSON, GRAIN_ATTEMPT, GRAIN__N };
extern const char *const grain_words[GRAIN__N];

enum stat {
    STAT_COUNT,
    STAT_SHARE,
    STAT_MEAN,
    STAT_P50,
    STAT_P90,
    STAT_P95,
    STAT_P99,
    STAT_INDEX,
    STAT__N
};
extern const char *const stat_words[STAT__N];

struct metric_def {
    const char *name;  /* "acceptance" */
    const char *label; /* "Answered" */
    enum unit unit;
    int good;           /* +1 more is better, -1 less is better, 0 neither */
    const char *number; /* of the definition: "1" to "15", "4b" */
    enum grain grain;
    enum dataset dataset; /* whose rows are counted */
    enum stat stat;
    uint32_t by;              /* BY_BITs of what it may be split by */
    const char *part, *whole; /* numerator and denominator; whole is "" where there is none */
    const char *without;      /* what `excluded` counts; "" = nothing is left out */
    const char *rule;         /* one or two sentences, printed beside the number */
};
extern const struct metric_def metrics[METRIC__N];

/* The metric of that name; METRIC__N = none. */
enum metric metric_find(struct str name);

struct value {
    bool known;
    double v;          /* milliseconds, share 0..1, count or ratio, by unit */
    uint64_t n;        /* how many things it is made from */
    uint64_t excluded; /* how many were left out by the rule */
    bool not_reached;  /* answered-by: the share was never reached */
};

/* Unknown is never 0: a number without a base is not `known`. Those before METRIC_TALLY__N. */
struct value metric_of(const struct tally *t, enum metric m);
uint64_t tally_accepted(const struct tally *t); /* in target + late + untimed */
/* accepted + declined + nobody + undelivered: everything but the open and the self-cleared */
uint64_t tally_closed(const struct tally *t);
/* Accepted within that time; exact at ANSWER_TARGET_MS and at a day, else within a bucket. */
uint64_t tally_accepted_by(const struct tally *t, int64_t ms);
/* Nearest rank: ceil(n * percent / 100), in whole numbers: a binary 0.95 rounds some up by one. */
uint64_t metric_rank(uint64_t percent, uint64_t n);
/* Levels over the incidents of a tally. */
struct depth {
    uint64_t incidents, escalated; /* all of them; those that reached level 2 */
    uint64_t known, levels;        /* those with a known level; the sum of their highest */
};
struct depth tally_depth(const struct tally *t);
struct depth depth_of(const uint64_t incidents[SET_VALUES]); /* by their value */

#endif
