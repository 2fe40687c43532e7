/* interrupt.h: attempts that reached a person, made into interruptions: what comes within a minute
 * of the start of one belongs to it. */
#ifndef QUERY_INTERRUPT_H
#define QUERY_INTERRUPT_H

#include "lib/arena.h"
#include "query/facts.h"
#include "store/sheet.h"

/* A group's last interruption. */
struct interruption {
    int64_t person;
    int32_t day;
    uint32_t start;    /* ms of the day */
    uint64_t hours[3]; /* 168 bits: local hours that the person had one in, that day */
};

/* What an attempt is to a person. */
enum heard_as { NOISE_NONE, NOISE_SILENT /* not known to be delivered */, NOISE_HEARD };
/* Of each row of a sheet (said, gate), in the arena. */
uint8_t *noise_of(struct arena *a, const struct sheet *s, const uint32_t *row, size_t n);
/* Adds the attempts of one sheet (created, who, local), of which each row is in group[i]; `last` is
 * by group, zeroed before the first sheet. */
struct heard {
    const struct sheet *sheet;
    const uint32_t *row;
    const uint8_t *noise;
    size_t n;
};
void interrupt_add(
    const struct heard *x, const uint32_t *group, struct interruption *last, struct facts *f);

#endif
