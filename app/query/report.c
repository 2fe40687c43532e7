#include "query/report.h"

#include "query/bins.h"
#include "query/chance.h"
#include "query/chips.h"
#include "query/explore.h"
#include "query/rank.h"
#include "query/steps.h"
#include "query/told.h"
#include "query/where.h"
#include "store/duties.h"

#include <math.h>

const char *const report_words[REPORT__N] = {
    [REPORT_WEEKLY] = "weekly",
    [REPORT_HANDOFF] = "handoff",
    [REPORT_LEADERSHIP] = "leadership",
};

enum report_kind report_find(struct str id)
{
    enum report_kind k = 0;
    while (k < REPORT__N && !str_eq(id, str_of(report_words[k])))
        k++;
    return k;
}

void report_days(enum report_kind kind, int64_t end, struct window *w)
{
    int32_t day = zone_day(w->zone, end); /* the last one that the data does not hold whole */
    int32_t monday = day - weekday_of(day);
    struct window in = window_days(w, day, day);
    *w = kind == REPORT_LEADERSHIP ? window_month(&in, -1) : window_days(w, monday - 7, monday - 1);
}

/* As long before and after; of a whole month the months. */
static void set_neighbours(struct report *r)
{
    const struct window *w = &r->now.window;
    int32_t days = w->last - w->first + 1;
    r->earlier = window_before(w, CMP_PREV);
    r->later = *w;
    if (window_is_month(w))
        r->later = window_month(w, 1);
    else if (w->whole_days)
        r->later = window_days(w, w->first + days, w->last + days);
    else {
        r->later.from = w->to;
        r->later.to += w->to - w->from;
    }
    r->has_later =
        r->now.through[DATASET_PAGEOUTS] > r->later.from + MINUTE_MS; /* a minute may be cut */
}

static void set_dates(struct filter *f, const struct window *w)
{
    f->range = RANGE_NONE;
    f->from = (struct moment){true, !w->whole_days, zone_local(w->zone, w->from)};
    f->to = (struct moment){true, !w->whole_days, zone_local(w->zone, w->to)};
    if (w->whole_days) {
        f->from.at = civil_of(w->first * DAY_MS);
        f->to.at = civil_of(w->last * DAY_MS);
    }
}

/* The shift that the duties of the team tell, else the last 24 hours. */
static struct err find_shift(
    struct snapshot *s, struct arena *a, struct report *r, struct zone_set *zones)
{
    const struct manifest *m = snapshot_manifest(s);
    struct filter day = r->filter;
    struct window w;
    struct duty_span *duty = NULL;
    size_t n = 0;
    int64_t from, to, end = m->family[FAMILY_PAGEOUTS].through;
    if (r->filter.teams == 1)
        TRY(snapshot_team_duties(
            s, a, r->filter.team[0], (struct span){end - SHIFT_MAX_MS, end}, &duty, &n));
    day.range = RANGE_24H;
    window_of(m, &day, zones, &w);
    r->shift.known = handoff_find(duty, n, end, &from, &to);
    if (r->shift.known) {
        w.from = from;
        w.to = to;
    }
    w.whole_days = false;
    set_dates(&r->filter, &w);
    return OK;
}

static struct err choose_period(
    struct snapshot *s, struct arena *a, struct report *r, struct zone_set *zones)
{
    const struct manifest *m = snapshot_manifest(s);
    int64_t end = m->family[FAMILY_PAGEOUTS].through;
    struct window w;
    r->filter.cmp = r->kind == REPORT_HANDOFF ? CMP_NONE : CMP_PREV;
    if (r->filter.from.given || end == TIME_UNKNOWN)
        return OK;
    if (r->kind == REPORT_HANDOFF)
        return find_shift(s, a, r, zones);
    window_of(m, &r->filter, zones, &w);
    report_days(r->kind, end, &w);
    set_dates(&r->filter, &w);
    return OK;
}

static struct gather gather_by(
    struct snapshot *s, struct arena *a, const struct where *w, struct split *rows)
{
    return (struct gather){.snapshot = s,
        .where = w,
        .a = a,
        .matter = MATTER_PAGES,
        .through = snapshot_manifest(s)->family[FAMILY_PAGEOUTS].through,
        .split = {[AXIS_ROWS] = rows}};
}

static struct err add_noise(
    struct snapshot *s, struct arena *a, const struct where *w, struct report *r)
{
    struct split sources = split_of(a, BY_SOURCE, NULL, false);
    struct gather g = gather_by(s, a, w, &sources);
    struct explore x = {.asking = {.metric = METRIC_NOISE, .by = BY_SOURCE, .rows = REPORT_ROWS}};
    TRY(gather_run(&g));
    TRY(rank_rows(s, a, &g, NULL, &x));
    for (size_t i = 0; i < x.rows; i++) {
        const struct facts *f = &g.facts[AXIS_ROWS][x.row[i].group];
        if (x.row[i].id.n == 0 || !x.row[i].value.known || x.row[i].value.v == 0)
            continue;
        r->noisy[r->noisies++] = (struct noisy){.source = x.row[i].id,
            .pages = facts_pages(f),
            .accepted = facts_accepted(f),
            .closed = facts_closed(f),
            .cleared = f->outcome[OUTCOME_CLEARED]};
    }
    return OK;
}

