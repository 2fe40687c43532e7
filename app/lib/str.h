/* str.h: a borrowed piece of someone else's bytes. Never freed, not NUL-terminated, passed by
 * value. */
#ifndef LIB_STR_H
#define LIB_STR_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct str {
    const char *p;
    size_t n;
};

#define STR(lit) ((struct str){"" lit, sizeof(lit) - 1}) /* literals only */
#define STR_ARG(s) (int)(s).n, (s).p                     /* for "%.*s" */
#define COUNT_OF(array) (sizeof(array) / sizeof((array)[0]))
#define EACH(i, array)                                                                             \
    size_t i = 0;                                                                                  \
    i < COUNT_OF(array);                                                                           \
    i++
#define MUST_USE __attribute__((warn_unused_result))
#define PRINTF_LIKE(f, a) __attribute__((format(printf, f, a)))

/* ASCII letters only, in every locale. */
static inline char str_lower(char c)
{
    return c >= 'A' && c <= 'Z' ? (char)(c - 'A' + 'a') : c;
}

/* The bytes before the NUL; an empty str for NULL. */
struct str str_of(const char *z);
bool str_eq(struct str a, struct str b);
/* ASCII letters only: header names and vocabularies are compared with it. */
bool str_eq_nocase(struct str a, struct str b);
/* memcmp order, the shorter first; the same on every host and locale. */
int str_cmp(struct str a, struct str b);
bool str_starts(struct str s, struct str prefix);
bool str_ends(struct str s, struct str suffix);
/* From byte i on; empty past the end. */
static inline struct str str_from(struct str s, size_t i)
{
    i = i < s.n ? i : s.n;
    return (struct str){s.p + i, s.n - i};
}
/* At most the first n bytes. */
static inline struct str str_head(struct str s, size_t n)
{
    return (struct str){s.p, n < s.n ? n : s.n};
}
static inline bool str_is_space(char c)
{
    return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}
/* Without ASCII spaces, tabs, CR and LF at both ends. */
static inline struct str str_trim(struct str s)
{
    while (s.n && str_is_space(s.p[0]))
        s = str_from(s, 1);
    while (s.n && str_is_space(s.p[s.n - 1]))
        s.n--;
    return s;
}
/* Cuts at the first sep: head before it, rest after it. Without one head is all of s, rest is
 * empty, and the answer is false. head or rest may be the address of s. */
bool str_cut(struct str s, char sep, struct str *head, struct str *rest);
/* Where c stands first; s.n when it does not. */
size_t str_find(struct str s, char c);
/* A whole decimal number, a leading '-' allowed, nothing around it, no overflow. */
bool str_i64(struct str s, int64_t *out);
/* Lower-case hex of any even length into `bytes`; false unless it is exactly n bytes. */
bool str_unhex(struct str s, unsigned char *bytes, size_t n);
/* The length of the UTF-8 sequence at s.p, 1 to 4; 0 where it is not well-formed. */
size_t str_utf8(struct str s);
bool str_is_utf8(struct str s);
bool str_is_ascii(struct str s);

#endif
