#include "check.h"

#include <math.h>

#include "query/load.h"
#include "query/split.h"

static struct arena arena;
static struct notes notes;

static void fresh(void)
{
    arena_wipe(&arena);
    notes = (struct notes){.a = &arena};
}

static void pages(uint32_t who, uint32_t group, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        struct note *x = notes_add(&notes);
        x->who = who;
        x->group[AXIS_ROWS] = group;
    }
}

static struct claim duty(uint32_t who, uint32_t group, int32_t first, int32_t last)
{
    return (struct claim){.who = who, .group = {[AXIS_ROWS] = group}, .first = first, .last = last};
}

static void add(
    const struct claim *claim, size_t claims, uint32_t people, struct facts *f, size_t n)
{
    const struct load load = {.notes = &notes, .claim = claim, .claims = claims, .people = people};
    load_add(&load, AXIS_ROWS, f, n);
    for (size_t i = 0; i < notes.n; i++) {
        uint32_t group = notes_at(&notes, i)->group[AXIS_ROWS];
        if (group != NO_GROUP)
            f[group].outcome[OUTCOME_NOBODY]++;
    }
}

static void check_near(struct value v, double want, uint64_t n, uint64_t excluded)
{
    CHECK(v.known);
    if (fabs(v.v - want) > 1e-9)
        fail_msg("%g, not %g", v.v, want);
    CHECK_INT(v.n, n);
    CHECK_INT(v.excluded, excluded);
}

TEST(who_is_on_call_without_a_page_counts)
{
    struct facts f[1] = {{.people = 0}};
    fresh();
    pages(1, 0, 3);
    pages(2, 0, 1);
    pages(0, 0, 2); /* nobody's */
    const struct claim claim[] = {duty(1, 0, 1, 1), duty(3, 0, 1, 2), duty(4, 0, 2, 2)};
    add(claim, COUNT_OF(claim), 4, f, 1);
    check_near(facts_value(f, METRIC_PAGES_PER_PERSON), 1, 4, 2);
    /* x = 0 0 1 3: (-3)0 + (-1)0 + 1 + 9 = 10, of 4 * 4 */
    check_near(facts_value(f, METRIC_GINI), 10.0 / 16, 4, 2);
    check_near(facts_value(f, METRIC_TOP10), 0.75, 4, 2);
    check_near(facts_value(f, METRIC_PAGES_PER_ONCALL_DAY), 1.5, 4, 0);
}

TEST(days_of_duties_that_overlap_count_once)
{
    struct facts f[1] = {{.people = 0}};
    fresh();
    pages(1, 0, 2);
    const struct claim claim[] = {
        duty(1, 0, 1, 5), duty(1, 0, 2, 3), duty(1, 0, 4, 6), duty(1, 0, 9, 9)};
    add(claim, COUNT_OF(claim), 1, f, 1);
    CHECK_INT(f->load.oncall_days, 7);
}

TEST(one_person_or_no_page_has_no_unevenness)
{
    struct facts f[2] = {{.people = 0}};
    fresh();
    pages(1, 0, 2);
    const struct claim claim[] = {duty(1, 1, 1, 1), duty(2, 1, 1, 1)};
    add(claim, COUNT_OF(claim), 2, f, 2);
    CHECK(!facts_value(&f[0], METRIC_GINI).known);
    CHECK(!facts_value(&f[1], METRIC_GINI).known);
    CHECK(!facts_value(&f[1], METRIC_TOP10).known);
    CHECK(!facts_value(&f[0], METRIC_PAGES_PER_ONCALL_DAY).known);
    check_near(facts_value(&f[1], METRIC_PAGES_PER_PERSON), 0, 2, 0);
}

TEST(the_top_tenth_is_rounded_up_to_whole_people)
{
    struct facts f[1] = {{.people = 0}};
    fresh();
    for (uint32_t who = 1; who <= 11; who++)
        pages(who, 0, who);
    add(NULL, 0, 11, f, 1);
    check_near(facts_value(f, METRIC_TOP10), 21.0 / 66, 11, 0); /* two of eleven */
}

TEST(a_person_in_two_groups_counts_in_both)
{
    struct facts f[2] = {{.people = 0}};
    fresh();
    pages(1, 0, 1);
    pages(1, 1, 3);
    pages(2, 1, 1);
    pages(2, NO_GROUP, 5);
    add(NULL, 0, 2, f, 2);
    CHECK_INT(f[0].load.n, 1);
    CHECK_INT(f[1].load.n, 2);
    CHECK_INT(f[1].load.pages, 4);
}

int main(void)
{
    arena = arena_of(64u << 20);
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(who_is_on_call_without_a_page_counts),
        cmocka_unit_test(days_of_duties_that_overlap_count_once),
        cmocka_unit_test(one_person_or_no_page_has_no_unevenness),
        cmocka_unit_test(the_top_tenth_is_rounded_up_to_whole_people),
        cmocka_unit_test(a_person_in_two_groups_counts_in_both),
    };
    int failed = RUN(tests);
    arena_done(&arena);
    return failed;
}
