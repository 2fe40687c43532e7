/* Sheets against the records that they were made of: what a question picks, and what it reads. */
#include "store_kit.h"

#include "lib/plain.h"
#include "store/pick.h"
#include "store/segment.h"
#include "store/sheet_in.h"

#define DAYS 4
#define PAGES 60
#define ATTEMPTS 120
#define ALL_COLUMNS ((1u << SHEET__N) - 1)

static uint64_t dice;

static size_t below(size_t n)
{
    dice = dice * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
    return (size_t)(dice >> 33) % n;
}

#define ONE_OF(...)                                                                                \
    str_of(((const char *const[]){                                                                 \
        __VA_ARGS__})[below(COUNT_OF(((const char *const[]){__VA_ARGS__})))])

struct world {
    struct kit k;
    struct record page[DAYS * PAGES], attempt[DAYS * ATTEMPTS];
    struct reader *reader;
};

static int64_t some_time(int64_t created)
{
    static const int64_t after[] = {-5000, 0, 800, 70000, 299999, 300000, 300001, 90000000};
    size_t i = below(COUNT_OF(after) + 2);
    return i < COUNT_OF(after) ? created + after[i] : TIME_UNKNOWN;
}

static void place(struct record *r)
{
    static const int32_t node[][3] = {{0}, {7}, {7, 11}, {7, 11, 13}, {7, 12}, {9, 11}};
    memcpy(r->node, node[below(COUNT_OF(node))], sizeof node[0]);
    for (r->depth = 0; r->depth < 3 && r->node[r->depth];)
        r->depth++;
}

static struct record some_record(struct arena *a, enum dataset d, int32_t day, int i)
{
    struct record r = {.dataset = d};
    for (size_t t = 0; t < TEXT__N; t++)
        r.text[t] = STR("");
    r.text[TEXT_ID] = arena_fmt(a, "%d-%d-%d", (int)d, day, i);
    r.text[TEXT_INCIDENT] = ONE_OF("", "INC1", "INC2", "INC17", "INC-\xc3\x84");
    r.text[TEXT_TITLE] = ONE_OF("", "Disk full", "DISK slow", "\xc3\x84rger im Netz");
    r.text[TEXT_SOURCE] = ONE_OF("", "prometheus", "mainframe");
    r.text[TEXT_URGENCY] = ONE_OF("", "high", "low");
    r.text[TEXT_PRIORITY] = ONE_OF("P1", "P2");
    r.text[TEXT_POLICY] = ONE_OF("standard", "");
    r.text[TEXT_GROUP] = ONE_OF("Edge", "Core");
    r.text[TEXT_RECIPIENT] = ONE_OF("", "u1", "u2", "u3", "u4", "u5");
    r.text[TEXT_VIA] = ONE_OF("", "auto", "web", "AUTO");
    r.text[TEXT_TEAM] = ONE_OF("", "t1", "t2", "t3");
    r.text[TEXT_CHANNEL] = ONE_OF("SMS", "call");
    r.text[TEXT_GATEWAY] = ONE_OF("", "north", "south");
    r.text[TEXT_CARRIER] = ONE_OF("", "north", "ceeline");
    r.text[TEXT_COUNTRY] = ONE_OF("DE", "US");
    r.person = r.text[TEXT_RECIPIENT].n ? hash64(r.text[TEXT_RECIPIENT]) : 0;
    r.team = r.text[TEXT_TEAM].n ? hash64(r.text[TEXT_TEAM]) : 0;
    place(&r);
    r.level = (int32_t)below(10);
    r.cycle = 1 + (int32_t)below(2) * 299;
    r.purpose = below(3) ? PURPOSE_INITIAL : (enum purpose)below(PURPOSE__N);
    r.response = (enum response)below(RESPONSE__N);
    r.channel = (enum channel)below(CHANNEL__N);
    r.delivery = (enum delivery)below(DELIVERY__N);
    r.hours = (enum hours)below(HOURS__N);
    r.local_hour = (int32_t)below(168);
    r.flags = (uint32_t)below(64);
    r.when[WHEN_CREATED] = day * DAY_MS + (int64_t)below(DAY_MS);
    r.when[WHEN_SENT] = r.when[WHEN_DELIVERED] = TIME_UNKNOWN;
    r.when[WHEN_RESPONDED] = some_time(r.when[WHEN_CREATED]);
    r.when[WHEN_UPDATED] = r.when[WHEN_CREATED];
    return r;
}

