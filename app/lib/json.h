/* json.h: reading JSON into an arena (by jansson, seen in json.c alone) and writing it to an out.
 */
#ifndef LIB_JSON_H
#define LIB_JSON_H

#include "lib/err.h"
#include "lib/out.h"

enum json_kind {
    JSON_IS_NULL,
    JSON_IS_BOOL,
    JSON_IS_INT,
    JSON_IS_REAL,
    JSON_IS_TEXT,
    JSON_IS_LIST,
    JSON_IS_OBJECT
};

struct json {
    enum json_kind kind;
    struct str key;            /* the member's name when it stands in an object */
    struct str text;           /* JSON_IS_TEXT */
    int64_t i;                 /* JSON_IS_INT, and JSON_IS_BOOL as 0 or 1 */
    double real;               /* JSON_IS_REAL, and JSON_IS_INT */
    struct json *first, *next; /* children in their order */
    size_t n;                  /* how many children */
};

/* A whole document (object or array, nothing behind it) into the arena. Duplicate keys and bad
 * UTF-8 are ERR_INPUT with line and column. ERR_LIMIT: deeper than 64, or more than the arena has
 * room for. */
MUST_USE struct err json_read(struct arena *a, struct str text, struct json **out);
/* The member of that name, or NULL; NULL in gives NULL out. */
const struct json *json_get(const struct json *object, const char *key);
/* Typed members. Missing and null give the fallback and OK; another type is ERR_INPUT naming the
 * key. */
MUST_USE struct err json_get_text(const struct json *object, const char *key, struct str *out);
MUST_USE struct err json_get_i64(const struct json *object, const char *key, int64_t *out);

/* Writing: commas are put by the writer. Objects and lists are closed by json_end_object and
 * json_end_list. */
struct json_out {
    struct out *o;
    int depth;
    bool comma; /* the next value needs one before it */
};

struct json_out json_out_of(struct out *o);
void json_begin_object(struct json_out *j);
void json_begin_list(struct json_out *j);
void json_end_object(struct json_out *j);
void json_end_list(struct json_out *j);
void json_key(struct json_out *j, struct str key);
void json_text(struct json_out *j, struct str s); /* bad UTF-8 becomes U+FFFD; < > & as \u00XX */
void json_int(struct json_out *j, int64_t v);
void json_f64(struct json_out *j, double v, int digits); /* NaN and infinity become null */
void json_bool(struct json_out *j, bool v);
void json_none(struct json_out *j); /* null; jansson owns the name json_null */
/* key and value at once, the key a literal */
void json_put_text(struct json_out *j, const char *key, struct str s);
void json_put_int(struct json_out *j, const char *key, int64_t v);

#endif
