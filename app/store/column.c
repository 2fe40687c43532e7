#include "store/column.h"

#include "etl/record.h"

#include <endian.h>
#include <string.h>

#define STRAY_BYTES 6 /* what one costs, about */
#define WIDTH_WHOLE 8

static const unsigned widths[] = {0, 1, 2, 3, 4, WIDTH_WHOLE};

/* The greatest code of that width. */
static uint64_t greatest(unsigned width)
{
    return width == WIDTH_WHOLE ? UINT64_MAX : (UINT64_C(1) << (8 * width)) - 1;
}

static bool fits(const struct column *x, int64_t v)
{
    if (v == MS_UNKNOWN)
        return x->gaps || (x->width == 0 && x->base == v);
    return v >= x->base && x->base != MS_UNKNOWN &&
           (uint64_t)v - (uint64_t)x->base <= greatest(x->width) - x->gaps;
}

static size_t cost(const struct column *x, const int64_t *v, size_t n)
{
    size_t strays = 0;
    for (size_t i = 0; i < n; i++)
        strays += !fits(x, v[i]);
    return n * x->width + strays * STRAY_BYTES;
}

/* The least number that is not negative, else the least: times that run backwards are few. */
static int64_t base_of(const int64_t *v, size_t n)
{
    int64_t least = INT64_MAX, up = INT64_MAX;
    for (size_t i = 0; i < n; i++) {
        if (v[i] == MS_UNKNOWN)
            continue;
        least = v[i] < least ? v[i] : least;
        up = v[i] >= 0 && v[i] < up ? v[i] : up;
    }
    return up != INT64_MAX ? up : least != INT64_MAX ? least : MS_UNKNOWN;
}

static struct column plan(const int64_t *v, size_t n)
{
    int64_t base = base_of(v, n);
    bool gaps = false;
    for (size_t i = 0; i < n && base != MS_UNKNOWN; i++)
        gaps |= v[i] == MS_UNKNOWN;
    struct column best = {.n = n, .base = base};
    size_t least = cost(&best, v, n);
    for (size_t i = 1; i < COUNT_OF(widths); i++) {
        struct column x = {.n = n, .base = base, .width = widths[i], .gaps = gaps};
        if (x.width == WIDTH_WHOLE)
            x = (struct column){.n = n, .width = WIDTH_WHOLE};
        size_t bytes = x.width == WIDTH_WHOLE ? n * WIDTH_WHOLE : cost(&x, v, n);
        if (bytes < least) {
            least = bytes;
            best = x;
        }
    }
    return best;
}

static void put_code(struct out *o, uint64_t code, unsigned width)
{
    char *p = out_room(o, width);
    for (unsigned i = 0; i < width; i++)
        p[i] = (char)(code >> 8 * i & 0xff);
    out_grew(o, width);
}

static uint64_t code_of(const struct column *x, int64_t v)
{
    if (x->width == WIDTH_WHOLE)
        return (uint64_t)v;
    if (v == MS_UNKNOWN || !fits(x, v))
        return x->gaps ? greatest(x->width) : 0;
    return (uint64_t)v - (uint64_t)x->base;
}

void column_put(struct out *o, const int64_t *v, size_t n)
{
    struct column x = plan(v, n);
    struct out strays = out_of(o->a);
    size_t last = 0;
    for (size_t i = 0; i < n && x.width != WIDTH_WHOLE; i++) {
        if (fits(&x, v[i]))
            continue;
        varint_put(&strays, i - last);
        zigzag_put(&strays, v[i]);
        last = i;
        x.strays++;
    }
    varint_put(o, x.width << 1 | x.gaps);
    fixed64_put(o, x.base);
    varint_put(o, x.strays);
    out_str(o, out_done(&strays));
    for (size_t i = 0; i < n; i++)
        put_code(o, code_of(&x, v[i]), x.width);
}

static bool is_width(uint64_t width)
{
    for (EACH(i, widths))
        if (widths[i] == width)
            return true;
    return false;
}

static void get_strays(struct cursor *c, struct arena *a, struct column *x)
{
    uint64_t place = 0, n = varint_get(c);
    if (n > x->n || n > cursor_left(c)) {
        c->bad = true;
        return;
    }
    x->at = NEW(a, uint32_t, n + 1);
    x->value = NEW(a, int64_t, n + 1);
    for (; x->strays < n && !c->bad; x->strays++) {
        uint64_t step = varint_get(c);
        c->bad |= step >= x->n || (step == 0 && x->strays > 0);
        place += c->bad ? 0 : step;
        c->bad |= place >= x->n;
        x->at[x->strays] = (uint32_t)place;
        x->value[x->strays] = zigzag_get(c);
    }
}

