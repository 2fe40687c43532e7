#include "query/items.h"

#include <string.h>

#include "query/latency.h"

#define WAYS (SHEET_BIT(CREATED) | SHEET_BIT(GATE))

static struct items room_for_pages(struct arena *a, const struct sheet *s, size_t room)
{
    struct items it = {.sheet = s, .room = room, .row = NEW(a, uint32_t, room + 1)};
    for (size_t axis = 0; axis < AXIS__N; axis++)
        it.group[axis] = NEW(a, uint32_t, room + 1);
    it.outcome = NEW(a, uint8_t, room + 1);
    it.bits = NEW(a, uint8_t, room + 1);
    it.ms = NEW(a, int64_t, room + 1);
    return it;
}

static uint8_t bits_of(const struct sheet *s, uint32_t row, uint8_t outcome)
{
    const struct sheet_said *said = &s->saids[s->said[row]];
    unsigned bits = 0;
    if (said->purpose == PURPOSE_REASSIGN || said->response == RESPONSE_FORWARDED)
        bits |= ITEM_REASSIGNED;
    if (said->response == RESPONSE_ESCALATED)
        bits |= ITEM_HANDED_UP;
    if (outcome == OUTCOME_CLEARED && s->answered[row] < 0)
        bits |= ITEM_CLEARED_UNTIMED;
    else if (outcome == OUTCOME_CLEARED && s->answered[row] <= ANSWER_TARGET_MS)
        bits |= ITEM_FAST;
    if (s->hours && s->hours[row] == HOURS_SLEEP)
        bits |= ITEM_SLEEP;
    return (uint8_t)bits;
}

static struct items pages_of(const struct items_ask *ask, const struct picked *p)
{
    const struct sheet *s = p->sheet;
    struct items it = room_for_pages(ask->scratch, s, p->n);
    enum answers answers = ask->where->answers;
    for (size_t i = 0; i < p->n; i++) {
        uint32_t row = p->row[i];
        if (s->flags[row] & FLAG_REPEATED)
            continue;
        size_t at = it.n++;
        it.row[at] = row;
        it.outcome[at] = NOT_A_PAGE;
        it.ms[at] = MS_UNKNOWN;
        if (!purpose_is_page(s->saids[s->said[row]].purpose))
            continue;
        it.outcome[at] = (uint8_t)sheet_outcome(s, row, answers, ask->through);
        it.bits[at] = bits_of(s, row, it.outcome[at]);
        it.ms[at] =
            ask->matter == MATTER_ANSWER ? sheet_answer_ms(s, row) : sheet_ack_ms(s, row, answers);
    }
    return it;
}

static void copy_item(struct items *to, size_t at, const struct items *from, size_t of)
{
    to->row[at] = from->row[of];
    to->outcome[at] = from->outcome[of];
    to->bits[at] = from->bits[of];
    to->ms[at] = from->ms[of];
    for (size_t axis = 0; axis < AXIS__N; axis++)
        to->group[axis][at] = from->group[axis][of];
}

/* One more item for the page of another, in that group of the rows alone. */
static void add_item(struct arena *a, struct items *it, size_t of, uint32_t group)
{
    if (it->n == it->room) {
        struct items more = room_for_pages(a, it->sheet, 2 * it->room + 16);
        for (size_t i = 0; i < it->n; i++)
            copy_item(&more, i, it, i);
        more.n = it->n;
        *it = more;
    }
    copy_item(it, it->n, it, of);
    it->group[AXIS_TOTAL][it->n] = it->group[AXIS_BINS][it->n] = NO_GROUP;
    it->group[AXIS_ROWS][it->n++] = group;
}

