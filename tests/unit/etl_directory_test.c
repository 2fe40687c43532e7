#include "check.h"

#include "etl/chart.h"
#include "etl/directory.h"
#include "etl/lookup.h"

#include <stdlib.h>
#include <string.h>

#define T1 INT64_C(1790000000000)
#define T2 (T1 + DAY_MS)
#define T3 (T2 + DAY_MS)

static struct arena arena;
static const struct roster empty;

/* "id name manager", '-' = no manager; a name "!" is a tombstone. */
static struct roster served_of(const char *const *people, size_t n)
{
    struct roster r = {.people = NEW(&arena, struct roster_person, n + 1), .people_n = n};
    for (size_t i = 0; i < n; i++) {
        struct str id, name, manager, rest = str_of(people[i]);
        str_cut(rest, ' ', &id, &rest);
        str_cut(rest, ' ', &name, &manager);
        bool gone = str_eq(name, STR("!"));
        r.people[i] = (struct roster_person){.id = id,
            .active = !gone,
            .deleted = gone,
            .name = gone ? STR("") : name,
            .manager_id = str_eq(manager, STR("-")) ? STR("") : manager};
    }
    return r;
}

#define SERVED(...)                                                                                \
    served_of((const char *const[]){__VA_ARGS__},                                                  \
        sizeof((const char *const[]){__VA_ARGS__}) / sizeof(char *))

static struct directory_changes changes; /* of the last one that was built */

static struct roster built_since(
    const struct roster *before, struct roster served, int64_t now, int64_t edge)
{
    const struct directory_terms terms = {before, &served, now, edge};
    struct roster out;
    CHECK_OK(directory_build(&arena, &terms, &out, &changes));
    roster_index_make(&arena, &out);
    return out;
}

static struct roster built(const struct roster *before, struct roster served, int64_t now)
{
    return built_since(before, served, now, 0);
}

static void add_members(struct roster *r, const char *const *members, size_t n)
{
    r->members = NEW(&arena, struct roster_member, n + 1);
    r->members_n = n;
    for (size_t i = 0; i < n; i++) {
        struct roster_member *m = &r->members[i];
        struct str rest;
        str_cut(str_of(members[i]), ' ', &m->person_id, &rest);
        str_cut(rest, ' ', &m->team_id, &m->role);
    }
}

#define MEMBERS(r, ...)                                                                            \
    add_members((r), (const char *const[]){__VA_ARGS__},                                           \
        sizeof((const char *const[]){__VA_ARGS__}) / sizeof(char *))

static void add_team(struct roster *r, const char *id, const char *name)
{
    struct roster_team *teams = NEW(&arena, struct roster_team, r->teams_n + 1);
    if (r->teams_n)
        memcpy(teams, r->teams, r->teams_n * sizeof *teams);
    teams[r->teams_n++] = (struct roster_team){.id = str_of(id), .name = str_of(name)};
    r->teams = teams;
}

/* "top/.../own" by manager ids. */
static struct str place_text(const struct roster *r, const char *id, int64_t at)
{
    struct chart chart = chart_of(&arena, r);
    size_t version = roster_person_at(r, str_of(id), at);
    struct place place = {0};
    if (version != LOOKUP_NONE)
        place = chart_place(&chart, version, at);
    struct out o = out_of(&arena);
    for (int32_t i = 0; i < place.depth; i++) {
        out_z(&o, i ? "/" : "");
        out_str(&o, r->nodes[roster_node_numbered(r, place.node[i])].manager_id);
    }
    out_z(&o, place.loop || place.folded ? " cut" : "");
    return out_done(&o);
}

static struct str name_at(const struct roster *r, const char *id, int64_t at)
{
    size_t i = roster_person_at(r, str_of(id), at);
    CHECK(i != LOOKUP_NONE);
    return r->people[i].name;
}

