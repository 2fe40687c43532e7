/* cube.h: the totals of one UTC day of page-outs (or of attempts) within one scope: what a segment
 * keeps beside its records, and what every answer is added up from. Totals of two days or two
 * disjoint scopes add up in any order to the same result; percentiles from them are within 1 % of
 * the exact nearest rank. Pure: no SQL, no clock. */
#ifndef STORE_CUBE_H
#define STORE_CUBE_H

#include "etl/record.h"
#include "lib/err.h"
#include "lib/out.h"
#include "store/hist.h"
#include "store/often.h"
#include "store/set.h"

#define SLOTS_PER_DAY 96 /* quarters of an hour: every zone's offset is a whole number of them */
#define LEVELS_MAX 8     /* escalation levels 1..7, and 8 = deeper */
#define CLEARED_FAST_MS (5 * MINUTE_MS) /* a page that cleared so soon was noise */

/* Pages. */
struct tally {
    uint64_t outcome[OUTCOME__N];   /* their sum is the number of pages */
    uint64_t hours[HOURS__N];       /* pages by the recipient's own hour class */
    uint64_t own_hour[7 * 24];      /* the same, hour by hour; 0 = Monday 00 */
    uint64_t level[LEVELS_MAX + 1]; /* pages by escalation level; 0 = not known */
    struct hist ack, answer;
    uint64_t not_pages[PURPOSE__N]; /* rows that are not pages, by purpose */
    uint64_t repeated_rows;         /* further rows of a page already counted that day */
    uint64_t person_unknown, team_unknown, chain_unknown, zone_fallback;
    uint64_t cleared_fast, cleared_untimed; /* of the cleared: soon after the page; unknown when */
    uint64_t reassigned;  /* pages of that purpose, or whose recipient forwarded them */
    struct set people;    /* person keys */
    struct set incidents; /* hash64 of incident id -> highest level, with flags; not all of them: */
    /* Further incidents, counted by that value: where a sum was told which are on several days.
     * Such a tally is not to be added up further, or encoded. tally_incidents counts all. */
    uint64_t alone[SET_VALUES];
};
/* All incidents by their value. */
void tally_incidents(const struct tally *t, uint64_t by_value[SET_VALUES]);

/* The value of an incident: its highest level, as `level` counts them, and what became of any of
 * its pages. */
enum incident_flag {
    INCIDENT_MANUAL = 1u << 4,   /* somebody escalated by hand */
    INCIDENT_ACCEPTED = 1u << 5, /* somebody accepted */
    INCIDENT_OPEN = 1u << 6,     /* a page is still open */
};
#define INCIDENT_FLAGS (INCIDENT_MANUAL | INCIDENT_ACCEPTED | INCIDENT_OPEN)
static inline uint32_t incident_level(uint32_t value)
{
    return value & ~(uint32_t)INCIDENT_FLAGS;
}

typedef uint32_t tally_slots[SLOTS_PER_DAY][OUTCOME__N];

/* An empty tally in the arena. */
struct tally *tally_new(struct arena *a);
/* Adds one record; slots may be NULL. `through` decides what is still open. The caller leaves out
 * rows whose page key was already seen (and counts them in repeated_rows). */
void tally_add(struct tally *t, tally_slots slots, const struct record *r, int64_t through);
/* One page as a tally counts it, whatever it was read from. */
struct page_seen {
    enum purpose purpose;
    enum response response;
    enum outcome outcome;
    enum hours hours;
    int32_t local_hour, level;
    uint32_t flags;
    int64_t person, incident;   /* 0 = not known */
    int64_t ack, answer, after; /* ms, or MS_UNKNOWN; after: to whatever answer there is */
    int64_t in_day;             /* ms of its UTC day */
};
void tally_add_seen(struct tally *t, tally_slots slots, const struct page_seen *p);
/* Of a record that is a page. */
struct page_seen page_seen_of(const struct record *r, int64_t through);
/* What a page says of its incident, as a set of these keeps it. */
uint32_t page_incident_value(const struct page_seen *p);
struct set incidents_of(struct arena *a);
void tally_merge(struct tally *into, const struct tally *from);
uint64_t tally_pages(const struct tally *t);
void tally_encode(const struct tally *t, tally_slots slots, struct out *blob);
/* Adds a blob's totals to both; ERR_INPUT when it is not one of ours, cut or of another version
 * (both then hold a part of it, and are of no use). */
MUST_USE struct err tally_decode_add(struct str blob, tally_slots slots, struct tally *into);

/* The same of many blobs, whose sets are copied and united in the end, all at once: a year of
 * incidents is hundreds of thousands of keys. Until then `into` has only its numbers. */
struct tally_sum {
    struct tally *into;
    const struct often *often;          /* not NULL: of incidents of one day alone no key is kept */
    struct set_run *people, *incidents; /* n of each, in the arena of the tally */
    size_t n, people_cap, incidents_cap;
};
/* Its incidents. */
MUST_USE struct err tally_meet(struct str blob, struct arena *scratch, struct often *into);
MUST_USE struct err tally_sum_add(struct tally_sum *s, struct str blob, tally_slots slots);
void tally_sum_end(struct tally_sum *s);

/* Attempts: notifications whose purpose makes them pages; the others are counted apart. */
struct attempts {
    uint64_t count[CHANNEL__N][DELIVERY__N];
    uint64_t other[CHANNEL__N];
    uint64_t silent[HOURS__N];        /* by loud channels, and not known to have arrived */
    uint64_t interruptions[HOURS__N]; /* interruption.h adds these, and the next */
    uint64_t disrupted_hours;         /* a person's hours of a UTC day that had one */
    uint64_t not_pages;               /* rows whose purpose makes them no page: the sum of other */
    bool some_channels; /* picked out of totals that are of all channels: what those alone have of
                           the silent, of interruptions and of hours is not known, and 0 here */
};
/* Whether an attempt that way rings, buzzes or lights up a screen. */
bool channel_is_loud(enum channel c);
/* All but interruptions, which are no matter of one record. */
void attempts_add(struct attempts *t, const struct record *r);
void attempts_encode(const struct attempts *t, struct out *blob);
/* Of the channels in the mask alone; 0 = all of them. */
MUST_USE struct err attempts_decode_add(struct str blob, uint32_t channels, struct attempts *into);

#endif
