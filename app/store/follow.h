/* follow.h: which generation is to be served, and from where, decided by one process for those that
 * answer: it reads the store's pointer, proves what that names or copies it to the mirror, and
 * offers it when it is to be active. Only this process touches the shared volume once there is a
 * mirror, so only it can hang there. */
#ifndef STORE_FOLLOW_H
#define STORE_FOLLOW_H

#include "store/mirror.h"

enum origin { ORIGIN_NONE, ORIGIN_STORE, ORIGIN_MIRROR, ORIGIN__N };

struct offer {
    enum origin origin; /* ORIGIN_NONE: there is nothing whole to serve */
    struct pointer pointer;
};

struct follow_conf {
    const char *store;
    const char *mirror; /* empty: none */
    int64_t room;       /* as in mirror_conf */
    struct proofs *proofs;
    _Atomic int64_t *beat; /* clock_tick_ns of the last read that succeeded */
};

struct follow;

/* `held` is what an earlier process offered: nothing older follows on it unless it is damaged. */
struct follow *follow_open(
    struct arena *a, const struct follow_conf *conf, const struct offer *held);
void follow_done(struct follow *f);
/* What stands in the mirror, or else in the store, not proven yet: so that pages are served while
 * it is. To be called once, before the first look. */
MUST_USE struct err follow_begin(struct follow *f);
/* One look at the store's pointer and what follows from it; may take as long as copying a whole
 * generation does. An error leaves the offer as it is. */
MUST_USE struct err follow_look(struct follow *f);
/* Work that nobody waits for: an older generation for the mirror. False: there is none. */
bool follow_idle(struct follow *f);

struct offer follow_offer(const struct follow *f);
/* The newest generation that the store's pointer named, active or not; 0 before the first look. */
int64_t follow_seen(const struct follow *f);
/* The one that should be served by now and is not whole, so that an older one is; 0: none. */
int64_t follow_unread(const struct follow *f);
/* Why the mirror does not hold what is offered; ERR_OK when it does, or when there is none. */
struct err follow_mirror_trouble(const struct follow *f);
/* NULL while it is not open. */
const struct mirror *follow_mirror(const struct follow *f);
/* When the next generation is to be active, UTC ms; 0: none waits. */
int64_t follow_next_ms(const struct follow *f);

#endif
