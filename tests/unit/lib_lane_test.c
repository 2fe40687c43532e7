#include "check.h"

#include "lib/lane.h"

#define MANY 100000

struct giver {
    struct lane *lane;
    size_t n;        /* things to give */
    struct err last; /* what it then closes the lane with */
    struct err told; /* by the lane; OK when all were put */
    size_t put;
};

static char things[MANY];

static void *give(void *self)
{
    struct giver *g = self;
    for (g->put = 0; g->put < g->n && g->told.code == ERR_OK; g->put++)
        g->told = lane_put(g->lane, &things[g->put]);
    lane_close(g->lane, g->last);
    return NULL;
}

/* Takes until the end, or until `most` were taken and then closes; gives back how many came. */
static size_t take_in_order(struct lane *l, size_t most, struct err *end)
{
    void *thing = NULL;
    size_t n = 0;
    while ((*end = lane_take(l, &thing)).code == ERR_OK && thing) {
        CHECK(thing == &things[n]);
        if (++n == most) {
            lane_close(l, err_of(ERR_LIMIT, "enough"));
            break;
        }
    }
    return n;
}

TEST(things_come_in_order_and_all_of_them)
{
    for (size_t room = 1; room <= LANE_MAX; room += 5) {
        struct lane l;
        lane_open(&l, room);
        struct giver g = {.lane = &l, .n = MANY};
        struct err end;
        pthread_t thread;
        CHECK_INT(pthread_create(&thread, NULL, give, &g), 0);
        CHECK_INT(take_in_order(&l, SIZE_MAX, &end), MANY);
        pthread_join(thread, NULL);
        CHECK_OK(end);
        CHECK_OK(g.told);
        lane_done(&l);
    }
}

TEST(the_givers_error_comes_behind_what_it_gave)
{
    struct lane l;
    lane_open(&l, 3);
    struct giver g = {.lane = &l, .n = 1000, .last = err_of(ERR_INPUT, "torn")};
    struct err end;
    pthread_t thread;
    CHECK_INT(pthread_create(&thread, NULL, give, &g), 0);
    CHECK_INT(take_in_order(&l, SIZE_MAX, &end), 1000);
    pthread_join(thread, NULL);
    CHECK_ERR(end, ERR_INPUT);
    CHECK_STR(str_of(end.text), STR("torn"));
    lane_done(&l);
}

TEST(a_taker_that_closes_stops_a_giver_that_waits)
{
    struct lane l;
    lane_open(&l, 2);
    struct giver g = {.lane = &l, .n = MANY};
    struct err end;
    pthread_t thread;
    CHECK_INT(pthread_create(&thread, NULL, give, &g), 0);
    CHECK_INT(take_in_order(&l, 10, &end), 10);
    pthread_join(thread, NULL);
    CHECK_ERR(g.told, ERR_LIMIT);
    CHECK(g.put <= 10 + 2 + 1);
    lane_done(&l);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(things_come_in_order_and_all_of_them),
        cmocka_unit_test(the_givers_error_comes_behind_what_it_gave),
        cmocka_unit_test(a_taker_that_closes_stops_a_giver_that_waits),
    };
    return RUN(tests);
}
