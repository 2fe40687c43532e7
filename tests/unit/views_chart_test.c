/* The drawings: each says its finding in numbers, its table equals the answer, and unknown is not
 * zero. */
#include "views_sample.h"

#include <ctype.h>
#include <stdlib.h>

#include "query/annotation.h"
#include "query/metric.h"
#include "views/say.h"
#include "views/svg.h"

static struct str panel_of(struct sample *s, struct str panel)
{
    s->h = html_of(&s->arena);
    CHECK(overview_panel_html(&s->h, &s->frame, &s->overview, panel));
    return sample_page(s);
}

/* What stands between two literals, from the first of them on; fails when it is not there. */
static struct str between(struct str page, const char *from, const char *to)
{
    struct str f = str_of(from), t = str_of(to);
    for (size_t i = 0; i + f.n <= page.n; i++) {
        if (!str_starts(str_from(page, i), f))
            continue;
        struct str rest = str_from(page, i + f.n);
        for (size_t n = 0; n + t.n <= rest.n; n++)
            if (str_starts(str_from(rest, n), t))
                return str_head(rest, n);
    }
    fail_msg("no %s ... %s", from, to);
    return STR("");
}

/* The number that begins in s, thousands separators left out. */
static uint64_t number_at(struct str s)
{
    uint64_t v = 0;
    for (size_t i = 0; i < s.n && (isdigit((unsigned char)s.p[i]) || s.p[i] == ','); i++)
        if (s.p[i] != ',')
            v = v * 10 + (uint64_t)(s.p[i] - '0');
    return v;
}

/* Sums one column (0 = the first <td>) over the rows of the first table body. */
static uint64_t column_sum(struct str page, size_t column)
{
    struct str body = between(page, "<tbody>", "</tbody>");
    uint64_t sum = 0;
    size_t at = 0;
    for (size_t i = 0; i < body.n; i++) {
        if (str_starts(str_from(body, i), STR("<tr>")))
            at = 0;
        if (str_starts(str_from(body, i), STR("<td>")) && at++ == column)
            sum += number_at(str_from(body, i + 4));
    }
    return sum;
}

TEST(every_drawing_is_an_image_with_a_title_and_numbers)
{
    static const char *const drawn[] = {"volume", "hours", "curve", "times", "funnel"};
    struct sample s;
    sample_open(&s);
    for (EACH(i, drawn)) {
        struct str page = panel_of(&s, str_of(drawn[i]));
        CHECK_INT(sample_count(page, "role=\"img\""), 1);
        struct str desc = between(page, "<desc", "</desc>");
        bool digit = false;
        for (size_t k = 0; k < desc.n; k++)
            digit |= isdigit((unsigned char)desc.p[k]) != 0;
        CHECK(digit);
        CHECK_INT(sample_count(page, "<caption>"), 1);
        CHECK(sample_has(page, "<th scope=\"col\">"));
        CHECK(sample_has(page, "<th scope=\"row\">"));
    }
    sample_done(&s);
}

TEST(the_volume_table_adds_up_to_the_tile_and_to_its_parts)
{
    struct sample s;
    sample_open(&s);
    struct str page = panel_of(&s, STR("volume"));
    uint64_t pages = tally_pages(s.overview.pages), parts = 0;
    CHECK_INT(column_sum(page, 0), pages);
    for (size_t c = 1; c <= 5; c++)
        parts += column_sum(page, c);
    CHECK_INT(parts, pages);
    CHECK_INT(column_sum(page, 1), s.overview.pages->outcome[OUTCOME_IN_TARGET]);
    struct str said = say_count(&s.arena, pages);
    CHECK(sample_has(between(page, "<desc", "</desc>"), arena_z(&s.arena, said)));
    CHECK(sample_has(panel_of(&s, STR("tiles")), arena_z(&s.arena, said)));
    sample_done(&s);
}

TEST(a_day_that_is_not_held_is_hatched_and_has_no_zero)
{
    struct sample s;
    sample_open(&s);
    struct str page = panel_of(&s, STR("volume"));
    CHECK_INT(sample_count(page, "class=\"gap\" fill=\"url(#hatch)\""), 1);
    CHECK_INT(sample_count(page, "<i>not held</i>"), 1);
    CHECK(!sample_has(page, "<td>0</td><td>0</td>"));
    sample_done(&s);
}

