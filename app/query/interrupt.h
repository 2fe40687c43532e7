/* interrupt.h: attempts that reached a person, made into interruptions: what comes within a minute
 * of the start of one belongs to it. */
#ifndef QUERY_INTERRUPT_H
#define QUERY_INTERRUPT_H

#include "lib/arena.h"
#include "query/facts.h"
#include "store/sheet.h"

/* What a person heard. */
struct sound {
    uint32_t run;        /* from 1: of one person and UTC day, the same */
    uint32_t at;         /* ms of the day */
    uint8_t hours, hour; /* local: enum hours, hour of the week */
};
/* Of the rows of one sheet: by place among them, ascending. */
struct heard {
    uint32_t *place;
    struct sound *sound;
    size_t n;
    uint32_t *silent; /* places of those by a loud channel that are not known to be delivered */
    size_t silents;
};
/* Of those rows (created, who, said, gate, local), in the arena; *run is the last run of all. */
struct heard heard_of(
    struct arena *a, const struct sheet *s, const uint32_t *row, size_t n, uint32_t *run);

/* A group's last interruption. */
struct interruption {
    uint32_t run, start;
    uint64_t hours[3]; /* 168 bits: local hours that the run had one in */
};
/* group: by place; NULL = one for all. `last` is by group, zeroed before the first sheet. */
void interrupt_add(
    const struct heard *x, const uint32_t *group, struct interruption *last, struct facts *f);

#endif
