/* interrupt.h: attempts that reached a person, made into interruptions: what comes within a minute
 * of the start of one belongs to it. */
#ifndef QUERY_INTERRUPT_H
#define QUERY_INTERRUPT_H

#include "query/facts.h"
#include "store/sheet.h"

/* A group's last interruption. */
struct interruption {
    int64_t person;
    int32_t day;
    uint32_t start;    /* ms of the day */
    uint64_t hours[3]; /* 168 bits: local hours that the person had one in, that day */
};

/* Adds the attempts of one sheet (created, who, said, gate, local), of which each row is in
 * group[i]; `last` is by group, zeroed before the first sheet. */
void interrupt_add(const struct sheet *s, const uint32_t *row, const uint32_t *group, size_t n,
    struct interruption *last, struct facts *f);

#endif