/* Numbers over the bars, and what they are in words below. */
TEST(what_happened_besides_is_numbered_and_told)
{
    const struct annotation happened[] = {
        {ANNOTATION_NOT_KEPT, DATASET_PAGEOUTS, SAMPLE_TO - 28 * DAY_MS, SAMPLE_TO - 20 * DAY_MS,
            0},
        {ANNOTATION_GAP, DATASET_NOTIFICATIONS, SAMPLE_TO - 9 * DAY_MS, SAMPLE_TO - 8 * DAY_MS, 0},
        {ANNOTATION_CLOCK, DATASET_PAGEOUTS, SAMPLE_TO - 3 * DAY_MS, SAMPLE_TO - 3 * DAY_MS, -3600},
    };
    struct sample s;
    sample_open(&s);
    CHECK(!sample_has(panel_of(&s, STR("volume")), "<ol class=\"legend\""));
    s.overview.annotation = happened;
    s.overview.annotations = COUNT_OF(happened);
    struct str page = panel_of(&s, STR("volume"));
    struct str list = between(page, "<ol class=\"legend\">", "</ol>");
    CHECK(sample_has(list, "<b>1</b> Pages of 23\xc2\xa0Oct to 30\xc2\xa0Oct\xc2\xa0"
                           "2026 are past retention"));
    CHECK(sample_has(list, "<b>2</b> Notifications of Wed 11\xc2\xa0Nov\xc2\xa0"
                           "2026 were not loaded"));
    CHECK(sample_has(list, "<b>3</b> 17\xc2\xa0Nov: clocks go back by 1\xc2\xa0h"));
    CHECK(sample_has(page, ">not kept</text>"));
    CHECK_INT(sample_count(page, "class=\"rule\""), 1);
    sample_done(&s);
}

/* A title says what changed, when that is more than chance. */
TEST(a_change_of_level_is_the_title)
{
    struct sample s;
    sample_open(&s);
    for (size_t i = 0; i < s.overview.bins; i++) {
        uint64_t size = weekday_of(day_of(s.overview.bin[i].from)) < 5 ? 1200 : 600;
        struct bin *b = &s.overview.bin[i];
        memset(b->outcome, 0, sizeof b->outcome);
        b->held = HELD_ALL;
        b->outcome[OUTCOME_IN_TARGET] = size + i % 4;
    }
    CHECK(sample_has(panel_of(&s, STR("volume")), "accepted in target; most pages"));
    for (size_t i = 14; i < s.overview.bins; i++)
        s.overview.bin[i].outcome[OUTCOME_IN_TARGET] /= 2;
    CHECK(
        sample_has(panel_of(&s, STR("volume")), "<h2>Pages fell 50\xc2\xa0% after 5\xc2\xa0Nov; "));
    sample_done(&s);
}

TEST(each_bar_leads_to_its_own_day)
{
    struct sample s;
    sample_open(&s);
    struct str page = panel_of(&s, STR("volume"));
    /* once over the bar, for the pointer, and once in the table, for the keyboard */
    CHECK_INT(
        sample_count(page, "href=\"/overview?org=o4812&amp;from=2026-10-30&amp;to=2026-10-30\""),
        2);
    CHECK_INT(sample_count(page, "<a tabindex=\"-1\""), SAMPLE_DAYS);
    sample_done(&s);
}

TEST(the_hours_table_holds_every_page_and_the_zero_cell_has_its_border)
{
    struct sample s;
    sample_open(&s);
    uint64_t all = 0, sum = 0;
    for (EACH(i, s.overview.heat))
        all += s.overview.heat[i];
    struct str page = panel_of(&s, STR("hours"));
    for (size_t day = 0; day < 7; day++)
        sum += column_sum(page, day);
    CHECK_INT(sum, all);
    CHECK_INT(sample_count(page, "<path class=\"zero\""), 1);
    CHECK(sample_has(page, "linear steps of "));
    s.overview.window.own = true;
    CHECK(sample_has(panel_of(&s, STR("hours")), "each recipient&#39;s own time"));
    sample_done(&s);
}

TEST(unanswered_pages_keep_the_curve_down_and_not_reached_is_said)
{
    struct sample s;
    sample_open(&s);
    struct tally *t = s.overview.pages;
    struct str page = panel_of(&s, STR("curve"));
    CHECK(sample_has(page, "90\xc2\xa0% not reached"));
    CHECK(sample_has(page, "half within "));
    struct str share = say_share(&s.arena, tally_accepted(t), tally_closed(t));
    CHECK(sample_has(
        between(page, "<th scope=\"row\">ever</th>", "</tr>"), arena_z(&s.arena, share)));
    sample_done(&s);
}

TEST(the_steps_of_time_hold_every_timed_acceptance)
{
    struct sample s;
    sample_open(&s);
    struct str page = panel_of(&s, STR("times"));
    CHECK_INT(column_sum(page, 0), s.overview.pages->ack.n);
    CHECK(sample_has(page, "<h2>Half of the acceptances came within "));
    s.overview.pages = tally_new(&s.arena);
    page = panel_of(&s, STR("times"));
    CHECK(sample_has(page, "No page was accepted at a known time"));
    for (int i = 0; i < 4; i++)
        hist_add(&s.overview.pages->ack, 60000);
    page = panel_of(&s, STR("times"));
    CHECK(sample_has(page, "too few to tell"));
    CHECK(!sample_has(page, "class=\"rule\""));
    sample_done(&s);
}