/* Half of the attempts are of a page, mostly of the day. */
static void of_a_page(struct record *r, const struct record *page)
{
    static const enum text same[] = {TEXT_INCIDENT, TEXT_RECIPIENT};
    for (EACH(i, same))
        r->text[same[i]] = page->text[same[i]];
    r->person = page->person;
    r->level = page->level;
    r->cycle = page->cycle;
}

static void publish(struct world *x, enum family f, const struct record *r, size_t n)
{
    struct writer *w = kit_writer(&x->k, f);
    struct published out;
    struct run run = {.verb = STR("test")};
    for (size_t i = 0; i < n; i++)
        CHECK_OK(kit_put(w, &r[i]));
    writer_cover(w, (struct span){T0, T0 + DAYS * DAY_MS});
    CHECK_OK(writer_publish(w, &run, &out));
    writer_done(&w);
}

static struct world *world_of(uint64_t seed)
{
    struct kit k = kit_open();
    struct world *x = NEW(&k.a, struct world, 1);
    x->k = k;
    dice = seed;
    for (int i = 0; i < DAYS * PAGES; i++)
        x->page[i] = some_record(&x->k.a, DATASET_PAGEOUTS, DAY0 + i / PAGES, i);
    for (int i = 0; i < DAYS * ATTEMPTS; i++) {
        struct record *r = &x->attempt[i];
        int32_t day = i / ATTEMPTS;
        *r = some_record(&x->k.a, DATASET_NOTIFICATIONS, DAY0 + day, i);
        if (below(2))
            of_a_page(r, &x->page[(day - (day && !below(4))) * PAGES + (int)below(PAGES)]);
    }
    publish(x, FAMILY_PAGEOUTS, x->page, COUNT_OF(x->page));
    publish(x, FAMILY_NOTIFICATIONS, x->attempt, COUNT_OF(x->attempt));
    x->reader = kit_reader(&x->k);
    return x;
}

static void world_done(struct world *x)
{
    struct kit k = x->k;
    reader_done(&x->reader);
    kit_done(&k);
}

static bool chosen(const struct choice *c, struct str s)
{
    for (size_t i = 0; i < c->n; i++)
        if (str_eq(c->text[i], s))
            return true;
    return c->n == 0;
}

static bool in_mask(uint32_t mask, unsigned bit)
{
    return mask == 0 || mask >> bit & 1;
}

static bool has_words(const struct where *w, const struct record *r)
{
    return in_mask(w->channels, r->channel) && in_mask(w->deliveries, r->delivery) &&
           chosen(&w->gateway, r->text[TEXT_GATEWAY]) &&
           chosen(&w->carrier, r->text[TEXT_CARRIER]) &&
           chosen(&w->country, r->text[TEXT_COUNTRY]) &&
           (chosen(&w->provider, r->text[TEXT_GATEWAY]) ||
               chosen(&w->provider, r->text[TEXT_CARRIER]));
}

static bool is_answered_so(const struct where *w, const struct record *r)
{
    int64_t responded = r->when[WHEN_RESPONDED], created = r->when[WHEN_CREATED];
    struct answer a = {.response = r->response,
        .by_machine = str_eq_nocase(r->text[TEXT_VIA], STR("auto")),
        .created = created,
        .after = responded == TIME_UNKNOWN ? MS_UNKNOWN : responded - created};
    return chosen(&w->urgency, r->text[TEXT_URGENCY]) && (w->outcomes == 0 || record_is_page(r)) &&
           in_mask(w->outcomes, answer_outcome(&a, w->answers, T0 + DAYS * DAY_MS));
}

