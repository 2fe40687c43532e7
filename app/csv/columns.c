#include "csv/columns.h"

#include <stdio.h>
#include <string.h>

static bool is_filler(char c)
{
    return c == ' ' || c == '_' || c == '-' || c == '\t';
}

static bool same_name(struct str a, struct str b)
{
    for (;;) {
        while (a.n && is_filler(a.p[0]))
            a = str_from(a, 1);
        while (b.n && is_filler(b.p[0]))
            b = str_from(b, 1);
        if (a.n == 0 || b.n == 0)
            return a.n == b.n;
        if (str_lower(a.p[0]) != str_lower(b.p[0]))
            return false;
        a = str_from(a, 1);
        b = str_from(b, 1);
    }
}

/* "Created At (EST -0500)" is the name "Created At" and the bracket "EST -0500". */
static struct str split_bracket(struct str header, struct str *bracket)
{
    struct str name, rest;
    *bracket = STR("");
    header = str_trim(header);
    if (!str_ends(header, STR(")")) || !str_cut(header, '(', &name, &rest))
        return header;
    *bracket = str_trim(str_head(rest, rest.n - 1));
    return str_trim(name);
}

#define NO_RANK SIZE_MAX

/* 0 for the column's own name, then its other names in order. */
static size_t rank_of(const struct column *c, struct str name)
{
    if (same_name(name, str_of(c->name)))
        return 0;
    for (size_t i = 0; i < ALIASES_MAX && c->also[i]; i++)
        if (same_name(name, str_of(c->also[i])))
            return i + 1;
    return NO_RANK;
}

static struct err map_column(
    const struct column *column, const struct csv_row *header, struct columns *out, size_t i)
{
    size_t best = NO_RANK;
    out->at[i] = COLUMN_ABSENT;
    for (size_t f = 0; f < header->n; f++) {
        struct str bracket;
        size_t rank = rank_of(column, split_bracket(header->field[f], &bracket));
        if (rank == NO_RANK || rank > best)
            continue;
        if (rank == best)
            return err_of(ERR_INPUT, "column %s is there twice: fields %zu and %zu", column->name,
                out->at[i] + 1, f + 1);
        best = rank;
        out->at[i] = f;
        (void)split_bracket(out->header[f], &out->bracket[i]);
    }
    return OK;
}

static struct err check_required(const struct column *columns, size_t n, const struct columns *out)
{
    char missing[160] = "";
    size_t used = 0;
    for (size_t i = 0; i < n; i++) {
        if (!columns[i].required || out->at[i] != COLUMN_ABSENT)
            continue;
        int more = snprintf(
            missing + used, sizeof missing - used, "%s%s", used ? ", " : "", columns[i].name);
        used += more > 0 ? (size_t)more : 0;
        if (used >= sizeof missing)
            break;
    }
    return used ? err_of(ERR_INPUT, "the header lacks: %s", missing) : OK;
}

struct err columns_map(struct arena *a, const struct column *columns, size_t n,
    const struct csv_row *header, struct columns *out)
{
    bool used[CSV_COLUMNS_MAX] = {false};
    *out = (struct columns){.fields = header->n};
    if (header->bad)
        return err_of(ERR_INPUT, "the header: %s", header->bad);
    for (size_t f = 0; f < header->n; f++)
        out->header[f] = arena_copy(a, header->field[f]);
    for (size_t i = 0; i < n; i++) {
        TRY(map_column(&columns[i], header, out, i));
        if (out->at[i] != COLUMN_ABSENT)
            used[out->at[i]] = true;
    }
    for (size_t f = 0; f < header->n; f++)
        out->ignored += used[f] ? 0 : 1;
    return check_required(columns, n, out);
}

bool columns_is_header(const struct columns *c, const struct csv_row *row)
{
    if (row->bad || row->n != c->fields)
        return false;
    for (size_t f = 0; f < row->n; f++) {
        struct str name = row->field[f];
        if (str_starts(name, STR("\xef\xbb\xbf"))) /* the mark of the file that was joined on */
            name = str_from(name, 3);
        if (!same_name(name, c->header[f]))
            return false;
    }
    return true;
}