struct column column_get(struct cursor *c, struct arena *a, size_t n)
{
    struct column x = {.n = n};
    uint64_t head = varint_get(c);
    x.width = (unsigned)(head >> 1 & 0xf);
    x.gaps = head & 1;
    x.base = fixed64_get(c);
    c->bad |= head >> 5 || !is_width(x.width) || n > UINT32_MAX;
    get_strays(c, a, &x);
    c->bad |= x.width && cursor_left(c) / x.width < n;
    if (c->bad)
        return (struct column){.n = n};
    x.code = c->p;
    c->p += n * x.width;
    return x;
}

/* `width` is a constant wherever this is inlined, and the bytes are one load. */
static inline __attribute__((always_inline)) uint64_t code_at(
    const struct column *x, size_t i, unsigned width)
{
    const unsigned char *p = x->code + i * width;
    uint64_t code = 0;
    uint16_t two = 0;
    if (width == 1)
        return p[0];
    if (width == 2 || width == 3)
        memcpy(&two, p, sizeof two);
    if (width == 4 || width == WIDTH_WHOLE)
        memcpy(&code, p, width);
    return width < 4 ? le16toh(two) | (width == 3 ? (uint64_t)p[2] << 16 : 0) : le64toh(code);
}

static inline __attribute__((always_inline)) int64_t value_at(
    const struct column *x, size_t i, unsigned width)
{
    uint64_t code = code_at(x, i, width);
    if (width && width != WIDTH_WHOLE && x->gaps && code == greatest(width))
        return MS_UNKNOWN;
    return (int64_t)((uint64_t)x->base + code);
}

static int64_t value_of(const struct column *x, size_t i)
{
    switch (x->width) {
    case 1:
        return value_at(x, i, 1);
    case 2:
        return value_at(x, i, 2);
    case 3:
        return value_at(x, i, 3);
    case 4:
        return value_at(x, i, 4);
    case WIDTH_WHOLE:
        return value_at(x, i, WIDTH_WHOLE);
    default:
        return x->base;
    }
}

int64_t column_at(const struct column *x, size_t i)
{
    size_t low = 0, high = x->strays;
    while (low < high) {
        size_t mid = low + (high - low) / 2;
        if (x->at[mid] < i)
            low = mid + 1;
        else
            high = mid;
    }
    return low < x->strays && x->at[low] == i ? x->value[low] : value_of(x, i);
}

static int64_t cut(int64_t v, int64_t most)
{
    return v < 0 ? 0 : v < most ? v : most;
}

/* Whether every number that codes can stand for is known, and 0 .. most. */
static bool is_plain(const struct column *x, uint64_t most)
{
    return !x->gaps && x->width != WIDTH_WHOLE && x->base >= 0 && (uint64_t)x->base <= most &&
           greatest(x->width) <= most - (uint64_t)x->base;
}

#define WHOLE(type_, x, i, width_) value_at(x, i, width_)
#define PLAIN(type_, x, i, width_) (type_)((type_)(x)->base + (type_)code_at(x, i, width_))
#define CUT(type_, x, i, width_) (type_) cut(value_at(x, i, width_), (type_) ~(type_)0)

/* One loop for each width and kind of places, so that the inner ones hold no choice. */
#define LOOP(type_, value_, width_)                                                                \
    if (place)                                                                                     \
        for (size_t i = 0; i < count; i++)                                                         \
            out[place[i]] = value_(type_, x, place[i], width_);                                    \
    else                                                                                           \
        for (size_t i = 0; i < count; i++)                                                         \
            out[i] = value_(type_, x, i, width_);                                                  \
    break;
#define LOOPS(type_, value_)                                                                       \
    switch (x->width) {                                                                            \
    case 1:                                                                                        \
        LOOP(type_, value_, 1)                                                                     \
    case 2:                                                                                        \
        LOOP(type_, value_, 2)                                                                     \
    case 3:                                                                                        \
        LOOP(type_, value_, 3)                                                                     \
    case 4:                                                                                        \
        LOOP(type_, value_, 4)                                                                     \
    case WIDTH_WHOLE:                                                                              \
        LOOP(type_, value_, WIDTH_WHOLE)                                                           \
    default:                                                                                       \
        LOOP(type_, value_, 0)                                                                     \
    }
#define STRAYS(type_, value_)                                                                      \
    for (size_t i = 0; count && i < x->strays; i++)                                                \
        if (place || x->at[i] < count)                                                             \
            out[x->at[i]] = (type_)value_;
