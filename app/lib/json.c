#include "lib/json.h"

#include <assert.h>
#include <jansson.h>
#include <math.h>
#include <string.h>

#define DEPTH_MAX 64
#define TEXT_SLACK 16 /* bytes that a text in an arena takes beyond its own, at most */

static void root_done(json_t **root)
{
    json_decref(*root);
}

static struct json *node_of(struct arena *a, const char *key, size_t key_n, json_t *from);

static void append(struct json *parent, struct json **last, struct json *child)
{
    if (*last)
        (*last)->next = child;
    else
        parent->first = child;
    *last = child;
    parent->n++;
}

/* Depth is bounded by shape_check. */
static void add_children(struct arena *a, struct json *to, json_t *from)
{
    struct json *last = NULL;
    if (json_is_array(from)) {
        for (size_t i = 0; i < json_array_size(from); i++)
            append(to, &last, node_of(a, "", 0, json_array_get(from, i)));
        return;
    }
    for (void *it = json_object_iter(from); it; it = json_object_iter_next(from, it)) {
        const char *key = json_object_iter_key(it);
        append(to, &last, node_of(a, key, strlen(key), json_object_iter_value(it)));
    }
}

static struct json *node_of(struct arena *a, const char *key, size_t key_n, json_t *from)
{
    static const enum json_kind kinds[] = {
        [JSON_OBJECT] = JSON_IS_OBJECT,
        [JSON_ARRAY] = JSON_IS_LIST,
        [JSON_STRING] = JSON_IS_TEXT,
        [JSON_INTEGER] = JSON_IS_INT,
        [JSON_REAL] = JSON_IS_REAL,
        [JSON_TRUE] = JSON_IS_BOOL,
        [JSON_FALSE] = JSON_IS_BOOL,
        [JSON_NULL] = JSON_IS_NULL,
    };
    struct json *to = NEW(a, struct json, 1);
    to->kind = kinds[json_typeof(from)];
    to->key = arena_copy(a, (struct str){key, key_n});
    if (json_is_string(from))
        to->text = arena_copy(a, (struct str){json_string_value(from), json_string_length(from)});
    to->i = json_is_true(from) ? 1 : json_integer_value(from);
    to->real = json_number_value(from);
    if (json_is_object(from) || json_is_array(from))
        add_children(a, to, from);
    return to;
}

/* What a text would need, told by the brackets and commas outside its strings. Of a text that is
 * not well-formed it means nothing, and does no harm. */
struct shape {
    int deepest;
    size_t values; /* at most */
};

static struct shape shape_of(struct str text)
{
    struct shape s = {.values = 1};
    int depth = 0;
    bool quoted = false;
    for (size_t i = 0; i < text.n; i++) {
        char c = text.p[i];
        bool opens = !quoted && (c == '{' || c == '[');
        if (quoted && c == '\\')
            i++;
        else if (c == '"')
            quoted = !quoted;
        else if (opens)
            s.deepest = ++depth > s.deepest ? depth : s.deepest;
        else if (!quoted && (c == '}' || c == ']'))
            depth--;
        s.values += opens || (!quoted && c == ',');
    }
    return s;
}

/* Before jansson makes its own copy of everything: a few MB of brackets become a GB there. */
static struct err shape_check(const struct arena *a, struct str text)
{
    struct shape s = shape_of(text);
    size_t bytes = text.n;
    if (s.deepest > DEPTH_MAX)
        return err_of(ERR_LIMIT, "JSON: nested deeper than %d", DEPTH_MAX);
    if (__builtin_mul_overflow(s.values, sizeof(struct json) + 2 * TEXT_SLACK, &s.values) ||
        __builtin_add_overflow(bytes, s.values, &bytes) || bytes > arena_left(a))
        return err_of(ERR_LIMIT, "JSON: %zu bytes hold more values than there is room for", text.n);
    return OK;
}

struct err json_read(struct arena *a, struct str text, struct json **out)
{
    json_error_t why;
    TRY(shape_check(a, text));
    AUTO(root_done)
    json_t *root = json_loadb(text.p ? text.p : "", text.n, JSON_REJECT_DUPLICATES, &why);
    if (!root)
        return err_of(ERR_INPUT, "JSON: line %d, column %d: %s", why.line, why.column, why.text);
    *out = node_of(a, "", 0, root);
    return OK;
}

