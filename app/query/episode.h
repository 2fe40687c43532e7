/* episode.h: incidents as the pages inside a question tell of them, a row each, to be counted, put
 * in order and shown. The time of an incident is that of its first page here: no export has that of
 * its trigger. */
#ifndef QUERY_EPISODE_H
#define QUERY_EPISODE_H

#include "query/matter.h"

/* What became of an incident at one level, or in the end. Of several pages the first of these wins.
 */
enum fate {
    FATE_ANSWERED,    /* somebody accepted */
    FATE_OPEN,        /* still inside the answer window */
    FATE_HANDED_UP,   /* its recipient escalated it by hand */
    FATE_DECLINED,    /* answered, but not accepted */
    FATE_NOBODY,      /* no answer within the window */
    FATE_CLEARED,     /* it resolved by itself */
    FATE_UNDELIVERED, /* its pages reached nobody */
    FATE_ABSENT,      /* no page of this level is inside the question */
    FATE__N
};
extern const char *const fate_words[FATE__N];  /* for JSON and CSV */
extern const char *const fate_labels[FATE__N]; /* "nobody answered" */

struct episode {
    int64_t incident;          /* hash64 of its id */
    int64_t first, last;       /* when its first and last page were created; UTC ms */
    int64_t accepted;          /* the first acceptance at a known time; UTC ms or TIME_UNKNOWN */
    int64_t paged[LEVELS_MAX]; /* the first page of each level; UTC ms or TIME_UNKNOWN */
    uint32_t pages, people;    /* distinct recipients */
    int64_t team;              /* of the first page: hash64 of its id; 0 = unknown */
    uint32_t policy;           /* of the first page: its place in `policy` below; 0 = none named */
    uint32_t about;            /* of the first page, in that day's sheet */
    uint8_t level;             /* the highest; 0 = not known, LEVELS_MAX = that or deeper */
    uint8_t fate[LEVELS_MAX];  /* enum fate, level 1 first */
    uint8_t end;               /* of all its pages */
    bool more_teams;           /* other pages are of other teams */
};

struct episodes {
    struct arena arena;  /* of what follows */
    struct episode *row; /* as they are met */
    size_t n, cap;
    struct str *policy; /* names; the first is empty */
    size_t policies, policies_cap;
    uint64_t alone;     /* pages that name no incident */
    bool counts_people; /* else `people` of a row stays 0: who were paged is half of the work */
    enum answers answers;
    int64_t through;   /* decides what is still open */
    struct set place;  /* of an incident, in `row` */
    struct set people; /* one an incident and person */
    struct set policy_at;
};

/* Every incident that has a page inside `w`. ERR_BUSY: the deadline passed. */
MUST_USE struct err episodes_open(
    struct snapshot *s, const struct where *w, bool counts_people, struct episodes *out);
/* What episodes_take reads. */
#define EPISODE_COLUMNS                                                                            \
    (SHEET_BIT(CREATED) | SHEET_BIT(WHO) | SHEET_BIT(TEAM) | SHEET_BIT(ABOUT) | SHEET_BIT(SAID) |  \
        SHEET_BIT(LEVEL) | SHEET_BIT(FLAGS) | SHEET_BIT(ANSWERED))
/* None yet; and those of a sheet of page-outs more: the `take` of a sheet_taker. */
void episodes_begin(struct episodes *out, enum answers answers, int64_t through);
MUST_USE struct err episodes_take(void *self, const struct picked *p);
void episodes_done(struct episodes *x);
/* What that is likely to take, in ms. */
MUST_USE struct err episodes_cost(struct snapshot *s, const struct where *w, int64_t *ms);
/* From the first page to the first acceptance; MS_UNKNOWN. */
int64_t episode_answer_ms(const struct episode *e);

#endif
