/* crew.h: the pages of one team by person: what is told of the people below a team. Days and teams
 * add up in any order. Pure. */
#ifndef STORE_CREW_H
#define STORE_CREW_H

#include "store/cube.h"

struct member {
    int64_t person;
    int32_t day;                  /* a UTC day of theirs: of the first page added */
    uint64_t outcome[OUTCOME__N]; /* their sum is the number of pages */
    uint64_t sleep;               /* of those in the recipient's sleep hours */
    int64_t *ack;                 /* ms, of those accepted at a known time; in any order */
    size_t acks, acks_cap;
    struct set incidents; /* as a tally has them */
};
struct crew {
    struct arena *a;
    struct member *member;
    size_t n, cap;
    struct set place; /* of a person in member */
};

struct crew crew_of(struct arena *a);
/* A page to somebody who is not known makes no member. Repeated rows are the caller's to leave out.
 */
void crew_add(struct crew *c, int32_t day, const struct page_seen *p);
void crew_encode(const struct crew *c, struct out *blob);
/* Adds a blob of that day; ERR_INPUT when it is not one of ours, cut or of another version. */
MUST_USE struct err crew_decode_add(struct str blob, int32_t day, struct crew *into);

#endif