static void check_same(const struct roster *x, const struct roster *y)
{
    CHECK_INT(x->people_n, y->people_n);
    CHECK_INT(x->members_n, y->members_n);
    CHECK_INT(x->nodes_n, y->nodes_n);
    for (size_t i = 0; i < x->people_n; i++) {
        CHECK_STR(x->people[i].id, y->people[i].id);
        CHECK_STR(x->people[i].name, y->people[i].name);
        CHECK_STR(x->people[i].manager_id, y->people[i].manager_id);
        CHECK_INT(x->people[i].from, y->people[i].from);
        CHECK_INT(x->people[i].deleted, y->people[i].deleted);
    }
    for (size_t i = 0; i < x->members_n; i++) {
        CHECK_STR(x->members[i].team_id, y->members[i].team_id);
        CHECK_INT(x->members[i].from, y->members[i].from);
        CHECK_INT(x->members[i].to, y->members[i].to);
    }
    for (size_t i = 0; i < x->nodes_n; i++) {
        CHECK_INT(x->nodes[i].number, y->nodes[i].number);
        CHECK_STR(x->nodes[i].manager_id, y->nodes[i].manager_id);
        CHECK_INT(x->nodes[i].parent, y->nodes[i].parent);
        CHECK_INT(x->nodes[i].depth, y->nodes[i].depth);
        CHECK_INT(x->nodes[i].people, y->nodes[i].people);
        CHECK_INT(x->nodes[i].current, y->nodes[i].current);
    }
}

TEST(the_first_sync_holds_as_far_back_as_anything_is_known)
{
    struct roster r = built(&empty, SERVED("b Bo a", "a Al -"), T1);
    CHECK_INT(r.people_n, 2);
    CHECK_STR(r.people[0].id, STR("a"));
    CHECK_INT(r.people[0].from, 0);
    CHECK_STR(name_at(&r, "b", 1), STR("Bo"));
    CHECK_INT(roster_person_at(&r, STR("c"), T1), LOOKUP_NONE);
    CHECK_INT(r.synced_at, T1);
}

TEST(the_same_answer_in_any_order_and_twice_gives_an_equal_directory)
{
    struct roster served = SERVED("a Al -", "b Bo a", "c Cy b", "d Di b", "0012 Ed c");
    add_team(&served, "t1", "One");
    MEMBERS(&served, "b t1 lead", "c t1 member");
    struct roster turned = SERVED("0012 Ed c", "d Di b", "c Cy b", "c Cy b", "b Bo a", "a Al -");
    add_team(&turned, "t1", "One");
    MEMBERS(&turned, "c t1 member", "b t1 lead", "b t1 lead");
    struct roster first = built(&empty, served, T1);
    struct roster other = built(&empty, turned, T1);
    CHECK(!changes.none);
    struct roster second = built(&first, turned, T2);
    check_same(&first, &other);
    check_same(&first, &second);
    CHECK(changes.none);
    CHECK_INT(changes.doubled, 1);
}

TEST(a_change_holds_from_the_sync_on_and_history_keeps_the_name_then)
{
    struct roster r = built(&empty, SERVED("a Al -", "b Bo a"), T1);
    r = built(&r, SERVED("a Al -", "b Bob a"), T2);
    CHECK_INT(r.people_n, 3);
    CHECK_STR(name_at(&r, "b", T1), STR("Bo"));
    CHECK_STR(name_at(&r, "b", T2 - 1), STR("Bo"));
    CHECK_STR(name_at(&r, "b", T2), STR("Bob"));
}

TEST(who_is_deleted_keeps_the_name_and_loses_the_place)
{
    struct roster r = built(&empty, SERVED("a Al -", "b Bo a"), T1);
    r = built(&r, SERVED("a Al -", "b ! -"), T2);
    size_t now = roster_person_at(&r, STR("b"), T2);
    CHECK(r.people[now].deleted);
    CHECK_STR(r.people[now].name, STR("Bo"));
    CHECK_STR(place_text(&r, "b", T1), STR("a"));
    CHECK_STR(place_text(&r, "b", T2), STR(""));
    CHECK_INT(changes.people_gone, 1);
    struct roster again = built(&r, SERVED("a Al -", "b ! -"), T3);
    check_same(&r, &again);
    CHECK(changes.none);
}

TEST(who_is_not_served_was_not_asked_for_and_stays)
{
    struct roster r = built(&empty, SERVED("a Al -", "b Bo a", "c Cy a"), T1);
    struct roster next = built(&r, SERVED("b Bo a"), T2);
    check_same(&r, &next);
    CHECK(changes.none);
}

TEST(who_comes_back_is_alive_again_from_then_on)
{
    struct roster r = built(&empty, SERVED("a Al -", "b Bo a"), T1);
    r = built(&r, SERVED("b ! -"), T2);
    r = built(&r, SERVED("b Bo a"), T3);
    CHECK_INT(changes.people_back, 1);
    CHECK(r.people[roster_person_at(&r, STR("b"), T2)].deleted);
    CHECK(!r.people[roster_person_at(&r, STR("b"), T3)].deleted);
    CHECK_STR(place_text(&r, "b", T1), STR("a"));
    CHECK_STR(place_text(&r, "b", T2), STR(""));
    CHECK_STR(place_text(&r, "b", T3), STR("a"));
}

