/* Any bytes as a column and as texts: refused, or read the same one by one and all at once, and
 * written again the same numbers come back. */
#include "store/column.h"
#include "store/leaf.h"

#include <stdlib.h>
#include <string.h>

#define NUMBERS_MAX 4096

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check(bool right)
{
    if (!right)
        abort();
}

static void fuzz_column(struct arena *a, struct str bytes, size_t n)
{
    struct cursor c = cursor_of(bytes);
    struct column x = column_get(&c, a, n);
    uint8_t *narrow = NEW(a, uint8_t, n + 1);
    int64_t *all = NEW(a, int64_t, n + 1), *again = NEW(a, int64_t, n + 1);
    if (c.bad)
        return;
    column_i64(&x, NULL, n, all);
    column_u8(&x, NULL, n, narrow);
    for (size_t i = 0; i < n; i++)
        check(column_at(&x, i) == all[i]);
    struct out o = out_of(a);
    column_put(&o, all, n);
    struct cursor d = cursor_of(out_done(&o));
    struct column y = column_get(&d, a, n);
    check(!d.bad && cursor_left(&d) == 0);
    column_i64(&y, NULL, n, again);
    check(memcmp(all, again, n * sizeof *all) == 0);
}

static void fuzz_texts(struct arena *a, struct str bytes)
{
    struct cursor c = cursor_of(bytes);
    size_t n = 0;
    const struct str *text = texts_get(&c, a, &n);
    size_t total = 0;
    for (size_t i = 0; i <= n; i++)
        total += text[i].n;
    check(total <= n * 1024);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    AUTO(arena_done) struct arena a = arena_of(256u << 20);
    if (size < 2 || size > 1u << 16)
        return 0;
    size_t n = (data[0] | (size_t)data[1] << 8) % NUMBERS_MAX;
    struct str bytes = {(const char *)data + 2, size - 2};
    fuzz_column(&a, bytes, n);
    fuzz_texts(&a, bytes);
    return 0;
}
