#include "store/merge.h"

#include "lib/limits.h"

#include <stdlib.h>

struct keyed {
    int64_t key;
    const struct fold_entry *e;
};

static int by_key(const void *a, const void *b)
{
    const struct keyed *x = a, *y = b;
    return (x->key > y->key) - (x->key < y->key);
}

/* What is staged, ascending by key. */
static struct keyed *staged_rows(struct arena *a, const struct fold *staged)
{
    const struct fold_entry **list = fold_list(staged, a);
    struct keyed *rows = NEW(a, struct keyed, staged->n + 1);
    for (size_t i = 0; i < staged->n; i++)
        rows[i] = (struct keyed){fold_row(list[i]).key, list[i]};
    qsort(rows, staged->n, sizeof *rows, by_key);
    return rows;
}

static struct err same_id(const struct row *a, const struct row *b)
{
    struct str x = a->record.text[TEXT_ID], y = b->record.text[TEXT_ID];
    if (str_eq(x, y))
        return OK;
    return err_of(ERR_INPUT, "two ids with one key: \"%.*s\" and \"%.*s\"",
        STR_ARG(str_head(x, ID_MAX)), STR_ARG(str_head(y, ID_MAX)));
}

/* Lays a staged row over the base's version of it (NULL: none). The same export row enriched anew
 * takes the place of the old one. */
static struct err lay(const struct row *base, struct row *row, struct merge *out)
{
    enum put became = PUT_NEW;
    if (base) {
        TRY(same_id(row, base));
        row->version = version_of(&row->record);
        int c = version_cmp(&row->version, &base->version);
        became = c > 0 ? PUT_NEWER : c == 0 ? PUT_SAME : PUT_OLDER;
        out->changed |= c >= 0 && !version_same(&row->version, &base->version);
        if (c < 0)
            *row = *base;
    }
    out->changed |= became == PUT_NEW;
    out->kept_new += became == PUT_NEW;
    out->kept_newer += became == PUT_NEWER;
    out->put[became]++;
    return OK;
}

/* Of the rows that one was folded of, the others tell the same or were older. */
static void count_others(const struct folded *f, struct merge *out)
{
    out->put[PUT_SAME] += f->same - 1;
    out->put[PUT_OLDER] += f->rows - f->same;
}

struct err merge_day(struct arena *a, const struct fold *staged, const struct rows *base,
    const struct makers *makers, void *maker, struct merge *out)
{
    size_t most = staged->n + base->n, i = 0;
    *out = (struct merge){0};
    if (most > 2 * DAY_ROWS_MAX)
        return err_of(ERR_LIMIT, "%zu rows in a day, more than %d", most, DAY_ROWS_MAX);
    out->rows.row = NEW(a, struct row, most + 1);
    const struct keyed *k = staged_rows(a, staged), *end = k + staged->n;
    while (k < end || i < base->n) {
        struct row *to = &out->rows.row[out->rows.n++];
        if (k == end || (i < base->n && base->row[i].key < k->key)) {
            *to = base->row[i++];
            continue;
        }
        const struct row *over = i < base->n && base->row[i].key == k->key ? &base->row[i++] : NULL;
        const struct folded f = fold_row(k++->e);
        to->key = f.key;
        TRY(makers->make(maker, a, &f.row, &to->record));
        TRY(lay(over, to, out));
        count_others(&f, out);
    }
    return OK;
}