TEST(an_id_that_is_used_again_is_the_same_person_under_the_name_of_then)
{
    struct roster r = built(&empty, SERVED("a Al -", "b Bo a"), T1);
    r = built(&r, SERVED("b ! -"), T2);
    r = built(&r, SERVED("b Nina -"), T3);
    CHECK_STR(name_at(&r, "b", T1), STR("Bo"));
    CHECK_STR(name_at(&r, "b", T2), STR("Bo"));
    CHECK_STR(name_at(&r, "b", T3), STR("Nina"));
    CHECK_INT(r.people_n, 4);
}

/* Gives the rows these times. */
static struct roster dated(struct roster r, const int64_t *when, size_t n)
{
    for (size_t i = 0; i < n; i++)
        r.people[i].updated = when[i];
    return r;
}

TEST(of_one_id_served_twice_the_newest_row_holds_in_any_order)
{
    const struct {
        int64_t when[2];
        const char *name;
        bool deleted;
    } cases[] = {
        {{T1, T2}, "Old", true},            /* deleted after it was listed */
        {{T2, T1}, "Old", false},           /* the list knows more than the look-up */
        {{T1, T1}, "Old", false},           /* alive goes before deleted */
        {{TIME_UNKNOWN, T2}, "Old", false}, /* without a time: the newest */
        {{T1, TIME_UNKNOWN}, "Old", true},
    };
    for (EACH(i, cases)) {
        struct roster known = built(&empty, SERVED("a Old -"), T1 - DAY_MS);
        const int64_t turned[] = {cases[i].when[1], cases[i].when[0]};
        struct roster x = built(
            &known, dated(SERVED("a Old -", "a ! -"), cases[i].when, COUNT_OF(cases[i].when)), T3);
        CHECK_INT(changes.doubled, 1);
        struct roster y =
            built(&known, dated(SERVED("a ! -", "a Old -"), turned, COUNT_OF(turned)), T3);
        check_same(&x, &y);
        CHECK_INT(x.people[x.people_n - 1].deleted, cases[i].deleted);
        CHECK_STR(name_at(&x, "a", T3), str_of(cases[i].name));
    }
    const int64_t same[] = {T1, T1, T1};
    struct roster z =
        built(&empty, dated(SERVED("a Zoe -", "a Amy -", "a Max -"), same, COUNT_OF(same)), T1);
    CHECK_STR(name_at(&z, "a", T1), STR("Amy"));
    const int64_t times[] = {T1, T3, T2};
    z = built(&empty, dated(SERVED("a Amy -", "a Zoe -", "a Max -"), times, COUNT_OF(times)), T1);
    CHECK_STR(name_at(&z, "a", T1), STR("Zoe"));
}

TEST(a_team_served_twice_is_settled_the_same_way_and_its_members_are_joined)
{
    for (int turn = 0; turn < 2; turn++) {
        struct roster served = SERVED("a Al -", "b Bo a");
        add_team(&served, "t1", turn ? "Old" : "New");
        add_team(&served, "t1", turn ? "New" : "Old");
        served.teams[0].updated = turn ? T1 : T2;
        served.teams[1].updated = turn ? T2 : T1;
        if (turn)
            MEMBERS(&served, "a t1 member", "b t1 lead", "a t1 lead");
        else
            MEMBERS(&served, "a t1 lead", "a t1 member", "b t1 lead");
        struct roster r = built(&empty, served, T3);
        CHECK_INT(r.teams_n, 1);
        CHECK_STR(r.teams[0].name, STR("New"));
        CHECK_INT(r.members_n, 2);
        CHECK_STR(r.members[0].role, STR("lead"));
    }
}

TEST(two_people_of_one_login_are_two_and_counted)
{
    struct roster served = SERVED("a Al -", "b Bo a", "c Cy a");
    for (size_t i = 0; i < served.people_n; i++)
        served.people[i].login = STR("jo");
    struct roster r = built(&empty, served, T1);
    CHECK_INT(r.people_n, 3);
    CHECK_INT(changes.logins_shared, 1);
}