/* Each level's parts add up to those who reached it, and who went on is who came. */
TEST(the_funnel_tells_shares_of_the_first_level_and_of_the_one_before)
{
    struct sample s;
    sample_open(&s);
    struct str page = panel_of(&s, STR("funnel"));
    CHECK(sample_has(
        page, "<h2>8.3\xc2\xa0% of incidents reached level 2; 4.0\xc2\xa0% ended unanswered</h2>"));
    CHECK_INT(column_sum(page, 0), 6000 + 500 + 120);
    uint64_t parts = 0;
    for (size_t c = 3; c < 8; c++)
        parts += column_sum(page, c);
    CHECK_INT(parts, 6000 + 500 + 120);
    CHECK(sample_has(page, "120 \xc2\xb7 2.0\xc2\xa0%, 24.0\xc2\xa0% of level 2"));
    CHECK(sample_has(page, "Without a level, left out: 3."));
    CHECK(sample_has(page, "href=\"/incidents?org=o4812&amp;lvl=2\""));
    s.overview.funnel->refusal.refused = true;
    page = panel_of(&s, STR("funnel"));
    CHECK(sample_has(page, "needs a narrower range"));
    CHECK(sample_has(page, "range=7d"));
    CHECK(!sample_has(page, "role=\"img\""));
    sample_done(&s);
}

TEST(sent_is_not_delivered)
{
    struct sample s;
    sample_open(&s);
    struct str page = panel_of(&s, STR("channels"));
    struct str mail = between(page, ">E-mail</a></th>", "</tr>");
    CHECK(sample_has(mail, "few receipts"));
    CHECK(!sample_has(mail, "%"));
    struct str sms = between(page, ">SMS</a></th>", "</tr>");
    CHECK(sample_has(sms, "95.6\xc2\xa0%")); /* 14020 of 14660 whose end is known */
    sample_done(&s);
}

TEST(nothing_closed_gives_no_number)
{
    struct sample s;
    sample_open(&s);
    s.overview.pages = tally_new(&s.arena);
    s.overview.pages->outcome[OUTCOME_OPEN] = 3;
    set_put(&s.overview.pages->people, 1, 1);
    struct str tiles = panel_of(&s, STR("tiles"));
    CHECK(sample_has(tiles, "<i>none closed yet</i>"));
    CHECK(!sample_has(tiles, "nan"));
    CHECK(sample_has(panel_of(&s, STR("curve")), "No page is closed for answer yet"));
    sample_done(&s);
}

TEST(a_drawing_of_its_own_carries_its_look_and_no_link)
{
    static const char *const drawn[] = {"volume", "hours", "curve", "times", "funnel"};
    struct sample s;
    sample_open(&s);
    for (EACH(i, drawn)) {
        struct out o = out_of(&s.arena);
        CHECK(overview_panel_svg(&o, &s.overview, str_of(drawn[i])));
        struct str svg = out_done(&o);
        CHECK(str_starts(svg, STR("<svg xmlns=\"http://www.w3.org/2000/svg\"")));
        CHECK(str_ends(svg, STR("</svg>\n")));
        CHECK(!sample_has(svg, "class="));
        CHECK(!sample_has(svg, "<style"));
        CHECK(!sample_has(svg, "href="));
        CHECK(sample_has(svg, " fill=\"#"));
    }
    struct out none = out_of(&s.arena);
    CHECK(!overview_panel_svg(&none, &s.overview, STR("below")));
    CHECK(!overview_panel_html(&s.h, &s.frame, &s.overview, STR("nothing")));
    sample_done(&s);
}

TEST(grid_steps_are_round_and_few)
{
    const struct {
        double max, want;
    } cases[] = {{0, 1}, {3, 1}, {4, 1}, {5, 2}, {40, 10}, {1508, 500}, {94310, 50000}};
    for (EACH(i, cases))
        CHECK_INT(svg_step(cases[i].max, 4), cases[i].want);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_drawing_is_an_image_with_a_title_and_numbers),
        cmocka_unit_test(the_volume_table_adds_up_to_the_tile_and_to_its_parts),
        cmocka_unit_test(a_day_that_is_not_held_is_hatched_and_has_no_zero),
        cmocka_unit_test(what_happened_besides_is_numbered_and_told),
        cmocka_unit_test(a_change_of_level_is_the_title),
        cmocka_unit_test(each_bar_leads_to_its_own_day),
        cmocka_unit_test(the_hours_table_holds_every_page_and_the_zero_cell_has_its_border),
        cmocka_unit_test(unanswered_pages_keep_the_curve_down_and_not_reached_is_said),
        cmocka_unit_test(the_steps_of_time_hold_every_timed_acceptance),
        cmocka_unit_test(the_funnel_tells_shares_of_the_first_level_and_of_the_one_before),
        cmocka_unit_test(sent_is_not_delivered),
        cmocka_unit_test(nothing_closed_gives_no_number),
        cmocka_unit_test(a_drawing_of_its_own_carries_its_look_and_no_link),
        cmocka_unit_test(grid_steps_are_round_and_few),
    };
    return RUN(tests);
}
