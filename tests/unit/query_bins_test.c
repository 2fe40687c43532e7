#include "check.h"

#include "query/bins.h"

#define SLOT_MS (DAY_MS / SLOTS_PER_DAY)

static struct zone_set *zones;
static struct arena arena;
static struct span covered[3];

static int64_t at(const char *text)
{
    int64_t ms = 0;
    CHECK(time_parse_rfc3339(str_of(text), &ms));
    return ms;
}

/* An answer over whole local days, cut into bins; everything held. */
static struct overview over(const char *tz, int32_t first, int32_t last)
{
    struct manifest m = {0};
    struct overview o = {0};
    const struct zone *z = zone_find(zones, str_of(tz));
    CHECK(z != NULL);
    o.window = (struct window){.zone = z, .first = first, .last = last, .whole_days = true};
    o.window.from = zone_day_start(z, first);
    o.window.to = zone_day_start(z, last + 1);
    covered[0] = (struct span){o.window.from, o.window.to};
    m.family[FAMILY_PAGEOUTS].covered = covered;
    m.family[FAMILY_PAGEOUTS].covered_n = 1;
    bins_of(&arena, &m, &o);
    return o;
}

/* One page in every slot of every UTC day that the window touches, as far as it is inside. */
static uint64_t fill(struct overview *o)
{
    uint64_t pages = 0;
    for (int32_t day = day_of(o->window.from); day <= day_of(o->window.to - 1); day++) {
        tally_slots slots = {0};
        for (int64_t s = 0; s < SLOTS_PER_DAY; s++) {
            int64_t ms = day * DAY_MS + s * SLOT_MS;
            if (ms < o->window.from || ms >= o->window.to)
                continue;
            slots[s][OUTCOME_LATE] = 1;
            pages++;
        }
        bins_add_day(o, day, slots);
    }
    return pages;
}

static void check_whole(const struct overview *o, uint64_t pages)
{
    uint64_t in_bins = 0, in_heat = 0;
    for (size_t i = 0; i < o->bins; i++) {
        CHECK_INT(o->bin[i].from, i ? o->bin[i - 1].to : o->window.from);
        CHECK_INT(o->bin[i].outcome[OUTCOME_LATE],
            (o->bin[i].to - o->bin[i].from) / SLOT_MS); /* one a slot */
        in_bins += o->bin[i].outcome[OUTCOME_LATE];
    }
    for (EACH(h, o->heat))
        in_heat += o->heat[h];
    CHECK_INT(o->bin[o->bins - 1].to, o->window.to);
    CHECK_INT(in_bins, pages);
    CHECK_INT(in_heat, pages);
}

TEST(a_bin_is_an_hour_a_day_or_a_week)
{
    const int32_t day = day_of_civil(2026, 6, 1);
    CHECK_INT(over("UTC", day, day).bins, 24);
    CHECK_INT(over("UTC", day, day + 1).bins, 48);
    CHECK_INT(over("UTC", day, day + 1).bin_days, 0);
    CHECK_INT(over("UTC", day, day + 2).bins, 3);
    CHECK_INT(over("UTC", day, day + 118).bins, 119);
    CHECK_INT(over("UTC", day, day + 118).bin_days, 1);
    struct overview weeks = over("UTC", day, day + 119);
    CHECK_INT(weeks.bin_days, 7);
    CHECK_INT(weeks.bins, 18);
    CHECK_INT(weeks.bin[0].to - weeks.bin[0].from, DAY_MS); /* 17 weeks and a day */
    CHECK_INT(weeks.bin[17].to - weeks.bin[17].from, 7 * DAY_MS);
}

TEST(no_page_is_lost_or_counted_twice_across_a_change_of_clocks)
{
    static const char *const names[] = {"UTC", "Europe/London", "America/New_York", "Asia/Kolkata",
        "Australia/Lord_Howe", "America/Sao_Paulo", "Pacific/Apia"};
    static const int days[] = {1, 2, 3, 28, 365};
    for (EACH(z, names))
        for (EACH(d, days)) {
            arena_wipe(&arena);
            struct overview o = over(names[z], day_of_civil(2026, 10, 25) - days[d] / 2,
                day_of_civil(2026, 10, 25) - days[d] / 2 + days[d] - 1);
            check_whole(&o, fill(&o));
        }
}

