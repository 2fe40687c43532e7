/* An answer made by hand: 28 days of pages, eight parts of the organisation, hostile names. */
#ifndef UNIT_VIEWS_SAMPLE_H
#define UNIT_VIEWS_SAMPLE_H

#include <string.h>

#include "check.h"
#include "query/funnel.h"
#include "views/frame.h"

#define SAMPLE_TO INT64_C(1795132800000) /* 2026-11-20T00:00:00Z */
#define SAMPLE_DAYS 28
#define SAMPLE_HOSTILE "<script>alert(\"1\")</script>&'=cmd|x"

struct sample {
    struct arena arena;
    struct zone_set *zones;
    struct frame frame;
    struct overview overview;
    struct html h;
};

static uint64_t sample_next(uint64_t *state, uint64_t below)
{
    *state = *state * 6364136223846793005u + 1442695040888963407u;
    return (*state >> 33) % below;
}

static void sample_bins(struct sample *s)
{
    struct overview *o = &s->overview;
    uint64_t state = 7;
    o->bins = SAMPLE_DAYS;
    o->bin_days = 1;
    o->bin = NEW(&s->arena, struct bin, o->bins);
    for (size_t i = 0; i < o->bins; i++) {
        struct bin *b = &o->bin[i];
        b->from = o->window.from + (int64_t)i * DAY_MS;
        b->to = b->from + DAY_MS;
        uint64_t size = weekday_of(day_of(b->from)) < 5 ? 1200 : 600;
        const uint64_t share[OUTCOME__N] = {62, 11, 1, 4, 12, 4, 3, 1};
        for (size_t k = 0; k < OUTCOME__N; k++)
            b->outcome[k] = size * share[k] / 100 + sample_next(&state, size * share[k] / 300 + 1);
        if (i == 5)
            memset(b->outcome, 0, sizeof b->outcome);
        b->held = i == 5 ? HELD_NONE : i == 6 ? HELD_PART : HELD_ALL;
        for (size_t k = 0; k < OUTCOME__N; k++)
            o->pages->outcome[k] += b->outcome[k];
    }
}

static void sample_tally(struct sample *s)
{
    struct tally *t = s->overview.pages;
    uint64_t state = 11, all = 0;
    for (size_t i = 0; i < t->outcome[OUTCOME_IN_TARGET]; i++)
        hist_add(&t->ack, (int64_t)(5000 + sample_next(&state, 295) * sample_next(&state, 1000)));
    for (size_t i = 0; i < t->outcome[OUTCOME_LATE]; i++)
        hist_add(&t->ack, (int64_t)(300001 + sample_next(&state, 4000) * 1000));
    t->ack.negative = 3;
    for (int64_t i = 1; i <= 900; i++)
        set_put(&t->people, i, 1);
    for (int64_t i = 1; i <= 6000; i++)
        set_put(&t->incidents, i, i % 12 == 0 ? 2 : 1);
    for (size_t i = 0; i < OUTCOME__N; i++)
        all += t->outcome[i];
    t->hours[HOURS_SLEEP] = all / 4;
    t->hours[HOURS_BUSINESS] = all / 2;
    t->hours[HOURS_OFF] = all - all / 4 - all / 2;
    for (size_t i = 0; i < 7 * 24; i++) {
        bool work = i / 24 < 5 && i % 24 >= 8 && i % 24 < 18;
        s->overview.heat[i] =
            i == 146 ? 0 : (work ? 220 : 60) + sample_next(&state, work ? 200 : 60);
    }
}

static void sample_children(struct sample *s)
{
    static const char *const names[] = {"Compute", "Network", SAMPLE_HOSTILE, "Databases",
        "\xd7\xa9\xd7\xa8\xd7\xaa\xd7\x99\xd7\x9d \xe2\x80\xae RTL",
        "A name so long that it has to be broken into several lines on every screen it is shown",
        "Edge", ""};
    struct overview *o = &s->overview;
    o->child = NEW(&s->arena, struct child, COUNT_OF(names));
    o->order.descending = true;
    o->children = o->children_of = COUNT_OF(names);
    for (size_t i = 0; i < COUNT_OF(names); i++) {
        uint64_t pages = 9000 / (i + 1);
        o->child[i] = (struct child){.kind = CHILD_NODE,
            .number = (int32_t)(4900 + i),
            .id = arena_fmt(&s->arena, "o%zu", 4900 + i),
            .name = str_of(names[i]),
            .pages = pages,
            .accepted = pages * 7 / 10,
            .closed = pages * 9 / 10,
            .escalated = pages / 20,
            .sleep = pages / 4,
            .undelivered = pages / 25,
            .p50_ms = 108000 + (int64_t)i * 7000,
            .p90_ms = i % 3 == 2 ? MS_UNKNOWN : 552000};
    }
}

