/* check.h: what every unit test includes: cmocka, and a few checks that print both sides. */
#ifndef UNIT_CHECK_H
#define UNIT_CHECK_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "lib/err.h"
#include "lib/str.h"

#define TEST(name) static void name(void **state __attribute__((unused)))
#define RUN(tests) cmocka_run_group_tests((tests), NULL, NULL)
#define CHECK(cond)                                                                                \
    do {                                                                                           \
        if (!(cond))                                                                               \
            fail_msg("%s", #cond);                                                                 \
    } while (0)
#define CHECK_INT(got, want) check_int((int64_t)(got), (int64_t)(want), #got, __FILE__, __LINE__)
#define CHECK_STR(got, want) check_str((got), (want), #got, __FILE__, __LINE__)
#define CHECK_OK(call)                                                                             \
    do {                                                                                           \
        struct err check_e = (call);                                                               \
        if (check_e.code != ERR_OK)                                                                \
            fail_msg("%s: %s", #call, check_e.text);                                               \
    } while (0)
#define CHECK_ERR(call, want)                                                                      \
    do {                                                                                           \
        struct err check_e = (call);                                                               \
        if (check_e.code != (want))                                                                \
            fail_msg(                                                                              \
                "%s: code %d, not %d: %s", #call, (int)check_e.code, (int)(want), check_e.text);   \
    } while (0)

static inline void check_int(
    int64_t got, int64_t want, const char *what, const char *file, int line)
{
    if (got != want) {
        print_error(
            "%s:%d: %s is %lld, not %lld\n", file, line, what, (long long)got, (long long)want);
        fail();
    }
}

static inline void check_str(
    struct str got, struct str want, const char *what, const char *file, int line)
{
    if (!str_eq(got, want)) {
        print_error(
            "%s:%d: %s is \"%.*s\", not \"%.*s\"\n", file, line, what, STR_ARG(got), STR_ARG(want));
        fail();
    }
}

#endif
