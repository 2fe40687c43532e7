/* join.h: both exports of the same story as one: an outer join of page-outs and notifications. An
 * attempt belongs to the page that it names, else to the latest page of the same key (incident,
 * person, level, cycle) on its UTC day or the day before. */
#ifndef QUERY_JOIN_H
#define QUERY_JOIN_H

#include "etl/record.h"
#include "lib/arena.h"

/* A row of the joined story; one of the two may be NULL. A page with several attempts has a row for
 * each. */
struct event {
    const struct record *page, *attempt;
    int64_t at; /* of the attempt, else of the page: UTC ms */
};
struct story {
    struct record *row; /* owned by the arena, texts too */
    size_t n, cap;
    bool cut; /* at HISTORY_ROWS_MAX */
    struct event *event;
    size_t events;
};

/* In time order, then by page, then by attempt: the same rows in any order give the same events. */
void story_join(struct arena *a, struct story *s);

#endif
