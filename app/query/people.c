#include "query/people.h"

#include <stdlib.h>

#include "lib/plain.h"
#include "query/bins.h"
#include "query/burden.h"
#include "query/by.h"
#include "query/chips.h"
#include "query/cursor.h"
#include "query/where.h"
#include "store/label.h"

const char *const people_sort_words[PEOPLE_BY__N] = {
    [PEOPLE_BY_PAGES] = "pages",
    [PEOPLE_BY_NIGHT] = "night",
    [PEOPLE_BY_NIGHTS] = "nights",
    [PEOPLE_BY_LAST] = "last",
    [PEOPLE_BY_NAME] = "name",
};

/* A burden on its way to its place. */
struct listed {
    const struct burden *burden;
    int64_t key;
    struct str id, name; /* once they are known */
    struct str plain;    /* of PEOPLE_BY_NAME */
};

struct listing {
    struct snapshot *snapshot;
    struct arena *a;
    struct listed *row;
    size_t n;
};

static int64_t key_of(const struct burden *b, enum people_sort sort)
{
    switch (sort) {
    case PEOPLE_BY_PAGES:
        return b->pages;
    case PEOPLE_BY_NIGHT:
        return b->sleep;
    case PEOPLE_BY_NIGHTS:
        return b->nights;
    case PEOPLE_BY_LAST:
        return b->last;
    case PEOPLE_BY_NAME:
    case PEOPLE_BY__N:
        break;
    }
    return 0;
}

/* People are told apart by their keys: no two of them stand in another order tomorrow. */
static int in_order(const void *a, const void *b)
{
    const struct listed *x = a, *y = b;
    if (x->key != y->key)
        return x->key < y->key ? -1 : 1;
    int name = str_cmp(x->plain, y->plain);
    if (name)
        return name;
    int64_t one = x->burden->person, other = y->burden->person;
    return (one > other) - (one < other);
}

static struct err name_rows(struct listing *x, size_t from, size_t to)
{
    struct labelled *l = NEW(x->a, struct labelled, to - from + 1);
    for (size_t i = from; i < to; i++)
        l[i - from].key = x->row[i].burden->person;
    TRY(snapshot_labels(x->snapshot, x->a, LABEL_PERSON, l, to - from));
    for (size_t i = from; i < to; i++) {
        struct listed *r = &x->row[i];
        const struct then then = {DATASET_PAGEOUTS, day_of(r->burden->last), r->burden->person};
        r->id = l[i - from].id;
        r->name = l[i - from].name;
        if (r->id.n == 0)
            TRY(snapshot_person_then(x->snapshot, x->a, &then, &r->id, &r->name));
        r->name = r->name.n ? r->name : r->id;
    }
    return OK;
}

static struct err sort_rows(struct listing *x, enum people_sort sort, bool descending)
{
    if (sort == PEOPLE_BY_NAME)
        TRY(name_rows(x, 0, x->n));
    for (size_t i = 0; i < x->n; i++) {
        x->row[i].key = (descending ? -1 : 1) * key_of(x->row[i].burden, sort);
        if (sort == PEOPLE_BY_NAME)
            x->row[i].plain = plain_of(x->a, x->row[i].name);
    }
    if (x->n)
        qsort(x->row, x->n, sizeof *x->row, in_order);
    for (size_t i = 0; sort == PEOPLE_BY_NAME && descending && i < x->n / 2; i++) {
        struct listed was = x->row[i];
        x->row[i] = x->row[x->n - 1 - i];
        x->row[x->n - 1 - i] = was;
    }
    return OK;
}

static struct err show(struct listing *x, size_t to, struct people *out)
{
    size_t n = to - out->from;
    struct labelled *team = NEW(x->a, struct labelled, n + 1);
    if (out->sort != PEOPLE_BY_NAME)
        TRY(name_rows(x, out->from, to));
    for (size_t i = 0; i < n; i++)
        team[i].key = x->row[out->from + i].burden->team;
    TRY(snapshot_labels(x->snapshot, x->a, LABEL_TEAM, team, n));
    out->row = NEW(x->a, struct person_row, n + 1);
    for (size_t i = 0; i < n; i++) {
        const struct listed *r = &x->row[out->from + i];
        const struct burden *b = r->burden;
        const struct then then = {DATASET_PAGEOUTS, day_of(b->last), b->team};
        if (b->team && team[i].id.n == 0)
            TRY(snapshot_team_then(x->snapshot, x->a, &then, &team[i].id));
        out->row[out->rows++] = (struct person_row){.id = r->id,
            .name = r->name,
            .team_id = team[i].id,
            .team = team[i].name.n ? team[i].name : team[i].id,
            .pages = b->pages,
            .sleep = b->sleep,
            .nights = b->nights,
            .last = b->last};
    }
    return OK;
}

static void read_sort(struct str sort, struct people *p)
{
    bool down = str_starts(sort, STR("-"));
    int word = word_of(people_sort_words, PEOPLE_BY__N, down ? str_from(sort, 1) : sort);
    p->sort = word > 0 ? (enum people_sort)word : PEOPLE_BY_PAGES;
    p->descending = down || sort.n == 0;
}

static struct err list_rows(struct snapshot *s, struct arena *a, const struct filter *f,
    struct burdens *b, struct people *out)
{
    struct listing x = {.snapshot = s, .a = a, .row = NEW(a, struct listed, b->n + 1)};
    uint32_t at = 0;
    uint64_t list = cursor_list(a, STR("people"), snapshot_id(s), f);
    if (f->after.n && !cursor_read(f->after, list, &at))
        return err_of(ERR_INPUT, "a cursor of another list");
    for (; x.n < b->n; x.n++) {
        x.row[x.n].burden = &b->row[x.n];
        out->most = b->row[x.n].pages > out->most ? b->row[x.n].pages : out->most;
    }
    TRY(err_at(sort_rows(&x, out->sort, out->descending), "names"));
    out->of = x.n;
    out->from = at < x.n ? at : x.n;
    size_t to = out->from + (size_t)f->n < x.n ? out->from + (size_t)f->n : x.n;
    if (to < x.n)
        out->next = cursor_write(a, list, (uint32_t)to);
    return err_at(show(&x, to, out), "rows");
}

struct err people_of(struct snapshot *s, struct arena *a, const struct filter *f,
    struct zone_set *zones, struct people *out)
{
    const struct family_state *pages = &snapshot_manifest(s)->family[FAMILY_PAGEOUTS];
    struct burdens burdens = {0};
    struct where w;
    *out = (struct people){.through = pages->through};
    read_sort(f->sort, out);
    window_of(snapshot_manifest(s), f, zones, &out->window);
    out->held = held_of(pages, out->window.from, out->window.to);
    TRY(err_at(where_of(s, a, f, out->window.from, out->window.to, &w), "filter"));
    TRY(err_at(chips_of(s, a, f, out->chip, &out->chips), "chips"));
    if (w.to > w.from)
        TRY(err_at(burdens_of(s, a, &w, &burdens), "burdens"));
    out->pages = burdens.pages;
    out->nobodys = burdens.nobodys;
    return list_rows(s, a, f, &burdens, out);
}
