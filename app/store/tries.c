/* Pages and their attempts: found by the page's key, on the page's UTC day and the next. */
#include "store/asking.h"

/* The pages at hand. */
struct pages {
    struct set incidents; /* of all of them: a quick look before keys are made */
    bool nameless;        /* one has no incident */
    struct set places;    /* by key: its place among the rows */
};

static void pages_of(struct asking *x, const uint32_t *row, size_t n, struct pages *out)
{
    const struct sheet_in *in = &x->in;
    *out = (struct pages){.incidents = set_of(&x->in.day), .places = set_of(&x->in.day)};
    for (size_t i = 0; i < n; i++) {
        uint32_t about = in->about_of[row[i]], place = 0;
        int64_t incident = in->about->incident_key[in->about->incident[about]];
        set_put(&out->incidents, incident, 0);
        out->nameless |= incident == 0;
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
    TRY(sheet_in_about_of(in, rows));
    const struct about_table *t = in->about;
    uint8_t *mark = NEW(&in->day, uint8_t, t->n + 1);
    uint32_t any = 0, found = 0;
    for (size_t i = 1; i <= t->n; i++) {
        int64_t incident = t->incident_key[t->incident[i]];
        mark[i] = incident ? set_get(&pages->incidents, incident, &found) : pages->nameless;
        any |= mark[i];
    }
    if (!any)
        rows->n = 0;
    pick_keep(rows, in->about_of, mark);
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
    near->incidents = set_of(&in->day);
    near->nameless = false;
    TRY(sheet_in_columns(in, 1u << SHEET_PAGE | 1u << SHEET_SAID | 1u << SHEET_FLAGS, &all));
    TRY(pick_answered(in, x->pick.w, x->pick.through, &passing));
    uint8_t *pass = NEW(&in->day, uint8_t, in->sheet.n + 1);
    for (size_t i = 0; i < passing.n; i++)
        pass[row_at(&passing, i)] = 1;
    for (size_t i = 1; i <= in->about->incidents; i++)
        set_put(&near->incidents, in->about->incident_key[i], 0);
    for (size_t i = 1; i <= in->about->n; i++)
        near->nameless |= in->about->incident[i] == 0;
    for (size_t i = 0; i < in->sheet.n; i++)
        if (!(in->sheet.flags[i] & FLAG_REPEATED) &&
            purpose_is_page(in->sheet.saids[in->sheet.said[i]].purpose))
            set_put(&near->verdict, in->sheet.page[i], pass[i]);
    return OK;
}

/* The entries whose incident one of these days' pages tells of: a quick look before keys are made.
 */
static const uint8_t *mark_known(struct sheet_in *in, struct near *const *near)
{
    const struct about_table *t = in->about;
    uint8_t *mark = NEW(&in->day, uint8_t, t->n + 1);
    for (size_t i = 1; i <= t->n; i++) {
        int64_t incident = t->incident_key[t->incident[i]];
        uint32_t found = 0;
        for (size_t d = 0; d < NEAR_DAYS; d++)
            mark[i] |= near[d]->has && (incident ? set_get(&near[d]->incidents, incident, &found)
                                                 : near[d]->nameless);
    }
    return mark;
}

struct err tries_keep_answered(struct asking *x, struct rows_of_day *rows, size_t *unknown)
{
    struct near *near[NEAR_DAYS];
    size_t n = 0, all = rows->n;
    for (int32_t d = 0; d < NEAR_DAYS; d++) {
        TRY(asking_near(x, DATASET_PAGEOUTS, x->in.sheet.day - d, &near[d]));
        if (near[d]->has && !near[d]->verdict.a)
            TRY(judge(x, near[d]));
    }
    TRY(sheet_in_about_of(&x->in, rows));
    pick_keep(rows, x->in.about_of, mark_known(&x->in, near));
    *unknown += all - rows->n;
    TRY(sheet_in_columns(&x->in, 1u << SHEET_PAGE, rows));
    for (size_t i = 0; i < rows->n; i++) {
        uint32_t row = row_at(rows, i), pass = 0;
        bool known = false;
        for (size_t d = 0; d < NEAR_DAYS && !known; d++)
            known = near[d]->has && set_get(&near[d]->verdict, x->in.sheet.page[row], &pass);
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
