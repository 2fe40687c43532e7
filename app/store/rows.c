/* Rows one by one: added up out of sheets where no totals are kept of what is asked, and whole ones
 * out of the table. */
#include "store/ask.h"
#include "store/asking.h"
#include "store/interruption.h"

#define COLUMNS_OF_PAGE                                                                            \
    (1u << SHEET_CREATED | 1u << SHEET_WHO | 1u << SHEET_ABOUT | 1u << SHEET_SAID |                \
        1u << SHEET_LEVEL | 1u << SHEET_LOCAL | 1u << SHEET_FLAGS | 1u << SHEET_ANSWERED)
#define COLUMNS_OF_ATTEMPT                                                                         \
    (1u << SHEET_CREATED | 1u << SHEET_WHO | 1u << SHEET_SAID | 1u << SHEET_GATE |                 \
        1u << SHEET_LOCAL)
#define PARTS_OF_ATTEMPT (1u << PART_SAID | 1u << PART_GATE)

/* Of the table. */
struct whole {
    void (*take)(void *self, const struct record *r);
    void *self;
};

static void take_row(void *self, const struct row *row)
{
    struct whole *x = self;
    struct record r = row->record;
    if (row->repeated)
        r.flags |= FLAG_REPEATED;
    x->take(x->self, &r);
}

static struct err scan_day(
    struct snapshot *s, const struct where *w, int32_t day, const struct taker *t)
{
    struct db *db = NULL;
    TRY(snapshot_begin(s));
    TRY(snapshot_day(s, (enum family)t->dataset, day, &db));
    return db ? ask_records(db, &s->scratch, day, w, t) : OK;
}

struct err snapshot_scan(struct snapshot *s, enum dataset d, const struct where *w, uint32_t texts,
    void (*take)(void *self, const struct record *r), void *self)
{
    struct whole whole = {take, self};
    const struct taker t = {.take = take_row,
        .self = &whole,
        .dataset = d,
        .parts = PARTS_ALL,
        .texts = texts,
        .ordered = true};
    const struct family_state *f = &s->manifest.family[d];
    if (!where_is_plain_but_channels(w) || (d == DATASET_PAGEOUTS && w->channels))
        return err_of(ERR_INPUT, "whole records are found by time, people and teams alone");
    for (size_t i = 0; i < f->segments; i++) {
        struct day_run run = asking_days(f, &f->segment[i], w);
        for (int32_t day = run.first; day <= run.last; day++)
            TRY(scan_day(s, w, day, &t));
    }
    return OK;
}

static struct where on_day(const struct where *w, int32_t day)
{
    struct where cut = *w;
    int64_t from = day * DAY_MS, to = from + DAY_MS;
    cut.from = w->from > from ? w->from : from;
    cut.to = w->to < to ? w->to : to;
    return cut;
}

/* Pages of one day, and how they are added up. */
struct adding {
    struct tally *into; /* with */
    uint32_t (*slots)[OUTCOME__N];
    struct crew *crew; /* or this alone */
    int64_t through;
    enum answers answers;
};

static struct page_seen page_at(const struct adding *x, const struct sheet *s, uint32_t row)
{
    return sheet_page_seen(s, row, x->answers, sheet_outcome(s, row, x->answers, x->through));
}

static void add_page(const struct adding *x, const struct sheet *s, uint32_t row)
{
    enum purpose purpose = s->saids[s->said[row]].purpose;
    if (s->flags[row] & FLAG_REPEATED) {
        x->into->repeated_rows++;
        return;
    }
    if (!purpose_is_page(purpose)) {
        x->into->not_pages[purpose]++;
        return;
    }
    const struct page_seen p = page_at(x, s, row);
    tally_add_seen(x->into, x->slots, &p);
}

static struct err add_pages(void *self, const struct picked *p)
{
    for (size_t i = 0; i < p->n; i++)
        add_page(self, p->sheet, p->row[i]);
    return OK;
}

