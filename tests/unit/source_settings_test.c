#include "check.h"

#include "settings.h"

#include <stdlib.h>
#include <string.h>

/* The words of a line, after the program's name. */
static struct err told(struct arena *a, enum program program, struct str line,
    const struct own_option *own, struct settings *s, struct args *args)
{
    char **argv = NEW(a, char *, line.n + 3);
    size_t n = 0;
    struct str word = STR("pagetrail"), rest = line;
    do {
        char *z = NEW(a, char, word.n + 1);
        memcpy(z, word.p, word.n);
        argv[n++] = z;
        str_cut(rest, ' ', &word, &rest);
    } while (word.n);
    return settings_read(a, program, argv, own, s, args);
}

TEST(an_option_wins_over_the_environment_and_that_over_the_table)
{
    AUTO(arena_done) struct arena a = arena_of(1u << 20);
    struct settings s = {0};
    struct args args;
    setenv("PAGETRAIL_STORE", "/env/store", 1);
    setenv("PAGETRAIL_STALL", "7", 1);
    CHECK_OK(told(&a, FOR_CRON, STR("status --store /option"), NULL, &s, &args));
    CHECK_STR(s.store, STR("/option"));
    CHECK_INT(s.stall, 7000);
    CHECK_INT(s.look_back, INT64_C(48) * 3600 * 1000);
    CHECK(s.reject_share == 0.05);
    CHECK_INT(args.words, 1);
    CHECK_STR(args.word[0], STR("status"));
    CHECK_OK(told(&a, FOR_CRON, STR("--stall=9m"), NULL, &s, &args));
    CHECK_STR(s.store, STR("/env/store"));
    CHECK_INT(s.stall, 540000);
    unsetenv("PAGETRAIL_STORE");
    unsetenv("PAGETRAIL_STALL");
}

TEST(what_is_wrong_is_named_with_its_place)
{
    AUTO(arena_done) struct arena a = arena_of(1u << 20);
    struct settings s = {0};
    struct args args;
    const struct {
        struct str line;
        const char *says;
    } cases[] = {
        {STR("--speed=9"), "--speed"},
        {STR("--workers=2"), "--workers"}, /* of another program */
        {STR("--stall="), "--stall"},
        {STR("--stall=-5"), "--stall"},
        {STR("--stall=5_s"), "--stall"},
        {STR("--stall=99999999999999999999d"), "--stall"},
        {STR("--stall=9223372036854775807d"), "--stall"},
        {STR("--reject-share=many"), "--reject-share"},
        {STR("--reject-share=1.5"), "--reject-share"},
        {STR("--reject-share=nan"), "--reject-share"},
        {STR("--alg=none"), "HS256 RS256 ES256"},
        {STR("--store="), "--store"},
    };
    for (EACH(i, cases)) {
        struct err e = told(&a, FOR_CRON, cases[i].line, NULL, &s, &args);
        CHECK_INT(e.code, ERR_USAGE);
        CHECK(strstr(e.text, cases[i].says));
    }
    CHECK_ERR(told(&a, FOR_CRON, STR("--stall"), NULL, &s, &args), ERR_USAGE);
    setenv("PAGETRAIL_REJECT_SHARE", "many", 1);
    struct err e = told(&a, FOR_CRON, STR("status"), NULL, &s, &args);
    CHECK_INT(e.code, ERR_USAGE);
    CHECK(strstr(e.text, "PAGETRAIL_REJECT_SHARE"));
    CHECK_OK(told(&a, FOR_WEB, STR("--workers 2"), NULL, &s, &args));
    CHECK_OK(told(&a, FOR_CRON, STR("--help"), NULL, &s, &args));
    CHECK(args.help);
    unsetenv("PAGETRAIL_REJECT_SHARE");
}

TEST(options_of_a_program_stand_beside_the_settings)
{
    AUTO(arena_done) struct arena a = arena_of(1u << 20);
    struct settings s = {0};
    struct args args;
    struct str from = STR(""), json = STR("");
    const struct own_option own[] = {
        {"from", "T", &from, "the start"}, {"json", NULL, &json, "as JSON"}, {0}};
    CHECK_OK(told(&a, FOR_CRON, STR("--json --from 2026-01-01"), own, &s, &args));
    CHECK_STR(from, STR("2026-01-01"));
    CHECK_STR(json, STR("json"));
    CHECK_ERR(told(&a, FOR_CRON, STR("--json=yes"), own, &s, &args), ERR_USAGE);
    CHECK_ERR(told(&a, FOR_CRON, STR("--from"), own, &s, &args), ERR_USAGE);
}

TEST(every_setting_is_in_the_help_and_in_the_table_for_readers)
{
    AUTO(arena_done) struct arena a = arena_of(1u << 20);
    struct out help = out_of(&a), markdown = out_of(&a);
    settings_help(&help, FOR_CRON, NULL);
    settings_help(&help, FOR_WEB, NULL);
    settings_markdown(&markdown);
    for (size_t i = 0; i < settings_n; i++) {
        struct str option = arena_fmt(&a, "--%s", settings_table[i].name);
        struct str env = setting_env(&a, &settings_table[i]);
        struct str h = out_done(&help), m = out_done(&markdown);
        CHECK(memmem(h.p, h.n, option.p, option.n));
        CHECK(memmem(m.p, m.n, env.p, env.n));
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_option_wins_over_the_environment_and_that_over_the_table),
        cmocka_unit_test(what_is_wrong_is_named_with_its_place),
        cmocka_unit_test(options_of_a_program_stand_beside_the_settings),
        cmocka_unit_test(every_setting_is_in_the_help_and_in_the_table_for_readers),
    };
    return RUN(tests);
}
