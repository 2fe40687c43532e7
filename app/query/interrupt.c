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

void interrupt_add(const struct sheet *s, const uint32_t *row, const uint32_t *group, size_t n,
    struct interruption *last, struct facts *f)
{
    for (size_t i = 0; i < n; i++) {
        uint32_t r = row[i], g = group[i];
        if (g == NO_GROUP || !channel_is_loud(s->gates[s->gate[r]].channel))
            continue;
        if (s->saids[s->said[r]].delivery == DELIVERY_DELIVERED)
            reach(s, r, &last[g], &f[g]);
        else
            f[g].silent++;
    }
}