const struct json *json_get(const struct json *object, const char *key)
{
    if (!object || object->kind != JSON_IS_OBJECT)
        return NULL;
    for (const struct json *m = object->first; m; m = m->next)
        if (str_eq(m->key, str_of(key)))
            return m;
    return NULL;
}

struct err json_get_text(const struct json *object, const char *key, struct str *out)
{
    const struct json *m = json_get(object, key);
    if (!m || m->kind == JSON_IS_NULL)
        return OK;
    if (m->kind != JSON_IS_TEXT)
        return err_of(ERR_INPUT, "\"%s\" is not a text", key);
    *out = m->text;
    return OK;
}

struct err json_get_i64(const struct json *object, const char *key, int64_t *out)
{
    const struct json *m = json_get(object, key);
    if (!m || m->kind == JSON_IS_NULL)
        return OK;
    if (m->kind != JSON_IS_INT)
        return err_of(ERR_INPUT, "\"%s\" is not a whole number", key);
    *out = m->i;
    return OK;
}

struct json_out json_out_of(struct out *o)
{
    return (struct json_out){.o = o};
}

static void before_value(struct json_out *j)
{
    if (j->comma)
        out_char(j->o, ',');
    j->comma = true;
}

static void json_begin(struct json_out *j, char bracket)
{
    before_value(j);
    out_char(j->o, bracket);
    j->comma = false;
    j->depth++;
}

static void json_end(struct json_out *j, char bracket)
{
    assert(j->depth > 0);
    out_char(j->o, bracket);
    j->comma = true;
    j->depth--;
}

void json_begin_object(struct json_out *j)
{
    json_begin(j, '{');
}

void json_begin_list(struct json_out *j)
{
    json_begin(j, '[');
}

void json_end_object(struct json_out *j)
{
    json_end(j, '}');
}

void json_end_list(struct json_out *j)
{
    json_end(j, ']');
}

/* < > & are escaped too, so that no answer can be taken for markup, whatever reads it. */
static bool is_plain(unsigned char c)
{
    return c >= 0x20 && c != 0x7f && c != '"' && c != '\\' && c != '<' && c != '>' && c != '&';
}

static void out_quoted(struct out *o, struct str s)
{
    out_char(o, '"');
    while (s.n) {
        size_t run = 0;
        while (run < s.n && (unsigned char)s.p[run] < 0x80 && is_plain((unsigned char)s.p[run]))
            run++;
        out_str(o, str_head(s, run));
        s = str_from(s, run);
        if (s.n == 0)
            break;
        size_t step = str_utf8(s);
        if (step > 1)
            out_str(o, str_head(s, step));
        else if (step == 1)
            out_fmt(o, "\\u%04x", (unsigned char)s.p[0]);
        else
            out_z(o, "\xef\xbf\xbd");
        s = str_from(s, step ? step : 1);
    }
    out_char(o, '"');
}

void json_key(struct json_out *j, struct str key)
{
    before_value(j);
    out_quoted(j->o, key);
    out_char(j->o, ':');
    j->comma = false;
}

void json_text(struct json_out *j, struct str s)
{
    before_value(j);
    out_quoted(j->o, s);
}

void json_int(struct json_out *j, int64_t v)
{
    before_value(j);
    out_i64(j->o, v);
}

void json_f64(struct json_out *j, double v, int digits)
{
    if (!isfinite(v)) {
        json_none(j);
        return;
    }
    before_value(j);
    out_f64(j->o, v, digits);
}

void json_bool(struct json_out *j, bool v)
{
    before_value(j);
    out_z(j->o, v ? "true" : "false");
}

void json_none(struct json_out *j)
{
    before_value(j);
    out_z(j->o, "null");
}

void json_put_text(struct json_out *j, const char *key, struct str s)
{
    json_key(j, str_of(key));
    json_text(j, s);
}

void json_put_int(struct json_out *j, const char *key, int64_t v)
{
    json_key(j, str_of(key));
    json_int(j, v);
}
