#include "store/abouts.h"

#include "store/row.h"
#include "store/totals.h"

#define BYTES_MAX 3 /* of a place: a day has fewer rows than that can number */
_Static_assert(DAY_ROWS_MAX < 1 << 8 * BYTES_MAX, "every place can be written");

/* As few bytes as the greatest place needs, all of one length. */
static size_t width_of(size_t n)
{
    return n <= 1u << 8 ? 1 : n <= 1u << 16 ? 2 : BYTES_MAX;
}

struct str abouts_encode(
    struct arena *a, const uint32_t *entry, size_t stride, size_t n, size_t entries)
{
    size_t width = width_of(n);
    uint32_t *next = NEW(a, uint32_t, entries + 2);
    char *bytes = NEW(a, char, n *width + 1);
    bytes[0] = (char)width;
    for (size_t i = 0; i < n; i++)
        next[entry[i * stride] + 1]++;
    for (size_t i = 1; i < entries + 2; i++)
        next[i] += next[i - 1];
    for (size_t i = 0; i < n; i++) {
        char *p = bytes + 1 + next[entry[i * stride]]++ * width;
        for (size_t b = 0; b < width; b++)
            p[b] = (char)(i >> 8 * b);
    }
    return (struct str){bytes, n * width + 1};
}

/* The blob of a day, and the rows that it puts in order. */
struct abouts {
    struct stmt blob, row;
    struct str places;
    size_t width, n;
    int32_t day;
};

static void abouts_done(struct abouts *x)
{
    stmt_done(&x->blob);
    stmt_done(&x->row);
}

static struct err open_day(struct abouts *x, struct db *db, int32_t day)
{
    *x = (struct abouts){.blob = total_query(db, TOTAL_ABOUTS, 0, day), .day = day};
    x->row = stmt_of(db, "SELECT about FROM record WHERE row = ?1");
    if (!stmt_row(&x->blob))
        return stmt_end(&x->blob);
    struct str bytes = stmt_col_blob(&x->blob, 0);
    x->width = bytes.n ? (size_t)bytes.p[0] : 0;
    if (x->width < 1 || x->width > BYTES_MAX || (bytes.n - 1) % x->width)
        return err_of(ERR_IO, "abouts: not as they are written");
    x->places = str_from(bytes, 1);
    x->n = x->places.n / x->width;
    return OK;
}

static int64_t row_at(const struct abouts *x, size_t i)
{
    size_t place = 0;
    for (size_t b = 0; b < x->width; b++)
        place |= (size_t)(unsigned char)x->places.p[i * x->width + b] << 8 * b;
    return row_number(x->day, place);
}

/* A row that is not there ends the search with the first error. */
static int64_t entry_at(struct abouts *x, size_t i)
{
    stmt_put_i64(&x->row, 1, row_at(x, i));
    int64_t entry = stmt_row(&x->row) ? stmt_col_i64(&x->row, 0) : 0;
    stmt_again(&x->row);
    return entry;
}

static size_t first_from(struct abouts *x, int64_t entry)
{
    size_t low = 0, high = x->n;
    while (low < high) {
        size_t mid = low + (high - low) / 2;
        if (entry_at(x, mid) < entry)
            low = mid + 1;
        else
            high = mid;
    }
    return low;
}

struct err abouts_rows(
    struct arena *a, struct db *db, int32_t day, const int64_t entry[2], int64_t **row, size_t *n)
{
    AUTO(abouts_done) struct abouts x = {0};
    *n = 0;
    TRY(open_day(&x, db, day));
    size_t from = first_from(&x, entry[0]), to = from;
    while (to < x.n && entry_at(&x, to) <= entry[1])
        to++;
    *row = NEW(a, int64_t, to - from + 1);
    for (; from < to; from++)
        (*row)[(*n)++] = row_at(&x, from);
    return stmt_end(&x.row);
}

/* Entries as a binary search sees them. */
struct dictionary {
    struct stmt incident; /* of an entry */
    struct arena *a;
    struct str wanted; /* as it is packed: entries are in the order of those bytes */
    int64_t n;
};

static void dictionary_done(struct dictionary *x)
{
    stmt_done(&x->incident);
}

static struct str packed(struct arena *a, struct str incident)
{
    struct out o = out_of(a);
    text_put(&o, incident);
    return out_done(&o);
}

static struct err open_dictionary(
    struct dictionary *x, struct arena *a, struct db *db, struct str incident)
{
    *x = (struct dictionary){.incident = stmt_of(db, "SELECT incident FROM about WHERE id = ?1"),
        .a = a,
        .wanted = packed(a, incident)};
    AUTO(stmt_done) struct stmt q = stmt_of(db, "SELECT max(id) FROM about");
    x->n = stmt_row(&q) ? stmt_col_i64(&q, 0) : 0;
    return stmt_end(&q);
}

/* How the incident of an entry lies to the wanted one. */
static int compare(struct dictionary *x, int64_t entry)
{
    stmt_put_i64(&x->incident, 1, entry);
    struct str text = stmt_row(&x->incident) ? stmt_col_text(&x->incident, 0) : STR("");
    int order = str_cmp(packed(x->a, text), x->wanted);
    stmt_again(&x->incident);
    return order;
}

struct err abouts_of_incident(
    struct arena *a, struct db *db, struct str incident, int64_t entry[2], bool *there)
{
    AUTO(dictionary_done) struct dictionary x = {0};
    TRY(open_dictionary(&x, a, db, incident));
    int64_t low = 1, high = x.n + 1;
    while (low < high) {
        int64_t mid = low + (high - low) / 2;
        if (compare(&x, mid) < 0)
            low = mid + 1;
        else
            high = mid;
    }
    entry[0] = low;
    while (low <= x.n && compare(&x, low) == 0)
        low++;
    entry[1] = low - 1;
    *there = low > entry[0];
    return stmt_end(&x.incident);
}
