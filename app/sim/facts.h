/* facts.h: what truth is computed from: one small fact for every page-out row and every attempt of
 * the last TRUTH_DAYS days, taken from what the simulator did, not from what it wrote. */
#ifndef SIM_FACTS_H
#define SIM_FACTS_H

#include "sim/company.h"
#include "sim/event.h"

#define FACTS_BLOCK 4096
#define FACTS_WORDS 64 /* gateways, carriers and countries together; more is our mistake */

struct page_fact {
    int64_t created, responded; /* UTC ms; responded 0 = not known */
    const struct incident *incident;
    uint64_t number;
    uint32_t who, team;                      /* team NO_TEAM where nothing tells it */
    uint8_t level, cycle, why, answer, hour; /* hour 0..167: the recipient's own */
    bool by_machine, by_screen;              /* answered by web or chat */
};

struct attempt_fact {
    int64_t created;
    const struct incident *incident;
    const struct page_fact *page; /* NULL: no page-out of these days tells of it */
    uint32_t who, team;
    uint8_t level, why, medium, fate, hour;
    uint8_t gateway, carrier, country; /* places in words; 0 is "" */
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
    const struct incident **incident; /* by number: copies, NULL where no fact is about it */
    const struct page_fact **page;    /* likewise */
    size_t incidents_cap, pages_cap;
    const char *words[FACTS_WORDS];
};

struct facts facts_of(struct arena *a, const struct company *c);
void facts_page(struct facts *f, const struct page *p);
/* After the page-outs of its own day. */
void facts_attempt(struct facts *f, const struct attempt *at);

#endif