static bool found_in(struct arena *a, struct str text, struct str q)
{
    struct str plain = plain_of(a, text);
    return memmem(plain.p, plain.n, q.p, q.n) != NULL;
}

static bool is_among(const int64_t *key, size_t n, int64_t v)
{
    bool is = n == 0;
    for (size_t i = 0; i < n; i++)
        is |= key[i] == v;
    return is;
}

static bool is_inside(struct arena *a, const struct where *w, const struct record *r)
{
    bool node = w->nodes == 0;
    for (size_t i = 0; i < w->nodes; i++)
        for (int32_t k = 0; k < r->depth; k++)
            node |= r->node[k] == w->node[i];
    return node && r->when[WHEN_CREATED] >= w->from && r->when[WHEN_CREATED] < w->to &&
           is_among(w->team, w->teams, r->team) && is_among(w->person, w->persons, r->person) &&
           in_mask(w->levels, r->level < 7 ? (unsigned)r->level : 7) &&
           in_mask(w->hours, r->hours) && in_mask(w->purposes, r->purpose) &&
           chosen(&w->source, r->text[TEXT_SOURCE]) &&
           (w->q.n == 0 || found_in(a, r->text[TEXT_TITLE], w->q) ||
               found_in(a, r->text[TEXT_INCIDENT], w->q) ||
               found_in(a, r->text[TEXT_SOURCE], w->q));
}

static bool same_page(const struct record *r, const struct record *s)
{
    return str_eq(r->text[TEXT_INCIDENT], s->text[TEXT_INCIDENT]) && r->person == s->person &&
           r->level == s->level && r->cycle == s->cycle;
}

static bool is_before(const struct record *r, const struct record *s)
{
    if (r->when[WHEN_CREATED] != s->when[WHEN_CREATED])
        return r->when[WHEN_CREATED] < s->when[WHEN_CREATED];
    return str_cmp(r->text[TEXT_ID], s->text[TEXT_ID]) < 0;
}

static int32_t day_at(const struct record *r)
{
    return day_of(r->when[WHEN_CREATED]);
}

static bool is_repeated(const struct world *x, const struct record *r)
{
    for (EACH(i, x->page))
        if (record_is_page(r) && record_is_page(&x->page[i]) && same_page(r, &x->page[i]) &&
            day_at(r) == day_at(&x->page[i]) && is_before(&x->page[i], r))
            return true;
    return false;
}

static bool is_try(const struct record *page, const struct record *attempt)
{
    int32_t later = day_at(attempt) - day_at(page);
    return record_is_page(attempt) && same_page(page, attempt) && (later == 0 || later == 1);
}

static bool asks_words(const struct where *w)
{
    return w->channels || w->deliveries || w->gateway.n || w->carrier.n || w->country.n ||
           w->provider.n;
}

static bool page_is_inside(struct world *x, const struct where *w, const struct record *r)
{
    bool tried = !asks_words(w);
    for (EACH(i, x->attempt))
        tried = tried ||
                (record_is_page(r) && is_try(r, &x->attempt[i]) && has_words(w, &x->attempt[i]));
    return tried && is_inside(&x->k.a, w, r) && is_answered_so(w, r);
}

/* 1 inside, 0 outside, -1 its page is asked about and not known. */
static int attempt_is_inside(struct world *x, const struct where *w, const struct record *r)
{
    int known = -1;
    if (!record_is_page(r) || !is_inside(&x->k.a, w, r) || !has_words(w, r))
        return 0;
    if (!w->urgency.n && !w->outcomes)
        return 1;
    for (int32_t later = 0; later < 2 && known < 0; later++)
        for (EACH(i, x->page)) {
            const struct record *page = &x->page[i];
            if (record_is_page(page) && same_page(page, r) && !is_repeated(x, page) &&
                day_at(r) - day_at(page) == later)
                known = is_answered_so(w, page);
        }
    return known;
}

