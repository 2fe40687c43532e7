/* filter.h: what a URL asks, parsed and checked but not yet looked up in a snapshot. Filled by
 * query_parse from the parameter table; the questions in this room take it as it is. */
#ifndef QUERY_FILTER_H
#define QUERY_FILTER_H

#include "etl/record.h"
#include "lib/str.h"

/* clang-format off */
enum range { RANGE_NONE, RANGE_24H, RANGE_7D, RANGE_28D, RANGE_90D, RANGE_13W, RANGE_12MO, RANGE_MTD,
    RANGE_QTD, RANGE__N };
/* clang-format on */
enum cmp { CMP_NONE, CMP_PREV, CMP_YEAR, CMP__N };
enum hier { HIER_THEN, HIER_NOW, HIER__N };
enum ui { UI_PAGE, UI_EMBED, UI_KIOSK, UI_PRINT, UI__N };

/* A local date ("2026-08-23") or minute ("2026-08-23T06:30") in the filter's zone. */
struct moment {
    bool given, has_time;
    struct civil at;
};

struct filter {
    int32_t org[ORG_MAX];
    struct str team[TEAM_MAX], person[PERSON_MAX]; /* the platform's ids, without t or p */
    size_t orgs, teams, persons;
    enum range range; /* RANGE_28D unless said; RANGE_NONE when from/to are given */
    struct moment from, to;
    struct str tz; /* an IANA name that exists, "UTC", or "own" */
    enum cmp cmp;
    enum hier hier;
    enum answers ack;                                                /* which count as acceptance */
    uint32_t channels, urgencies, outcomes, levels, hours, purposes; /* bit masks; 0 = any */
    /* Exactly as exported; a provider is a gateway or a carrier. */
    struct str provider[ENUM_MAX], gateway[ENUM_MAX], carrier[ENUM_MAX], country[ENUM_MAX],
        source[ENUM_MAX], column[COLUMN_MAX];
    size_t providers, gateways, carriers, countries, sources, columns;
    struct str q;                            /* in NFC, as typed; empty = not given */
    struct str sort, by, metric, bin, after; /* empty = not given */
    int n;
    enum ui ui;
    bool bom; /* CSV with a byte order mark, for spreadsheets */
};

#endif
