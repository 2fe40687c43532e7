/* json.h: reading JSON into an arena (by jansson, seen in json.c alone) and writing it to an out. */
#ifndef LIB_JSON_H
#define LIB_JSON_H

#include "lib/err.h"
#include "lib/out.h"

enum json_kind { JSON_NULL, JSON_BOOL, JSON_INT, JSON_REAL, JSON_TEXT, JSON_LIST, JSON_OBJECT };

struct json {
    enum json_kind kind;
    struct str key;    /* the member's name when it stands in an object */
    struct str text;   /* JSON_TEXT */
    int64_t i;         /* JSON_INT, and JSON_BOOL as 0 or 1 */
    double real;       /* JSON_REAL, and JSON_INT */
    struct json *first, *next; /* children in their order */
    size_t n;          /* how many children */
};

/* A whole document (object or array, nothing behind it) into the arena. Duplicate keys and bad UTF-8
 * are ERR_INPUT with line and column. Depth at most 64. */
MUST_USE struct err json_read(struct arena *a, struct str text, struct json **out);
/* The member of that name, or NULL; NULL in gives NULL out. */
const struct json *json_get(const struct json *object, const char *key);
/* Typed members. Missing and null give the fallback and OK; another type is ERR_INPUT naming the key. */
MUST_USE struct err json_get_text(const struct json *object, const char *key, struct str *out);
MUST_USE struct err json_get_i64(const struct json *object, const char *key, int64_t *out);

/* Writing: commas are put by the writer. Objects and lists are closed by json_end. */
struct json_out {
    struct out *o;
    int depth;
    bool comma; /* the next value needs one before it */
};

struct json_out json_out_of(struct out *o);
void json_object(struct json_out *j);
void json_list(struct json_out *j);
void json_end_object(struct json_out *j);
void json_end_list(struct json_out *j);
void json_key(struct json_out *j, struct str key);
void json_text(struct json_out *j, struct str s); /* bad UTF-8 becomes U+FFFD; < > & as \u00XX */
void json_int(struct json_out *j, int64_t v);
void json_f64(struct json_out *j, double v, int digits); /* NaN and infinity become null */
void json_bool(struct json_out *j, bool v);
void json_null(struct json_out *j);
/* key and value at once, the key a literal */
void json_put_text(struct json_out *j, const char *key, struct str s);
void json_put_int(struct json_out *j, const char *key, int64_t v);

#endif
