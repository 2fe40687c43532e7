#include "check.h"

#include "lib/json.h"
#include "lib/limits.h"

static void done(struct arena *a)
{
    arena_done(a);
}

TEST(a_document_is_read_in_its_order)
{
    AUTO(done) struct arena a = arena_of(1u << 20);
    struct json *root = NULL;
    CHECK_OK(json_read(&a, STR("{\"b\":[1,2.5,null,true,\"x\\u00e9y\"],\"a\":{}}"), &root));
    CHECK_INT(root->kind, JSON_IS_OBJECT);
    CHECK_STR(root->first->key, STR("b"));
    const struct json *b = json_get(root, "b");
    CHECK_INT(b->n, 5);
    CHECK_INT(b->first->i, 1);
    CHECK_INT(b->first->next->kind, JSON_IS_REAL);
    CHECK_STR(b->first->next->next->next->next->text, STR("x\xc3\xa9y"));
    CHECK(json_get(root, "nothing") == NULL);
}

TEST(what_is_no_json_is_refused_with_its_place)
{
    AUTO(done) struct arena a = arena_of(1u << 20);
    static const char *const bad[] = {
        "", "{", "{\"a\":1,\"a\":2}", "[1]x", "{\"a\":NaN}", "[\"\xff\"]", "[\"\\u0000\"]", "nul"};
    struct json *root = NULL;
    for (EACH(i, bad))
        CHECK_ERR(json_read(&a, str_of(bad[i]), &root), ERR_INPUT);
    char deep[201] = {0};
    for (size_t i = 0; i < 100; i++) {
        deep[i] = '[';
        deep[199 - i] = ']';
    }
    CHECK_ERR(json_read(&a, str_of(deep), &root), ERR_LIMIT);
}

TEST(more_values_than_the_arena_has_room_for_are_a_limit)
{
    AUTO(done) struct arena a = arena_of(64u << 10);
    struct json *root = NULL;
    char many[2000] = "[";
    for (size_t i = 1; i < 1998; i++)
        many[i] = i % 2 ? '1' : ',';
    many[1998] = ']';
    CHECK_ERR(json_read(&a, str_of(many), &root), ERR_LIMIT);
    CHECK_OK(json_read(&a, STR("[\",,,,[[[{\\\"\"]"), &root));
}

TEST(another_type_names_the_key)
{
    AUTO(done) struct arena a = arena_of(1u << 20);
    struct json *root = NULL;
    struct str text = STR("fallback");
    int64_t number = 7;
    CHECK_OK(json_read(&a, STR("{\"t\":1,\"n\":\"1\",\"z\":null}"), &root));
    CHECK_ERR(json_get_text(root, "t", &text), ERR_INPUT);
    CHECK_ERR(json_get_i64(root, "n", &number), ERR_INPUT);
    CHECK_OK(json_get_text(root, "z", &text));
    CHECK_OK(json_get_i64(root, "missing", &number));
    CHECK_STR(text, STR("fallback"));
    CHECK_INT(number, 7);
}

TEST(what_is_written_is_safe_and_can_be_read_again)
{
    AUTO(done) struct arena a = arena_of(1u << 20);
    struct out o = out_of(&a);
    struct json_out j = json_out_of(&o);
    json_begin_object(&j);
    json_put_text(&j, "t", STR("</script>\"\\\n\xff\xc3\xa9"));
    json_key(&j, STR("l"));
    json_begin_list(&j);
    json_f64(&j, -0.0, 2);
    json_f64(&j, 0.0 / 0.0, 2);
    json_bool(&j, false);
    json_end_list(&j);
    json_put_int(&j, "n", -5);
    json_end_object(&j);
    CHECK_STR(out_done(&o),
        STR("{\"t\":\"\\u003c/script\\u003e\\u0022\\u005c\\u000a\xef\xbf\xbd\xc3\xa9\","
            "\"l\":[0.00,null,false],\"n\":-5}"));
    struct json *root = NULL;
    CHECK_OK(json_read(&a, out_done(&o), &root));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_document_is_read_in_its_order),
        cmocka_unit_test(what_is_no_json_is_refused_with_its_place),
        cmocka_unit_test(more_values_than_the_arena_has_room_for_are_a_limit),
        cmocka_unit_test(another_type_names_the_key),
        cmocka_unit_test(what_is_written_is_safe_and_can_be_read_again),
    };
    return RUN(tests);
}
