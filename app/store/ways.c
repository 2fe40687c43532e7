#include "store/ways.h"

#include "store/totals.h"

#include <stdlib.h>

#define VERSION 1u
#define PAGE_BYTES 8
#define MASK_BYTES 2
_Static_assert(CHANNEL__N <= 8 * MASK_BYTES, "a bit for each channel");

struct way {
    int64_t page;
    uint32_t mask;
};

static int way_cmp(const void *a, const void *b)
{
    const struct way *x = a, *y = b;
    return (x->page > y->page) - (x->page < y->page);
}

/* Each page once, ascending, with all its channels. */
static size_t gather(const struct row *const *row, size_t n, struct way *way)
{
    size_t tries = 0, pages = 0;
    for (size_t i = 0; i < n; i++) {
        const struct record *r = &row[i]->record;
        if (record_is_page(r))
            way[tries++] = (struct way){record_page_key(r), 1u << r->channel};
    }
    qsort(way, tries, sizeof *way, way_cmp);
    for (size_t i = 0; i < tries; i++) {
        if (pages && way[pages - 1].page == way[i].page)
            way[pages - 1].mask |= way[i].mask;
        else
            way[pages++] = way[i];
    }
    return pages;
}

struct str ways_encode(struct arena *a, const struct row *const *row, size_t n)
{
    struct out o = out_of(a);
    struct way *way = NEW(a, struct way, n + 1);
    size_t pages = gather(row, n, way);
    varint_put(&o, VERSION);
    varint_put(&o, pages);
    for (size_t i = 0; i < pages; i++)
        fixed64_put(&o, way[i].page);
    for (size_t i = 0; i < pages; i++) {
        out_char(&o, (char)(way[i].mask & 0xff));
        out_char(&o, (char)(way[i].mask >> 8));
    }
    return out_done(&o);
}

static struct err decode(struct str blob, struct ways *out)
{
    struct cursor c = cursor_of(blob);
    if (varint_get(&c) != VERSION)
        return err_of(ERR_IO, "ways: not of version %u", VERSION);
    uint64_t n = varint_get(&c);
    if (c.bad || cursor_left(&c) % (PAGE_BYTES + MASK_BYTES) != 0 ||
        cursor_left(&c) / (PAGE_BYTES + MASK_BYTES) != n)
        return err_of(ERR_IO, "ways: cut, or bytes too many");
    *out = (struct ways){.page = c.p, .mask = c.p + n * PAGE_BYTES, .n = (size_t)n};
    return OK;
}

struct err ways_read(struct arena *a, struct db *db, int32_t day, struct ways *out)
{
    *out = (struct ways){0};
    AUTO(stmt_done) struct stmt q = total_query(db, TOTAL_WAYS, 0, day);
    if (stmt_row(&q))
        TRY(decode(arena_copy(a, stmt_col_blob(&q, 0)), out));
    return stmt_end(&q);
}

static int64_t page_at(const struct ways *w, size_t i)
{
    struct cursor c = {.p = w->page + PAGE_BYTES * i, .end = w->mask};
    return fixed64_get(&c);
}

uint32_t ways_of_page(const struct ways *w, int64_t page)
{
    size_t low = 0, high = w->n;
    while (low < high) {
        size_t mid = low + (high - low) / 2;
        if (page_at(w, mid) < page)
            low = mid + 1;
        else
            high = mid;
    }
    if (low == w->n || page_at(w, low) != page)
        return 0;
    const unsigned char *mask = w->mask + MASK_BYTES * low;
    return (uint32_t)(mask[0] | mask[1] << 8);
}
