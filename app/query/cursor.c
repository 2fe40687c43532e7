#include "query/cursor.h"

#include "lib/hash.h"
#include "query/url.h"

#define BYTES 12 /* a list's 64 bits and a place's 32: sixteen characters without a rest */

static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

uint64_t cursor_list(
    struct arena *a, struct str page, struct str generation, const struct filter *f)
{
    const struct filter none = filter_default();
    struct filter list = *f;
    list.after = none.after;
    list.n = none.n;
    list.ui = none.ui;
    list.bom = none.bom;
    struct str query = query_write(a, &list);
    return (uint64_t)hash64(
        arena_fmt(a, "%.*s/%.*s?%.*s", STR_ARG(generation), STR_ARG(page), STR_ARG(query)));
}

struct str cursor_write(struct arena *a, uint64_t list, uint32_t at)
{
    unsigned char bytes[BYTES];
    for (size_t i = 0; i < BYTES; i++)
        bytes[i] = (unsigned char)(i < 8 ? list >> (8 * i) : at >> (8 * (i - 8)));
    struct out o = out_of(a);
    for (size_t i = 0; i < BYTES; i += 3) {
        unsigned three = (unsigned)bytes[i] << 16 | (unsigned)bytes[i + 1] << 8 | bytes[i + 2];
        for (int shift = 18; shift >= 0; shift -= 6)
            out_char(&o, digits[three >> shift & 63]);
    }
    return out_done(&o);
}

bool cursor_read(struct str text, uint64_t list, uint32_t *at)
{
    const struct str all = {digits, sizeof digits - 1};
    unsigned char bytes[BYTES];
    if (text.n != BYTES / 3 * 4)
        return false;
    for (size_t i = 0; i < text.n; i += 4) {
        unsigned three = 0;
        for (size_t k = 0; k < 4; k++) {
            size_t digit = str_find(all, text.p[i + k]);
            if (digit == all.n)
                return false;
            three = three << 6 | (unsigned)digit;
        }
        for (size_t k = 0; k < 3; k++)
            bytes[i / 4 * 3 + k] = (unsigned char)(three >> (16 - 8 * k));
    }
    uint64_t of = 0;
    *at = 0;
    for (size_t i = 0; i < 8; i++)
        of |= (uint64_t)bytes[i] << (8 * i);
    for (size_t i = 8; i < BYTES; i++)
        *at |= (uint32_t)bytes[i] << (8 * (i - 8));
    return of == list;
}
