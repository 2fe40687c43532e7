/* sheet_kit.h: sheets made by hand: each line is a row with entries of its own. */
#ifndef UNIT_SHEET_KIT_H
#define UNIT_SHEET_KIT_H

#include "check.h"

#include "lib/arena.h"
#include "lib/hash.h"
#include "query/gather.h"

#define DAY0 20000 /* a Wednesday */
#define SECONDS(n) ((n)*SECOND_MS)
#define MINUTES(n) ((n)*MINUTE_MS)
#define HOURS(n) ((n)*HOUR_MS)

struct line {
    int64_t at; /* ms of the day */
    int64_t person, team;
    const char *incident, *title, *source, *via;
    int level;
    enum purpose purpose;
    enum response response;
    int64_t after; /* of the answer; 0 = none, see at_once */
    bool at_once;
    bool repeated;
    enum hours hours;
    int local_hour;
    enum channel channel;
    enum delivery delivery;
};

static inline void *kit_column(struct arena *a, size_t size, size_t n)
{
    return arena_take(a, size, n + 1);
}

/* Its tables have the entry of row i at i + 1. */
static inline const struct sheet *kit_sheet(
    struct arena *a, enum dataset d, int32_t day, const struct line *line, size_t n)
{
    struct sheet *s = NEW(a, struct sheet, 1);
    uint32_t *created = kit_column(a, 4, n), *entry = kit_column(a, 4, n);
    uint8_t *level = kit_column(a, 1, n), *hours = kit_column(a, 1, n),
            *local = kit_column(a, 1, n);
    uint16_t *flags = kit_column(a, 2, n);
    int64_t *answered = kit_column(a, 8, n), *teams = kit_column(a, 8, n + 1);
    struct sheet_who *whos = kit_column(a, sizeof *whos, n + 1);
    struct sheet_about *abouts = kit_column(a, sizeof *abouts, n + 1);
    struct sheet_said *saids = kit_column(a, sizeof *saids, n + 1);
    struct sheet_gate *gates = kit_column(a, sizeof *gates, n + 1);
    struct sheet_path *paths = kit_column(a, sizeof *paths, 1);
    for (size_t i = 0; i < n; i++) {
        const struct line *l = &line[i];
        created[i] = (uint32_t)l->at;
        entry[i] = (uint32_t)i + 1;
        level[i] = (uint8_t)l->level;
        hours[i] = (uint8_t)l->hours;
        local[i] = (uint8_t)l->local_hour;
        flags[i] = l->repeated ? FLAG_REPEATED : 0;
        answered[i] = l->after || l->at_once ? l->after : MS_UNKNOWN;
        teams[i + 1] = l->team;
        whos[i + 1].person = l->person;
        abouts[i + 1] =
            (struct sheet_about){.incident = l->incident ? hash64(str_of(l->incident)) : 0,
                .title = str_of(l->title),
                .source = str_of(l->source)};
        saids[i + 1] = (struct sheet_said){.purpose = l->purpose ? l->purpose : PURPOSE_INITIAL,
            .response = l->response ? l->response : RESPONSE_NONE,
            .delivery = l->delivery,
            .via = str_of(l->via)};
        gates[i + 1] = (struct sheet_gate){.channel = l->channel};
    }
    *s = (struct sheet){.dataset = d, .day = day, .n = n, .created = created};
    s->who = s->team = s->about = s->said = s->gate = entry;
    s->level = level;
    s->hours = hours;
    s->local_hour = local;
    s->flags = flags;
    s->answered = answered;
    s->whos = whos;
    s->teams = teams;
    s->abouts = abouts;
    s->saids = saids;
    s->gates = gates;
    s->paths = paths;
    s->whos_n = s->teams_n = s->abouts_n = s->saids_n = s->gates_n = n + 1;
    return s;
}

static inline struct picked kit_all(struct arena *a, const struct sheet *s)
{
    uint32_t *row = kit_column(a, sizeof *row, s->n);
    for (size_t i = 0; i < s->n; i++)
        row[i] = (uint32_t)i;
    return (struct picked){.sheet = s, .row = row, .n = s->n};
}

#endif
