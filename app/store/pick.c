#include "store/pick.h"

#include "lib/plain.h"

#include <string.h>

#define LEVEL_DEEP 7 /* the bit of that level and all deeper ones */
#define PEOPLE_FEW 4 /* compared one by one; more are looked up */

struct rows_of_day pick_all(struct sheet_in *x)
{
    return (struct rows_of_day){.row = sheet_in_tray(x, TRAY_ROWS, sizeof(uint32_t), x->sheet.n),
        .n = x->sheet.n,
        .all = true};
}

static bool has(const struct choice *c, struct str s)
{
    for (size_t i = 0; i < c->n; i++)
        if (str_eq(c->text[i], s))
            return true;
    return c->n == 0;
}

static bool in_mask(uint32_t mask, unsigned bit)
{
    return mask == 0 || (mask & 1u << bit);
}

/* The part of the question that lies within the day, from its start. */
static int64_t within(int64_t at, int32_t day)
{
    at -= day * DAY_MS;
    return at < 0 ? 0 : at > DAY_MS ? DAY_MS : at;
}

static struct err by_time(struct sheet_in *x, const struct where *w, struct rows_of_day *rows)
{
    int64_t from = within(w->from, x->sheet.day), to = within(w->to, x->sheet.day);
    size_t n = 0;
    if (from == 0 && to == DAY_MS)
        return OK;
    TRY(sheet_in_columns(x, 1u << SHEET_CREATED, rows));
    for (size_t i = 0; i < rows->n; i++) {
        uint32_t row = row_at(rows, i), at = x->sheet.created[row];
        rows->row[n] = row;
        n += at >= from && at < to;
    }
    rows->all = rows->all && n == rows->n;
    rows->n = n;
    return OK;
}

/* Marks the whos of those persons. */
static void mark_persons(
    const struct sheet_in *x, struct arena *a, const struct where *w, uint8_t *mark)
{
    struct set asked = set_of(a);
    for (size_t i = 0; i < w->persons; i++)
        set_put(&asked, w->person[i], 0);
    for (size_t i = 1; i <= x->whos; i++) {
        uint32_t found = 0;
        for (size_t k = 0; k < w->persons && w->persons <= PEOPLE_FEW; k++)
            found |= x->person[i] == w->person[k];
        mark[i] = w->persons > PEOPLE_FEW ? set_get(&asked, x->person[i], &found) : found != 0;
    }
}

static bool is_node(const struct where *w, uint32_t node)
{
    for (size_t i = 0; i < w->nodes; i++)
        if ((uint32_t)w->node[i] == node)
            return true;
    return false;
}

static bool any_node(const struct path_table *t, const struct where *w)
{
    for (size_t i = 0; i < w->nodes; i++)
        for (size_t k = 0; k < t->nodes; k++)
            if (t->node[k] == (uint32_t)w->node[i])
                return true;
    return false;
}

/* Leaves of the marked whos those in the nodes as of then. */
static void unmark_elsewhere(const struct sheet_in *x, const struct where *w, uint8_t *mark)
{
    const struct path_table *t = x->path;
    const uint32_t *node = t->node;
    bool in[NODE_DEPTH_MAX + 1] = {false}; /* by depth: within one of the nodes */
    bool any = any_node(t, w);
    for (size_t i = 0, at = 1; i < t->n && any; i++) {
        for (uint32_t k = t->kept[i]; k < t->depth[i]; k++)
            in[k + 1] = is_node(w, *node++) || in[k];
        for (uint32_t k = 0; k < t->whos[i]; k++)
            mark[at++] &= in[t->depth[i]];
    }
    if (!any)
        memset(mark, 0, x->whos + 1);
}

static void unmark_elsewhere_now(const struct sheet_in *x, const struct pick *p, uint8_t *mark)
{
    for (size_t i = 1; i <= x->whos; i++)
        mark[i] = mark[i] && p->in_nodes[today_place(p->today, x->person[i])];
}

/* The rows of the marked whos. */
static void list_rows(const struct sheet_in *x, const uint8_t *mark, struct rows_of_day *rows)
{
    size_t n = 0;
    for (size_t i = 1; i <= x->whos; i++)
        for (uint32_t row = x->first[i]; mark[i] && row < x->first[i + 1]; row++)
            rows->row[n++] = row;
    rows->all = n == x->sheet.n;
    rows->n = n;
}