/* Which teams there are to hand over: those that were paged. */
static struct err add_teams(struct snapshot *s, struct arena *a, const struct filter *f,
    struct zone_set *zones, struct report *r)
{
    struct filter week = *f;
    struct explore x;
    const struct asking asking = {.metric = METRIC_PAGES, .by = BY_TEAM, .rows = REPORT_TEAMS};
    week.range = f->from.given ? RANGE_NONE : RANGE_7D;
    week.cmp = CMP_NONE;
    TRY(explore_of(s, a, &week, &asking, zones, &x));
    r->now.window = x.window;
    r->now.held = x.held;
    r->team = NEW(a, struct explore_row, x.rows + 1);
    r->teams_of = x.of;
    for (size_t i = 0; i < x.rows; i++)
        if (x.row[i].id.n)
            r->team[r->teams++] = x.row[i];
    return err_at(chips_of(s, a, f, r->now.chip, &r->now.chips), "chips");
}

static void add_incidents(struct report *r)
{
    struct facts f = told_by_pages(r->now.pages, METRIC_NEVER_ACCEPTED);
    r->ended = f.incidents.n - f.incidents.open;
    r->unaccepted = r->ended - f.incidents.accepted;
}

/* Those beyond chance, the farthest first. */
static void add_changes(struct report *r)
{
    const struct overview *o = &r->now, *b = o->before;
    if (!b || o->child_kind == CHILD_PERSON || o->held == HELD_NONE || b->held == HELD_NONE)
        return;
    double days = (double)(o->window.to - o->window.from);
    double then_days = (double)(b->window.to - b->window.from);
    for (size_t i = 0; i < o->children; i++) {
        const struct child *now = &o->child[i], *then = &b->child[i];
        double z = chance_counts(now->incidents, days, then->incidents, then_days);
        bool enough = now->pages + then->pages >= CHANCE_BASE_MIN;
        if (!enough || !chance_is_beyond(z))
            continue;
        size_t at = r->changes < REPORT_ROWS ? r->changes++ : REPORT_ROWS;
        for (; at > 0 && fabs(r->changed[at - 1].deviations) < fabs(z); at--)
            if (at < REPORT_ROWS)
                r->changed[at] = r->changed[at - 1];
        if (at < REPORT_ROWS)
            r->changed[at] = (struct changed){now, then, z};
    }
}

/* The same month, or the same weekdays, a year back. */
static struct err add_year(
    struct snapshot *s, struct arena *a, const struct filter *f, struct report *r)
{
    struct where w;
    struct tally *pages = tally_new(a);
    bool month = window_is_month(&r->now.window);
    r->year = month ? window_month(&r->now.window, -12) : window_before(&r->now.window, CMP_YEAR);
    r->year_held =
        held_of(&snapshot_manifest(s)->family[FAMILY_PAGEOUTS], r->year.from, r->year.to);
    if (r->year_held != HELD_ALL)
        return OK;
    TRY(where_of(s, a, f, r->year.from, r->year.to, &w));
    TRY(gather_pages(s, a, &w, NULL, pages));
    r->year_pages = tally_pages(pages);
    r->year_incidents = tally_depth(pages).incidents;
    return OK;
}

static struct err add_load(
    struct snapshot *s, struct arena *a, struct zone_set *zones, struct report *r)
{
    struct filter f = r->filter;
    struct explore x;
    const struct asking asking = {.metric = METRIC_TOP10};
    f.cmp = CMP_NONE;
    TRY(explore_of(s, a, &f, &asking, zones, &x));
    r->top10 = x.total;
    r->no_duties = x.no_duties;
    return OK;
}

static struct err fill(struct snapshot *s, struct arena *a, const struct filter *f,
    struct zone_set *zones, struct report *r)
{
    struct where w;
    bool shift = r->kind == REPORT_HANDOFF;
    TRY(where_of(s, a, f, r->now.window.from, r->now.window.to, &w));
    const struct pagings_ask ask = {
        .where = &w, .all = shift, .people = shift, .max = shift ? PAGINGS_MAX : REPORT_ROWS};
    if (r->kind != REPORT_LEADERSHIP)
        TRY(err_at(pagings_of(s, a, &ask, &r->pagings), "incidents"));
    if (shift)
        return err_at(handoff_of(s, a, f, &w, &r->shift), "shift");
    TRY(err_at(add_noise(s, a, &w, r), "sources"));
    if (r->kind == REPORT_WEEKLY)
        return OK;
    TRY(err_at(add_year(s, a, f, r), "a year back"));
    return err_at(add_load(s, a, zones, r), "load");
}

struct err report_of(struct snapshot *s, struct arena *a, enum report_kind kind,
    const struct filter *f, struct zone_set *zones, struct report *out)
{
    *out = (struct report){.kind = kind, .filter = *f};
    out->filter.ui = UI_PAGE;
    out->filter.bom = false;
    if (kind == REPORT_HANDOFF && f->teams == 0)
        return add_teams(s, a, f, zones, out);
    TRY(err_at(choose_period(s, a, out, zones), "period"));
    TRY(overview_of(s, a, &out->filter, zones, &out->now));
    if (overview_is_cut(&out->now))
        return err_of(ERR_BUSY, "the overview ran out of time");
    set_neighbours(out);
    add_incidents(out);
    add_changes(out);
    TRY(fill(s, a, &out->filter, zones, out));
    findings_of(a, out);
    return OK;
}