static void choose(struct choice *c, const char *one, const char *other)
{
    if (below(6))
        return;
    c->text[c->n++] = str_of(one);
    if (below(2))
        c->text[c->n++] = str_of(other);
}

static uint32_t some_mask(unsigned n)
{
    return below(5) ? 0 : (uint32_t)below(1u << n);
}

static struct where some_where(void)
{
    static const char *const queries[] = {"disk", "\xc3\xa4rger", "inc1", "prom", "nowhere"};
    static const int32_t nodes[] = {7, 9, 11, 12, 13, 99};
    struct where w = {.from = T0, .to = T0 + DAYS * DAY_MS};
    if (below(3) == 0)
        w.from += (int64_t)below(2 * DAY_MS);
    if (below(3) == 0)
        w.to -= (int64_t)below(2 * DAY_MS);
    for (; below(4) == 0 && w.nodes < 3;)
        w.node[w.nodes++] = nodes[below(COUNT_OF(nodes))];
    for (; below(4) == 0 && w.teams < 3;)
        w.team[w.teams++] = hash64(ONE_OF("t1", "t2", "t3", "t9"));
    for (; below(3) == 0 && w.persons < 6;)
        w.person[w.persons++] = hash64(ONE_OF("u1", "u2", "u3", "u4", "u9"));
    w.channels = some_mask(CHANNEL__N);
    w.deliveries = some_mask(DELIVERY__N);
    w.outcomes = some_mask(OUTCOME__N);
    w.levels = some_mask(8);
    w.hours = some_mask(HOURS__N);
    w.purposes = some_mask(PURPOSE__N);
    choose(&w.urgency, "high", "");
    choose(&w.source, "prometheus", "mainframe");
    choose(&w.gateway, "north", "");
    choose(&w.carrier, "ceeline", "north");
    choose(&w.country, "DE", "FR");
    choose(&w.provider, "north", "ceeline");
    if (below(5) == 0)
        w.q = str_of(queries[below(COUNT_OF(queries))]);
    w.answers = (enum answers)below(ANSWERS__N);
    return w;
}

/* Lines of text, one a row, in whatever order. */
struct lines {
    struct arena *a;
    struct str line[DAYS * (PAGES + ATTEMPTS)];
    size_t n, unknown;
    int64_t last_created, last_person;
    int32_t last_day;
};

static struct str answer_line(struct arena *a, int64_t after)
{
    return after == MS_UNKNOWN ? STR("-") : arena_fmt(a, "%lld", (long long)after);
}

static int64_t since(const struct record *r, enum when w)
{
    return r->when[w] == TIME_UNKNOWN ? MS_UNKNOWN : r->when[w] - r->when[WHEN_CREATED];
}

static struct str path_line(struct arena *a, const int32_t *node, int32_t depth)
{
    struct str s = STR("");
    for (int32_t i = 0; i < depth; i++)
        s = arena_fmt(a, "%.*s/%d", STR_ARG(s), node[i]);
    return s;
}

static struct str line_of_record(struct world *x, const struct record *r)
{
    struct arena *a = &x->k.a;
    bool attempt = r->dataset == DATASET_NOTIFICATIONS;
    uint32_t flags = r->flags | (!attempt && is_repeated(x, r) ? FLAG_REPEATED : 0);
    struct str words =
        attempt ? arena_fmt(a, "%d %.*s %.*s %.*s", (int)r->channel, STR_ARG(r->text[TEXT_GATEWAY]),
                      STR_ARG(r->text[TEXT_CARRIER]), STR_ARG(r->text[TEXT_COUNTRY]))
                : answer_line(a, since(r, WHEN_RESPONDED));
    return arena_fmt(a,
        "%lld|%lld%.*s|%lld|%.*s|%.*s|%.*s|%.*s|%.*s|%.*s|%.*s|%d %d|%d %d %d %.*s|%d "
        "%d|%u|%.*s",
        (long long)r->when[WHEN_CREATED], (long long)r->person,
        STR_ARG(path_line(a, r->node, r->depth)), (long long)r->team,
        STR_ARG(r->text[TEXT_INCIDENT]), STR_ARG(r->text[TEXT_TITLE]),
        STR_ARG(r->text[TEXT_SOURCE]), STR_ARG(r->text[TEXT_URGENCY]),
        STR_ARG(r->text[TEXT_PRIORITY]), STR_ARG(r->text[TEXT_POLICY]),
        STR_ARG(r->text[TEXT_GROUP]), r->level, r->cycle < 255 ? r->cycle : 255, (int)r->purpose,
        (int)r->response, (int)r->delivery, STR_ARG(r->text[TEXT_VIA]), (int)r->hours,
        r->local_hour, flags, STR_ARG(words));
}