static struct err by_people(struct sheet_in *x, const struct pick *p, struct rows_of_day *rows)
{
    const struct where *w = p->w;
    if (w->persons == 0 && w->nodes == 0)
        return OK;
    uint8_t *mark = sheet_in_tray(x, TRAY_MARKS, 1, x->whos);
    memset(mark, 1, x->whos + 1);
    if (w->persons || w->now)
        TRY(sheet_in_persons(x));
    if (w->persons)
        mark_persons(x, &x->day, w, mark);
    if (w->nodes && w->now)
        unmark_elsewhere_now(x, p, mark);
    if (w->nodes && !w->now) {
        TRY(sheet_in_paths(x));
        unmark_elsewhere(x, w, mark);
    }
    list_rows(x, mark, rows);
    return OK;
}

/* By place, which of n texts `c` has; place 0 is the empty text. */
static uint8_t *mark_texts(
    struct arena *a, const struct choice *c, const struct str *text, size_t n)
{
    uint8_t *mark = NEW(a, uint8_t, n + 1);
    for (size_t i = 0; i <= n; i++)
        mark[i] = has(c, text[i]);
    return mark;
}

static uint8_t *mark_containing(struct arena *a, struct str q, const struct str *text, size_t n)
{
    uint8_t *mark = NEW(a, uint8_t, n + 1);
    for (size_t i = 0; i <= n; i++) {
        struct str plain = plain_of(a, text[i]);
        mark[i] = memmem(plain.p, plain.n, q.p, q.n) != NULL;
    }
    return mark;
}

static struct err unmark_without(struct sheet_in *x, struct str q, uint8_t *mark)
{
    TRY(sheet_in_titles(x));
    const struct about_table *t = x->about;
    const struct title_table *titles = x->title;
    const uint8_t *incident = mark_containing(&x->day, q, titles->incident, titles->incidents);
    const uint8_t *title = mark_containing(&x->day, q, titles->title, titles->titles);
    const uint8_t *word = mark_containing(&x->day, q, t->word, t->words);
    for (size_t i = 1; i <= t->n; i++)
        mark[i] &= incident[t->incident[i]] | title[t->title[i]] | word[t->source[i]];
    return OK;
}

static const uint8_t *mark_teams(struct sheet_in *x, const struct where *w)
{
    uint8_t *mark = NEW(&x->day, uint8_t, x->about->teams + 1);
    for (size_t i = 0; i <= x->about->teams; i++)
        for (size_t k = 0; k < w->teams; k++)
            mark[i] |= x->about->team_key[i] == w->team[k];
    return mark;
}

static bool in_levels(uint32_t levels, int32_t level)
{
    return in_mask(levels, level < 0 ? 0 : level < LEVEL_DEEP ? (unsigned)level : LEVEL_DEEP);
}

static void unmark_words(
    struct sheet_in *x, const struct choice *c, const uint32_t *word, uint8_t *mark)
{
    const uint8_t *chosen = mark_texts(&x->day, c, x->about->word, x->about->words);
    for (size_t i = 1; i <= x->about->n; i++)
        mark[i] &= chosen[word[i]];
}

struct err pick_abouts(
    struct sheet_in *x, const struct column_marks *marks, struct rows_of_day *rows)
{
    size_t n = 0;
    for (size_t i = 1; i <= x->about->n; i++)
        n += marks->mark[i];
    if (n == x->about->n)
        return OK;
    if (n == 0) {
        *rows = (struct rows_of_day){.row = rows->row};
        return OK;
    }
    return sheet_in_keep(x, LEAF_ABOUT_OF, marks, rows);
}

static struct err by_about(struct sheet_in *x, const struct where *w, struct rows_of_day *rows)
{
    if (!w->teams && !w->levels && !w->source.n && !w->q.n)
        return OK;
    TRY(sheet_in_abouts(x));
    const struct about_table *t = x->about;
    const struct column_marks marks = sheet_in_marks(x, t->n + 1);
    const uint8_t *team = mark_teams(x, w);
    for (size_t i = 1; i <= t->n; i++)
        marks.mark[i] = (w->teams == 0 || team[t->team[i]]) && in_levels(w->levels, t->level[i]);
    if (w->source.n) {
        TRY(sheet_in_about_words(x));
        unmark_words(x, &w->source, t->source, marks.mark);
    }
    if (w->q.n)
        TRY(unmark_without(x, w->q, marks.mark));
    return pick_abouts(x, &marks, rows);
}

