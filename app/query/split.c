#include "query/split.h"

#include <assert.h>

#include "lib/hash.h"
#include "store/today.h"

#define SLOT_MS (DAY_MS / SLOTS_PER_DAY)
#define HOURS_A_WEEK 168
#define LEVEL_DEEPEST 7 /* and deeper, as the filter has it */
#define BYTES 256

struct split split_of(struct arena *a, enum by by, const struct zone *zone, bool own)
{
    return (struct split){
        .by = by, .a = a, .zone = zone, .own = own, .index = set_of(a), .unknown = NO_GROUP};
}

struct split split_of_steps(struct arena *a, const int64_t *edge, size_t n)
{
    return (struct split){.a = a, .edge = edge, .n = n, .unknown = NO_GROUP};
}

bool split_is_by_way(const struct split *s)
{
    return s->by == BY_CHANNEL || s->by == BY_GATEWAY || s->by == BY_CARRIER || s->by == BY_COUNTRY;
}

uint32_t split_columns(const struct split *s)
{
    /* clang-format off */
    static const uint32_t columns[BY__N] = {
        [BY_ORG]      = 1u << SHEET_WHO | 1u << SHEET_PATH,
        [BY_TEAM]     = 1u << SHEET_TEAM,
        [BY_PERSON]   = 1u << SHEET_WHO,
        [BY_CHANNEL]  = 1u << SHEET_GATE,
        [BY_GATEWAY]  = 1u << SHEET_GATE,
        [BY_CARRIER]  = 1u << SHEET_GATE,
        [BY_COUNTRY]  = 1u << SHEET_GATE,
        [BY_PURPOSE]  = 1u << SHEET_SAID,
        [BY_SOURCE]   = 1u << SHEET_ABOUT,
        [BY_URGENCY]  = 1u << SHEET_ABOUT,
        [BY_LEVEL]    = 1u << SHEET_LEVEL,
        [BY_HOURS]    = 1u << SHEET_LOCAL,
        [BY_POLICY]   = 1u << SHEET_ABOUT,
        [BY_DELIVERY] = 1u << SHEET_SAID,
        [BY_DAY]      = 1u << SHEET_CREATED,
        [BY_WEEK]     = 1u << SHEET_CREATED,
        [BY_MONTH]    = 1u << SHEET_CREATED,
        [BY_HOUR]     = 1u << SHEET_CREATED | 1u << SHEET_LOCAL,
        [BY_WEEKDAY]  = 1u << SHEET_CREATED | 1u << SHEET_LOCAL,
    };
    /* clang-format on */
    return s->edge ? 1u << SHEET_CREATED : columns[s->by];
}

static uint32_t add_label(struct split *s, struct label l)
{
    s->label = arena_room(s->a, s->label, sizeof *s->label, s->n, &s->cap);
    s->label[s->n] = l;
    return (uint32_t)s->n++;
}

static uint32_t group_of(struct split *s, int64_t key, struct label l)
{
    uint32_t at = 0;
    if (key == 0) {
        if (s->unknown == NO_GROUP)
            s->unknown = add_label(s, l);
        return s->unknown;
    }
    if (set_get(&s->index, key, &at))
        return at;
    at = add_label(s, l);
    set_put(&s->index, key, at);
    return at;
}

uint32_t split_key(struct split *s, int64_t key, int32_t day)
{
    return group_of(s, key, (struct label){.key = key, .day = day});
}

uint32_t split_put_word(struct split *s, struct str word)
{
    uint32_t at = 0;
    int64_t key = word.n ? hash64(word) : 0;
    if (key && set_get(&s->index, key, &at))
        return at;
    return group_of(s, key, (struct label){.key = key, .word = arena_copy(s->a, word)});
}

uint32_t split_way(struct split *s, const struct sheet *attempts, uint32_t row)
{
    const struct sheet_gate *g = &attempts->gates[attempts->gate[row]];
    if (s->by == BY_CHANNEL)
        return split_put_word(s, str_of(channel_words[g->channel]));
    if (s->by == BY_GATEWAY)
        return split_put_word(s, g->gateway);
    return split_put_word(s, s->by == BY_CARRIER ? g->carrier : g->country);
}

