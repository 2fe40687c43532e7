#include "store/interruption.h"

#include <stdlib.h>
#include <string.h>

struct noise {
    int64_t person, created;
    enum hours hours;
    int32_t local_hour;
};

struct interruptions interruptions_of(struct arena *a)
{
    return (struct interruptions){.a = a};
}

void interruptions_add(struct interruptions *x, const struct record *r)
{
    if (r->delivery != DELIVERY_DELIVERED || !channel_is_loud(r->channel) || !r->person ||
        !record_is_page(r))
        return;
    x->noise = arena_room(x->a, x->noise, sizeof *x->noise, x->n, &x->cap);
    x->noise[x->n++] = (struct noise){r->person, r->when[WHEN_CREATED], r->hours, r->local_hour};
}

static int noise_cmp(const void *a, const void *b)
{
    const struct noise *x = a, *y = b;
    if (x->person != y->person)
        return x->person < y->person ? -1 : 1;
    return (x->created > y->created) - (x->created < y->created);
}

/* Whether it is the first of its person, or follows an earlier one of the same. */
static bool is_next(const struct noise *at, bool first, struct set *seen)
{
    size_t before = seen->n;
    if (!first && at[-1].person == at->person)
        return at->created >= at[-1].created;
    set_put(seen, at->person, 0);
    return seen->n > before;
}

/* Rows come by person and then by time, but for people who changed their place within the day. */
static bool is_in_order(const struct interruptions *x)
{
    struct arena_mark mark = arena_mark_of(x->a);
    struct set seen = set_of(x->a);
    size_t i = 0;
    while (i < x->n && is_next(&x->noise[i], i == 0, &seen))
        i++;
    arena_rewind(x->a, mark);
    return i == x->n;
}

/* Of one person, by time. */
static void add_person(const struct noise *noise, size_t n, struct attempts *into)
{
    uint64_t hour[3] = {0}; /* of the week: a bit each, as a day of UTC touches two days */
    int64_t since = 0;
    for (size_t i = 0; i < n; i++) {
        if (i > 0 && noise[i].created - since < INTERRUPTION_MS)
            continue;
        since = noise[i].created;
        into->interruptions[noise[i].hours]++;
        if (noise[i].local_hour >= 0 && noise[i].local_hour < 7 * 24)
            hour[noise[i].local_hour / 64] |= UINT64_C(1) << noise[i].local_hour % 64;
    }
    for (EACH(i, hour))
        into->disrupted_hours += (uint64_t)__builtin_popcountll(hour[i]);
}

void interruptions_end_day(struct interruptions *x, struct attempts *into)
{
    if (!is_in_order(x))
        qsort(x->noise, x->n, sizeof *x->noise, noise_cmp);
    for (size_t i = 0, n; i < x->n; i += n) {
        for (n = 1; i + n < x->n && x->noise[i + n].person == x->noise[i].person;)
            n++;
        add_person(x->noise + i, n, into);
    }
    x->n = 0;
}
