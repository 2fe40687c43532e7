/* What is around every page: in its frame, out of it, and when its data is old. */
#include "query/crumbs.h"
#include "views/path.h"
#include "views_sample.h"

static struct str page_as(struct sample *s, enum ui ui)
{
    s->frame.filter.ui = ui;
    s->h = html_of(&s->arena);
    overview_html(&s->h, &s->frame, &s->overview);
    return sample_page(s);
}

TEST(out_of_its_frame_a_page_has_nothing_to_press_but_the_way_back)
{
    static const struct {
        enum ui ui;
        const char *body;
        bool back;
    } cases[] = {{UI_EMBED, "embed", true}, {UI_KIOSK, "kiosk", false}, {UI_PRINT, "paper", true}};
    struct sample s;
    sample_open(&s);
    s.frame.filter.range = RANGE_90D;
    CHECK(sample_has(page_as(&s, UI_PAGE), "Remove filter Dates"));
    for (EACH(i, cases)) {
        struct str page = page_as(&s, cases[i].ui);
        CHECK(sample_has(page, cases[i].body));
        CHECK(!sample_has(page, "<form"));
        CHECK(!sample_has(page, "<nav aria-label=\"Pages\">"));
        CHECK(!sample_has(page, "Remove filter"));
        CHECK(!sample_has(page, "Frozen link"));
        CHECK(sample_has(page, "Dates: <b><bdi>90 days"));
        CHECK_INT(sample_has(page, "<a target=\"_top\" href=\"/overview?org=o4812&amp;range=90d\">"
                                   "Open in Pagetrail</a>"),
            cases[i].back);
    }
    CHECK(sample_has(page_as(&s, UI_PRINT), "<details open><summary>Table"));
    CHECK(!sample_has(page_as(&s, UI_PAGE), "<details open><summary>Table"));
    CHECK(sample_has(page_as(&s, UI_KIOSK), "asks for itself again every 5 minutes"));
    sample_done(&s);
}

TEST(old_data_is_called_old_and_younger_data_is_not)
{
    struct sample s;
    sample_open(&s);
    s.frame.made_at = s.frame.through[DATASET_PAGEOUTS] + 26 * HOUR_MS;
    CHECK(!sample_has(page_as(&s, UI_PAGE), "old when this snapshot was made"));
    s.frame.made_at += 5 * HOUR_MS;
    CHECK(sample_has(page_as(&s, UI_PAGE), "<h2>The newest page was 1\xc2\xa0"
                                           "d\xc2\xa0"
                                           "7\xc2\xa0h old when this snapshot was made</h2>"));
    s.frame.unread = 7;
    CHECK(sample_has(page_as(&s, UI_PAGE), "<h2>Newer data is there and cannot be read</h2>"));
    sample_done(&s);
}

TEST(beside_each_step_stand_its_neighbours_by_their_people)
{
    struct sample s;
    sample_open(&s);
    struct crumbs beside = {0};
    beside.at[1] = (struct crumb){
        .beside = {{.number = 7, .label = STR(SAMPLE_HOSTILE), .people = 1},
            {.number = 8, .label = STR("Data"), .people = 1234}},
        .n = 2,
        .of = 40,
    };
    s.frame.beside = &beside;
    struct str page = page_as(&s, UI_PAGE);
    CHECK_INT(sample_count(page, "<summary><span class=\"away\">Beside "), 1);
    CHECK(sample_has(page, "<a href=\"/overview?org=o8\">Data</a> <span>1,234 people</span>"));
    CHECK(sample_has(page, "<span>1 person</span>"));
    CHECK(sample_has(page, "All 41, with their pages"));
    CHECK(!sample_has(page, "<script>alert"));
    sample_done(&s);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(out_of_its_frame_a_page_has_nothing_to_press_but_the_way_back),
        cmocka_unit_test(old_data_is_called_old_and_younger_data_is_not),
        cmocka_unit_test(beside_each_step_stand_its_neighbours_by_their_people),
    };
    return RUN(tests);
}
