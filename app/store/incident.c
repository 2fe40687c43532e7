/* All that a snapshot has of one incident: few rows, found by the order that each day keeps of what
 * its rows are about. */
#include "store/abouts.h"
#include "store/retain.h"
#include "store/row.h"
#include "store/snapshot.h"

/* What is done with each row. */
struct telling {
    void (*take)(void *self, const struct record *r);
    void *self;
    enum family family;
};

static struct err tell_row(
    const struct telling *t, struct db *db, struct entries *x, int64_t number)
{
    AUTO(stmt_done)
    struct stmt q = stmt_of(db, "SELECT " ROW_COLUMNS " FROM record WHERE row = ?1");
    stmt_put_i64(&q, 1, number);
    if (stmt_row(&q)) {
        struct row row = row_read(&q, x, (enum dataset)t->family, PARTS_ALL, TEXTS_ALL);
        if (row.repeated)
            row.record.flags |= FLAG_REPEATED;
        t->take(t->self, &row.record);
    }
    TRY(stmt_end(&q));
    return x->e;
}

static struct err tell_day(struct snapshot *s, const struct telling *t, struct entries *x,
    int32_t day, const int64_t entry[2])
{
    int64_t *row = NULL;
    size_t n = 0;
    TRY(abouts_rows(&s->scratch, x->db, day, entry, &row, &n));
    for (size_t i = 0; i < n; i++)
        TRY(tell_row(t, x->db, x, row[i]));
    return OK;
}

static struct err tell_segment(
    struct snapshot *s, const struct telling *t, const struct segment_ref *ref, struct str id)
{
    struct db *db = NULL;
    int64_t entry[2];
    bool there = false;
    int32_t edge = retain_edge(&s->manifest.family[t->family]);
    TRY(snapshot_begin(s));
    TRY(shelf_take(s->shelf, t->family, ref, &db));
    TRY(abouts_of_incident(&s->scratch, db, id, entry, &there));
    struct entries x = entries_of(db, &s->scratch);
    for (int32_t day = ref->first > edge ? ref->first : edge; there && day <= ref->last; day++)
        TRY(tell_day(s, t, &x, day, entry));
    return OK;
}

struct err snapshot_incident(
    struct snapshot *s, struct str id, void (*take)(void *self, const struct record *r), void *self)
{
    for (enum family f = FAMILY_PAGEOUTS; f <= FAMILY_NOTIFICATIONS; f++) {
        const struct telling t = {take, self, f};
        for (size_t i = 0; i < s->manifest.family[f].segments; i++)
            TRY(tell_segment(s, &t, &s->manifest.family[f].segment[i], id));
    }
    return OK;
}
