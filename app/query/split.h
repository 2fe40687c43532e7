/* split.h: the rows of sheets told apart: by whom or what they are about, or by when they were.
 * Groups are numbered from 0 as they are met, and named at the end. */
#ifndef QUERY_SPLIT_H
#define QUERY_SPLIT_H

#include "lib/zone.h"
#include "query/by.h"
#include "store/sheet.h"

#define NO_GROUP UINT32_MAX

struct label {
    int64_t key;     /* of the team or person, the node's number, the local day it begins with, the
                        number of a word; 0 = not known */
    struct str word; /* what a group of texts has in common */
    int32_t day;     /* UTC, on which it was met */
};

struct split {
    enum by by;
    struct arena *a;
    const struct zone *zone;   /* of days and hours */
    bool own;                  /* hours and weekdays are the recipient's */
    const struct set *nodes;   /* BY_ORG: the numbers wanted; what is below none is one group */
    const struct today *today; /* BY_ORG: not NULL, and places are those of today */
    const int64_t *edge;       /* not NULL: `n` steps of time, from edge[i] on, instead of `by` */
    struct label *label;
    size_t n, cap;
    struct set index; /* key or hash of the word -> number */
    uint32_t unknown; /* the group of what is not known, or NO_GROUP */
};

struct split split_of(struct arena *a, enum by by, const struct zone *zone, bool own);
/* `n` steps that begin at these instants. */
struct split split_of_steps(struct arena *a, const int64_t *edge, size_t n);
/* Whether it goes by the ways of attempts, which page-outs themselves do not know. */
bool split_is_by_way(const struct split *s);
/* 1u << enum sheet_column that it reads. */
uint32_t split_columns(const struct split *s);
/* Rows of a sheet. */
struct lot {
    const struct sheet *sheet;
    const uint32_t *row;
    size_t n;
    const uint8_t *outcome; /* by place in `row`, for BY_OUTCOME */
};
/* The group of each. `scratch` may be wiped afterwards. Not by way, unless the sheet is one of
 * attempts. */
void split_rows(struct split *s, struct arena *scratch, const struct lot *lot, uint32_t *group);
/* The group of a way. */
uint32_t split_way(struct split *s, const struct sheet *attempts, uint32_t row);
/* The group of that key, made when there is none yet. */
uint32_t split_key(struct split *s, int64_t key, int32_t day);
/* The group of that word. */
uint32_t split_put_word(struct split *s, struct str word);
/* What a group is known by: a word, a level, a date, an hour; empty of what is not known and of who
 * has an id. */
struct str split_word(const struct split *s, struct arena *a, uint32_t group);

#endif