TEST(a_day_of_25_hours_has_25_bars_and_one_hour_twice_in_the_heat)
{
    struct overview o =
        over("Europe/London", day_of_civil(2026, 10, 25), day_of_civil(2026, 10, 25));
    CHECK_INT(o.bins, 25);
    fill(&o);
    CHECK_INT(o.heat[6 * 24 + 1], 8); /* Sunday 01:00 to 02:00, twice four quarters */
    CHECK_INT(o.heat[6 * 24 + 2], 4);
}

TEST(a_day_of_23_hours_has_23_bars_and_an_hour_that_was_not)
{
    struct overview o = over("Europe/London", day_of_civil(2026, 3, 29), day_of_civil(2026, 3, 29));
    CHECK_INT(o.bins, 23);
    fill(&o);
    CHECK_INT(o.heat[6 * 24 + 0], 4);
    CHECK_INT(o.heat[6 * 24 + 1], 0);
    CHECK_INT(o.heat[6 * 24 + 2], 4);
}

TEST(hours_begin_on_the_local_hour)
{
    struct manifest m = {0};
    struct overview o = {0};
    o.window.zone = zone_find(zones, STR("Asia/Kolkata"));
    o.window.from = at("2026-06-01T06:17:00Z"); /* 11:47 there */
    o.window.to = at("2026-06-02T06:17:00Z");
    bins_of(&arena, &m, &o);
    CHECK_INT(o.bins, 25);
    CHECK_INT(o.bin[0].to, at("2026-06-01T06:30:00Z"));
    CHECK_INT(o.bin[24].from, at("2026-06-02T05:30:00Z"));
    tally_slots slots = {0};
    slots[25][OUTCOME_OPEN] = 3; /* 06:15, begun before the window */
    bins_add_day(&o, day_of(o.window.from), slots);
    CHECK_INT(o.bin[0].outcome[OUTCOME_OPEN], 3);
    CHECK_INT(o.heat[0 * 24 + 11], 3); /* 2026-06-01 was a Monday */
}

TEST(own_hours_are_left_to_the_totals)
{
    struct overview o = over("UTC", 20000, 20006);
    o.window.own = true;
    fill(&o);
    for (EACH(i, o.heat))
        CHECK_INT(o.heat[i], 0);
    CHECK_INT(o.bin[0].outcome[OUTCOME_LATE], 96);
}

TEST(an_empty_window_has_no_bins)
{
    const struct manifest m = {0};
    struct overview o = {.window = {.zone = zone_find(zones, STR("UTC")), .last = -1}};
    bins_of(&arena, &m, &o);
    CHECK_INT(o.bins, 0);
    CHECK_INT(o.held, HELD_NONE);
    tally_slots slots = {0};
    bins_add_day(&o, 0, slots);
}

TEST(what_is_held_is_told_bin_by_bin)
{
    covered[0] = (struct span){10 * DAY_MS, 12 * DAY_MS};
    covered[1] = (struct span){13 * DAY_MS, 13 * DAY_MS + HOUR_MS};
    const struct family_state f = {.covered = covered, .covered_n = 2};
    CHECK_INT(held_of(&f, 10 * DAY_MS, 11 * DAY_MS), HELD_ALL);
    CHECK_INT(held_of(&f, 11 * DAY_MS, 12 * DAY_MS), HELD_ALL);
    CHECK_INT(held_of(&f, 12 * DAY_MS, 13 * DAY_MS), HELD_NONE);
    CHECK_INT(held_of(&f, 13 * DAY_MS, 14 * DAY_MS), HELD_PART);
    CHECK_INT(held_of(&f, 0, 20 * DAY_MS), HELD_PART);
    const struct family_state none = {0};
    CHECK_INT(held_of(&none, 0, DAY_MS), HELD_NONE);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_bin_is_an_hour_a_day_or_a_week),
        cmocka_unit_test(no_page_is_lost_or_counted_twice_across_a_change_of_clocks),
        cmocka_unit_test(a_day_of_25_hours_has_25_bars_and_one_hour_twice_in_the_heat),
        cmocka_unit_test(a_day_of_23_hours_has_23_bars_and_an_hour_that_was_not),
        cmocka_unit_test(hours_begin_on_the_local_hour),
        cmocka_unit_test(own_hours_are_left_to_the_totals),
        cmocka_unit_test(an_empty_window_has_no_bins),
        cmocka_unit_test(what_is_held_is_told_bin_by_bin),
    };
    if (zone_set_open(&zones, "/usr/share/zoneinfo").code != ERR_OK)
        return 1;
    arena = arena_of(ARENA_CAP_REQUEST);
    int failed = RUN(tests);
    arena_done(&arena);
    zone_set_done(&zones);
    return failed;
}
