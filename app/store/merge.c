#include "store/merge.h"

#include "lib/limits.h"
#include "store/version.h"

static struct set places_of(struct arena *a, const struct rows *rows)
{
    struct set places = set_of(a);
    for (size_t i = 0; i < rows->n; i++)
        set_put(&places, rows->row[i].key, (uint32_t)i);
    return places;
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
        const struct version now = version_of(&row->record), was = version_of(&base->record);
        int c = version_cmp(&now, &was);
        became = c > 0 ? PUT_NEWER : c == 0 ? PUT_SAME : PUT_OLDER;
        out->changed |= c >= 0 && !version_same(&now, &was);
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
    size_t most = staged->n + base->n;
    *out = (struct merge){0};
    if (most > 2 * DAY_ROWS_MAX)
        return err_of(ERR_LIMIT, "%zu rows in a day, more than %d", most, DAY_ROWS_MAX);
    out->rows.row = NEW(a, struct row, most + 1);
    struct fold_walk walk = {.f = staged};
    const struct set places = places_of(a, base);
    bool *replaced = NEW(a, bool, base->n + 1);
    for (const struct fold_entry *e; (e = fold_next(&walk));) {
        struct row *to = &out->rows.row[out->rows.n++];
        const struct folded f = fold_row(e);
        uint32_t at = 0;
        bool is_there = set_get(&places, f.key, &at);
        to->key = f.key;
        TRY(makers->make(maker, a, &f.row, &to->record));
        TRY(lay(is_there ? &base->row[at] : NULL, to, out));
        replaced[at] |= is_there;
        count_others(&f, out);
    }
    for (size_t i = 0; i < base->n; i++)
        if (!replaced[i])
            out->rows.row[out->rows.n++] = base->row[i];
    return OK;
}
