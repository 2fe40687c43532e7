#include "query/listing.h"

#include <stdlib.h>

#include "lib/order.h"
#include "query/bins.h"
#include "query/cursor.h"
#include "query/go.h"
#include "query/steps.h"
#include "store/label.h"

const char *const listing_sort_words[LISTING__N] = {"newest", "people", "wait", "unanswered"};

#define TOLD_FROM 5

/* clang-format off */
const int64_t answer_edge_ms[ANSWER_EDGES] = {
    30 * SECOND_MS, 1 * MINUTE_MS, 2 * MINUTE_MS, 3 * MINUTE_MS, 5 * MINUTE_MS, 10 * MINUTE_MS,
    15 * MINUTE_MS, 30 * MINUTE_MS, 1 * HOUR_MS, 4 * HOUR_MS,
};
/* clang-format on */

/* A row that is shown: the incident, and its words. */
struct shown {
    const struct episode *e;
    struct str id, title, source, urgency, team;
};

bool fate_is_lost(enum fate f)
{
    return f == FATE_HANDED_UP || f == FATE_DECLINED || f == FATE_NOBODY || f == FATE_UNDELIVERED;
}

/* What comes first in the order has the smaller key; the newest first where it is equal. */
static uint64_t key_of(const struct episode *e, enum listing_sort by)
{
    int64_t wait = episode_answer_ms(e);
    switch (by) {
    case LISTING_PEOPLE:
        return UINT32_MAX - e->people;
    case LISTING_WAIT:
        return wait == MS_UNKNOWN ? UINT64_MAX : (uint64_t)(INT64_MAX - wait);
    case LISTING_UNANSWERED:
        return fate_is_lost(e->end) ? 0 : e->end == FATE_OPEN ? 1 : 2;
    case LISTING_NEWEST:
    case LISTING__N:
        break;
    }
    return 0;
}

static const struct ordered *sorted(struct arena *a, const struct listing *x)
{
    size_t n = x->episodes.n;
    struct ordered *o = NEW(a, struct ordered, 2 * n + 1);
    for (size_t i = 0; i < n; i++)
        o[i] = (struct ordered){(uint64_t)(INT64_MAX - x->episodes.row[i].first), (uint32_t)i};
    order_keys(o, n, o + n);
    for (size_t i = 0; i < n && x->sort != LISTING_NEWEST; i++)
        o[i].key = key_of(&x->episodes.row[o[i].of], x->sort);
    if (x->sort != LISTING_NEWEST)
        order_keys(o, n, o + n);
    return o;
}

/* Words of those that began on one UTC day. */
struct wording {
    struct arena *a;
    struct shown *row;
    size_t n;
};

static struct err take_words(void *self, const struct picked *p)
{
    struct wording *x = self;
    const struct sheet *s = p->sheet;
    for (size_t i = 0; i < x->n; i++) {
        struct shown *row = &x->row[i];
        if (row->e->first / DAY_MS != s->day)
            continue;
        const struct sheet_about *about = &s->abouts[row->e->about];
        row->id = arena_copy(x->a, about->incident_id);
        row->title = arena_copy(x->a, about->title);
        row->source = arena_copy(x->a, about->source);
        row->urgency = arena_copy(x->a, about->urgency);
    }
    return OK;
}

/* Each day is read once, between the first and the last of its incidents. */
static struct err read_words(
    struct snapshot *s, struct arena *a, const struct where *w, struct shown *row, size_t n)
{
    struct wording x = {a, row, n};
    const struct sheet_taker taker = {take_words, &x};
    for (size_t i = 0; i < n; i++) {
        int64_t day = row[i].e->first / DAY_MS, from = row[i].e->first, to = from;
        bool read = false;
        for (size_t k = 0; k < n; k++) {
            int64_t at = row[k].e->first;
            if (at / DAY_MS != day)
                continue;
            read |= k < i;
            from = at < from ? at : from;
            to = at > to ? at : to;
        }
        struct where cut = *w;
        cut.from = from;
        cut.to = to + 1;
        if (!read)
            TRY(snapshot_sheets(
                s, DATASET_PAGEOUTS, &cut, SHEET_BIT(ABOUT) | SHEET_BIT(TITLES), &taker));
    }
    return OK;
}

