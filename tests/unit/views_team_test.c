/* A team made by hand: what its people's panels say, of many, of few, of nobody. */
#include "views_sample.h"

#include "views/team.h"

static uint32_t loads[40], days[40];
static struct lorenz curve[41];

/* `n` people of whom the ith had i pages, and the last one 100 more; all were on call for a day. */
static struct team_told team_of_people(struct sample *s, size_t n, bool duties)
{
    struct team_told t = {.overview = s->overview, .known = true, .of = n, .rows = n, .members = n};
    double all = 0;
    t.overview.chips = 0;
    t.team = (struct team){.id = STR("1001"), .name = STR(SAMPLE_HOSTILE)};
    t.row = NEW(&s->arena, struct roster_row, n + 1);
    for (size_t i = 0; i < n; i++) {
        loads[i] = (uint32_t)(i + (i + 1 == n ? 100 : 0));
        days[i] = 1;
        all += loads[i];
        t.row[n - 1 - i] = (struct roster_row){.id = arena_fmt(&s->arena, "9%zu", i),
            .name = i ? arena_fmt(&s->arena, "Person %zu", i) : STR(SAMPLE_HOSTILE),
            .standing = i ? STANDING_MEMBER : STANDING_FORMER,
            .left = SAMPLE_TO - DAY_MS,
            .pages = loads[i],
            .sleep = loads[i] / 2,
            .oncall_days = duties};
    }
    for (size_t i = 0; i < n && all > 0; i++)
        curve[i + 1] = (struct lorenz){(double)(i + 1) / (double)n, curve[i].pages + loads[i] / all,
            (double)(i + 1) / (double)n};
    t.fairness = (struct fairness){.n = n,
        .load = loads,
        .days = days,
        .curve = curve,
        .oncall_days = duties ? n : 0,
        .duties_known = duties,
        .gini = {.known = n > 1, .v = 0.5},
        .top10 = {.known = n > 1, .v = 0.43},
        .per_day = {.known = duties, .v = 2},
        .median = 7,
        .top = (n + 9) / 10};
    return t;
}

static struct str shown(struct sample *s, const struct team_told *t, struct str panel)
{
    s->frame.place = (struct place){.page = STR("team"), .id = STR("t1001"), .panel = panel};
    s->frame.filter.orgs = 0;
    s->h = html_of(&s->arena);
    team_html(&s->h, &s->frame, t, panel);
    return sample_page(s);
}

TEST(the_finding_tells_the_tenth_and_its_time_on_call)
{
    struct sample s;
    sample_open(&s);
    struct team_told t = team_of_people(&s, 20, true);
    struct str page = shown(&s, &t, STR("fairness"));
    CHECK(sample_has(page, "Busiest 10\xc2\xa0% (2 of 20 people) take 43.0\xc2\xa0% of pages and "
                           "10.0\xc2\xa0% of days on call"));
    t = team_of_people(&s, 20, false);
    page = shown(&s, &t, STR("fairness"));
    CHECK(sample_has(page, "not adjusted for time on call"));
    CHECK(!sample_has(page, "days on call"));
    sample_done(&s);
}

TEST(a_dot_a_person_and_a_row_each)
{
    struct sample s;
    sample_open(&s);
    struct team_told t = team_of_people(&s, 20, true);
    struct str page = shown(&s, &t, STR("load"));
    CHECK(sample_has(page, "Half of 20 people had 7 pages or fewer; the most had 119"));
    CHECK_INT(sample_count(page, "0 1 0 "), 2 * 20); /* two halves of a dot */
    CHECK_INT(sample_count(page, "<th scope=\"row\">"), 20);
    CHECK(!sample_has(page, "Person 1"));
    sample_done(&s);
}

TEST(of_four_people_no_share_no_dot_and_no_row_is_told)
{
    struct sample s;
    sample_open(&s);
    struct team_told t = team_of_people(&s, 4, true);
    struct out svg = out_of(&s.arena);
    static const struct str panels[] = {{"load", 4}, {"fairness", 8}};
    for (EACH(i, panels)) {
        struct str page = shown(&s, &t, panels[i]);
        CHECK(sample_has(page, "Too few people to compare: 4 people were paged or on call"));
        CHECK(!sample_has(page, "class=\"ch\""));
        CHECK(!sample_has(page, "43.0"));
        CHECK(!team_svg(&svg, &t, panels[i]));
    }
    CHECK_INT(svg.n, 0);
    sample_done(&s);
}

TEST(names_are_text_and_who_left_is_marked)
{
    struct sample s;
    sample_open(&s);
    struct team_told t = team_of_people(&s, 6, false);
    struct str page = shown(&s, &t, STR(""));
    CHECK(!sample_has(page, "<script>alert"));
    CHECK(sample_has(page, "&lt;script&gt;alert"));
    CHECK_INT(sample_count(page, "<i>left "), 1);
    CHECK(sample_has(page, "href=\"/person/p91\""));
    CHECK(sample_has(page, "Nobody's time on call is known"));
    CHECK(!sample_has(page, "Days on call"));
    sample_done(&s);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_finding_tells_the_tenth_and_its_time_on_call),
        cmocka_unit_test(a_dot_a_person_and_a_row_each),
        cmocka_unit_test(of_four_people_no_share_no_dot_and_no_row_is_told),
        cmocka_unit_test(names_are_text_and_who_left_is_marked),
    };
    return RUN(tests);
}
