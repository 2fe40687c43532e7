/* facts.h: what truth is computed from: one small fact for every page-out row and every attempt of
 * the last TRUTH_DAYS days, taken from what the simulator did, not from what it wrote. */
#ifndef SIM_FACTS_H
#define SIM_FACTS_H

#include "sim/company.h"
#include "sim/event.h"

#define FACTS_BLOCK 4096

struct page_fact {
    int64_t created, responded; /* UTC ms; responded 0 = not known */
    uint64_t incident;
    uint32_t who, team; /* team NO_TEAM where nothing tells it */
    uint16_t media;
    uint8_t level, why, answer;
    bool by_machine;
};

struct attempt_fact {
    uint32_t who;
    uint16_t team; /* UINT16_MAX = none */
    uint16_t day;  /* since the first day of the data */
    uint8_t medium, fate;
    bool page; /* its purpose is that of a page */
};

/* Chains of blocks: they grow without moving. */
struct page_block {
    struct page_block *next;
    size_t n;
    struct page_fact rows[FACTS_BLOCK];
};

struct attempt_block {
    struct attempt_block *next;
    size_t n;
    struct attempt_fact rows[FACTS_BLOCK];
};

struct facts {
    const struct company *company;
    struct arena *a;
    int64_t from; /* older ones are not kept */
    struct page_block *pages, *pages_last;
    struct attempt_block *attempts, *attempts_last;
    size_t pages_n, attempts_n;
};

struct facts facts_of(struct arena *a, const struct company *c);
void facts_page(struct facts *f, const struct page *p);
void facts_attempt(struct facts *f, const struct attempt *at);

#endif
