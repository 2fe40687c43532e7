/* Pages and their attempts: found by the page's key, on the page's UTC day and the next. */
#include "store/asking.h"

/* With room for n of them. */
static struct known known_of(struct arena *a, size_t n)
{
    struct known k = {.keys = set_of(a), .bits = NEW(a, uint64_t, (1u << KNOWN_BITS) / 64)};
    set_room(&k.keys, n);
    return k;
}

static void known_put(struct known *k, int64_t incident)
{
    uint64_t bit = (uint64_t)incident >> (64 - KNOWN_BITS);
    k->bits[bit / 64] |= UINT64_C(1) << bit % 64;
    k->nameless |= incident == 0;
    set_put(&k->keys, incident, 0);
}

static bool known_has(const struct known *k, int64_t incident)
{
    uint64_t bit = (uint64_t)incident >> (64 - KNOWN_BITS);
    uint32_t unused;
    return (k->bits[bit / 64] >> bit % 64 & 1) && set_get(&k->keys, incident, &unused);
}

/* Leaves the rows whose incident is known: a quick look before keys are made. */
static struct err keep_known(
    struct sheet_in *in, const struct known *const *known, size_t n, struct rows_of_day *rows)
{
    TRY(sheet_in_abouts(in));
    const struct about_table *t = in->about;
    uint8_t *of_incident = NEW(&in->day, uint8_t, t->incidents + 1);
    const struct column_marks marks = sheet_in_marks(in, t->n + 1);
    for (size_t k = 0; k < n; k++) {
        of_incident[0] |= known[k]->nameless;
        for (size_t i = 1; i <= t->incidents; i++)
            of_incident[i] |= known_has(known[k], t->incident_key[i]);
    }
    for (size_t i = 1; i <= t->n; i++)
        marks.mark[i] = of_incident[t->incident[i]];
    return pick_abouts(in, &marks, rows);
}

/* The pages at hand: what is no page went no way, though its key be a page's. */
struct pages {
    struct known known;
    struct set places; /* by key: its place among the rows */
};

static void pages_of(struct asking *x, const uint32_t *row, size_t n, struct pages *out)
{
    const struct sheet_in *in = &x->in;
    *out = (struct pages){.known = known_of(&x->in.day, n), .places = set_of(&x->in.day)};
    set_room(&out->places, n);
    for (size_t i = 0; i < n; i++) {
        uint32_t about = in->about_of[row[i]], place = 0;
        if (!purpose_is_page(in->sheet.saids[in->sheet.said[row[i]]].purpose))
            continue;
        known_put(&out->known, in->about->incident_key[in->about->incident[about]]);
        if (!set_get(&out->places, in->sheet.page[row[i]], &place))
            set_put(&out->places, in->sheet.page[row[i]], (uint32_t)i);
    }
}

/* Those rows of a day's attempts that may be of these pages and have the words. */
static struct err near_rows(
    struct near *near, const struct pages *pages, const struct where *w, struct rows_of_day *rows)
{
    struct sheet_in *in = &near->in;
    sheet_in_other_rows(in);
    *rows = pick_all(in);
    const struct known *known[] = {&pages->known};
    TRY(keep_known(in, known, COUNT_OF(known), rows));
    if (rows->n)
        TRY(pick_words(in, w, rows));
    return rows->n ? sheet_in_columns(in, 1u << SHEET_PAGE, rows) : OK;
}

/* Marks the pages that a day's attempts are of. */
static struct err mark_tried(
    struct asking *x, int32_t day, const struct pages *pages, uint8_t *mark)
{
    struct near *near = NULL;
    struct rows_of_day tried;
    uint32_t place = 0;
    TRY(asking_near(x, DATASET_NOTIFICATIONS, day, &near));
    if (!near->has)
        return OK;
    TRY(near_rows(near, pages, x->pick.w, &tried));
    for (size_t i = 0; i < tried.n; i++)
        if (set_get(&pages->places, near->in.sheet.page[row_at(&tried, i)], &place))
            mark[place] = 1;
    return OK;
}

struct err tries_keep(struct asking *x, struct rows_of_day *rows)
{
    struct pages pages;
    size_t n = 0;
    TRY(sheet_in_columns(&x->in, 1u << SHEET_PAGE | 1u << SHEET_SAID, rows));
    for (uint32_t i = 0; rows->all && i < rows->n; i++)
        rows->row[i] = i;
    pages_of(x, rows->row, rows->n, &pages);
    uint8_t *tried = NEW(&x->in.day, uint8_t, rows->n + 1);
    for (int32_t d = 0; d < NEAR_DAYS; d++)
        TRY(mark_tried(x, x->in.sheet.day + d, &pages, tried));
    for (size_t i = 0; i < rows->n; i++) {
        uint32_t place = 0, row = rows->row[i];
        const struct sheet_said *said = &x->in.sheet.saids[x->in.sheet.said[row]];
        rows->row[n] = row;
        (void)set_get(&pages.places, x->in.sheet.page[row], &place);
        n += tried[place] && purpose_is_page(said->purpose); /* what is no page was not tried */
    }
    rows->all = rows->all && n == rows->n;
    rows->n = n;
    return OK;
}

