/* The columns of a sheet's rows, from its leaves. */
#include "store/sheet_in.h"

#include <string.h>

#define ABOUT_OF SHEET__N /* the bit of x->about_of */

static const uint32_t *places_in(const struct rows_of_day *rows)
{
    return rows->all ? NULL : rows->row;
}

/* Read once a day. */
static struct err row_column(struct sheet_in *x, enum leaf l, const struct column **out)
{
    struct cursor c;
    *out = &x->column[l];
    if (x->columns & 1u << l)
        return OK;
    TRY(sheet_in_leaf(x, l, &c));
    x->column[l] = column_get(&c, &x->day, x->sheet.n);
    TRY(sheet_in_ended(x, &c));
    x->columns |= 1u << l;
    return OK;
}

struct column_marks sheet_in_marks(struct sheet_in *x, size_t entries)
{
    struct column_marks m = {sheet_in_tray(x, TRAY_ENTRIES, 1, entries + COLUMN_MARKS), entries};
    memset(m.mark, 0, entries);
    return m;
}

struct err sheet_in_keep(
    struct sheet_in *x, enum leaf l, const struct column_marks *marks, struct rows_of_day *rows)
{
    const struct column *c;
    TRY(row_column(x, l, &c));
    size_t n = column_keep(c, marks, places_in(rows), rows->n, rows->row);
    if (n == SIZE_MAX)
        return sheet_in_bad(x);
    rows->all = rows->all && n == rows->n;
    rows->n = n;
    return OK;
}

/* Numbers of rows below `below`. */
static struct err row_places(struct sheet_in *x, enum leaf l, enum tray tray, size_t below,
    const struct rows_of_day *rows, const uint32_t **out)
{
    const struct column *c;
    uint32_t most = 0, *place = sheet_in_tray(x, tray, sizeof *place, x->sheet.n);
    TRY(row_column(x, l, &c));
    column_u32(c, places_in(rows), rows->n, place);
    for (size_t i = 0, n = rows->n; rows->all && i < n; i++)
        most = place[i] > most ? place[i] : most;
    for (size_t i = 0; !rows->all && i < rows->n; i++) {
        uint32_t v = place[rows->row[i]];
        most = v > most ? v : most;
    }
    *out = place;
    return most < below ? OK : sheet_in_bad(x);
}

static void has(struct sheet_in *x, unsigned column, const struct rows_of_day *rows)
{
    x->got |= 1u << column;
    x->whole |= rows->all ? 1u << column : 0;
}

struct err sheet_in_about_of(struct sheet_in *x, const struct rows_of_day *rows)
{
    TRY(sheet_in_abouts(x));
    if (x->got & 1u << ABOUT_OF)
        return OK;
    has(x, ABOUT_OF, rows);
    return row_places(x, LEAF_ABOUT_OF, TRAY_ABOUT_OF, x->about->n + 1, rows, &x->about_of);
}

static struct err fill_created(struct sheet_in *x, const struct rows_of_day *rows)
{
    return row_places(
        x, LEAF_CREATED, TRAY_COLUMN + SHEET_CREATED, (size_t)DAY_MS, rows, &x->sheet.created);
}

static struct err fill_who(struct sheet_in *x, const struct rows_of_day *rows)
{
    TRY(sheet_in_persons(x));
    uint32_t *of = sheet_in_tray(x, TRAY_COLUMN + SHEET_WHO, sizeof *of, x->sheet.n);
    struct sheet_who *who = sheet_in_tray(x, TRAY_WHOS, sizeof *who, x->whos);
    who[0] = (struct sheet_who){0};
    uint32_t at = 0;
    for (uint32_t i = 1; rows->all && i <= x->whos; i++) {
        who[i] = (struct sheet_who){x->person[i], 0};
        for (uint32_t row = x->first[i]; row < x->first[i + 1]; row++)
            of[row] = i;
    }
    for (size_t i = 0; !rows->all && i < rows->n; i++) {
        uint32_t row = row_at(rows, i);
        if (at == 0 || row >= x->first[at + 1]) {
            while (row >= x->first[at + 1])
                at++;
            who[at] = (struct sheet_who){x->person[at], 0};
        }
        of[row] = at;
    }
    x->sheet.who = of;
    x->sheet.whos = who;
    x->sheet.whos_n = x->whos + 1;
    return OK;
}

/* Gives each who of the rows its path. Place 0 is the empty one, so the table's are one higher. */
static struct err fill_path(struct sheet_in *x, const struct rows_of_day *rows)
{
    TRY(sheet_in_columns(x, 1u << SHEET_WHO, rows));
    TRY(sheet_in_paths(x));
    const struct path_table *t = x->path;
    struct sheet_path now = {0}, *path = sheet_in_tray(x, TRAY_PATHS, sizeof *path, t->n);
    struct sheet_who *who = x->tray[TRAY_WHOS].p;
    const uint32_t *node = t->node;
    path[0] = now;
    for (size_t i = 0, at = 1; i < t->n; i++) {
        memset(&now.node[t->kept[i]], 0, (NODE_DEPTH_MAX - t->kept[i]) * sizeof now.node[0]);
        for (uint32_t k = t->kept[i]; k < t->depth[i]; k++)
            now.node[k] = (int32_t)*node++;
        now.depth = (int32_t)t->depth[i];
        path[i + 1] = now;
        for (uint32_t k = 0; k < t->whos[i]; k++)
            who[at++].path = (uint32_t)i + 1;
    }
    x->sheet.paths = path;
    x->sheet.paths_n = t->n + 1;
    return OK;
}