static struct str line_of_row(struct arena *a, const struct sheet *s, uint32_t i)
{
    const struct sheet_who *who = &s->whos[s->who[i]];
    const struct sheet_path *path = &s->paths[who->path];
    const struct sheet_about *about = &s->abouts[s->about[i]];
    const struct sheet_said *said = &s->saids[s->said[i]];
    const struct sheet_gate *g = s->gate ? &s->gates[s->gate[i]] : NULL;
    CHECK_INT(about->incident, about->incident_id.n ? hash64(about->incident_id) : 0);
    CHECK_INT(said->by_machine, str_eq_nocase(said->via, STR("auto")));
    struct str words = g ? arena_fmt(a, "%d %.*s %.*s %.*s", (int)g->channel, STR_ARG(g->gateway),
                               STR_ARG(g->carrier), STR_ARG(g->country))
                         : answer_line(a, s->answered[i]);
    return arena_fmt(a,
        "%lld|%lld%.*s|%lld|%.*s|%.*s|%.*s|%.*s|%.*s|%.*s|%.*s|%d %d|%d %d %d %.*s|%d "
        "%d|%u|%.*s",
        (long long)(s->day * DAY_MS + s->created[i]), (long long)who->person,
        STR_ARG(path_line(a, path->node, path->depth)), (long long)s->teams[s->team[i]],
        STR_ARG(about->incident_id), STR_ARG(about->title), STR_ARG(about->source),
        STR_ARG(about->urgency), STR_ARG(about->priority), STR_ARG(about->policy),
        STR_ARG(about->group), s->level[i], s->cycle[i], (int)said->purpose, (int)said->response,
        (int)said->delivery, STR_ARG(said->via), s->hours[i], s->local_hour[i], s->flags[i],
        STR_ARG(words));
}

static int line_cmp(const void *a, const void *b)
{
    return str_cmp(*(const struct str *)a, *(const struct str *)b);
}

static struct err take_lines(void *self, const struct picked *p)
{
    struct lines *l = self;
    CHECK(p->sheet->day > l->last_day);
    l->last_day = p->sheet->day;
    l->unknown += p->unknown;
    for (size_t i = 0; i < p->n; i++) {
        const struct sheet *s = p->sheet;
        int64_t person = s->whos[s->who[p->row[i]]].person;
        CHECK(i == 0 || p->row[i] > p->row[i - 1]);
        CHECK(i == 0 || person != l->last_person || s->created[p->row[i]] >= l->last_created);
        l->last_person = person;
        l->last_created = s->created[p->row[i]];
        l->line[l->n++] = line_of_row(l->a, s, p->row[i]);
    }
    return OK;
}

static void check_lines(struct lines *got, struct lines *want)
{
    qsort(got->line, got->n, sizeof got->line[0], line_cmp);
    qsort(want->line, want->n, sizeof want->line[0], line_cmp);
    CHECK_INT(got->n, want->n);
    for (size_t i = 0; i < want->n; i++)
        CHECK_STR(got->line[i], want->line[i]);
    CHECK_INT(got->unknown, want->unknown);
}