static struct err name_teams(struct snapshot *s, struct arena *a, struct shown *row, size_t n)
{
    struct labelled *x = NEW(a, struct labelled, n + 1);
    for (size_t i = 0; i < n; i++)
        x[i].key = row[i].e->team;
    TRY(snapshot_labels(s, a, LABEL_TEAM, x, n));
    for (size_t i = 0; i < n; i++) {
        const struct then then = {
            DATASET_PAGEOUTS, (int32_t)(row[i].e->first / DAY_MS), row[i].e->team};
        if (x[i].id.n == 0 && then.key)
            TRY(snapshot_team_then(s, a, &then, &x[i].id));
        row[i].team = x[i].name.n ? x[i].name : x[i].id;
        if (row[i].e->more_teams && row[i].team.n)
            row[i].team = arena_fmt(a, "%.*s and others", STR_ARG(row[i].team));
    }
    return OK;
}

/* clang-format off */
static const struct grid_column list_columns[] = {
    { "incident",  "Incident",        "no title",     NULL, GRID_TEXT,  false },
    { "id",        NULL,              "",             NULL, GRID_TEXT,  false },
    { "first",     "First page",      "",             NULL, GRID_TIME,  false },
    { "source",    "Source",          "not named",    NULL, GRID_TEXT,  false },
    { "urgency",   "Urgency",         "not told",     NULL, GRID_TEXT,  false },
    { "team",      "Team",            "not known",    NULL, GRID_TEXT,  false },
    { "people",    "People",          "",             NULL, GRID_COUNT, false },
    { "pages",     "Pages",           "",             NULL, GRID_COUNT, false },
    { "level",     "Highest level",   "not told",     NULL, GRID_COUNT, false },
    { "became",    "What became of it", "",           NULL, GRID_TEXT,  false },
    { "answer_ms", "Answered after",  "at no known time", NULL, GRID_MS, false },
    { "paging_ms", "Paged for",       "",             NULL, GRID_MS,    false },
};
static const struct grid_column volume_columns[] = {
    { "from",        "From",          "",             NULL, GRID_TIME,  false },
    { "to",          NULL,            "",             NULL, GRID_TIME,  false },
    { "incidents",   "Incidents",     "not held",     NULL, GRID_COUNT, false },
    { "accepted",    "Answered",      "not held",     NULL, GRID_COUNT, false },
    { "lost",        "Not answered",  "not held",     NULL, GRID_COUNT, false },
    { "undelivered", "Not delivered", "not held",     NULL, GRID_COUNT, false },
    { "other",       "Open or cleared", "not held",   NULL, GRID_COUNT, false },
};
static const struct grid_column answer_columns[] = {
    { "up_to_ms",  "Up to",     "longer", NULL, GRID_MS,    false },
    { "incidents", "Incidents", "",       NULL, GRID_COUNT, false },
    { "by_then",   "By then, of those closed", "none closed", NULL, GRID_SHARE, true },
};
static const struct grid_column tile_columns[] = {
    { "incidents",  "Incidents",            "none",            "with a page in these days",            GRID_COUNT, false },
    { "answered",   "Answered",             "none closed yet", "of those closed for answer",           GRID_SHARE, false },
    { "answer_p50_ms", "Half answered within", "too few",      "of the answered, from the first page", GRID_MS,    false },
    { "people",     "People an incident",   "none",            "paged, on average",                    GRID_RATIO, false },
    { "unanswered", "Not answered",         "none",            "closed, and nobody accepted",          GRID_COUNT, false },
    { "alone",      NULL,                   "",                NULL,                                   GRID_COUNT, false },
};
/* clang-format on */