static struct err fill_team(struct sheet_in *x, const struct rows_of_day *rows)
{
    TRY(sheet_in_about_of(x, rows));
    uint32_t *team = sheet_in_tray(x, TRAY_COLUMN + SHEET_TEAM, sizeof *team, x->sheet.n);
    for (size_t i = 0; i < rows->n; i++) {
        uint32_t row = row_at(rows, i);
        team[row] = x->about->team[x->about_of[row]];
    }
    x->sheet.team = team;
    return OK;
}

static void fill_words(const struct about_table *t, size_t i, struct sheet_about *out)
{
    *out = (struct sheet_about){.incident = t->incident_key[t->incident[i]],
        .incident_id = STR(""),
        .title = STR(""),
        .source = t->word[t->source[i]],
        .urgency = t->word[t->urgency[i]],
        .priority = t->word[t->priority[i]],
        .policy = t->word[t->policy[i]],
        .group = STR("")};
}

/* Which entries of the table the rows name. */
static const uint8_t *named(struct sheet_in *x, const struct rows_of_day *rows)
{
    uint8_t *mark = sheet_in_tray(x, TRAY_MARKS, 1, x->about->n);
    memset(mark, 0, x->about->n + 1);
    for (size_t i = 0; i < rows->n; i++)
        mark[x->about_of[row_at(rows, i)]] = 1;
    return mark;
}

static struct err fill_about(struct sheet_in *x, const struct rows_of_day *rows)
{
    TRY(sheet_in_about_of(x, rows));
    TRY(sheet_in_about_words(x));
    struct sheet_about *about = sheet_in_tray(x, TRAY_ABOUTS, sizeof *about, x->about->n);
    const uint8_t *mark = named(x, rows);
    for (size_t i = 0; i <= x->about->n; i++)
        if (mark[i] || i == 0)
            fill_words(x->about, i, &about[i]);
    x->sheet.about = x->about_of;
    x->sheet.abouts = about;
    x->sheet.abouts_n = x->about->n + 1;
    return OK;
}

static struct err fill_titles(struct sheet_in *x, const struct rows_of_day *rows)
{
    TRY(sheet_in_columns(x, 1u << SHEET_ABOUT, rows));
    TRY(sheet_in_titles(x));
    struct sheet_about *about = x->tray[TRAY_ABOUTS].p;
    const uint8_t *mark = named(x, rows);
    for (size_t i = 1; i <= x->about->n; i++) {
        if (!mark[i])
            continue;
        about[i].incident_id = x->title->incident[x->about->incident[i]];
        about[i].title = x->title->title[x->about->title[i]];
        about[i].group = x->title->group[x->about->group[i]];
    }
    return OK;
}

static struct err fill_said(struct sheet_in *x, const struct rows_of_day *rows)
{
    TRY(sheet_in_saids(x));
    return row_places(
        x, LEAF_SAID_OF, TRAY_COLUMN + SHEET_SAID, x->sheet.saids_n, rows, &x->sheet.said);
}

static struct err fill_gate(struct sheet_in *x, const struct rows_of_day *rows)
{
    if (x->sheet.dataset != DATASET_NOTIFICATIONS)
        return OK;
    TRY(sheet_in_gates(x));
    return row_places(
        x, LEAF_GATE_OF, TRAY_COLUMN + SHEET_GATE, x->sheet.gates_n, rows, &x->sheet.gate);
}

static uint8_t small_of(int32_t v)
{
    return (uint8_t)(v < 0 ? 0 : v < UINT8_MAX ? v : UINT8_MAX);
}

static const uint8_t *step_of(struct sheet_in *x, enum sheet_column column, const int32_t *of_about,
    const struct rows_of_day *rows)
{
    uint8_t *out = sheet_in_tray(x, TRAY_COLUMN + column, 1, x->sheet.n);
    for (size_t i = 0; i < rows->n; i++) {
        uint32_t row = row_at(rows, i);
        out[row] = small_of(of_about[x->about_of[row]]);
    }
    return out;
}

static struct err fill_level(struct sheet_in *x, const struct rows_of_day *rows)
{
    TRY(sheet_in_about_of(x, rows));
    x->sheet.level = step_of(x, SHEET_LEVEL, x->about->level, rows);
    return OK;
}

static struct err fill_cycle(struct sheet_in *x, const struct rows_of_day *rows)
{
    TRY(sheet_in_about_of(x, rows));
    x->sheet.cycle = step_of(x, SHEET_CYCLE, x->about->cycle, rows);
    return OK;
}