static struct err by_said(
    struct sheet_in *x, uint32_t purposes, uint32_t deliveries, struct rows_of_day *rows)
{
    if (purposes == 0 && deliveries == 0)
        return OK;
    TRY(sheet_in_saids(x));
    const struct column_marks marks = sheet_in_marks(x, x->sheet.saids_n);
    for (size_t i = 1; i < x->sheet.saids_n; i++)
        marks.mark[i] = in_mask(purposes, x->sheet.saids[i].purpose) &&
                        in_mask(deliveries, x->sheet.saids[i].delivery);
    return sheet_in_keep(x, LEAF_SAID_OF, &marks, rows);
}

static bool is_gate(const struct where *w, const struct sheet_gate *g)
{
    return in_mask(w->channels, g->channel) && has(&w->gateway, g->gateway) &&
           has(&w->carrier, g->carrier) && has(&w->country, g->country) &&
           (has(&w->provider, g->gateway) || has(&w->provider, g->carrier));
}

static bool asks_gates(const struct where *w)
{
    return w->channels || w->gateway.n || w->carrier.n || w->country.n || w->provider.n;
}

bool pick_asks_attempts(const struct where *w)
{
    return asks_gates(w) || w->deliveries;
}

bool where_is_plain_but_channels(const struct where *w)
{
    return !(w->now && w->nodes) && !w->deliveries && !w->outcomes && !w->levels && !w->hours &&
           !w->purposes && !w->urgency.n && !w->source.n && !w->gateway.n && !w->carrier.n &&
           !w->country.n && !w->provider.n && !w->q.n;
}

bool where_is_plain(const struct where *w)
{
    return !w->channels && w->answers == ANSWERS_EXPLICIT && where_is_plain_but_channels(w);
}

bool pick_asks_pages(const struct where *w)
{
    return w->urgency.n || w->outcomes;
}

struct err pick_words(struct sheet_in *x, const struct where *w, struct rows_of_day *rows)
{
    TRY(by_said(x, 0, w->deliveries, rows));
    if (!asks_gates(w))
        return OK;
    TRY(sheet_in_gates(x));
    const struct column_marks marks = sheet_in_marks(x, x->sheet.gates_n);
    for (size_t i = 1; i < x->sheet.gates_n; i++)
        marks.mark[i] = is_gate(w, &x->sheet.gates[i]);
    return sheet_in_keep(x, LEAF_GATE_OF, &marks, rows);
}

#define OUTCOME_COLUMNS (1u << SHEET_CREATED | 1u << SHEET_SAID | 1u << SHEET_ANSWERED)

struct err pick_answered(
    struct sheet_in *x, const struct where *w, int64_t through, struct rows_of_day *rows)
{
    size_t n = 0;
    if (w->urgency.n) {
        TRY(sheet_in_about_words(x));
        const struct column_marks marks = sheet_in_marks(x, x->about->n + 1);
        memset(marks.mark, 1, marks.n);
        unmark_words(x, &w->urgency, x->about->urgency, marks.mark);
        TRY(pick_abouts(x, &marks, rows));
    }
    if (w->outcomes == 0)
        return OK;
    TRY(sheet_in_columns(x, OUTCOME_COLUMNS, rows));
    for (size_t i = 0; i < rows->n; i++) {
        uint32_t row = row_at(rows, i);
        rows->row[n] = row;
        n += purpose_is_page(x->sheet.saids[x->sheet.said[row]].purpose) &&
             in_mask(w->outcomes, sheet_outcome(&x->sheet, row, w->answers, through));
    }
    rows->all = rows->all && n == rows->n;
    rows->n = n;
    return OK;
}

struct err pick_rows(struct sheet_in *x, const struct pick *p, struct rows_of_day *rows)
{
    *rows = pick_all(x);
    TRY(by_people(x, p, rows));
    if (rows->n)
        TRY(by_about(x, p->w, rows));
    if (rows->n)
        TRY(by_time(x, p->w, rows));
    if (rows->n)
        TRY(by_said(x, p->w->purposes, 0, rows));
    if (rows->n && x->sheet.dataset == DATASET_NOTIFICATIONS)
        TRY(pick_words(x, p->w, rows));
    if (rows->n && p->w->hours)
        TRY(sheet_in_keep_hours(x, p->w->hours, rows));
    if (rows->n && x->sheet.dataset == DATASET_PAGEOUTS)
        TRY(pick_answered(x, p->w, p->through, rows));
    return OK;
}
