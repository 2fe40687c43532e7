/* history.h: one person's or one incident's story, from both exports. What an export does not tell
 * is said to be unknown, and why. */
#ifndef QUERY_HISTORY_H
#define QUERY_HISTORY_H

#include "query/join.h"
#include "query/overview.h"
#include "query/trail.h"
#include "store/reader.h"

/* What is not known of an event. */
enum gap {
    GAP_NONE,
    GAP_PAGE_WINDOW,    /* no page-out: its time is outside the windows that were loaded */
    GAP_PAGE,           /* no page-out, though its time was loaded */
    GAP_ATTEMPT_WINDOW, /* no attempt: its time is outside the windows that were loaded */
    GAP_ATTEMPT,        /* no attempt, though its time was loaded */
    GAP__N
};
extern const char *const gap_words[GAP__N]; /* for JSON and CSV */
extern const char *const source_words[3];   /* pageouts, notifications, both */

struct history {
    struct window window; /* of an incident: of its zone alone */
    struct story story;
    size_t from, to; /* the events shown; the others are on other pages of it */
    bool newest_first;
    struct str next; /* cursor of the following page; empty = none */
    const struct manifest *manifest;
    int64_t began; /* of an incident: its first event, which offsets are from */
    /* Of a person, as of now. */
    struct person person; /* known = false: only its id */
    bool known;
    struct str id;
    struct trail trail;
    struct life life;
    struct team *team; /* by membership, in the order of life.member */
};

/* Of the person with that id in the filter's range, newest first, a page of it. Everything in the
 * arena. ERR_MISSING: neither the directory nor the range has them. ERR_INPUT: the cursor is of
 * another list. */
MUST_USE struct err history_of_person(struct snapshot *s, struct arena *a, const struct filter *f,
    struct str id, struct zone_set *zones, struct history *out);
/* All that is held of an incident, the first first. ERR_MISSING when nothing is. */
MUST_USE struct err history_of_incident(struct snapshot *s, struct arena *a, const struct filter *f,
    struct str id, struct zone_set *zones, struct history *out);
/* All of it instead of a page. */
void history_whole(struct history *h);
/* The ith event that is shown. */
const struct event *history_event(const struct history *h, size_t i);

enum gap event_gap(const struct history *h, const struct event *e);
const char *event_source(const struct event *e);
/* The record that says more: the page where it tells of an answer, else the attempt. */
const struct record *event_answer(const struct event *e);
/* The attempt, else the page: for what both have. */
const struct record *event_main(const struct event *e);

#endif