/* By LEAF_LOCAL's numbers: what an hour of the week is, and whose hours it has. */
struct clock {
    uint8_t hour[LOCAL_HOURS * (HOURS__N + 1)], hours[LOCAL_HOURS * (HOURS__N + 1)];
};

static struct clock clock_of(void)
{
    struct clock c = {0};
    for (EACH(i, c.hour)) {
        c.hour[i] = (uint8_t)(i % LOCAL_HOURS);
        c.hours[i] = (uint8_t)(i < LOCAL_HOURS ? hours_of((int32_t)i) : i / LOCAL_HOURS - 1);
    }
    return c;
}

struct err sheet_in_keep_hours(struct sheet_in *x, uint32_t hours, struct rows_of_day *rows)
{
    const struct clock clock = clock_of();
    struct column_marks marks = sheet_in_marks(x, COUNT_OF(clock.hours));
    for (EACH(i, clock.hours))
        marks.mark[i] = hours >> clock.hours[i] & 1;
    return sheet_in_keep(x, LEAF_LOCAL, &marks, rows);
}

static struct err fill_local(struct sheet_in *x, const struct rows_of_day *rows)
{
    const struct clock clock = clock_of();
    const uint32_t *local = NULL;
    uint8_t *hours = sheet_in_tray(x, TRAY_COLUMN + SHEET_LOCAL, 1, 2 * x->sheet.n + 1);
    uint8_t *hour = hours + x->sheet.n;
    TRY(row_places(x, LEAF_LOCAL, TRAY_LOCAL, COUNT_OF(clock.hour), rows, &local));
    for (size_t i = 0; i < rows->n; i++) {
        uint32_t row = row_at(rows, i);
        hours[row] = clock.hours[local[row]];
        hour[row] = clock.hour[local[row]];
    }
    x->sheet.hours = hours;
    x->sheet.local_hour = hour;
    return OK;
}

static struct err fill_flags(struct sheet_in *x, const struct rows_of_day *rows)
{
    const struct column *c;
    uint16_t *flags = sheet_in_tray(x, TRAY_COLUMN + SHEET_FLAGS, sizeof *flags, x->sheet.n);
    TRY(row_column(x, LEAF_FLAGS, &c));
    column_u16(c, places_in(rows), rows->n, flags);
    x->sheet.flags = flags;
    return OK;
}

static struct err fill_answered(struct sheet_in *x, const struct rows_of_day *rows)
{
    const struct column *c;
    if (x->sheet.dataset != DATASET_PAGEOUTS)
        return OK;
    int64_t *ms = sheet_in_tray(x, TRAY_COLUMN + SHEET_ANSWERED, sizeof *ms, x->sheet.n);
    TRY(row_column(x, LEAF_ANSWERED, &c));
    column_i64(c, places_in(rows), rows->n, ms);
    x->sheet.answered = ms;
    return OK;
}

static struct err fill_page(struct sheet_in *x, const struct rows_of_day *rows)
{
    TRY(sheet_in_columns(x, 1u << SHEET_WHO, rows));
    TRY(sheet_in_about_of(x, rows));
    const struct about_table *t = x->about;
    int64_t *page = sheet_in_tray(x, TRAY_COLUMN + SHEET_PAGE, sizeof *page, x->sheet.n), key = 0;
    uint32_t last_about = 0, last_who = 0;
    for (size_t i = 0; i < rows->n; i++) {
        uint32_t row = row_at(rows, i), about = x->about_of[row], who = x->sheet.who[row];
        if (i == 0 || about != last_about || who != last_who)
            key = page_key_of(t->incident_key[t->incident[about]], x->sheet.whos[who].person,
                t->level[about], t->cycle[about]);
        page[row] = key;
        last_about = about;
        last_who = who;
    }
    x->sheet.page = page;
    return OK;
}

static struct err (*const fills[SHEET__N])(struct sheet_in *, const struct rows_of_day *) = {
    [SHEET_CREATED] = fill_created,
    [SHEET_WHO] = fill_who,
    [SHEET_PATH] = fill_path,
    [SHEET_TEAM] = fill_team,
    [SHEET_ABOUT] = fill_about,
    [SHEET_SAID] = fill_said,
    [SHEET_GATE] = fill_gate,
    [SHEET_LEVEL] = fill_level,
    [SHEET_CYCLE] = fill_cycle,
    [SHEET_LOCAL] = fill_local,
    [SHEET_FLAGS] = fill_flags,
    [SHEET_ANSWERED] = fill_answered,
    [SHEET_PAGE] = fill_page,
    [SHEET_TITLES] = fill_titles,
};

struct err sheet_in_columns(struct sheet_in *x, uint32_t columns, const struct rows_of_day *rows)
{
    for (unsigned i = 0; i < SHEET__N; i++) {
        if (!(columns & 1u << i) || (x->got & 1u << i))
            continue;
        TRY(fills[i](x, rows));
        has(x, i, rows);
    }
    return OK;
}