static void sample_attempts(struct sample *s)
{
    static const uint64_t count[][DELIVERY__N] = {
        [CHANNEL_VOICE] = {120, 310, 4, 800, 11034, 2210},
        [CHANNEL_SMS] = {410, 200, 60, 3120, 14020, 640},
        [CHANNEL_EMAIL] = {0, 0, 0, 11800, 0, 90},
        [CHANNEL_PUSH] = {30, 90, 2, 4100, 21030, 410},
    };
    for (EACH(i, count))
        memcpy(s->overview.attempts.count[i], count[i], sizeof count[i]);
}

/* 6,000 incidents, of which 500 reached level 2 and 120 level 3. */
static void sample_funnel(struct sample *s)
{
    struct funnel *f = s->overview.funnel = NEW(&s->arena, struct funnel, 1);
    f->incidents = 6003;
    f->levelless = 3;
    f->rungs = 3;
    f->rung[0] = (struct rung){.reached = 6000,
        .fate = {[FATE_ANSWERED] = 5100,
            [FATE_NOBODY] = 600,
            [FATE_HANDED_UP] = 200,
            [FATE_OPEN] = 100},
        .went_on = {[FATE_NOBODY] = 400, [FATE_HANDED_UP] = 100}};
    f->rung[1] = (struct rung){.reached = 500,
        .fate = {[FATE_ANSWERED] = 360, [FATE_NOBODY] = 120, [FATE_UNDELIVERED] = 20},
        .went_on = {[FATE_NOBODY] = 120}};
    f->rung[2] = (struct rung){.reached = 120, .fate = {[FATE_ANSWERED] = 100, [FATE_NOBODY] = 20}};
    f->end[FATE_ANSWERED] = 5563;
    f->end[FATE_NOBODY] = 220;
    f->end[FATE_HANDED_UP] = 100;
    f->end[FATE_UNDELIVERED] = 20;
    f->end[FATE_OPEN] = 100;
}

/* Opened and filled; sample_done ends it. */
static void sample_open(struct sample *s)
{
    *s = (struct sample){.arena = arena_of(64u << 20)};
    struct arena *a = &s->arena;
    CHECK_OK(zone_set_open(&s->zones, "/usr/share/zoneinfo"));
    struct overview *o = &s->overview;
    o->window = (struct window){.zone = zone_find(s->zones, STR("UTC")),
        .from = SAMPLE_TO - SAMPLE_DAYS * DAY_MS,
        .to = SAMPLE_TO,
        .first = day_of(SAMPLE_TO) - SAMPLE_DAYS,
        .last = day_of(SAMPLE_TO) - 1,
        .whole_days = true};
    o->pages = tally_new(a);
    o->through[DATASET_PAGEOUTS] = o->through[DATASET_NOTIFICATIONS] = SAMPLE_TO;
    sample_bins(s);
    sample_tally(s);
    sample_children(s);
    sample_attempts(s);
    sample_funnel(s);
    o->path[0] = (struct node){.number = 1, .label = STR("Technology")};
    o->path[1] = (struct node){.number = 4812, .label = STR("Cloud Infrastructure")};
    o->path_n = 2;
    o->chip[0] = (struct chip){CHILD_NODE, STR("o4812"), STR("Cloud Infrastructure"), true};
    o->chips = 1;
    s->frame = (struct frame){.build = STR("test-1"),
        .statics = STR("/s/0000"),
        .place = {.page = STR("overview")},
        .filter = filter_default(),
        .params = P_FILTERS | P_BIT(P_UI),
        .snapshot = STR("7f3a91c2"),
        .through = {SAMPLE_TO, SAMPLE_TO - HOUR_MS},
        .made_at = SAMPLE_TO + HOUR_MS};
    s->frame.filter.org[0] = 4812;
    s->frame.filter.orgs = 1;
    s->h = html_of(a);
}

static void sample_done(struct sample *s)
{
    zone_set_done(&s->zones);
    arena_done(&s->arena);
}

static struct str sample_page(const struct sample *s)
{
    return out_done(&s->h.o);
}

static size_t sample_count(struct str page, const char *what)
{
    size_t n = 0;
    struct str w = str_of(what);
    for (size_t i = 0; i + w.n <= page.n; i++)
        n += memcmp(page.p + i, w.p, w.n) == 0;
    return n;
}

static bool sample_has(struct str page, const char *what)
{
    return sample_count(page, what) > 0;
}

#endif
