#include "check.h"

#include "api/payload.h"
#include "lib/limits.h"

#include <string.h>

static struct arena arena;
static struct zone_set *zones;

static const struct json *json_of(const char *text)
{
    struct json *j;
    CHECK_OK(json_read(&arena, str_of(text), &j));
    return j;
}

static struct str understood(const char *target, const char *filters)
{
    struct payload p;
    struct fault f =
        payload_read(&arena, zones, json_of(target), filters ? json_of(filters) : NULL, &p);
    if (f.status)
        return f.message;
    struct str query = query_write(&arena, &p.filter);
    return p.by_outcome ? arena_fmt(&arena, "%.*s by outcome", STR_ARG(query)) : query;
}

TEST(a_payload_is_read_in_every_shape_that_variables_give_it)
{
    const struct {
        const char *target, *want;
    } cases[] = {
        {"{\"payload\":{\"team\":\"tpay\"}}", "team=tpay"},
        {"{\"payload\":{\"team\":\"tpay,tsearch\"}}", "team=tpay,tsearch"},
        {"{\"payload\":{\"team\":[\"tsearch\",\"tpay\"]}}", "team=tpay,tsearch"},
        {"{\"payload\":{\"team\":\"(ta\\\\.b|tc)\"}}", "team=ta.b,tc"},
        {"{\"payload\":{\"team\":\"ta\\\\.b\"}}", "team=ta.b"},
        {"{\"payload\":{\"team\":[\"(ta|tb)\"]}}", "team=ta,tb"},
        {"{\"payload\":{\"team\":\"*\",\"org\":\"\",\"ch\":[],\"person\":null}}", ""},
        {"{\"payload\":{\"team\":[\"*\"]}}", ""},
        {"{\"payload\":\"{\\\"ch\\\":\\\"sms\\\"}\"}", "ch=sms"},
        {"{\"payload\":\"\"}", ""},
        {"{\"payload\":\"\",\"data\":{\"org\":\"o7\"}}", "org=o7"},
        {"{\"data\":\"{\\\"org\\\":\\\"o7\\\"}\",\"type\":\"timeseries\"}", "org=o7"},
        {"{\"data\":null}", ""},
        {"{}", ""},
        {"{\"payload\":{\"by\":\"outcome\",\"ch\":\"voice,sms\"}}", "ch=voice,sms by outcome"},
        {"{\"payload\":{\"by\":\"none\"}}", ""},
        {"{\"target\":\"noise\",\"payload\":{\"carrier\":[\"T-Mobile USA, "
         "Inc.\"],\"why\":\"initial\"}}",
            "carrier=T-Mobile%20USA%2C%20Inc.&why=initial"},
        {"{\"target\":\"noise\",\"payload\":{\"src\":\"b,a\",\"by\":\"source\"}}", "src=a,b"},
    };
    for (EACH(i, cases))
        CHECK_STR(understood(cases[i].target, NULL), str_of(cases[i].want));
}

TEST(what_is_not_understood_is_named)
{
    const struct {
        const char *target, *want;
    } cases[] = {
        {"{\"payload\":{\"colour\":\"x\"}}",
            "Unknown payload key \"colour\". There are: team, org, person, ch, by."},
        {"{\"payload\":{\"team\":\"pay\"}}",
            "team cannot be \"pay\". Allowed: t and the team's id, comma list."},
        {"{\"payload\":{\"ch\":\"fax\"}}", "ch cannot be \"fax\". Allowed: voice, sms, email, "
                                           "push, chat, webhook, whatsapp or pager."},
        {"{\"payload\":{\"by\":\"team\"}}", "by cannot be \"team\": it is outcome or none."},
        {"{\"payload\":{\"team\":5}}", "team must be text or a list of texts."},
        {"{\"payload\":{\"team\":[5]}}", "team must be text or a list of texts."},
        {"{\"payload\":{\"team\":[\"*\",\"ta\"]}}",
            "team cannot be \"*\". Allowed: t and the team's id, comma list."},
        {"{\"payload\":\"nonsense\"}", "payload is not a JSON object."},
        {"{\"payload\":{\"src\":\"a\"}}",
            "Unknown payload key \"src\". There are: team, org, person, ch, by."},
        {"{\"target\":\"noise\",\"payload\":{\"src\":\"a\\u0007\"}}",
            "src cannot be \"a\x07\". Allowed: as exported, at most 64 bytes each, comma list."},
        {"{\"target\":\"gini\",\"payload\":{\"by\":\"outcome\"}}",
            "gini cannot be split by \"outcome\"."},
        {"{\"payload\":[1]}", "payload is not a JSON object."},
        {"{\"payload\":{\"org\":\"o1,o2,o3,o4,o5,o6,o7,o8,o9\"}}", "org takes at most 8 values."},
    };
    for (EACH(i, cases))
        CHECK_STR(understood(cases[i].target, NULL), str_of(cases[i].want));
}

