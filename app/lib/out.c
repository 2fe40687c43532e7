#include "lib/out.h"

#include <assert.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#define FIRST_BYTES 256

struct out out_of(struct arena *a)
{
    return (struct out){.a = a};
}

char *out_room(struct out *o, size_t n)
{
    if (o->cap - o->n < n) {
        size_t cap = o->cap ? o->cap * 2 : FIRST_BYTES;
        while (cap - o->n < n)
            cap *= 2;
        char *p = arena_take(o->a, 1, cap);
        if (o->n)
            memcpy(p, o->p, o->n);
        o->p = p;
        o->cap = cap;
    }
    return o->p + o->n;
}

void out_grew(struct out *o, size_t n)
{
    assert(n <= o->cap - o->n);
    o->n += n;
}

void out_str(struct out *o, struct str s)
{
    if (s.n == 0)
        return;
    memcpy(out_room(o, s.n), s.p, s.n);
    o->n += s.n;
}

void out_z(struct out *o, const char *z)
{
    out_str(o, str_of(z));
}

void out_char(struct out *o, char c)
{
    *out_room(o, 1) = c;
    o->n++;
}

void out_i64(struct out *o, int64_t v)
{
    char digits[24];
    int n = snprintf(digits, sizeof digits, "%lld", (long long)v);
    out_str(o, (struct str){digits, (size_t)n});
}

void out_f64(struct out *o, double v, int digits)
{
    char text[64];
    assert(digits >= 0 && digits <= 9);
    int n = snprintf(text, sizeof text, "%.*f", digits, v);
    if (n < 0 || (size_t)n >= sizeof text)
        return;
    bool zero = strspn(text, "-0.") == (size_t)n;
    out_str(o, (struct str){text + (zero && text[0] == '-'), (size_t)n - (zero && text[0] == '-')});
}

void out_fmt(struct out *o, const char *fmt, ...)
{
    va_list ap, again;
    va_start(ap, fmt);
    va_copy(again, ap);
    int n = vsnprintf(NULL, 0, fmt, ap);
    va_end(ap);
    assert(n >= 0);
    vsnprintf(out_room(o, (size_t)n + 1), (size_t)n + 1, fmt, again);
    va_end(again);
    o->n += (size_t)n;
}

struct str out_done(const struct out *o)
{
    return (struct str){o->p ? o->p : "", o->n};
}
