#include "store/varint.h"

#include <endian.h>
#include <string.h>

struct cursor cursor_of(struct str s)
{
    const unsigned char *p = (const unsigned char *)s.p;
    return (struct cursor){.p = p, .end = p + s.n};
}

uint64_t varint_get_long(struct cursor *c)
{
    uint64_t v = 0;
    for (int shift = 0; shift < 64 && c->p < c->end && !c->bad; shift += 7) {
        unsigned char b = *c->p++;
        if (shift == 63 && b > 1)
            break;
        v |= (uint64_t)(b & 0x7f) << shift;
        if (b < 0x80)
            return v;
    }
    c->bad = true;
    c->p = c->end;
    return 0;
}

void varint_put(struct out *o, uint64_t v)
{
    char bytes[10];
    size_t n = 0;
    for (; v >= 0x80; v >>= 7)
        bytes[n++] = (char)(v | 0x80);
    bytes[n++] = (char)v;
    out_str(o, (struct str){bytes, n});
}

void zigzag_put(struct out *o, int64_t v)
{
    varint_put(o, ((uint64_t)v << 1) ^ (v < 0 ? UINT64_MAX : 0));
}

int64_t zigzag_get(struct cursor *c)
{
    uint64_t v = varint_get(c);
    return (int64_t)(v >> 1) ^ -(int64_t)(v & 1);
}

void fixed64_put(struct out *o, int64_t v)
{
    char bytes[8];
    for (size_t i = 0; i < sizeof bytes; i++)
        bytes[i] = (char)((uint64_t)v >> (8 * i));
    out_str(o, (struct str){bytes, sizeof bytes});
}

int64_t fixed64_get(struct cursor *c)
{
    uint64_t v = 0;
    if (cursor_left(c) < sizeof v) {
        c->bad = true;
        c->p = c->end;
        return 0;
    }
    memcpy(&v, c->p, sizeof v);
    c->p += sizeof v;
    return (int64_t)le64toh(v);
}

void text_put(struct out *o, struct str s)
{
    varint_put(o, s.n);
    out_str(o, s);
}

struct str text_get(struct cursor *c)
{
    uint64_t n = varint_get(c);
    if (n > cursor_left(c)) {
        c->bad = true;
        c->p = c->end;
        return STR("");
    }
    struct str s = {(const char *)c->p, (size_t)n};
    c->p += n;
    return s;
}

void sparse_put(struct out *o, const uint64_t *v, size_t n)
{
    size_t filled = 0, next = 0;
    for (size_t i = 0; i < n; i++)
        filled += v[i] != 0;
    varint_put(o, filled);
    for (size_t i = 0; i < n && filled; i++) {
        if (v[i] == 0)
            continue;
        varint_put(o, i - next);
        varint_put(o, v[i]);
        next = i + 1;
        filled--;
    }
}

void sparse_add(struct cursor *c, uint64_t *into, size_t n)
{
    struct sparse s = sparse_of(c, n);
    while (sparse_next(&s))
        into[s.at] += s.v;
}
