#include "check.h"

#include "lib/hash.h"
#include "query/lanes.h"

#define T0 (INT64_C(20000) * DAY_MS)

static struct arena arena;
static struct manifest manifest;

/* A page of one person at a level, answered so after that many minutes (-1: no time). */
static struct record page(const char *who, int32_t level, int minute, enum response r, int after)
{
    struct record p = {.dataset = DATASET_PAGEOUTS,
        .purpose = PURPOSE_INITIAL,
        .response = r,
        .level = level,
        .cycle = 1,
        .person = hash64(str_of(who))};
    for (size_t t = 0; t < TEXT__N; t++)
        p.text[t] = STR("");
    p.text[TEXT_RECIPIENT] = str_of(who);
    for (size_t w = 0; w < WHEN__N; w++)
        p.when[w] = TIME_UNKNOWN;
    p.when[WHEN_CREATED] = T0 + minute * MINUTE_MS;
    if (after >= 0)
        p.when[WHEN_RESPONDED] = p.when[WHEN_CREATED] + after * MINUTE_MS;
    return p;
}

static struct record attempt(const struct record *of, enum delivery d, int seconds)
{
    struct record r = *of;
    r.dataset = DATASET_NOTIFICATIONS;
    r.response = RESPONSE_NONE;
    r.delivery = d;
    r.when[WHEN_RESPONDED] = TIME_UNKNOWN;
    if (d == DELIVERY_DELIVERED)
        r.when[WHEN_DELIVERED] = r.when[WHEN_CREATED] + seconds * SECOND_MS;
    return r;
}

static const struct lanes *laid(const struct event *event, size_t n)
{
    static struct lanes out;
    struct history h = {.manifest = &manifest, .began = T0};
    h.story.event = NEW(&arena, struct event, n);
    h.story.events = n;
    for (size_t i = 0; i < n; i++)
        h.story.event[i] = event[i];
    lanes_of(&arena, &h, &out);
    return &out;
}

static size_t count(const struct lanes *x, enum lane_mark m)
{
    size_t n = 0;
    for (size_t i = 0; i < x->events; i++)
        n += x->event[i].mark == m;
    return n;
}

TEST(a_level_is_silent_until_the_next_one_is_paged)
{
    const struct record first = page("ana", 1, 0, RESPONSE_NONE, -1);
    const struct record second = page("bo", 2, 7, RESPONSE_ACCEPTED, 2);
    const struct record sms = attempt(&first, DELIVERY_DELIVERED, 4);
    const struct record call = attempt(&first, DELIVERY_FAILED, 0);
    const struct event event[] = {
        {&first, &sms, T0}, {&first, &call, T0}, {&second, NULL, T0 + 7 * MINUTE_MS}};
    const struct lanes *x = laid(event, COUNT_OF(event));
    CHECK_INT(x->n, 2);
    CHECK_INT(x->people, 2);
    CHECK_INT(x->attempts, 2);
    CHECK_INT(x->level, 2);
    CHECK_INT(count(x, LANE_SILENT), 1); /* once a page, not once an attempt */
    CHECK_INT(count(x, LANE_FAILED), 1);
    CHECK_INT(count(x, LANE_SENT), 1);
    CHECK_INT(count(x, LANE_DELIVERED), 1);
    CHECK_INT(count(x, LANE_ESCALATED), 1);
    CHECK_INT(x->accepted, T0 + 9 * MINUTE_MS);
    CHECK_INT(x->ended, T0 + 9 * MINUTE_MS);
    CHECK_STR(x->lane[0].id, STR("ana"));
    CHECK_STR(x->lane[1].id, STR("bo"));
    for (size_t i = 0; i < x->events; i++) {
        enum lane_mark m = x->event[i].mark;
        CHECK_INT(x->event[i].lane, m == LANE_ESCALATED || m == LANE_ANSWERED);
        if (m == LANE_SILENT)
            CHECK_INT(x->event[i].at, T0 + 7 * MINUTE_MS);
    }
}

TEST(lanes_are_by_level_whoever_is_met_first)
{
    const struct record high = page("bo", 2, 0, RESPONSE_DECLINED, 1);
    const struct record low = page("ana", 1, 3, RESPONSE_ACCEPTED, 2);
    const struct event event[] = {{&high, NULL, T0}, {&low, NULL, T0 + 3 * MINUTE_MS}};
    const struct lanes *x = laid(event, COUNT_OF(event));
    CHECK_STR(x->lane[0].id, STR("ana"));
    CHECK_INT(count(x, LANE_ANSWERED), 1);
    for (size_t i = 0; i < x->events; i++)
        CHECK_INT(x->event[i].lane, x->event[i].mark != LANE_ANSWERED);
}

TEST(an_acceptance_without_a_time_has_none)
{
    const struct record one = page("ana", 1, 0, RESPONSE_ACCEPTED, -1);
    const struct event event[] = {{&one, NULL, T0}};
    const struct lanes *x = laid(event, COUNT_OF(event));
    CHECK(x->is_accepted);
    CHECK_INT(x->accepted, TIME_UNKNOWN);
    CHECK_INT(x->ended, T0);
}

TEST(lanes_and_marks_past_what_is_drawn_are_counted)
{
    enum { PEOPLE = 500 };
    static struct record record[PEOPLE];
    static struct event event[PEOPLE];
    for (int i = 0; i < PEOPLE; i++) {
        struct str who = arena_fmt(&arena, "p%03d", i);
        record[i] = page(who.p, 1, 0, RESPONSE_DECLINED, i);
        record[i].person = hash64(who);
        event[i] = (struct event){&record[i], NULL, T0};
    }
    const struct lanes *x = laid(event, PEOPLE);
    CHECK_INT(x->n, LANES_MAX);
    CHECK_INT(x->of, PEOPLE);
    CHECK_INT(x->events, LANE_MARKS_MAX);
    CHECK_INT(x->events_of, PEOPLE);
    CHECK_INT(x->people, PEOPLE);
    for (size_t i = 0; i < x->events; i++)
        CHECK(x->event[i].lane < LANES_MAX);
}

int main(void)
{
    arena = arena_of(1u << 26);
    manifest.family[FAMILY_PAGEOUTS].through = T0 + DAY_MS;
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_level_is_silent_until_the_next_one_is_paged),
        cmocka_unit_test(lanes_are_by_level_whoever_is_met_first),
        cmocka_unit_test(an_acceptance_without_a_time_has_none),
        cmocka_unit_test(lanes_and_marks_past_what_is_drawn_are_counted),
    };
    int failed = RUN(tests);
    arena_done(&arena);
    return failed;
}