#define COLUMN(name_, type_)                                                                       \
    void name_(const struct column *column, const uint32_t *place, size_t count, type_ *out)       \
    {                                                                                              \
        const struct column copy = *column, *x = &copy; /* what *out may be is not it */           \
        if (is_plain(x, (type_) ~(type_)0))                                                        \
            LOOPS(type_, PLAIN)                                                                    \
        else                                                                                       \
            LOOPS(type_, CUT)                                                                      \
        STRAYS(type_, cut(x->value[i], (type_) ~(type_)0))                                         \
    }

/* NOLINTBEGIN(readability-function-cognitive-complexity): a loop a width */
COLUMN(column_u8, uint8_t)
COLUMN(column_u16, uint16_t)
COLUMN(column_u32, uint32_t)
/* NOLINTEND(readability-function-cognitive-complexity) */

void column_i64(const struct column *column, const uint32_t *place, size_t count, int64_t *out)
{
    const struct column copy = *column, *x = &copy;
    LOOPS(int64_t, WHOLE)
    STRAYS(int64_t, x->value[i])
}

#define UNMARKED 2 /* the mark of a number that has none */

/* What is kept so far. */
struct keeping {
    const struct column *x;
    const uint8_t *mark; /* by code */
    const uint32_t *place;
    uint32_t *kept;
    size_t n;
    unsigned seen; /* of all marks */
};

/* Many rows have no marked number for long stretches: eight are looked at together. */
#define AT_ONCE 8
#define KEEP_ONE(width_, at_)                                                                      \
    {                                                                                              \
        uint32_t at = (at_);                                                                       \
        unsigned m = mark[code_at(x, at, width_)];                                                 \
        kept[n] = at;                                                                              \
        n += m & 1;                                                                                \
        seen |= m;                                                                                 \
    }
static inline __attribute__((always_inline)) void keep_width(
    struct keeping *k, size_t from, size_t to, unsigned width)
{
    const struct column copy = *k->x, *x = &copy; /* what *kept may be is not it */
    const uint8_t *mark = k->mark;
    const uint32_t *place = k->place;
    uint32_t *kept = k->kept;
    size_t n = k->n, i = from;
    unsigned seen = k->seen;
    for (; place && i < to; i++)
        KEEP_ONE(width, place[i])
    for (; i + AT_ONCE <= to; i += AT_ONCE) {
        unsigned any = 0;
        for (size_t e = 0; e < AT_ONCE; e++)
            any |= mark[code_at(x, i + e, width)];
        for (size_t e = 0; any && e < AT_ONCE; e++)
            KEEP_ONE(width, (uint32_t)(i + e))
    }
    for (; i < to; i++)
        KEEP_ONE(width, (uint32_t)i)
    k->n = n;
    k->seen = seen;
}

/* Places from..to, none of them a stray's. */
static void keep_codes(struct keeping *k, size_t from, size_t to)
{
    if (k->x->width == 0)
        keep_width(k, from, to, 0);
    else if (k->x->width == 1)
        keep_width(k, from, to, 1);
    else
        keep_width(k, from, to, 2);
}

static void keep_value(struct keeping *k, const struct column_marks *marks, uint32_t at)
{
    int64_t v = column_at(k->x, at);
    unsigned mark = v >= 0 && (uint64_t)v < marks->n ? marks->mark[v] : UNMARKED;
    k->kept[k->n] = at;
    k->n += mark & 1;
    k->seen |= mark;
}

/* The first of the places from `low` on that is not below `row`. */
static size_t place_of(const uint32_t *place, size_t low, size_t high, uint32_t row)
{
    if (!place)
        return row < high ? row : high;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (place[middle] < row)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

size_t column_keep(const struct column *x, const struct column_marks *marks, const uint32_t *place,
    size_t count, uint32_t *kept)
{
    struct keeping k = {.x = x, .mark = marks->mark, .place = place, .kept = kept};
    bool by_code = x->width <= 2 && !x->gaps && x->base >= 0 && (uint64_t)x->base < marks->n;
    size_t at = 0;
    for (; !by_code && at < count; at++)
        keep_value(&k, marks, place ? place[at] : (uint32_t)at);
    if (by_code) {
        memset(marks->mark + marks->n, UNMARKED, (size_t)greatest(x->width) + 1);
        k.mark += x->base;
    }
    for (size_t i = 0; at < count && i < x->strays; i++) {
        size_t stray = place_of(place, at, count, x->at[i]);
        keep_codes(&k, at, stray);
        at = stray;
        if (at < count && (place ? place[at] : at) == x->at[i])
            keep_value(&k, marks, place ? place[at++] : (uint32_t)at++);
    }
    keep_codes(&k, at, count);
    return k.seen & UNMARKED ? SIZE_MAX : k.n;
}