static void check_question(struct world *x, enum dataset d, const struct where *w)
{
    struct arena *a = &x->k.a;
    struct lines *got = NEW(a, struct lines, 1), *want = NEW(a, struct lines, 1);
    got->a = a;
    const struct sheet_taker taker = {take_lines, got};
    CHECK_OK(snapshot_sheets(reader_current(x->reader), d, w, ALL_COLUMNS, &taker));
    for (EACH(i, x->page))
        if (d == DATASET_PAGEOUTS && page_is_inside(x, w, &x->page[i]))
            want->line[want->n++] = line_of_record(x, &x->page[i]);
    for (size_t i = 0; d == DATASET_NOTIFICATIONS && i < COUNT_OF(x->attempt); i++) {
        int inside = attempt_is_inside(x, w, &x->attempt[i]);
        want->unknown += inside < 0;
        if (inside > 0)
            want->line[want->n++] = line_of_record(x, &x->attempt[i]);
    }
    check_lines(got, want);
}

TEST(a_sheet_picks_what_a_naive_filter_of_the_records_does)
{
    for (uint64_t seed = 1; seed <= 3; seed++) {
        struct world *x = world_of(seed);
        for (int i = 0; i < 150; i++) {
            struct where w = some_where();
            check_question(x, DATASET_PAGEOUTS, &w);
            check_question(x, DATASET_NOTIFICATIONS, &w);
        }
        world_done(x);
    }
}

/* Each kind of filter by itself, so that none hides behind another. */
TEST(each_filter_alone_picks_what_a_naive_one_does)
{
    struct world *x = world_of(7);
    const struct where all = {.from = T0, .to = T0 + DAYS * DAY_MS};
    struct where one[14];
    for (EACH(i, one))
        one[i] = all;
    one[0].channels = 1u << CHANNEL_SMS;
    one[1].deliveries = 1u << DELIVERY_FAILED;
    one[2].outcomes = 1u << OUTCOME_NOBODY | 1u << OUTCOME_OPEN;
    one[3].levels = 1u << 7 | 1u;
    one[4].hours = 1u << HOURS_SLEEP;
    one[5].purposes = 1u << PURPOSE_TEST;
    one[6].urgency = (struct choice){{STR("high")}, 1};
    one[7].source = (struct choice){{STR("")}, 1};
    one[8].gateway = (struct choice){{STR("north")}, 1};
    one[9].carrier = (struct choice){{STR("north")}, 1};
    one[10].country = (struct choice){{STR("DE")}, 1};
    one[11].provider = (struct choice){{STR("north")}, 1};
    one[12].q = STR("arger");
    one[13].from += 1;
    for (EACH(i, one)) {
        check_question(x, DATASET_PAGEOUTS, &one[i]);
        check_question(x, DATASET_NOTIFICATIONS, &one[i]);
    }
    world_done(x);
}

struct trying {
    struct world *x;
    const struct where *w;
    size_t pages, attempts;
};

/* Of each picked page, but for its further rows, all its attempts, each once and by time. */
static struct err take_tries(void *self, const struct picked *p)
{
    struct trying *t = self;
    struct tries tries;
    TRY(snapshot_tries(reader_current(t->x->reader), p, t->w,
        1u << SHEET_CREATED | 1u << SHEET_GATE | 1u << SHEET_SAID, &tries));
    for (size_t i = 0; i < p->n; i++) {
        int64_t last = INT64_MIN;
        uint32_t row = p->row[i];
        size_t want = 0;
        for (EACH(k, t->x->attempt)) {
            const struct record *r = &t->x->attempt[k];
            int32_t later = day_at(r) - p->sheet->day;
            want += record_is_page(r) && record_page_key(r) == p->sheet->page[row] &&
                    (later == 0 || later == 1) && has_words(t->w, r);
        }
        if (!(p->sheet->flags[row] & FLAG_REPEATED))
            CHECK_INT(tries.start[i + 1] - tries.start[i], want);
        for (uint32_t k = tries.start[i]; k < tries.start[i + 1]; k++) {
            const struct attempt_at *at = &tries.of[k];
            int64_t created = at->sheet->day * DAY_MS + at->sheet->created[at->row];
            CHECK(created >= last);
            last = created;
            CHECK(in_mask(t->w->channels, at->sheet->gates[at->sheet->gate[at->row]].channel));
        }
        t->attempts += tries.start[i + 1] - tries.start[i];
    }
    t->pages += p->n;
    return OK;
}