TEST(a_manager_who_is_not_told_stays_who_it_was)
{
    struct roster r = built(&empty, SERVED("a Al -", "b Bo a"), T1);
    struct roster served = SERVED("b Bob -");
    served.people[0].manager_untold = true;
    r = built(&r, served, T2);
    CHECK_STR(name_at(&r, "b", T2), STR("Bob"));
    CHECK_STR(place_text(&r, "b", T2), STR("a"));
    r = built(&r, SERVED("b Bob -"), T3); /* told: nobody */
    CHECK_STR(place_text(&r, "b", T3), STR(""));
}

TEST(loops_unknown_managers_and_folded_levels_are_counted)
{
    (void)built(&empty,
        SERVED("a A -", "b B a", "c C b", "d D c", "e E d", "f F e", "g G f", "h H g", "i I h",
            "m M n", "n N m", "o O ghost", "p P o"),
        T1);
    CHECK_INT(changes.looped, 2);
    CHECK_INT(changes.folded, 2);
    CHECK_INT(changes.managers_unknown, 1);
    CHECK_INT(changes.placed, 13);
}

TEST(what_no_kept_row_can_name_is_forgotten)
{
    struct roster_oncall duty[] = {{STR("a"), STR("t1"), 1, T1, T1 + 50}};
    struct roster served = SERVED("a Al -", "b Bo a", "c Cy a");
    served.oncalls = duty;
    served.oncalls_n = 1;
    add_team(&served, "t1", "One");
    add_team(&served, "t2", "Two");
    MEMBERS(&served, "a t1 lead", "b t1 member");
    struct roster r = built(&empty, served, T1);
    served = SERVED("a Al -", "b Bob a", "c ! -");
    add_team(&served, "t1", "Uno");
    MEMBERS(&served, "a t1 lead");
    r = built(&r, served, T2);
    CHECK_INT(r.people_n, 5);
    struct roster kept = built_since(&r, served, T3, T2 - 1);
    CHECK_INT(kept.people_n, 5);
    CHECK_INT(changes.pruned, 1); /* the duty */
    kept = built_since(&r, served, T3, T2);
    CHECK_INT(changes.pruned, 8);
    CHECK_INT(kept.people_n, 2);
    CHECK_STR(name_at(&kept, "b", T1), STR("Bob"));
    CHECK_INT(roster_person_at(&kept, STR("c"), T3), LOOKUP_NONE);
    CHECK_INT(kept.teams_n, 1);
    CHECK_INT(kept.members_n, 1);
    CHECK_INT(kept.oncalls_n, 0);
    CHECK_INT(kept.nodes_n, r.nodes_n);
    served.people_n = 2;
    struct roster again = built_since(&kept, served, T3, T2);
    CHECK(changes.none);
    (void)again;
}

TEST(ids_are_text_so_zeros_case_and_padding_tell_people_apart)
{
    struct roster r = built(&empty, SERVED("123 A -", "00123 B -", "jdoe C -", "JDOE D -"), T1);
    CHECK_STR(name_at(&r, "123", T1), STR("A"));
    CHECK_STR(name_at(&r, "00123", T1), STR("B"));
    CHECK_STR(name_at(&r, "jdoe", T1), STR("C"));
    CHECK_STR(name_at(&r, "JDOE", T1), STR("D"));
}

TEST(a_chain_has_the_top_first_and_the_own_node_of_who_manages)
{
    struct roster r = built(&empty, SERVED("a Al -", "b Bo a", "c Cy b", "lone Lo -"), T1);
    CHECK_STR(place_text(&r, "c", T1), STR("a/b"));
    CHECK_STR(place_text(&r, "b", T1), STR("a/b"));
    CHECK_STR(place_text(&r, "a", T1), STR("a"));
    CHECK_STR(place_text(&r, "lone", T1), STR(""));
    CHECK_STR(place_text(&r, "nobody", T1), STR(""));
}

TEST(a_loop_is_cut_at_the_smallest_id)
{
    struct roster r =
        built(&empty, SERVED("m Mo z", "z Zo m", "x Xi z", "s Su s", "u Uz s", "l Lo l"), T1);
    CHECK_STR(place_text(&r, "m", T1), STR("m cut"));
    CHECK_STR(place_text(&r, "z", T1), STR("m/z cut"));
    CHECK_STR(place_text(&r, "x", T1), STR("m/z cut"));
    CHECK_STR(place_text(&r, "u", T1), STR("s cut"));
    CHECK_STR(place_text(&r, "l", T1), STR(" cut")); /* manages himself, so nobody */
}

