#include "query/latency.h"

#include "store/cube.h"

static bool came_by_itself(struct str via)
{
    via = str_trim(via);
    return str_eq_nocase(via, STR("web")) || str_eq_nocase(via, STR("chat"));
}

struct credit credit_of(const struct sheet *pages, uint32_t row, int64_t ack_ms,
    const struct attempt_at *tries, size_t n)
{
    struct credit none = {.ms = MS_UNKNOWN};
    int64_t accepted = pages->day * DAY_MS + pages->created[row] + ack_ms;
    if (came_by_itself(pages->saids[pages->said[row]].via))
        return none;
    for (size_t i = n; i-- > 0;) {
        const struct sheet *s = tries[i].sheet;
        int64_t created = s->day * DAY_MS + s->created[tries[i].row];
        if (created < accepted && channel_is_loud(s->gates[s->gate[tries[i].row]].channel))
            return (struct credit){&tries[i], accepted - created};
    }
    return none;
}
