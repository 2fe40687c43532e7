#include "sim/listing.h"

#include "lib/day.h"
#include "lib/file.h"
#include "lib/hash.h"
#include "lib/json.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define LISTING_BYTES_MAX (256u << 20) /* 400,000 people of 250 bytes, twice */

static const struct str opening = {"{\"id\":\"", 7};

/* The id of an object; empty where it has none. */
static struct str listing_id(struct str line)
{
    struct str id, rest;
    if (!str_starts(line, opening) || !str_cut(str_from(line, opening.n), '"', &id, &rest))
        return STR("");
    return id;
}

bool listing_is_deleted(struct str line)
{
    struct str after = str_from(line, opening.n + listing_id(line).n);
    return str_starts(after, STR("\",\"deleted_at\":"));
}

void listing_put(struct out *o, struct str line, bool untold)
{
    static const char member[] = "\"manager_id\":";
    const char *p = untold ? memmem(line.p, line.n, member, sizeof member - 1) : NULL;
    struct str value, rest;
    if (!p) {
        out_str(o, line);
        return;
    }
    str_cut(str_from(line, (size_t)(p - line.p)), ',', &value, &rest);
    out_str(o, str_head(line, (size_t)(p - line.p)));
    out_str(o, rest);
}

static int by_id(const void *x, const void *y, void *self)
{
    const struct listing *l = self;
    const uint32_t *a = x, *b = y;
    return str_cmp(listing_id(l->lines[*a]), listing_id(l->lines[*b]));
}

struct err listing_open(struct listing *l, struct arena *a, const char *dir, const char *name)
{
    struct str text, line;
    size_t cap = 0;
    const char *path = arena_z(a, arena_fmt(a, "%s/%s.json", dir, name));
    TRY(file_read(a, path, LISTING_BYTES_MAX, &text));
    for (size_t i = 0; i < text.n; i++)
        cap += text.p[i] == '\n';
    *l = (struct listing){.name = name, .lines = NEW(a, struct str, cap + 1)};
    while (text.n) {
        str_cut(text, '\n', &line, &text);
        line = str_trim(line);
        if (str_ends(line, STR(",")))
            line = str_head(line, line.n - 1);
        if (str_starts(line, STR("{\"")) && str_ends(line, STR("}")))
            l->lines[l->n++] = line;
    }
    l->by_id = NEW(a, uint32_t, l->n + 1);
    for (uint32_t i = 0; i < l->n; i++)
        l->by_id[i] = i;
    qsort_r(l->by_id, l->n, sizeof *l->by_id, by_id, l);
    return OK;
}

const struct str *listing_find(const struct listing *l, struct str id)
{
    size_t low = 0, high = l->n;
    while (low < high) {
        size_t mid = (low + high) / 2;
        int order = str_cmp(listing_id(l->lines[l->by_id[mid]]), id);
        if (order == 0)
            return &l->lines[l->by_id[mid]];
        if (order < 0)
            low = mid + 1;
        else
            high = mid;
    }
    return NULL;
}

static int64_t mark_of(const char *name, size_t at)
{
    const struct str parts[] = {str_of(name), {(const char *)&at, sizeof at}};
    return hash64_of(parts, COUNT_OF(parts)) & 0xffffff;
}

struct str listing_cursor(struct arena *a, const char *name, size_t at)
{
    return arena_fmt(a, "%zu-%06llx", at, (unsigned long long)mark_of(name, at));
}

bool listing_cursor_parse(struct str cursor, const char *name, size_t *at)
{
    struct str head, mark;
    int64_t value;
    char want[8];
    if (!str_cut(cursor, '-', &head, &mark) || !str_i64(head, &value) || value < 0)
        return false;
    *at = (size_t)value;
    snprintf(want, sizeof want, "%06llx", (unsigned long long)mark_of(name, *at));
    return str_eq(mark, str_of(want));
}

static int64_t time_after(struct str line, struct str key)
{
    const char *p = memmem(line.p, line.n, key.p, key.n);
    struct str value, rest;
    int64_t ms;
    if (!p)
        return 0;
    str_cut(str_from(line, (size_t)(p - line.p) + key.n), '"', &value, &rest);
    return time_parse_rfc3339(value, &ms) ? ms : 0;
}

static bool wanted(const struct listing_query *q, struct str line)
{
    if (listing_is_deleted(line))
        return false;
    if (q->to == 0)
        return true;
    return time_after(line, STR("\"start\":\"")) < q->to &&
           time_after(line, STR("\"end\":\"")) > q->from;
}

struct err listing_page(const struct listing *l, const struct listing_query *q, struct out *o)
{
    size_t at = 0, given = 0;
    if (q->cursor.n && (!listing_cursor_parse(q->cursor, l->name, &at) || at > l->n))
        return err_of(ERR_INPUT, "cursor: not one of ours");
    out_fmt(o, "{\"%s\":[", l->name);
    for (; at < l->n && given < q->size; at++) {
        if (!wanted(q, l->lines[at]))
            continue;
        out_z(o, given++ ? ",\n" : "\n");
        listing_put(o, l->lines[at], q->untold);
    }
    out_z(o, "],\"next\":");
    if (at < l->n)
        out_fmt(o, "\"%.*s\"}", STR_ARG(listing_cursor(o->a, l->name, at)));
    else
        out_z(o, "null}");
    return OK;
}
