#include "check.h"

#include "settings.h"

#include <stdlib.h>
#include <string.h>

static char *const *words(char *const *argv)
{
    return argv;
}
#define ARGV(...) words((char *const[]){(char[]){"pagetrail-cron"}, __VA_ARGS__, NULL})
#define W(z) ((char[]){z})

TEST(an_option_wins_over_the_environment_and_that_over_the_table)
{
    AUTO(arena_done) struct arena a = arena_of(1u << 20);
    struct settings s = {0};
    struct args args;
    setenv("PAGETRAIL_STORE", "/env/store", 1);
    setenv("PAGETRAIL_STALL", "7", 1);
    CHECK_OK(settings_read(
        &a, FOR_CRON, ARGV(W("status"), W("--store"), W("/option")), NULL, &s, &args));
    CHECK_STR(s.store, STR("/option"));
    CHECK_INT(s.stall, 7000);
    CHECK_INT(s.look_back, INT64_C(48) * 3600 * 1000);
    CHECK(s.reject_share == 0.05);
    CHECK_INT(args.words, 1);
    CHECK_STR(args.word[0], STR("status"));
    CHECK_OK(settings_read(&a, FOR_CRON, ARGV(W("--stall=9m")), NULL, &s, &args));
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
        char option[32], value[32];
        const char *says;
    } cases[] = {
        {"--speed", "9", "--speed"},
        {"--workers", "2", "--workers"}, /* of another program */
        {"--stall", "", "--stall"},
        {"--stall", "-5", "--stall"},
        {"--stall", "5 s", "--stall"},
        {"--stall", "99999999999999999999d", "--stall"},
        {"--stall", "9223372036854775807d", "--stall"},
        {"--reject-share", "many", "--reject-share"},
        {"--reject-share", "1.5", "--reject-share"},
        {"--reject-share", "nan", "--reject-share"},
        {"--alg", "none", "HS256 RS256 ES256"},
        {"--store", "", "--store"},
    };
    for (EACH(i, cases)) {
        char option[32], value[32];
        memcpy(option, cases[i].option, sizeof option);
        memcpy(value, cases[i].value, sizeof value);
        struct err e = settings_read(&a, FOR_CRON, ARGV(option, value), NULL, &s, &args);
        CHECK_INT(e.code, ERR_USAGE);
        CHECK(strstr(e.text, cases[i].says));
    }
    CHECK_ERR(settings_read(&a, FOR_CRON, ARGV(W("--stall")), NULL, &s, &args), ERR_USAGE);
    setenv("PAGETRAIL_REJECT_SHARE", "many", 1);
    struct err e = settings_read(&a, FOR_CRON, ARGV(W("status")), NULL, &s, &args);
    CHECK_INT(e.code, ERR_USAGE);
    CHECK(strstr(e.text, "PAGETRAIL_REJECT_SHARE"));
    CHECK_OK(settings_read(&a, FOR_WEB, ARGV(W("--workers"), W("2")), NULL, &s, &args));
    CHECK_OK(settings_read(&a, FOR_CRON, ARGV(W("--help")), NULL, &s, &args));
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
    CHECK_OK(settings_read(
        &a, FOR_CRON, ARGV(W("--json"), W("--from"), W("2026-01-01")), own, &s, &args));
    CHECK_STR(from, STR("2026-01-01"));
    CHECK_STR(json, STR("json"));
    CHECK_ERR(settings_read(&a, FOR_CRON, ARGV(W("--json=yes")), own, &s, &args), ERR_USAGE);
    CHECK_ERR(settings_read(&a, FOR_CRON, ARGV(W("--from")), own, &s, &args), ERR_USAGE);
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