TEST(a_member_of_a_loop_whom_only_the_cut_link_names_manages_nobody)
{
    struct roster r = built(&empty, SERVED("a Al b", "b Bo a"), T1);
    CHECK_STR(place_text(&r, "a", T1), STR("a cut"));
    CHECK_STR(place_text(&r, "b", T1), STR("a cut"));
}

TEST(a_manager_whom_the_directory_does_not_know_is_none)
{
    struct roster r = built(&empty, SERVED("a Al ghost", "b Bo a"), T1);
    CHECK_STR(place_text(&r, "b", T1), STR("a"));
    CHECK_INT(r.nodes_n, 1);
}

TEST(more_than_seven_levels_leave_out_the_deepest)
{
    struct roster r = built(&empty,
        SERVED("a A -", "b B a", "c C b", "d D c", "e E d", "f F e", "g G f", "h H g", "i I h"),
        T1);
    CHECK_STR(place_text(&r, "g", T1), STR("a/b/c/d/e/f/g"));
    CHECK_STR(place_text(&r, "i", T1), STR("a/b/c/d/e/f/g cut"));
    CHECK_INT(r.nodes_n, 7);
}

TEST(a_chain_longer_than_any_company_ends_the_walk)
{
    enum { LONG = 2000 };
    struct roster r = {.people = NEW(&arena, struct roster_person, LONG), .people_n = LONG};
    for (size_t i = 0; i < LONG; i++)
        r.people[i] = (struct roster_person){.id = arena_fmt(&arena, "%05zu", i),
            .manager_id = i ? arena_fmt(&arena, "%05zu", i - 1) : STR("")};
    struct roster out = built(&empty, r, T1);
    CHECK_STR(place_text(&out, "01999", T1), STR(" cut"));
    CHECK_STR(place_text(&out, "00001", T1), STR("00000/00001"));
}

TEST(nodes_keep_their_numbers_and_those_who_manage_no_more_stay_known)
{
    struct roster r = built(&empty, SERVED("a Al -", "b Bo a", "c Cy b", "d Di a"), T1);
    int32_t a = r.nodes[roster_node_of(&r, STR("a"))].number;
    int32_t b = r.nodes[roster_node_of(&r, STR("b"))].number;
    r = built(&r, SERVED("a Al -", "b Bo a", "c Cy a", "d Di c"), T2);
    CHECK_INT(r.nodes[roster_node_of(&r, STR("a"))].number, a);
    CHECK_INT(r.nodes[roster_node_of(&r, STR("b"))].number, b);
    const struct roster_node *node = &r.nodes[roster_node_of(&r, STR("b"))];
    CHECK(!node->current);
    CHECK_STR(node->label, STR("Bo"));
    CHECK_STR(place_text(&r, "c", T1), STR("a/b"));
    CHECK_STR(place_text(&r, "c", T2), STR("a/c"));
    CHECK_STR(place_text(&r, "b", T1), STR("a/b"));
    CHECK_STR(place_text(&r, "b", T2), STR("a"));
}

TEST(a_node_knows_its_parent_depth_people_and_label)
{
    struct roster served = SERVED("a Al -", "b Bo a", "c Cy b", "d Di b", "e Ed ! -");
    served.people[1].title = STR("Head of Bo");
    struct roster r = built(&empty, served, T1);
    const struct roster_node *a = &r.nodes[roster_node_of(&r, STR("a"))];
    const struct roster_node *b = &r.nodes[roster_node_of(&r, STR("b"))];
    CHECK_INT(a->parent, 0);
    CHECK_INT(a->depth, 1);
    CHECK_INT(a->people, 4);
    CHECK_STR(a->label, STR("Al"));
    CHECK_INT(b->parent, a->number);
    CHECK_INT(b->depth, 2);
    CHECK_INT(b->people, 3);
    CHECK_STR(b->label, STR("Head of Bo"));
    CHECK(a->current && b->current);
}

