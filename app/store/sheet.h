/* sheet.h: one UTC day of one data set in columns, for questions that totals cannot answer.
 * Page-outs: every row (what is no page too). Attempts: rows whose purpose makes them pages. A
 * person's rows lie together, in the order of (created, id); people are in that of the
 * organisation. */
#ifndef STORE_SHEET_H
#define STORE_SHEET_H

#include "store/reader.h"

/* What a question reads of it, as bits 1u << enum; the others are NULL. */
enum sheet_column {
    SHEET_CREATED,
    SHEET_WHO,
    SHEET_PATH, /* with SHEET_WHO: paths, else all are the empty one */
    SHEET_TEAM,
    SHEET_ABOUT,
    SHEET_SAID,
    SHEET_GATE, /* of attempts */
    SHEET_LEVEL,
    SHEET_CYCLE,
    SHEET_LOCAL, /* hours and local_hour */
    SHEET_FLAGS,
    SHEET_ANSWERED, /* of page-outs */
    SHEET_PAGE,
    SHEET_TITLES, /* with SHEET_ABOUT: its incident_id and title, else empty */
    SHEET__N
};

/* The tables. Their entry 0 is the unknown one: zeros and empty texts. */
struct sheet_who { /* a person may have several, one for each place of the day */
    int64_t person;
    uint32_t path; /* its place in the table of paths */
};
struct sheet_path {
    int32_t node[NODE_DEPTH_MAX], depth; /* as of then, the top first */
};
struct sheet_about {  /* an incident may have several */
    int64_t incident; /* hash64 of its id; 0 = none */
    struct str incident_id, title, source, urgency, priority, policy, group;
};
struct sheet_said {
    enum purpose purpose;
    enum response response;
    enum delivery delivery;
    bool by_machine; /* answered via "auto" */
    struct str via;
};
struct sheet_gate {
    enum channel channel;
    struct str gateway, carrier, country;
};

/* Columns are by row, `who` to `gate` of them places in the tables. Columns and tables hold
 * something in the picked rows, and in the entries that those name, alone. */
struct sheet {
    enum dataset dataset;
    int32_t day;
    size_t n;                /* rows of the day */
    const uint32_t *created; /* ms of the day */
    const uint32_t *who, *team, *about, *said, *gate;
    const uint8_t *level, *cycle;      /* 0 = absent, 255 = that or more */
    const uint8_t *hours, *local_hour; /* as in struct record */
    const uint16_t *flags;             /* enum flag, FLAG_REPEATED among them */
    const int64_t *page;               /* record_page_key: two rows of one page have the same */
    const int64_t *answered;           /* ms after created, or MS_UNKNOWN; of page-outs */
    const struct sheet_who *whos;
    const struct sheet_path *paths;
    const int64_t *teams; /* hash64 of the team's id */
    const struct sheet_about *abouts;
    const struct sheet_said *saids;
    const struct sheet_gate *gates;
    size_t whos_n, paths_n, teams_n, abouts_n, saids_n, gates_n; /* entry 0 counted */
};

/* The rows of a sheet that are inside the question. */
struct picked {
    const struct sheet *sheet;
    const uint32_t *row; /* ascending */
    size_t n;
    size_t unknown; /* attempts left out because their page, which a filter asks about, is not held
                       on their UTC day or the one before */
};

/* Where sheets go. Until it returns the sheet lives, and snapshot_tries may be asked. */
struct sheet_taker {
    struct err (*take)(void *self, const struct picked *p);
    void *self;
};
/* The rows inside `w` (pages counted once only when the taker leaves out FLAG_REPEATED, and what is
 * no page by purpose_is_page), day by day, ascending; days without one may be left out. ERR_BUSY
 * past the deadline. */
MUST_USE struct err snapshot_sheets(struct snapshot *s, enum dataset d, const struct where *w,
    uint32_t columns, const struct sheet_taker *taker);

/* The attempts of picked pages: of p->row[i] they are of[start[i]] .. of[start[i + 1] - 1], by
 * created, found by the page's key on its UTC day and the next. */
struct attempt_at {
    const struct sheet *sheet; /* with the columns asked for */
    uint32_t row;
};
struct tries {
    const uint32_t *start; /* p->n + 1 of them */
    const struct attempt_at *of;
};
/* From within `take`, whose page-outs must have SHEET_PAGE and SHEET_SAID. Lives as long as the
 * sheet. Of `w` the words of attempts count: channels, gateway, carrier, country, provider,
 * deliveries. */
MUST_USE struct err snapshot_tries(struct snapshot *s, const struct picked *pages,
    const struct where *w, uint32_t columns, struct tries *out);

/* What a question would read, told from the manifest and dictionaries alone: an upper bound. */
struct sheet_cost {
    uint64_t rows, bytes;
    uint32_t days;
};
MUST_USE struct err snapshot_cost(struct snapshot *s, enum dataset d, const struct where *w,
    uint32_t columns, struct sheet_cost *out);

/* A person or a team as the records of that UTC day had it, for rows that the directory does not
 * know; texts are empty when nothing is known. */
struct then {
    enum dataset dataset;
    int32_t day;
    int64_t key;
};
MUST_USE struct err snapshot_person_then(
    struct snapshot *s, struct arena *a, const struct then *who, struct str *id, struct str *name);
MUST_USE struct err snapshot_team_then(
    struct snapshot *s, struct arena *a, const struct then *team, struct str *id);

/* Of a row, with SHEET_SAID and SHEET_ANSWERED (and SHEET_CREATED): as those of a record. */
int64_t sheet_ack_ms(const struct sheet *s, uint32_t row, enum answers as);
int64_t sheet_answer_ms(const struct sheet *s, uint32_t row);
enum outcome sheet_outcome(const struct sheet *s, uint32_t row, enum answers as, int64_t through);
/* A page as totals count it, and its outcome; with all columns but team, gate, cycle, page and
 * titles. */
struct page_seen sheet_page_seen(
    const struct sheet *s, uint32_t row, enum answers as, enum outcome outcome);

#endif
