#include "check.h"

#include "explore_sample.h"
#include "views/explore.h"
#include "views_sample.h"

static const struct vocabulary no_words;

static void page_of(struct sample *s, const struct explored *x)
{
    s->frame.place.page = STR("explore");
    s->frame.filter = filter_default();
    s->frame.filter.metric = STR("acceptance");
    s->frame.filter.by = STR("team");
    s->frame.filter.bin = STR("day");
    s->frame.filter.after = STR("BBBBBBBBBBBBBBBB");
    s->frame.params |= P_BIT(P_M) | P_BIT(P_BY) | P_BIT(P_BIN) | P_BIT(P_SORT) | P_BIT(P_N) |
                       P_BIT(P_AFTER) | P_BIT(P_CMP);
    s->frame.words = &no_words;
    s->h = html_of(&s->arena);
    explore_html(&s->h, &s->frame, x);
}

TEST(rows_lead_to_themselves_and_on_to_the_next)
{
    struct sample s;
    sample_open(&s);
    struct explored x = explore_sample(s.zones);
    page_of(&s, &x);
    struct str page = sample_page(&s);
    CHECK(sample_has(
        page, "<a href=\"/explore?team=t7&amp;by=team&amp;m=acceptance&amp;bin=day\"><bdi>Edge"));
    CHECK(sample_has(page,
        "href=\"/explore?by=team&amp;m=acceptance&amp;bin=day&amp;after=AAAAAAAAAAAAAAAA\">Next "
        "rows"));
    CHECK(sample_has(page, "<a href=\"/explore?by=team&amp;m=acceptance&amp;bin=day\">First rows"));
    CHECK(sample_has(page, "26 to 28 of 31; 2 too small to be told by themselves are hidden."));
    CHECK(sample_has(page, "<bdi>not known</bdi>"));
    CHECK(!sample_has(page, "<script>"));
    /* A link that sorts begins at the first row again, and turns the order round. */
    CHECK(
        sample_has(page, "aria-sort=\"descending\"><a "
                         "href=\"/explore?by=team&amp;m=acceptance&amp;bin=day&amp;sort=value\">"));
    CHECK(sample_has(page, "sort=name\">Name"));
    /* The cursor of this page of rows stands in its own faces alone. */
    CHECK_INT(sample_count(page, "after=BBBBBBBBBBBBBBBB"), 10);
    sample_done(&s);
}

TEST(what_it_is_made_from_and_compared_with_is_printed)
{
    struct sample s;
    sample_open(&s);
    struct explored x = explore_sample(s.zones);
    page_of(&s, &x);
    struct str page = sample_page(&s);
    CHECK(sample_has(page, "<h2>Answered: 50.0\xc2\xa0%</h2>"));
    CHECK(sample_has(page, "Made from 48 pages; left out: 6 ("));
    CHECK(sample_has(page, "62.5\xc2\xa0%, now \xe2\x88\x92"
                           "12.5\xc2\xa0points (\xe2\x88\x92"
                           "20\xc2\xa0%)."));
    CHECK(sample_has(page, "<td>+25.0\xc2\xa0points (+"));
    CHECK(sample_has(page, "<a href=\"/definitions#m-acceptance\">"));
    CHECK(sample_has(page, "<td><i>unknown</i></td>"));
    CHECK(sample_has(page, "<td><i>not held</i></td>"));
    CHECK(sample_has(page, "<span class=\"key gap\"></span>not whole: 1 of 2<"));
    x.explore.then.n = 19;
    page_of(&s, &x);
    CHECK(sample_has(sample_page(&s), "too few to compare."));
    sample_done(&s);
}

TEST(a_refusal_has_two_ways_on_and_no_numbers)
{
    struct sample s;
    sample_open(&s);
    struct explored x = explore_sample(s.zones);
    x.explore.refusal = (struct refusal){true, 412};
    page_of(&s, &x);
    struct str page = sample_page(&s);
    CHECK(sample_has(page, "This needs a narrower range"));
    CHECK(sample_has(page, "range=7d"));
    CHECK(sample_has(page, ">Show 28 days</a>"));
    CHECK(!sample_has(page, "<figure"));
    struct out svg = out_of(&s.arena);
    CHECK(!explore_svg(&svg, &x));
    sample_done(&s);
}

TEST(a_facet_leads_to_its_value_and_to_all_of_them)
{
    struct sample s;
    sample_open(&s);
    struct explored x = facets_sample(s.zones);
    page_of(&s, &x);
    struct str page = sample_page(&s);
    CHECK(sample_has(
        page, "ch=sms&amp;by=team&amp;m=acceptance&amp;bin=day\"><bdi>sms</bdi></a> <b>123</b>"));
    CHECK(
        sample_has(page, "src=%3Dcmd%7C%27%20%2FC%20calc%27%21A0%20%22%3Cscript%3E%22%2C%20etc."));
    CHECK(sample_has(page, "by=source&amp;m=acceptance&amp;bin=day\">All 214</a>"));
    CHECK(!sample_has(page, "<script>"));
    sample_done(&s);
}

TEST(the_series_is_drawn_alone_without_classes_and_without_bars_for_gaps)
{
    struct sample s;
    sample_open(&s);
    struct explored x = explore_sample(s.zones);
    struct out svg = out_of(&s.arena);
    CHECK(explore_svg(&svg, &x));
    CHECK(!sample_has(out_done(&svg), "class="));
    CHECK(sample_has(out_done(&svg), "url(#hatch)"));
    CHECK(sample_has(out_done(&svg), "<desc id=\"series-d\">2\xc2\xa0"
                                     "days. Highest: 50.0\xc2\xa0%, "));
    CHECK(sample_has(out_done(&svg), " Not or only partly held: 1 of 2.</desc>"));
    x.explore.bins = 1;
    x.explore.bin = explore_bins + 1; /* nothing known at all */
    svg = out_of(&s.arena);
    CHECK(explore_svg(&svg, &x));
    CHECK(sample_has(out_done(&svg), "Nothing to count from"));
    x.explore.asking.bin = BIN_NONE;
    CHECK(!explore_svg(&svg, &x));
    sample_done(&s);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(rows_lead_to_themselves_and_on_to_the_next),
        cmocka_unit_test(what_it_is_made_from_and_compared_with_is_printed),
        cmocka_unit_test(a_refusal_has_two_ways_on_and_no_numbers),
        cmocka_unit_test(a_facet_leads_to_its_value_and_to_all_of_them),
        cmocka_unit_test(the_series_is_drawn_alone_without_classes_and_without_bars_for_gaps),
    };
    return RUN(tests);
}