TEST(a_place_says_how_long_it_holds)
{
    struct roster r = built(&empty, SERVED("a Al -", "b Bo a", "c Cy b"), T1);
    r = built(&r, SERVED("a Al -", "b Bo -", "c Cy b"), T2);
    r = built(&r, SERVED("a Al -", "b Bo -", "c Cy a"), T3);
    struct chart chart = chart_of(&arena, &r);
    struct place before = chart_place(&chart, roster_person_at(&r, STR("c"), T1), T1);
    struct place between = chart_place(&chart, roster_person_at(&r, STR("c"), T2), T2);
    CHECK_INT(before.to, T2);
    CHECK_INT(between.from, T2);
    CHECK_INT(between.to, T3);
    CHECK_STR(place_text(&r, "b", T3), STR(""));
}

TEST(memberships_begin_and_end_with_the_syncs_that_saw_them)
{
    struct roster served = SERVED("a Al -", "b Bo a");
    add_team(&served, "t1", "One");
    add_team(&served, "t2", "Two");
    MEMBERS(&served, "a t1 lead", "b t1 member");
    struct roster r = built(&empty, served, T1);
    MEMBERS(&served, "a t1 lead", "b t2 member");
    r = built(&r, served, T2);
    CHECK_INT(r.members_n, 3);
    CHECK_INT(r.members[0].from, 0);
    CHECK_INT(r.members[0].to, 0);
    CHECK_STR(r.members[1].team_id, STR("t1"));
    CHECK_INT(r.members[1].to, T2);
    CHECK_STR(r.members[2].team_id, STR("t2"));
    CHECK_INT(r.members[2].from, T2);
    CHECK_INT(r.members[2].to, 0);
}

static struct roster on_duty(struct roster_oncall *duty, size_t n)
{
    struct roster r = SERVED("a Al -");
    r.oncalls = duty;
    r.oncalls_n = n;
    return r;
}

TEST(duties_that_began_stay_and_those_to_come_follow_what_is_served)
{
    struct roster_oncall first[] = {
        {STR("a"), STR("t1"), 1, T1 - 100, T1 - 50}, {STR("a"), STR("t1"), 1, T3, T3 + 50}};
    struct roster_oncall second[] = {{STR("a"), STR("t1"), 2, T3 + 10, T3 + 50}};
    struct roster r = built(&empty, on_duty(first, 2), T1);
    r = built(&r, on_duty(second, 1), T2);
    CHECK_INT(r.oncalls_n, 2);
    CHECK_INT(r.oncalls[0].start, T1 - 100);
    CHECK_INT(r.oncalls[0].end, T1 - 50);
    CHECK_INT(r.oncalls[1].start, T3 + 10);
}

TEST(overlapping_duty_of_one_person_team_and_level_is_one_in_any_order)
{
    struct roster_oncall duty[] = {{STR("a"), STR("t1"), 1, T1, T1 + 50},
        {STR("a"), STR("t1"), 1, T1, T1 + 20}, {STR("a"), STR("t1"), 1, T1 + 40, T1 + 90},
        {STR("a"), STR("t1"), 1, T1 + 90, T1 + 95}, {STR("a"), STR("t1"), 2, T1 + 10, T1 + 60},
        {STR("b"), STR("t1"), 1, T1 + 10, TIME_UNKNOWN}, {STR("b"), STR("t1"), 1, T2, T2 + 5}};
    struct roster_oncall turned[COUNT_OF(duty)];
    for (EACH(i, duty))
        turned[i] = duty[COUNT_OF(duty) - 1 - i];
    struct roster x = built(&empty, on_duty(duty, COUNT_OF(duty)), T1);
    struct roster y = built(&empty, on_duty(turned, COUNT_OF(duty)), T1);
    CHECK(roster_same(&x, &y));
    CHECK_INT(x.oncalls_n, 4);
    CHECK_INT(x.oncalls[0].end, T1 + 90);
    CHECK_INT(x.oncalls[1].level, 2);
    CHECK_INT(x.oncalls[2].start, T1 + 90);
    CHECK_INT(x.oncalls[3].end, TIME_UNKNOWN);
}