struct err snapshot_rows_pages(
    struct snapshot *s, const struct where *w, int32_t day, tally_slots slots, struct tally *into)
{
    const struct where cut = on_day(w, day);
    struct adding x = {.into = into,
        .slots = slots,
        .through = s->manifest.family[FAMILY_PAGEOUTS].through,
        .answers = w->answers};
    const struct sheet_taker taker = {add_pages, &x};
    return snapshot_sheets(s, DATASET_PAGEOUTS, &cut, COLUMNS_OF_PAGE, &taker);
}

static struct err add_members(void *self, const struct picked *p)
{
    const struct adding *x = self;
    for (size_t i = 0; i < p->n; i++) {
        const struct sheet *s = p->sheet;
        uint32_t row = p->row[i];
        if (s->flags[row] & FLAG_REPEATED || !purpose_is_page(s->saids[s->said[row]].purpose))
            continue;
        const struct page_seen page = page_at(x, s, row);
        crew_add(x->crew, s->day, &page);
    }
    return OK;
}

struct err snapshot_rows_crew(
    struct snapshot *s, const struct where *w, int32_t day, struct crew *into)
{
    const struct where cut = on_day(w, day);
    struct adding x = {.crew = into,
        .through = s->manifest.family[FAMILY_PAGEOUTS].through,
        .answers = w->answers};
    const struct sheet_taker taker = {add_members, &x};
    return snapshot_sheets(s, DATASET_PAGEOUTS, &cut, COLUMNS_OF_PAGE, &taker);
}

struct counting {
    struct attempts *into;
    struct interruptions interruptions;
    int64_t person; /* whose all rows are; 0 = of several */
};

static void count_attempt(struct counting *x, const struct record *r)
{
    attempts_add(x->into, r);
    interruptions_add(&x->interruptions, r);
}

static void count_row(void *self, const struct row *row)
{
    struct counting *x = self;
    struct record r = row->record;
    if (x->person)
        r.person = x->person;
    count_attempt(x, &r);
}

/* As far as an attempt is counted. */
static struct record attempt_at(const struct sheet *s, uint32_t row)
{
    const struct sheet_said *said = &s->saids[s->said[row]];
    struct record r = {.dataset = s->dataset,
        .purpose = said->purpose,
        .delivery = said->delivery,
        .channel = s->gates[s->gate[row]].channel,
        .person = s->whos[s->who[row]].person,
        .hours = (enum hours)s->hours[row],
        .local_hour = s->local_hour[row]};
    r.when[WHEN_CREATED] = s->day * DAY_MS + s->created[row];
    return r;
}

static struct err count_sheet(void *self, const struct picked *p)
{
    for (size_t i = 0; i < p->n; i++) {
        struct record r = attempt_at(p->sheet, p->row[i]);
        count_attempt(self, &r);
    }
    return OK;
}

/* What is no page is in the table alone; filters that the table does not know are about pages. */
struct err snapshot_rows_attempts(
    struct snapshot *s, const struct where *w, int32_t day, struct attempts *into)
{
    AUTO(arena_done) struct arena a = arena_of(ARENA_CAP_REQUEST);
    const struct where cut = on_day(w, day);
    struct counting x = {.into = into,
        .interruptions = interruptions_of(&a),
        .person = w->persons == 1 ? w->person[0] : 0};
    const struct sheet_taker sheets = {count_sheet, &x};
    const struct taker rows = {.take = count_row,
        .self = &x,
        .dataset = DATASET_NOTIFICATIONS,
        .parts = PARTS_OF_ATTEMPT | (x.person ? 0 : 1u << PART_WHO)};
    if (where_is_plain_but_channels(w))
        TRY(scan_day(s, &cut, day, &rows));
    else
        TRY(snapshot_sheets(s, DATASET_NOTIFICATIONS, &cut, COLUMNS_OF_ATTEMPT, &sheets));
    interruptions_end_day(&x.interruptions, into);
    return OK;
}
