/* Rows one by one: added up out of sheets where no totals are kept of what is asked, and whole ones
 * out of the table. */
#include "store/ask.h"
#include "store/asking.h"
#include "store/interruption.h"

#define COLUMNS                                                                                    \
    (1u << SHEET_CREATED | 1u << SHEET_WHO | 1u << SHEET_PATH | 1u << SHEET_TEAM |                 \
        1u << SHEET_ABOUT | 1u << SHEET_SAID | 1u << SHEET_GATE | 1u << SHEET_LEVEL |              \
        1u << SHEET_CYCLE | 1u << SHEET_LOCAL | 1u << SHEET_FLAGS | 1u << SHEET_ANSWERED)
#define PARTS_FOR_ATTEMPTS (PARTS_ALL & ~(1u << PART_ABOUT | 1u << PART_TEAM))

static void set_place(struct record *r, const struct sheet *s, uint32_t row)
{
    const struct sheet_who *who = &s->whos[s->who[row]];
    const struct sheet_path *path = &s->paths[who->path];
    r->person = who->person;
    r->depth = path->depth;
    for (int32_t i = 0; i < path->depth; i++)
        r->node[i] = path->node[i];
    r->team = s->teams[s->team[row]];
}

static void set_about(struct record *r, const struct sheet *s, uint32_t row)
{
    const struct sheet_about *about = &s->abouts[s->about[row]];
    r->text[TEXT_INCIDENT] = about->incident_id;
    r->text[TEXT_TITLE] = about->title;
    r->text[TEXT_GROUP] = about->group;
    r->text[TEXT_SOURCE] = about->source;
    r->text[TEXT_URGENCY] = about->urgency;
    r->text[TEXT_PRIORITY] = about->priority;
    r->text[TEXT_POLICY] = about->policy;
    r->level = s->level[row];
    r->cycle = s->cycle[row];
}

static void set_said(struct record *r, const struct sheet *s, uint32_t row)
{
    const struct sheet_said *said = &s->saids[s->said[row]];
    r->purpose = said->purpose;
    r->response = said->response;
    r->delivery = said->delivery;
    r->text[TEXT_VIA] = said->via;
    if (s->gate) {
        const struct sheet_gate *gate = &s->gates[s->gate[row]];
        r->channel = gate->channel;
        r->text[TEXT_GATEWAY] = gate->gateway;
        r->text[TEXT_CARRIER] = gate->carrier;
        r->text[TEXT_COUNTRY] = gate->country;
    }
}

static struct record record_at(const struct sheet *s, uint32_t row)
{
    struct record r = {.dataset = s->dataset,
        .hours = (enum hours)s->hours[row],
        .local_hour = s->local_hour[row],
        .flags = s->flags[row]};
    for (size_t i = 0; i < TEXT__N; i++)
        r.text[i] = STR("");
    for (size_t i = 0; i < WHEN__N; i++)
        r.when[i] = TIME_UNKNOWN;
    r.when[WHEN_CREATED] = s->day * DAY_MS + s->created[row];
    if (s->answered && s->answered[row] != MS_UNKNOWN)
        r.when[WHEN_RESPONDED] = r.when[WHEN_CREATED] + s->answered[row];
    set_place(&r, s, row);
    set_about(&r, s, row);
    set_said(&r, s, row);
    return r;
}

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

/* As a record whose explicit acceptance is what `as` takes for it. */
static void read_as(struct record *r, enum answers as)
{
    struct answer a = record_answer(r);
    if (r->response == RESPONSE_ACCEPTED || !answer_accepts(&a, as))
        return;
    if (r->response == RESPONSE_RESOLVED)
        r->text[TEXT_VIA] = STR("auto"); /* accepted, but nobody's answer */
    r->response = RESPONSE_ACCEPTED;
}

/* Pages of one day, and how they are added up. */
struct adding {
    struct tally *into;
    uint32_t (*slots)[OUTCOME__N];
    int64_t through;
    enum answers answers;
};

static struct err add_pages(void *self, const struct picked *p)
{
    struct adding *x = self;
    for (size_t i = 0; i < p->n; i++) {
        struct record r = record_at(p->sheet, p->row[i]);
        read_as(&r, x->answers);
        if (r.flags & FLAG_REPEATED)
            x->into->repeated_rows++;
        else
            tally_add(x->into, x->slots, &r, x->through);
    }
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
    return snapshot_sheets(s, DATASET_PAGEOUTS, &cut, COLUMNS | 1u << SHEET_TITLES, &taker);
}

struct counting {
    struct attempts *into;
    struct interruptions interruptions;
};

static void count_attempt(struct counting *x, const struct record *r)
{
    attempts_add(x->into, r);
    interruptions_add(&x->interruptions, r);
}

static void count_row(void *self, const struct row *row)
{
    count_attempt(self, &row->record);
}

static struct err count_sheet(void *self, const struct picked *p)
{
    for (size_t i = 0; i < p->n; i++) {
        struct record r = record_at(p->sheet, p->row[i]);
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
    struct counting x = {into, interruptions_of(&a)};
    const struct sheet_taker sheets = {count_sheet, &x};
    const struct taker rows = {.take = count_row,
        .self = &x,
        .dataset = DATASET_NOTIFICATIONS,
        .parts = PARTS_FOR_ATTEMPTS};
    if (where_is_plain_but_channels(w))
        TRY(scan_day(s, &cut, day, &rows));
    else
        TRY(snapshot_sheets(s, DATASET_NOTIFICATIONS, &cut, COLUMNS, &sheets));
    interruptions_end_day(&x.interruptions, into);
    return OK;
}
