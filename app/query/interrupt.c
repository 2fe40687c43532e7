#include "query/interrupt.h"

#include "query/split.h"
#include "store/interruption.h"

enum { NOISE_SILENT = 1, NOISE_HEARD = 2 };

/* What is loud, doubled when it came. */
static uint8_t *noise_of(struct arena *a, const struct sheet *s, const uint32_t *row, size_t n)
{
    uint8_t *loud = NEW(a, uint8_t, s->gates_n + 1), *came = NEW(a, uint8_t, s->saids_n + 1);
    uint8_t *noise = NEW(a, uint8_t, n + 1);
    for (size_t i = 0; i < s->gates_n; i++)
        loud[i] = channel_is_loud(s->gates[i].channel);
    for (size_t i = 0; i < s->saids_n; i++)
        came[i] = s->saids[i].delivery == DELIVERY_DELIVERED;
    for (size_t i = 0; i < n; i++)
        noise[i] = (uint8_t)(loud[s->gate[row[i]]] << came[s->said[row[i]]]);
    return noise;
}

/* The sounds at the places, without what disturbed nobody. */
static void fill(struct heard *x, const struct sheet *s, const uint32_t *row, uint32_t *run)
{
    size_t n = 0;
    int64_t person = 0;
    for (size_t i = 0; i < x->n; i++) {
        uint32_t of = row[x->place[i]];
        int64_t who = s->whos[s->who[of]].person;
        *run += who != person;
        person = who;
        x->place[n] = x->place[i];
        x->sound[n] = (struct sound){*run, s->created[of], s->hours[of], s->local_hour[of]};
        n += who != 0;
    }
    x->n = n;
}

struct heard heard_of(
    struct arena *a, const struct sheet *s, const uint32_t *row, size_t n, uint32_t *run)
{
    const uint8_t *noise = noise_of(a, s, row, n);
    struct heard x = {.place = NEW(a, uint32_t, n + 1), .silent = NEW(a, uint32_t, n + 1)};
    size_t heard = 0, silents = 0;
    for (uint32_t i = 0; i < n; i++) {
        x.place[heard] = x.silent[silents] = i;
        heard += noise[i] == NOISE_HEARD;
        silents += noise[i] == NOISE_SILENT;
    }
    x.n = heard;
    x.silents = silents;
    x.sound = NEW(a, struct sound, x.n + 1);
    fill(&x, s, row, run);
    return x;
}

static void reach(const struct sound *s, struct interruption *last, struct facts *f)
{
    if (last->run != s->run)
        *last = (struct interruption){.run = s->run};
    else if (s->at - last->start < INTERRUPTION_MS)
        return;
    last->start = s->at;
    f->interruptions[s->hours]++;
    uint64_t *hours = &last->hours[s->hour / 64];
    f->disrupted_hours += !(*hours >> s->hour % 64 & 1);
    *hours |= UINT64_C(1) << s->hour % 64;
}

/* One group: what it was and came to stays at hand. */
static void add_all(const struct heard *x, struct interruption *last, struct facts *f)
{
    struct interruption now = *last;
    struct facts sum = {0};
    for (size_t i = 0; i < x->n; i++)
        reach(&x->sound[i], &now, &sum);
    *last = now;
    for (EACH(i, sum.interruptions))
        f->interruptions[i] += sum.interruptions[i];
    f->disrupted_hours += sum.disrupted_hours;
    f->silent += x->silents;
}

void interrupt_add(
    const struct heard *x, const uint32_t *group, struct interruption *last, struct facts *f)
{
    if (!group) {
        add_all(x, last, f);
        return;
    }
    for (size_t i = 0; i < x->n; i++) {
        uint32_t g = group[x->place[i]];
        if (g != NO_GROUP)
            reach(&x->sound[i], &last[g], &f[g]);
    }
    for (size_t i = 0; i < x->silents; i++)
        if (group[x->silent[i]] != NO_GROUP)
            f[group[x->silent[i]]].silent++;
}