/* A page is once in the group of each way that it was tried. */
static void add_ways(const struct items_ask *ask, struct items *it, size_t of,
    const struct attempt_at *tries, size_t n)
{
    size_t extra = it->n;
    it->group[AXIS_ROWS][of] = NO_GROUP;
    for (size_t k = 0; k < n; k++) {
        uint32_t way = split_way(ask->split[AXIS_ROWS], tries[k].sheet, tries[k].row);
        bool met = it->group[AXIS_ROWS][of] == way;
        for (size_t m = extra; m < it->n && !met; m++)
            met = it->group[AXIS_ROWS][m] == way;
        if (met)
            continue;
        if (it->group[AXIS_ROWS][of] == NO_GROUP)
            it->group[AXIS_ROWS][of] = way;
        else
            add_item(ask->scratch, it, of, way);
    }
}

static struct err by_way(const struct items_ask *ask, struct items *it)
{
    const struct picked p = {.sheet = it->sheet, .row = it->row, .n = it->n};
    struct tries tries;
    TRY(snapshot_tries(ask->snapshot, &p, ask->where, WAYS, &tries));
    for (size_t i = 0; i < p.n; i++)
        add_ways(ask, it, i, &tries.of[tries.start[i]], tries.start[i + 1] - tries.start[i]);
    return OK;
}

/* From acceptances to the time since the attempts that they are credited to. */
static struct err credit(const struct items_ask *ask, struct items *it)
{
    struct split *rows = ask->split[AXIS_ROWS];
    const struct where any = {.from = ask->where->from, .to = ask->where->to};
    const struct picked p = {.sheet = it->sheet, .row = it->row, .n = it->n};
    struct tries tries;
    TRY(snapshot_tries(ask->snapshot, &p, &any, WAYS, &tries));
    for (size_t i = 0; i < it->n; i++) {
        bool accepted = it->outcome[i] == OUTCOME_IN_TARGET || it->outcome[i] == OUTCOME_LATE;
        struct credit c = {.ms = MS_UNKNOWN};
        if (accepted)
            c = credit_of(it->sheet, it->row[i], it->ms[i], &tries.of[tries.start[i]],
                tries.start[i + 1] - tries.start[i]);
        it->ms[i] = c.ms;
        if (accepted && !c.to)
            it->bits[i] |= ITEM_UNCREDITED;
        if (it->outcome[i] == OUTCOME_UNTIMED)
            it->bits[i] |= ITEM_UNCERTAIN;
        if (rows && split_is_by_way(rows))
            it->group[AXIS_ROWS][i] = c.to ? split_way(rows, c.to->sheet, c.to->row) : NO_GROUP;
    }
    return OK;
}

static void place(const struct items_ask *ask, struct items *it)
{
    const struct lot lot = {it->sheet, it->row, it->n, it->outcome};
    for (size_t axis = AXIS_ROWS; axis < AXIS__N; axis++) {
        struct split *split = ask->split[axis];
        if (!split || split_is_by_way(split))
            for (size_t i = 0; i < it->n; i++)
                it->group[axis][i] = NO_GROUP;
        else
            split_rows(split, ask->scratch, &lot, it->group[axis]);
    }
}

static struct items attempts_of(const struct items_ask *ask, const struct picked *p)
{
    struct arena *a = ask->scratch;
    struct items it = {.sheet = p->sheet, .n = p->n, .row = NEW(a, uint32_t, p->n + 1)};
    memcpy(it.row, p->row, p->n * sizeof *p->row);
    const struct lot lot = {.sheet = it.sheet, .row = it.row, .n = it.n};
    for (size_t axis = AXIS_ROWS; axis < AXIS__N; axis++) {
        if (!ask->split[axis])
            continue;
        it.group[axis] = NEW(a, uint32_t, p->n + 1);
        split_rows(ask->split[axis], a, &lot, it.group[axis]);
    }
    return it;
}

struct err items_of(const struct items_ask *ask, const struct picked *p, struct items *out)
{
    const struct split *rows = ask->split[AXIS_ROWS];
    if (p->sheet->dataset != DATASET_PAGEOUTS) {
        *out = attempts_of(ask, p);
        return OK;
    }
    *out = pages_of(ask, p);
    place(ask, out);
    if (ask->matter == MATTER_LATENCY)
        return credit(ask, out);
    return rows && split_is_by_way(rows) ? by_way(ask, out) : OK;
}
