#include "sheet_kit.h"

#include <math.h>

#include "query/outage.h"
#include "query/providers.h"
#include "query/wilson.h"

static struct arena arena;
static struct ways ways;

TEST(intervals_are_those_of_newcombe)
{
    /* R. G. Newcombe, Statistics in Medicine 17, 1998, p. 857, table I, method 3. */
    static const struct {
        uint64_t part, whole;
        double low, high;
    } cases[] = {
        {81, 263, 0.2553, 0.3662},
        {15, 148, 0.0624, 0.1605},
        {0, 20, 0, 0.1611},
        {1, 29, 0.0061, 0.1718},
        {20, 20, 0.8389, 1},
        {0, 0, 0, 1},
    };
    for (EACH(i, cases)) {
        struct interval got = wilson(cases[i].part, cases[i].whole);
        if (fabs(got.low - cases[i].low) > 5e-5 || fabs(got.high - cases[i].high) > 5e-5)
            fail_msg("%zu: %g to %g", i, got.low, got.high);
    }
}

/* Attempts of DAY0, within two days from its start. */
static void take(const struct line *line, size_t n)
{
    ways_done(&ways);
    ways_begin(&ways, DAY0 * DAY_MS, (DAY0 + 2) * DAY_MS);
    struct sheet s = *kit_sheet(&arena, DATASET_NOTIFICATIONS, DAY0, line, n);
    struct sheet_gate *gates = NEW(&arena, struct sheet_gate, n + 1);
    for (size_t i = 0; i < n; i++)
        gates[i + 1] = (struct sheet_gate){.channel = line[i].channel,
            .gateway = str_of(line[i].title),
            .carrier = str_of(line[i].source),
            .country = STR("")};
    s.gates = gates;
    struct picked p = kit_all(&arena, &s);
    CHECK_OK(ways_take(&ways, &p));
}

TEST(sent_is_no_delivery_and_an_answer_is_counted_beside_its_end)
{
    static const struct line line[] = {
        {.at = 1,
            .title = "north",
            .channel = CHANNEL_SMS,
            .delivery = DELIVERY_DELIVERED,
            .response = RESPONSE_ACCEPTED},
        {.at = 2,
            .title = "north",
            .channel = CHANNEL_SMS,
            .delivery = DELIVERY_SENT,
            .response = RESPONSE_ACCEPTED},
        {.at = 3, .title = "north", .channel = CHANNEL_VOICE, .delivery = DELIVERY_FAILED},
        {.at = 4, .title = "north", .channel = CHANNEL_SMS, .delivery = DELIVERY_SUPPRESSED},
    };
    take(line, COUNT_OF(line));
    CHECK_INT(ways.n, 3); /* the one without words, and two channels */
    const struct ending *sms = &ways.way[1].all;
    CHECK_INT(ending_attempts(sms), 3);
    CHECK_INT(ending_known(sms), 1);
    CHECK_INT(sms->accepted[DELIVERY_DELIVERED], 1);
    CHECK_INT(sms->accepted[DELIVERY_SENT], 1);
    CHECK(has_receipts(sms));
    CHECK(!is_reliable(sms));
    CHECK_INT(ways.way[2].slot[0].failed, 1);
    CHECK_INT(ways.slots, 48);
}

/* n attempts of an hour, of which so many failed. */
static size_t hour(struct line *line, size_t at, int hour, size_t n, size_t failed)
{
    for (size_t i = 0; i < n; i++)
        line[at + i] = (struct line){.at = HOURS(hour) + (int64_t)i,
            .title = "north",
            .source = "Harbour",
            .channel = CHANNEL_SMS,
            .delivery = i < failed ? DELIVERY_FAILED : DELIVERY_DELIVERED};
    return at + n;
}

TEST(an_outage_is_an_hour_that_chance_does_not_explain)
{
    struct line line[2000];
    size_t n = hour(line, 0, 0, 1000, 20);
    n = hour(line, n, 2, 60, 30);
    n = hour(line, n, 3, 60, 60);
    n = hour(line, n, 5, 29, 29); /* too few to tell */
    n = hour(line, n, 7, 60, 8);  /* bad luck */
    take(line, n);
    struct tracks t = tracks_of(&arena, &ways);
    CHECK_INT(t.n, 2);
    CHECK_INT(t.outages, 2); /* the same one, of the gateway and of the carrier */
    CHECK_INT(t.outage[0].from, DAY0 * DAY_MS + HOURS(2));
    CHECK_INT(t.outage[0].to, DAY0 * DAY_MS + HOURS(4));
    CHECK_INT(t.outage[0].sum.failed, 90);
    CHECK_INT(t.outage[0].sum.delivered, 30);
    CHECK(t.outage[0].of != t.outage[1].of);
    CHECK_INT(t.track[0].outages, 1);
}

int main(void)
{
    arena = arena_of(1u << 26);
    ways_begin(&ways, 0, DAY_MS);
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(intervals_are_those_of_newcombe),
        cmocka_unit_test(sent_is_no_delivery_and_an_answer_is_counted_beside_its_end),
        cmocka_unit_test(an_outage_is_an_hour_that_chance_does_not_explain),
    };
    int failed = RUN(tests);
    ways_done(&ways);
    arena_done(&arena);
    return failed;
}
