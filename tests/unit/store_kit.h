/* store_kit.h: what the store's tests share: a folder of their own, made-up records, one publish.
 */
#ifndef UNIT_STORE_KIT_H
#define UNIT_STORE_KIT_H

#include "record_kit.h"

#include "lib/file.h"
#include "lib/hash.h"
#include "store/reader.h"
#include "store/writer.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define DAY0 20600 /* 2026-05-27 */
#define T0 (DAY0 * DAY_MS)

struct kit {
    struct arena a;
    char folder[64];
    const char *store, *staging;
};

static inline struct kit kit_open(void)
{
    struct kit k = {.a = arena_of(256u << 20)};
    strcpy(k.folder, "/tmp/pagetrail-store-XXXXXX");
    CHECK(mkdtemp(k.folder) != NULL);
    k.store = arena_fmt(&k.a, "%s/store", k.folder).p;
    k.staging = arena_fmt(&k.a, "%s/staging", k.folder).p;
    return k;
}

static inline void kit_done(struct kit *k)
{
    const char *below[] = {"store/log", "store/seg", "store", "staging", ""};
    for (EACH(i, below))
        err_drop(dir_remove(arena_fmt(&k->a, "%s/%s", k->folder, below[i]).p), "a test's folder");
    arena_done(&k->a);
}

static inline struct writer *kit_writer(struct kit *k, enum family f)
{
    struct writer *w = NULL;
    struct writer_conf conf = {.store = k->store, .staging = k->staging, .makers = &kit_makers};
    CHECK_OK(writer_open(&w, f, &conf));
    return w;
}

/* Page number i of that day: one of ten people in two teams and three nodes, answered after i
 * seconds. */
static inline struct record kit_page(struct arena *a, int32_t day, int i)
{
    struct record r = {.dataset = DATASET_PAGEOUTS, .row = (size_t)i + 1, .level = 1, .cycle = 1};
    for (size_t t = 0; t < TEXT__N; t++)
        r.text[t] = STR("");
    r.text[TEXT_ID] = arena_fmt(a, "page-%d-%d", day, i);
    r.text[TEXT_INCIDENT] = arena_fmt(a, "inc-%d-%d", day, i / 3);
    r.text[TEXT_TITLE] = STR("disk <full>");
    r.text[TEXT_RECIPIENT] = arena_fmt(a, "u%d", i % 10);
    r.text[TEXT_PURPOSE] = STR("initial");
    r.text[TEXT_RESPONSE] = STR("accepted");
    r.purpose = PURPOSE_INITIAL;
    r.response = RESPONSE_ACCEPTED;
    r.when[WHEN_CREATED] = day * DAY_MS + i * 60 * SECOND_MS % DAY_MS;
    r.when[WHEN_RESPONDED] = r.when[WHEN_CREATED] + (i + 1) * SECOND_MS;
    r.when[WHEN_UPDATED] = r.when[WHEN_RESPONDED];
    r.person = hash64(r.text[TEXT_RECIPIENT]);
    r.text[TEXT_TEAM] = i % 2 ? STR("team-odd") : STR("team-even");
    r.team = hash64(r.text[TEXT_TEAM]);
    r.node[0] = 7;
    r.node[1] = i % 2 ? 11 : 12;
    r.depth = 2;
    r.hours = HOURS_OFF;
    r.local_hour = 100;
    return r;
}

static inline struct record kit_attempt(struct arena *a, int32_t day, int i)
{
    struct record r = kit_page(a, day, i);
    r.dataset = DATASET_NOTIFICATIONS;
    r.text[TEXT_ID] = arena_fmt(a, "n-%d-%d", day, i);
    r.text[TEXT_CHANNEL] = STR("sms");
    r.channel = i % 3 ? CHANNEL_SMS : CHANNEL_VOICE;
    r.delivery = DELIVERY_DELIVERED;
    return r;
}

/* n pages or attempts on each day of [first, first + days), published with the window they fill. */
static inline struct published kit_publish(
    struct kit *k, enum family f, int32_t first, int32_t days, int n)
{
    struct writer *w = kit_writer(k, f);
    struct published out;
    struct run run = {.verb = STR("test")};
    for (int32_t d = first; d < first + days; d++) {
        for (int i = 0; i < n; i++) {
            struct record r =
                f == FAMILY_PAGEOUTS ? kit_page(&k->a, d, i) : kit_attempt(&k->a, d, i);
            CHECK_OK(kit_put(w, &r));
        }
    }
    writer_cover(w, (struct span){first * DAY_MS, (first + days) * DAY_MS});
    CHECK_OK(writer_publish(w, &run, &out));
    writer_done(&w);
    return out;
}

static inline struct reader *kit_reader(struct kit *k)
{
    struct reader *r = NULL;
    CHECK_OK(reader_open(&r, k->store));
    return r;
}

/* One UTC day of it. */
static inline struct where kit_on_day(const struct where *w, int32_t day)
{
    struct where cut = *w;
    int64_t from = day * DAY_MS, to = from + DAY_MS;
    cut.from = w->from > from ? w->from : from;
    cut.to = w->to < to ? w->to : to;
    return cut;
}

static inline void kit_add_slots(void *self, int32_t day, tally_slots slots)
{
    uint32_t(*into)[OUTCOME__N] = self;
    (void)day;
    for (size_t i = 0; i < SLOTS_PER_DAY; i++)
        for (size_t k = 0; k < OUTCOME__N; k++)
            into[i][k] += slots[i][k];
}

/* slots may be NULL. */
static inline struct err kit_pages_day(
    struct snapshot *s, const struct where *w, int32_t day, tally_slots slots, struct tally *into)
{
    const struct where cut = kit_on_day(w, day);
    const struct day_taker days = {kit_add_slots, slots};
    return snapshot_pages(s, &cut, slots ? &days : NULL, into);
}

static inline struct err kit_attempts_day(
    struct snapshot *s, const struct where *w, int32_t day, struct attempts *into)
{
    const struct where cut = kit_on_day(w, day);
    return snapshot_attempts(s, &cut, into);
}

/* What a tally tells, as bytes: the same of incidents whether their keys were kept or not. */
static inline void kit_put_tally(struct out *o, const struct tally *t, tally_slots slots)
{
    struct tally told = *t;
    uint64_t incidents[SET_VALUES];
    tally_incidents(t, incidents);
    told.incidents = set_of(o->a);
    tally_encode(&told, slots, o);
    sparse_put(o, incidents, SET_VALUES);
}

static inline struct tally *kit_pages(
    struct kit *k, struct reader *r, const struct where *w, int32_t day)
{
    struct tally *t = tally_new(&k->a);
    CHECK_OK(kit_pages_day(reader_current(r), w, day, NULL, t));
    return t;
}

#endif