TEST(a_page_has_its_attempts_of_the_day_and_the_next)
{
    struct world *x = world_of(11);
    struct where w[] = {{.from = T0, .to = T0 + DAYS * DAY_MS},
        {.from = T0, .to = T0 + DAYS * DAY_MS, .channels = 1u << CHANNEL_SMS | 1u << CHANNEL_PUSH}};
    for (EACH(i, w)) {
        struct where pages = {
            .from = T0, .to = T0 + DAYS * DAY_MS, .purposes = 1u << PURPOSE_INITIAL};
        struct trying t = {x, &w[i], 0, 0};
        const struct sheet_taker taker = {take_tries, &t};
        CHECK_OK(snapshot_sheets(reader_current(x->reader), DATASET_PAGEOUTS, &pages,
            1u << SHEET_PAGE | 1u << SHEET_SAID | 1u << SHEET_FLAGS, &taker));
        CHECK(t.pages > PAGES && t.attempts > 10);
    }
    world_done(x);
}

/* The first day's segment, open for writing. */
static void open_segment(struct world *x, enum family f, struct db *db)
{
    const struct segment_ref *ref =
        manifest_segment(snapshot_manifest(reader_current(x->reader)), f, DAY0);
    const char *path = arena_fmt(&x->k.a, "%s/seg/%.*s", x->k.store, STR_ARG(ref->name)).p;
    CHECK_OK(db_open_scratch(db, path));
}

/* u2 manages node 5, below u1's 3; u3 was u1's and is u2's now; u4 is nobody's. */
static void read_company(struct world *x, struct today *out)
{
    struct roster_person people[] = {
        {.id = STR("u1"), .active = true},
        {.id = STR("u2"), .manager_id = STR("u1"), .active = true},
        {.id = STR("u3"), .manager_id = STR("u1"), .active = true},
        {.id = STR("u3"), .from = 9, .manager_id = STR("u2"), .active = true},
        {.id = STR("u4"), .active = true},
    };
    struct roster_node nodes[] = {
        {.number = 3, .manager_id = STR("u1"), .depth = 1, .current = true},
        {.number = 5, .manager_id = STR("u2"), .parent = 3, .depth = 2, .current = true},
        {.number = 6, .manager_id = STR("u4"), .parent = 3, .depth = 2},
    };
    const struct roster r = {
        .people = people, .people_n = COUNT_OF(people), .nodes = nodes, .nodes_n = COUNT_OF(nodes)};
    struct segment_ref ref;
    const char *path = arena_fmt(&x->k.a, "%s/company", x->k.folder).p;
    CHECK_OK(segment_build_directory(path, &r, &ref));
    AUTO(db_done) struct db db = {0};
    CHECK_OK(db_open_immutable(&db, path, NULL));
    CHECK_OK(today_read(&x->k.a, &db, out));
}

TEST(nodes_as_of_now_are_those_above_where_people_stand_today)
{
    struct world *x = world_of(17);
    struct today today;
    read_company(x, &today);
    const struct {
        int32_t node;
        const char *people[3];
    } cases[] = {{3, {"u1", "u2", "u3"}}, {5, {"u2", "u3", "u3"}}, {6, {"none", "none", "none"}}};
    AUTO(db_done) struct db db = {0};
    open_segment(x, FAMILY_PAGEOUTS, &db);
    for (EACH(i, cases)) {
        struct where w = {.from = T0, .to = T0 + DAY_MS, .node = {cases[i].node}, .nodes = 1};
        struct sheet_in in;
        struct rows_of_day rows;
        bool has = false;
        size_t want = 0;
        w.now = true;
        const struct pick pick = {
            &w, T0 + DAY_MS, &today, today_within(&today, &x->k.a, w.node, w.nodes)};
        sheet_in_open(&in);
        CHECK_OK(sheet_in_turn(&in, &db, DATASET_PAGEOUTS, DAY0, &has));
        CHECK_OK(pick_rows(&in, &pick, &rows));
        for (size_t k = 0; k < PAGES; k++)
            for (size_t p = 0; p < 3; p++)
                if (x->page[k].person == hash64(str_of(cases[i].people[p]))) {
                    want++;
                    break;
                }
        CHECK_INT(rows.n, want);
        CHECK((want > 0) == (i < 2));
        sheet_in_done(&in);
    }
    world_done(x);
}