static void put_shown(struct grid *g, const struct brief *b, const struct shown *x)
{
    const struct episode *e = x->e;
    grid_link(g, x->title.n ? x->title : x->id, go_to(g->a, b->ask.gen, FIND_INCIDENT, 0, x->id));
    grid_text(g, x->id);
    grid_time(g, e->first);
    grid_text(g, x->source);
    grid_text(g, x->urgency);
    grid_text(g, x->team);
    grid_count(g, e->people);
    grid_count(g, e->pages);
    if (e->level)
        grid_count(g, e->level);
    else
        grid_none(g);
    grid_text(g, str_of(fate_labels[e->end]));
    if (e->end == FATE_ANSWERED)
        grid_ms(g, episode_answer_ms(e));
    else
        grid_why(g, STR("no acceptance"));
    grid_ms(g, e->last - e->first);
}

static struct err add_list(
    struct snapshot *s, struct arena *a, const struct where *w, struct listing *x)
{
    const struct filter *f = x->brief.ask.filter;
    uint64_t list = cursor_list(a, STR("incidents"), snapshot_id(s), f);
    uint32_t at = 0;
    if (f->after.n && !cursor_read(f->after, list, &at))
        return err_of(ERR_INPUT, "a cursor of another list");
    const struct ordered *order = sorted(a, x);
    size_t n = x->episodes.n, to;
    x->from = at < n ? at : n;
    to = x->from + (size_t)f->n < n ? x->from + (size_t)f->n : n;
    struct shown *row = NEW(a, struct shown, to - x->from + 1);
    for (size_t i = x->from; i < to; i++)
        row[i - x->from].e = &x->episodes.row[order[i].of];
    TRY(read_words(s, a, w, row, to - x->from));
    TRY(name_teams(s, a, row, to - x->from));
    struct grid g = GRID_OF(a, "list", list_columns, x->brief.window.zone);
    g.of = n;
    for (size_t i = 0; i < to - x->from; i++)
        put_shown(&g, &x->brief, &row[i]);
    if (to < n)
        x->brief.next = cursor_write(a, list, (uint32_t)to);
    brief_add(&x->brief, g);
    return OK;
}

static void count_bins(struct snapshot *s, struct arena *a, struct listing *x)
{
    const struct window *w = &x->brief.window;
    int64_t *edge;
    x->bin_size = bin_size_of(w, BIN_AUTO);
    x->bins = steps_of(a, w, x->bin_size, &edge);
    x->bin = NEW(a, struct listing_bin, x->bins + 1);
    for (size_t i = 0; i < x->bins; i++) {
        int64_t to = i + 1 < x->bins ? edge[i + 1] : w->to;
        x->bin[i] = (struct listing_bin){.from = edge[i],
            .to = to,
            .held = held_of(&snapshot_manifest(s)->family[FAMILY_PAGEOUTS], edge[i], to)};
    }
    for (size_t i = 0; i < x->episodes.n; i++) {
        const struct episode *e = &x->episodes.row[i];
        size_t low = 0, high = x->bins;
        while (high - low > 1) {
            size_t mid = low + (high - low) / 2;
            if (e->first < edge[mid])
                high = mid;
            else
                low = mid;
        }
        x->bin[low].end[e->end]++;
        x->end[e->end]++;
    }
}

static void count_answers(struct listing *x)
{
    for (size_t i = 0; i < x->episodes.n; i++) {
        const struct episode *e = &x->episodes.row[i];
        int64_t ms = episode_answer_ms(e);
        size_t at = 0;
        if (ms == MS_UNKNOWN) {
            x->answered_untimed += e->end == FATE_ANSWERED;
            continue;
        }
        while (at < ANSWER_EDGES && ms > answer_edge_ms[at])
            at++;
        x->answered_in[at]++;
    }
}

static uint64_t lost_of(const uint64_t end[FATE__N])
{
    uint64_t n = 0;
    for (enum fate f = 0; f < FATE__N; f++)
        n += fate_is_lost(f) ? end[f] : 0;
    return n;
}

