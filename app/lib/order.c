#include "lib/order.h"

#include <string.h>

#define FEW 24 /* from here on counting costs less than moving one by one */
#define DIGITS 8
#define VALUES 256

static void insert_each(struct ordered *x, size_t n)
{
    for (size_t i = 1; i < n; i++) {
        const struct ordered one = x[i];
        size_t at = i;
        for (; at > 0 && x[at - 1].key > one.key; at--)
            x[at] = x[at - 1];
        x[at] = one;
    }
}

static size_t digit_of(uint64_t key, size_t digit)
{
    return key >> 8 * digit & (VALUES - 1);
}

/* From x to y by one digit; `count` becomes the places behind each value. */
static void deal(
    const struct ordered *x, size_t n, size_t digit, uint32_t count[VALUES], struct ordered *y)
{
    uint32_t place = 0;
    for (size_t i = 0; i < VALUES; i++) {
        uint32_t of_value = count[i];
        count[i] = place;
        place += of_value;
    }
    for (size_t i = 0; i < n; i++)
        y[count[digit_of(x[i].key, digit)]++] = x[i];
}

/* The lowest digit first; those that all keys have in common are passed over. */
static void deal_each(struct ordered *x, size_t n, struct ordered *scratch)
{
    uint32_t count[DIGITS][VALUES] = {{0}};
    struct ordered *from = x, *to = scratch;
    for (size_t i = 0; i < n; i++)
        for (size_t digit = 0; digit < DIGITS; digit++)
            count[digit][digit_of(x[i].key, digit)]++;
    for (size_t digit = 0; digit < DIGITS; digit++) {
        if (count[digit][digit_of(x[0].key, digit)] == n)
            continue;
        deal(from, n, digit, count[digit], to);
        struct ordered *dealt = to;
        to = from;
        from = dealt;
    }
    if (from != x)
        memcpy(x, from, n * sizeof *x);
}

void order_keys(struct ordered *x, size_t n, struct ordered *scratch)
{
    if (n < FEW)
        insert_each(x, n);
    else
        deal_each(x, n, scratch);
}

struct texts {
    const struct str *text;
    struct ordered *scratch;
};

#define PIECE 7              /* bytes of a text that are looked at at once */
#define GOES_ON (PIECE + 1u) /* beside them, instead of how many there were: the text has more */

static uint64_t piece_at(struct str s, size_t from)
{
    uint64_t bytes = 0;
    struct str left = str_from(s, from), piece = str_head(left, PIECE);
    if (piece.n)
        memcpy(&bytes, piece.p, piece.n);
    return __builtin_bswap64(bytes) | (left.n > PIECE ? GOES_ON : left.n);
}

static void insert_texts(const struct texts *t, struct ordered *x, size_t n)
{
    for (size_t i = 1; i < n; i++) {
        const struct ordered one = x[i];
        size_t at = i;
        for (; at > 0 && str_cmp(t->text[x[at - 1].of], t->text[one.of]) > 0; at--)
            x[at] = x[at - 1];
        x[at] = one;
    }
}

/* Texts that have their first bytes in common. It goes as deep as a text has pieces. */
static void order_from(const struct texts *t, struct ordered *x, size_t n, size_t from)
{
    if (n < FEW) {
        insert_texts(t, x, n);
        return;
    }
    for (size_t i = 0; i < n; i++)
        x[i].key = piece_at(t->text[x[i].of], from);
    order_keys(x, n, t->scratch);
    for (size_t i = 0, end; i < n; i = end) {
        for (end = i + 1; end < n && x[end].key == x[i].key;)
            end++;
        if (end - i > 1 && (x[i].key & (VALUES - 1)) == GOES_ON)
            order_from(t, x + i, end - i, from + PIECE);
    }
}

void order_texts(struct arena *a, const struct str *text, size_t n, uint32_t *place)
{
    struct ordered *x = NEW(a, struct ordered, 2 * n + 1);
    const struct texts t = {text, x + n};
    for (size_t i = 0; i < n; i++)
        x[i].of = (uint32_t)i;
    order_from(&t, x, n, 0);
    for (size_t i = 0; i < n; i++)
        place[i] = x[i].of;
}
