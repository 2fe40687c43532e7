#include "store/snapshot.h"

static struct err pages_of_day(struct snapshot *s, const struct where *w, int32_t day,
    const struct day_taker *days, struct tally *into)
{
    tally_slots slots = {{0}};
    TRY(snapshot_pages_day(s, NULL, w, day, days ? slots : NULL, into));
    if (days)
        days->take(days->self, day, slots);
    return OK;
}

struct err snapshot_pages(
    struct snapshot *s, const struct where *w, const struct day_taker *days, struct tally *into)
{
    for (int32_t day = day_of(w->from); w->to > w->from && day <= day_of(w->to - 1); day++)
        TRY(pages_of_day(s, w, day, days, into));
    return OK;
}

struct err snapshot_attempts(struct snapshot *s, const struct where *w, struct attempts *into)
{
    for (int32_t day = day_of(w->from); w->to > w->from && day <= day_of(w->to - 1); day++)
        TRY(snapshot_attempts_day(s, NULL, w, day, into));
    return OK;
}
