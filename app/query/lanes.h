/* lanes.h: an incident's story as marks in lanes: one lane a person and level, in the order of
 * levels and then of who was paged first. Pure. */
#ifndef QUERY_LANES_H
#define QUERY_LANES_H

#include "query/history.h"

#define LANES_MAX 40       /* the last of them holds all others */
#define LANE_MARKS_MAX 400 /* those that are drawn: the first ones */

enum lane_mark {
    LANE_SENT,
    LANE_DELIVERED,
    LANE_CLOSED, /* it resolved by itself */
    LANE_ESCALATED,
    LANE_FAILED,
    LANE_DECLINED, /* answered, but not accepted */
    LANE_SILENT,   /* no answer: where the next level was paged, else at the end */
    LANE_ANSWERED,
    LANE_MARK__N
};

struct lane_event {
    uint32_t lane;
    enum lane_mark mark;
    int64_t at; /* UTC ms */
};

struct lane {
    struct str id, name;
    int32_t level; /* 0: not known */
    int64_t first; /* UTC ms */
};

struct lanes {
    struct lane lane[LANES_MAX];
    size_t n, of;             /* drawn, and how many there are */
    struct lane_event *event; /* by time */
    size_t events, events_of; /* drawn, and how many there are */
    int64_t began, ended;     /* of all that is known: the first and the last mark; UTC ms */
    int64_t accepted;         /* the first acceptance at a known time, or TIME_UNKNOWN */
    bool is_accepted;         /* at a known time or not */
    size_t people, attempts;
    int32_t level; /* the highest; 0: none is known */
};

void lanes_of(struct arena *a, const struct history *h, struct lanes *out);

#endif