static int64_t wanted_node(const struct split *s, const struct sheet *sheet, uint32_t who)
{
    const struct sheet_path *path = &sheet->paths[sheet->whos[who].path];
    uint32_t unused;
    if (s->today)
        return today_above(s->today, sheet->whos[who].person, s->nodes);
    for (int32_t i = 0; i < path->depth; i++)
        if (set_get(s->nodes, path->node[i], &unused))
            return path->node[i];
    return 0;
}

/* The local day with which the day, week or month of that instant begins. Days are counted from one
 * on: the first of 1970 is not unknown. */
static int32_t first_day(const struct split *s, int64_t ms)
{
    int32_t day = zone_day(s->zone, ms);
    struct civil c = civil_of(day * DAY_MS);
    if (s->by == BY_WEEK)
        return day - weekday_of(day);
    return s->by == BY_MONTH ? day_of_civil(c.year, c.month, 1) : day;
}

/* Of an hour of the week, 0 = Monday 00. */
static uint32_t hour_group(struct split *s, int32_t hour)
{
    int32_t key = s->by == BY_WEEKDAY ? hour / 24 : hour % 24;
    return split_key(s, key + 1, 0);
}

static uint32_t slot_group(struct split *s, int64_t ms)
{
    if (s->edge) {
        size_t low = 0, high = s->n; /* the last step that begins at or before it */
        while (high - low > 1) {
            size_t middle = low + (high - low) / 2;
            if (s->edge[middle] <= ms)
                low = middle;
            else
                high = middle;
        }
        return (uint32_t)low;
    }
    if (s->by == BY_HOUR || s->by == BY_WEEKDAY) {
        struct civil c = zone_local(s->zone, ms);
        return hour_group(s, weekday_of(zone_day(s->zone, ms)) * 24 + c.hour);
    }
    return split_key(s, first_day(s, ms), 0);
}

/* What an entry of the sheet's table, or a value of its column, belongs to. */
static uint32_t entry_group(struct split *s, const struct sheet *sheet, uint32_t entry)
{
    switch (s->by) {
    case BY_ORG:
        return split_key(s, wanted_node(s, sheet, entry), sheet->day);
    case BY_TEAM:
        return split_key(s, sheet->teams[entry], sheet->day);
    case BY_PERSON:
        return split_key(s, sheet->whos[entry].person, sheet->day);
    case BY_PURPOSE:
        return split_put_word(s, str_of(purpose_words[sheet->saids[entry].purpose]));
    case BY_DELIVERY:
        return split_put_word(s, str_of(delivery_words[sheet->saids[entry].delivery]));
    case BY_SOURCE:
        return split_put_word(s, sheet->abouts[entry].source);
    case BY_URGENCY:
        return split_put_word(s, sheet->abouts[entry].urgency);
    case BY_POLICY:
        return split_put_word(s, sheet->abouts[entry].policy);
    case BY_LEVEL:
        return split_key(s, entry < LEVEL_DEEPEST ? entry : LEVEL_DEEPEST, 0);
    case BY_HOURS:
        return split_put_word(s, str_of(hours_words[entry]));
    case BY_OUTCOME:
        return entry < OUTCOME__N ? split_put_word(s, str_of(outcome_words[entry])) : NO_GROUP;
    case BY_HOUR:
    case BY_WEEKDAY:
        return hour_group(s, (int32_t)entry);
    case BY_NONE:
    case BY_CHANNEL:
    case BY_GATEWAY:
    case BY_CARRIER:
    case BY_COUNTRY:
    case BY_DAY:
    case BY_WEEK:
    case BY_MONTH:
    case BY__N:
        break;
    }
    return NO_GROUP;
}

/* Where the entries of the rows stand. */
struct source {
    const uint32_t *wide; /* or */
    const uint8_t *narrow;
    size_t entries;
};

