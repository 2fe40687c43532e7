/* matter.h: what the rows of a metric are made into, and the columns that it takes. */
#ifndef QUERY_MATTER_H
#define QUERY_MATTER_H

#include "query/metric.h"
#include "store/sheet.h"

enum matter {
    MATTER_PAGES, /* counted one by one */
    MATTER_ACK,   /* times */
    MATTER_ANSWER,
    MATTER_LATENCY,
    MATTER_PEOPLE, /* distinct ones */
    MATTER_PAIRS,  /* of person and incident */
    MATTER_INCIDENTS,
    MATTER_REPEATS,
    MATTER_LOAD,
    MATTER_CHILDREN, /* what a row below the Overview tells: times, people and incidents */
    MATTER_ATTEMPTS,
    MATTER_INTERRUPTIONS,
    MATTER__N
};

#define SHEET_BIT(column) (1u << SHEET_##column)

enum matter matter_of(enum metric m);
enum dataset matter_dataset(enum matter m);
/* SHEET_BITs, whatever the metric is split by. */
uint32_t matter_columns(enum matter m);

#endif