/* Of the pages of a day, which pass what is asked about them. */
static struct err judge(struct asking *x, struct near *near)
{
    struct sheet_in *in = &near->in;
    struct rows_of_day all = pick_all(in), passing = all;
    near->verdict = set_of(&in->day);
    set_room(&near->verdict, in->sheet.n);
    TRY(sheet_in_columns(in, 1u << SHEET_PAGE | 1u << SHEET_SAID | 1u << SHEET_FLAGS, &all));
    near->known = known_of(&in->day, in->about->incidents);
    TRY(pick_answered(in, x->pick.w, x->pick.through, &passing));
    uint8_t *pass = NEW(&in->day, uint8_t, in->sheet.n + 1);
    for (size_t i = 0; i < passing.n; i++)
        pass[row_at(&passing, i)] = 1;
    for (size_t i = 1; i <= in->about->n; i++)
        known_put(&near->known, in->about->incident_key[in->about->incident[i]]);
    for (size_t i = 0; i < in->sheet.n; i++)
        if (!(in->sheet.flags[i] & FLAG_REPEATED) &&
            purpose_is_page(in->sheet.saids[in->sheet.said[i]].purpose))
            set_put(&near->verdict, in->sheet.page[i], pass[i]);
    return OK;
}

/* What the days near say of a page; false: none of them knows it. */
static bool is_judged(struct near *const *near, int64_t page, uint32_t *pass)
{
    for (size_t d = 0; d < NEAR_DAYS; d++)
        if (near[d]->has && set_get(&near[d]->verdict, page, pass))
            return true;
    return false;
}

struct err tries_keep_answered(struct asking *x, struct rows_of_day *rows, size_t *unknown)
{
    struct near *near[NEAR_DAYS];
    const struct known *told[NEAR_DAYS];
    size_t n = 0, all = rows->n, days = 0;
    for (int32_t d = 0; d < NEAR_DAYS; d++) {
        TRY(asking_near(x, DATASET_PAGEOUTS, x->in.sheet.day - d, &near[d]));
        if (near[d]->has && !near[d]->verdict.a)
            TRY(judge(x, near[d]));
        if (near[d]->has)
            told[days++] = &near[d]->known;
    }
    TRY(keep_known(&x->in, told, days, rows));
    *unknown += all - rows->n;
    TRY(sheet_in_columns(&x->in, 1u << SHEET_PAGE, rows));
    for (size_t i = 0; i < rows->n; i++) {
        uint32_t row = row_at(rows, i), pass = 0;
        bool known = is_judged(near, x->in.sheet.page[row], &pass);
        rows->row[n] = row;
        n += known && pass;
        *unknown += !known;
    }
    rows->all = rows->all && n == rows->n;
    rows->n = n;
    return OK;
}

/* An attempt of one of the pages. */
struct hit {
    uint32_t page; /* its place among them */
    struct attempt_at at;
};

struct finding {
    struct arena *a;
    struct hit *hit;
    size_t n, cap;
};

static struct err find_near(struct near *near, const struct pages *pages, const struct where *w,
    uint32_t columns, struct finding *f)
{
    struct rows_of_day tried, own = {0};
    TRY(near_rows(near, pages, w, &tried));
    own.row = NEW(&near->in.day, uint32_t, tried.n + 1);
    for (size_t i = 0; i < tried.n; i++) {
        uint32_t place = 0, row = row_at(&tried, i);
        if (!set_get(&pages->places, near->in.sheet.page[row], &place))
            continue;
        f->hit = arena_room(f->a, f->hit, sizeof *f->hit, f->n, &f->cap);
        f->hit[f->n++] = (struct hit){place, {&near->in.sheet, row}};
        own.row[own.n++] = row;
    }
    return own.n ? sheet_in_columns(&near->in, columns, &own) : OK;
}

/* By page; of one page they stay in the order they were found in. */
static void lay_out(const struct finding *f, size_t pages, struct tries *out)
{
    uint32_t *start = NEW(f->a, uint32_t, pages + 2);
    struct attempt_at *of = NEW(f->a, struct attempt_at, f->n + 1);
    for (size_t i = 0; i < f->n; i++)
        start[f->hit[i].page + 2]++;
    for (size_t i = 2; i <= pages; i++)
        start[i] += start[i - 1];
    for (size_t i = 0; i < f->n; i++)
        of[start[f->hit[i].page + 1]++] = f->hit[i].at;
    *out = (struct tries){start, of};
}

struct err snapshot_tries(struct snapshot *s, const struct picked *picked, const struct where *w,
    uint32_t columns, struct tries *out)
{
    struct asking *x = s->asking;
    struct finding f = {.a = &x->in.day};
    struct pages pages;
    pages_of(x, picked->row, picked->n, &pages);
    for (int32_t d = 0; d < NEAR_DAYS; d++) {
        struct near *near = NULL;
        TRY(asking_near(x, DATASET_NOTIFICATIONS, x->in.sheet.day + d, &near));
        if (near->has)
            TRY(find_near(near, &pages, w, columns, &f));
    }
    lay_out(&f, picked->n, out);
    return OK;
}