static struct grid volume(struct arena *a, const struct listing *x)
{
    struct grid g = GRID_OF(a, "volume", volume_columns, x->brief.window.zone);
    for (size_t i = 0; i < x->bins; i++) {
        const struct listing_bin *b = &x->bin[i];
        uint64_t lost = lost_of(b->end) - b->end[FATE_UNDELIVERED];
        const uint64_t counts[] = {b->end[FATE_ANSWERED], lost, b->end[FATE_UNDELIVERED],
            b->end[FATE_OPEN] + b->end[FATE_CLEARED]};
        grid_time(&g, b->from);
        g.cell[g.cells - 1].href = brief_span(a, &x->brief, STR("incidents"), b->from, b->to);
        grid_time(&g, b->to);
        if (b->held == HELD_NONE) {
            for (size_t k = 0; k <= COUNT_OF(counts); k++)
                grid_none(&g);
            continue;
        }
        grid_count(&g, counts[0] + counts[1] + counts[2] + counts[3]);
        for (EACH(k, counts))
            grid_count(&g, counts[k]);
    }
    return g;
}

static struct grid answers(struct arena *a, const struct listing *x)
{
    struct grid g = GRID_OF(a, "answers", answer_columns, NULL);
    uint64_t by_then = 0, closed = x->end[FATE_ANSWERED] + lost_of(x->end);
    for (EACH(i, x->answered_in)) {
        by_then += x->answered_in[i];
        grid_ms(&g, i < ANSWER_EDGES ? answer_edge_ms[i] : MS_UNKNOWN);
        grid_count(&g, x->answered_in[i]);
        grid_share(&g, by_then, closed);
    }
    return g;
}

static int by_ms(const void *x, const void *y)
{
    int64_t a = *(const int64_t *)x, b = *(const int64_t *)y;
    return (a > b) - (a < b);
}

/* The median of what is known. */
static int64_t half_ms(struct arena *a, const struct episodes *x)
{
    int64_t *ms = NEW(a, int64_t, x->n + 1);
    size_t n = 0;
    for (size_t i = 0; i < x->n; i++)
        if (episode_answer_ms(&x->row[i]) != MS_UNKNOWN)
            ms[n++] = episode_answer_ms(&x->row[i]);
    if (n < TOLD_FROM)
        return MS_UNKNOWN;
    qsort(ms, n, sizeof *ms, by_ms);
    return ms[metric_rank(50, n) - 1];
}

static struct grid tiles(struct arena *a, const struct listing *x)
{
    struct grid g = GRID_OF(a, "tiles", tile_columns, NULL);
    uint64_t lost = lost_of(x->end), people = 0;
    for (size_t i = 0; i < x->episodes.n; i++)
        people += x->episodes.row[i].people;
    grid_count(&g, x->episodes.n);
    grid_share(&g, x->end[FATE_ANSWERED], x->end[FATE_ANSWERED] + lost);
    grid_ms(&g, half_ms(a, &x->episodes));
    grid_share(&g, people, x->episodes.n);
    grid_count(&g, lost);
    grid_count(&g, x->episodes.alone);
    return g;
}

struct err listing_of(
    struct snapshot *s, struct arena *a, const struct brief_ask *ask, struct listing *out)
{
    struct where w;
    int64_t ms = 0;
    int sort = word_of(listing_sort_words, LISTING__N, ask->filter->sort);
    out->sort = sort < 0 ? LISTING_NEWEST : (enum listing_sort)sort;
    TRY(brief_of(s, a, ask, DATASET_PAGEOUTS, &out->brief, &w));
    TRY(episodes_cost(s, &w, &ms));
    if (brief_refuses(&out->brief, ms))
        return OK;
    TRY(err_at(episodes_open(s, &w, true, &out->episodes), "incidents"));
    count_bins(s, a, out);
    count_answers(out);
    TRY(err_at(add_list(s, a, &w, out), "list"));
    brief_add(&out->brief, volume(a, out));
    brief_add(&out->brief, answers(a, out));
    brief_add(&out->brief, tiles(a, out));
    return OK;
}

void listing_done(struct listing *x)
{
    episodes_done(&x->episodes);
}