TEST(duty_that_is_served_otherwise_ends_where_the_new_one_begins)
{
    struct roster_oncall first[] = {{STR("a"), STR("t1"), 1, T1, T3},
        {STR("a"), STR("t2"), 1, T1, T3}, {STR("a"), STR("t3"), 1, T1, T3}};
    struct roster_oncall second[] = {
        {STR("a"), STR("t1"), 1, T1 + 10, T3 + 5}, {STR("a"), STR("t2"), 1, T1 - 10, T2 + 5}};
    struct roster r = built(&empty, on_duty(first, COUNT_OF(first)), T1);
    r = built(&r, on_duty(second, COUNT_OF(second)), T2);
    static const struct roster_oncall want[] = {{{"a", 1}, {"t2", 2}, 1, T1 - 10, T2 + 5},
        {{"a", 1}, {"t1", 2}, 1, T1, T1 + 10}, {{"a", 1}, {"t3", 2}, 1, T1, T2},
        {{"a", 1}, {"t1", 2}, 1, T1 + 10, T3 + 5}};
    CHECK_INT(r.oncalls_n, COUNT_OF(want));
    for (EACH(i, want)) {
        CHECK_STR(r.oncalls[i].team_id, want[i].team_id);
        CHECK_INT(r.oncalls[i].start, want[i].start);
        CHECK_INT(r.oncalls[i].end, want[i].end);
    }
}

TEST(an_answer_by_which_half_a_company_is_gone_is_refused)
{
    struct roster r = {.people = NEW(&arena, struct roster_person, 200), .people_n = 200};
    for (size_t i = 0; i < r.people_n; i++)
        r.people[i].id = arena_fmt(&arena, "%03zu", i);
    struct roster known = built(&empty, r, T1), out;
    const struct directory_terms again = {&known, &r, T2, 0}, first = {&empty, &r, T2, 0};
    for (size_t i = 0; i < 101; i++)
        r.people[i].deleted = true;
    CHECK_ERR(directory_build(&arena, &again, &out, &changes), ERR_INPUT);
    r.people[0].deleted = false;
    CHECK_OK(directory_build(&arena, &again, &out, &changes));
    r.people[0].id = STR("");
    CHECK_ERR(directory_build(&arena, &first, &out, &changes), ERR_INPUT);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_first_sync_holds_as_far_back_as_anything_is_known),
        cmocka_unit_test(the_same_answer_in_any_order_and_twice_gives_an_equal_directory),
        cmocka_unit_test(a_change_holds_from_the_sync_on_and_history_keeps_the_name_then),
        cmocka_unit_test(who_is_deleted_keeps_the_name_and_loses_the_place),
        cmocka_unit_test(who_is_not_served_was_not_asked_for_and_stays),
        cmocka_unit_test(who_comes_back_is_alive_again_from_then_on),
        cmocka_unit_test(an_id_that_is_used_again_is_the_same_person_under_the_name_of_then),
        cmocka_unit_test(of_one_id_served_twice_the_newest_row_holds_in_any_order),
        cmocka_unit_test(a_team_served_twice_is_settled_the_same_way_and_its_members_are_joined),
        cmocka_unit_test(two_people_of_one_login_are_two_and_counted),
        cmocka_unit_test(a_manager_who_is_not_told_stays_who_it_was),
        cmocka_unit_test(loops_unknown_managers_and_folded_levels_are_counted),
        cmocka_unit_test(what_no_kept_row_can_name_is_forgotten),
        cmocka_unit_test(ids_are_text_so_zeros_case_and_padding_tell_people_apart),
        cmocka_unit_test(a_chain_has_the_top_first_and_the_own_node_of_who_manages),
        cmocka_unit_test(a_loop_is_cut_at_the_smallest_id),
        cmocka_unit_test(a_member_of_a_loop_whom_only_the_cut_link_names_manages_nobody),
        cmocka_unit_test(a_manager_whom_the_directory_does_not_know_is_none),
        cmocka_unit_test(more_than_seven_levels_leave_out_the_deepest),
        cmocka_unit_test(a_chain_longer_than_any_company_ends_the_walk),
        cmocka_unit_test(nodes_keep_their_numbers_and_those_who_manage_no_more_stay_known),
        cmocka_unit_test(a_node_knows_its_parent_depth_people_and_label),
        cmocka_unit_test(a_place_says_how_long_it_holds),
        cmocka_unit_test(memberships_begin_and_end_with_the_syncs_that_saw_them),
        cmocka_unit_test(duties_that_began_stay_and_those_to_come_follow_what_is_served),
        cmocka_unit_test(overlapping_duty_of_one_person_team_and_level_is_one_in_any_order),
        cmocka_unit_test(duty_that_is_served_otherwise_ends_where_the_new_one_begins),
        cmocka_unit_test(an_answer_by_which_half_a_company_is_gone_is_refused),
    };
    arena = arena_of(256u << 20);
    int failed = RUN(tests);
    arena_done(&arena);
    return failed;
}
