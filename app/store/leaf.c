#include "store/leaf.h"

#include "lib/limits.h"

#include <string.h>

int64_t leaf_id(enum leaf l, int32_t day)
{
    return (int64_t)l << 32 | (uint32_t)day;
}

int32_t leaf_day(int64_t id)
{
    return (int32_t)(uint32_t)(id & UINT32_MAX);
}

void leaf_put(struct stmt *insert, enum leaf l, int32_t day, struct str blob)
{
    stmt_put_i64(insert, 1, leaf_id(l, day));
    stmt_put_blob(insert, 2, blob);
    stmt_again(insert);
}

struct leaves leaves_of(struct db *db)
{
    struct leaves x = {.db = db};
    for (EACH(i, x.q))
        x.q[i].kept = -1;
    return x;
}

void leaves_done(struct leaves *x)
{
    for (EACH(i, x->q))
        stmt_done(&x->q[i]);
}

struct err leaves_read(struct leaves *x, enum leaf l, int32_t day, struct str *out)
{
    struct stmt *q = &x->q[l];
    if (q->h)
        TRY(stmt_end(q));
    else
        *q = stmt_of(x->db, "SELECT blob FROM sheet WHERE id = ?1");
    stmt_put_i64(q, 1, leaf_id(l, day));
    *out = stmt_row(q) ? stmt_col_blob(q, 0) : STR("");
    return q->e;
}

static size_t common(struct str a, struct str b)
{
    size_t n = 0;
    while (n < a.n && n < b.n && a.p[n] == b.p[n])
        n++;
    return n;
}

void texts_put(struct out *o, const struct str *text, size_t n)
{
    struct str last = STR("");
    varint_put(o, n);
    for (size_t i = 0; i < n; i++) {
        size_t same = common(last, text[i]);
        varint_put(o, same);
        text_put(o, str_from(text[i], same));
        last = text[i];
    }
}

struct str *texts_get(struct cursor *c, struct arena *a, size_t *n)
{
    uint64_t count = varint_get(c);
    c->bad |= count > cursor_left(c);
    *n = c->bad ? 0 : (size_t)count;
    struct str *text = NEW(a, struct str, *n + 1);
    text[0] = STR("");
    for (size_t i = 1; i <= *n; i++) {
        uint64_t same = varint_get(c);
        struct str rest = text_get(c);
        c->bad |= same > text[i - 1].n || same + rest.n > TEXT_MAX;
        if (c->bad)
            same = rest.n = 0;
        char *p = NEW(a, char, same + rest.n + 1);
        memcpy(p, text[i - 1].p, same);
        memcpy(p + same, rest.p, rest.n);
        text[i] = (struct str){p, same + rest.n};
    }
    return text;
}