TEST(ad_hoc_filters_narrow_or_are_refused)
{
    const struct {
        const char *filters, *want;
    } cases[] = {
        {"[]", "ch=sms"},
        {"[{\"key\":\"team\",\"operator\":\"=\",\"value\":\"tpay\",\"condition\":\"AND\"}]",
            "team=tpay&ch=sms"},
        {"[{\"key\":\"team\",\"operator\":\"=~\",\"value\":\"(ta|tb)\"}]", "team=ta,tb&ch=sms"},
        {"[{\"key\":\"team\",\"operator\":\"!=\",\"value\":\"tpay\"}]",
            "Filter team: the operator \"!=\" is not supported; use =."},
        {"[{\"key\":\"source\",\"operator\":\"=\",\"value\":\"x\"}]",
            "Unknown filter \"source\". There are: team, org, person, ch."},
        {"[{\"key\":\"by\",\"operator\":\"=\",\"value\":\"outcome\"}]",
            "Unknown filter \"by\". There are: team, org, person, ch."},
        {"[{\"key\":\"ch\",\"operator\":\"=\",\"value\":\"voice\"}]",
            "ch is filtered twice: by the payload or another filter as well."},
        {"[{\"key\":\"team\",\"operator\":\"=\",\"value\":\"ta\"},"
         "{\"key\":\"team\",\"operator\":\"=\",\"value\":\"tb\"}]",
            "team is filtered twice: by the payload or another filter as well."},
        {"[{\"key\":\"team\"}]", "A filter needs the texts key, operator and value."},
        {"[\"team\"]", "A filter needs the texts key, operator and value."},
        {"{}", "filters must be a list."},
    };
    for (EACH(i, cases))
        CHECK_STR(
            understood("{\"payload\":{\"ch\":\"sms\"}}", cases[i].filters), str_of(cases[i].want));
}

TEST(ten_thousand_values_are_refused_by_name)
{
    struct out o = out_of(&arena);
    out_z(&o, "{\"payload\":{\"team\":\"");
    for (int i = 0; i < 10000; i++)
        out_fmt(&o, "t%d,", i);
    out_z(&o, "\"}}");
    CHECK_STR(
        understood(arena_z(&arena, out_done(&o)), NULL), STR("team takes at most 20 values."));
}

TEST(quoted_text_stays_short_and_whole)
{
    struct str m = understood(
        "{\"payload\":{\"ch\":\"xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx\xe2\x82\xac\"}}", NULL);
    CHECK(str_is_utf8(m));
    CHECK(str_starts(m, STR("ch cannot be \"xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx\".")));
}

static int setup(void **state)
{
    (void)state;
    arena = arena_of(ARENA_CAP_REQUEST);
    return zone_set_open(&zones, "/usr/share/zoneinfo").code != ERR_OK;
}

static int teardown(void **state)
{
    (void)state;
    zone_set_done(&zones);
    arena_done(&arena);
    return 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_payload_is_read_in_every_shape_that_variables_give_it),
        cmocka_unit_test(what_is_not_understood_is_named),
        cmocka_unit_test(ad_hoc_filters_narrow_or_are_refused),
        cmocka_unit_test(ten_thousand_values_are_refused_by_name),
        cmocka_unit_test(quoted_text_stays_short_and_whole),
    };
    return cmocka_run_group_tests(tests, setup, teardown);
}