static struct source source_of(const struct split *s, const struct sheet *sheet)
{
    switch (s->by) {
    case BY_ORG:
    case BY_PERSON:
        return (struct source){.wide = sheet->who, .entries = sheet->whos_n};
    case BY_TEAM:
        return (struct source){.wide = sheet->team, .entries = sheet->teams_n};
    case BY_PURPOSE:
    case BY_DELIVERY:
        return (struct source){.wide = sheet->said, .entries = sheet->saids_n};
    case BY_SOURCE:
    case BY_URGENCY:
    case BY_POLICY:
        return (struct source){.wide = sheet->about, .entries = sheet->abouts_n};
    case BY_CHANNEL:
    case BY_GATEWAY:
    case BY_CARRIER:
    case BY_COUNTRY:
        return (struct source){.wide = sheet->gate, .entries = sheet->gates_n};
    case BY_LEVEL:
        return (struct source){.narrow = sheet->level, .entries = BYTES};
    case BY_HOURS:
        return (struct source){.narrow = sheet->hours, .entries = BYTES};
    case BY_HOUR:
    case BY_WEEKDAY:
        return (struct source){.narrow = sheet->local_hour, .entries = HOURS_A_WEEK};
    case BY_NONE:
    case BY_OUTCOME:
    case BY_DAY:
    case BY_WEEK:
    case BY_MONTH:
    case BY__N:
        break;
    }
    return (struct source){0};
}

/* Which group each entry is of, found out when it is met first. */
#define NOT_MET (UINT32_MAX - 1)

static uint32_t *not_met(struct arena *scratch, size_t n)
{
    uint32_t *map = NEW(scratch, uint32_t, n + 1);
    for (size_t i = 0; i < n; i++)
        map[i] = NOT_MET;
    return map;
}

static bool is_by_slot(const struct split *s)
{
    return s->edge || s->by == BY_DAY || s->by == BY_WEEK || s->by == BY_MONTH ||
           (!s->own && (s->by == BY_HOUR || s->by == BY_WEEKDAY));
}

/* Every zone's offset is a whole number of slots, so no slot lies across a step. */
static void rows_by_slot(
    struct split *s, struct arena *scratch, const struct lot *lot, uint32_t *group)
{
    const struct sheet *sheet = lot->sheet;
    uint32_t *map = not_met(scratch, SLOTS_PER_DAY);
    for (size_t i = 0; i < lot->n; i++) {
        uint32_t slot = sheet->created[lot->row[i]] / SLOT_MS;
        if (map[slot] == NOT_MET)
            map[slot] = slot_group(s, sheet->day * DAY_MS + slot * SLOT_MS);
        group[i] = map[slot];
    }
}

static void rows_by_entry(
    struct split *s, struct arena *scratch, const struct lot *lot, uint32_t *group)
{
    const struct sheet *sheet = lot->sheet;
    struct source from = source_of(s, sheet);
    assert(from.wide || from.narrow);
    uint32_t *map = not_met(scratch, from.entries);
    bool way = split_is_by_way(s);
    for (size_t i = 0; i < lot->n; i++) {
        uint32_t entry = from.wide ? from.wide[lot->row[i]] : from.narrow[lot->row[i]];
        if (map[entry] == NOT_MET)
            map[entry] = way ? split_way(s, sheet, lot->row[i]) : entry_group(s, sheet, entry);
        group[i] = map[entry];
    }
}

void split_rows(struct split *s, struct arena *scratch, const struct lot *lot, uint32_t *group)
{
    if (s->by == BY_OUTCOME && !s->edge) {
        for (size_t i = 0; i < lot->n; i++)
            group[i] = entry_group(s, lot->sheet, lot->outcome[i]);
        return;
    }
    if (is_by_slot(s))
        rows_by_slot(s, scratch, lot, group);
    else
        rows_by_entry(s, scratch, lot, group);
}

struct str split_word(const struct split *s, struct arena *a, uint32_t group)
{
    const struct label *l = &s->label[group];
    struct out o = out_of(a);
    if (l->word.n || l->key == 0)
        return l->word;
    switch ((int)s->by) {
    case BY_LEVEL:
        return arena_fmt(a, "%d", (int)l->key);
    case BY_HOUR:
        return arena_fmt(a, "%02d", (int)l->key - 1);
    case BY_WEEKDAY:
        return str_of(weekday_words[l->key - 1]);
    case BY_DAY:
    case BY_WEEK:
    case BY_MONTH:
        out_date(&o, (int32_t)l->key);
        return s->by == BY_MONTH ? str_head(out_done(&o), sizeof "2026-08" - 1) : out_done(&o);
    default:
        return STR("");
    }
}