static struct err read_all(struct db *db, enum dataset d, size_t *rows)
{
    struct sheet_in in;
    struct rows_of_day all;
    bool has = false;
    sheet_in_open(&in);
    struct err e = sheet_in_turn(&in, db, d, DAY0, &has);
    *rows = in.sheet.n;
    if (e.code == ERR_OK && has) {
        all = pick_all(&in);
        e = sheet_in_columns(&in, ALL_COLUMNS, &all);
    }
    sheet_in_done(&in);
    return e;
}

static void put_leaf(struct db *db, int64_t id, struct str blob)
{
    AUTO(stmt_done) struct stmt q = stmt_of(db, "UPDATE sheet SET blob = ?2 WHERE id = ?1");
    stmt_put_i64(&q, 1, id);
    stmt_put_blob(&q, 2, blob);
    stmt_again(&q);
    CHECK_OK(stmt_end(&q));
}

static void damage(struct world *x, struct db *db, enum dataset d, enum leaf l)
{
    struct leaves leaves = leaves_of(db);
    struct str blob;
    size_t rows = 0;
    CHECK_OK(leaves_read(&leaves, l, DAY0, &blob));
    blob = arena_copy(&x->k.a, blob);
    leaves_done(&leaves);
    for (size_t n = blob.n; n > 0; n -= n > 40 ? 7 : 1) {
        put_leaf(db, leaf_id(l, DAY0), str_head(blob, n - 1));
        if (n > 1 || l != LEAF_HEAD) /* without a head there is no sheet */
            CHECK_ERR(read_all(db, d, &rows), ERR_IO);
    }
    for (size_t i = 0; i < blob.n; i++) {
        char *bytes = NEW(&x->k.a, char, blob.n);
        memcpy(bytes, blob.p, blob.n);
        bytes[i] = (char)(bytes[i] ^ (int)(1 + below(255)));
        put_leaf(db, leaf_id(l, DAY0), (struct str){bytes, blob.n});
        struct err e = read_all(db, d, &rows);
        CHECK(e.code == ERR_OK || e.code == ERR_IO);
    }
    put_leaf(db, leaf_id(l, DAY0), blob);
    CHECK_OK(read_all(db, d, &rows));
    CHECK(rows > 10);
}

TEST(a_damaged_sheet_is_refused_or_read_within_its_bounds)
{
    struct world *x = world_of(13);
    for (enum dataset d = 0; d < DATASET__N; d++) {
        AUTO(db_done) struct db db = {0};
        open_segment(x, (enum family)d, &db);
        for (enum leaf l = 0; l < LEAF__N; l++)
            if (d == DATASET_PAGEOUTS ? l != LEAF_GATE && l != LEAF_GATE_OF : l != LEAF_ANSWERED)
                damage(x, &db, d, l);
    }
    world_done(x);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_sheet_picks_what_a_naive_filter_of_the_records_does),
        cmocka_unit_test(each_filter_alone_picks_what_a_naive_one_does),
        cmocka_unit_test(a_page_has_its_attempts_of_the_day_and_the_next),
        cmocka_unit_test(nodes_as_of_now_are_those_above_where_people_stand_today),
        cmocka_unit_test(a_damaged_sheet_is_refused_or_read_within_its_bounds),
    };
    return RUN(tests);
}
