/* ask.h: one segment's records of one day that are inside a `where`. */
#ifndef STORE_ASK_H
#define STORE_ASK_H

#include "store/reader.h"
#include "store/row.h"

/* What is done with each; its key may be missing. */
struct taker {
    void (*take)(void *self, const struct row *row);
    void *self;
    enum dataset dataset;
    uint32_t parts; /* those it needs: 1u << enum part */
    uint32_t texts; /* and of their texts */
    bool ordered;   /* by (WHEN_CREATED, id) */
};

/* Channels are looked at for notifications only: what they mean for pages takes another segment. */
MUST_USE struct err ask_records(
    struct db *db, struct arena *a, int32_t day, const struct where *w, const struct taker *t);
/* Those at the places that are named. */
struct places;
MUST_USE struct err ask_places(struct db *db, struct arena *a, int32_t day, const struct where *w,
    const struct places *p, const struct taker *t);

#endif
