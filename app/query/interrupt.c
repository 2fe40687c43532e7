#include "query/interrupt.h"

#include "query/split.h"
#include "store/interruption.h"

static void reach(const struct sheet *s, uint32_t row, struct interruption *last, struct facts *f)
{
    int64_t person = s->whos[s->who[row]].person;
    uint32_t at = s->created[row];
    if (person == 0)
        return; /* nobody was disturbed */
    bool same = last->day == s->day && last->person == person;
    if (same && at - last->start < INTERRUPTION_MS)
        return;
    if (!same)
        *last = (struct interruption){.day = s->day, .person = person};
    last->start = at;
    f->interruptions[s->hours[row]]++;
    uint8_t hour = s->local_hour[row];
    uint64_t bit = UINT64_C(1) << hour % 64, *hours = &last->hours[hour / 64];
    f->disrupted_hours += !(*hours & bit);
    *hours |= bit;
}

uint8_t *noise_of(struct arena *a, const struct sheet *s, const uint32_t *row, size_t n)
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
_Static_assert(NOISE_SILENT == 1 && NOISE_HEARD == 2, "what is loud, doubled when it came");

void interrupt_add(
    const struct heard *x, const uint32_t *group, struct interruption *last, struct facts *f)
{
    for (size_t i = 0; i < x->n; i++) {
        uint32_t g = group[i];
        if (g == NO_GROUP || x->noise[i] == NOISE_NONE)
            continue;
        if (x->noise[i] == NOISE_HEARD)
            reach(x->sheet, x->row[i], &last[g], &f[g]);
        else
            f[g].silent++;
    }
}
