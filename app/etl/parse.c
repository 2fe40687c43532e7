#include "csv/columns.h"
#include "csv/time.h"
#include "etl/fields.h"
#include "etl/sifted.h"
#include "etl/stage.h"
#include "etl/words.h"

#include <string.h>

#define NUMBER_MAX 1000000 /* levels, cycles and attempts; more is another column's number */

struct parse {
    struct stage base;
    const struct stage_env *env;
    const struct fields *fields;
    struct columns columns;
    struct time_base time_base[CSV_COLUMNS_MAX]; /* of column i */
    struct record row; /* the one at hand; what no column tells is unknown in all of them */
    bool whole;        /* it holds all of the row before, of which nothing was refused or counted */
    size_t timed_at;   /* the field with the time that each row needs, and no header has */
    bool durations;    /* there is a column of them: what it says depends on other columns */
    /* Columns, 1 << i, to be read of a row that has so many fields of the row before. */
    uint32_t columns_past[CSV_COLUMNS_MAX + 1];
};

/* Notes why the row cannot be used; the answer is false, for the caller's own. */
static bool refuse(struct parse *p, const struct csv_row *row, const char *column, const char *why,
    struct str value)
{
    rejects_add(
        p->env->rejects, (struct reject){row->row, row->line, row->lines, column, why, value});
    return false;
}

/* Ids are what rows and people are told apart by: one that had to be cut would stand for two. */
static bool is_id(int slot)
{
    return slot == TEXT_ID || slot == TEXT_PAGE_ID || slot == TEXT_INCIDENT ||
           slot == TEXT_RECIPIENT;
}

static bool refuse_id(struct parse *p, const struct csv_row *row, size_t i, struct str raw)
{
    uint32_t flags = 0;
    arena_wipe(p->env->scrap);
    struct str id = text_mend(p->env->scrap, raw, &flags);
    return refuse(p, row, p->fields->column[i].name, "an id too long or not UTF-8", id);
}

static bool read_text(
    struct parse *p, const struct csv_row *row, size_t i, struct str s, struct record *r)
{
    const struct field *f = &p->fields->field[i];
    struct str raw = str_trim(s);
    if (is_id(f->slot) && !text_is_whole(raw))
        return refuse_id(p, row, i, raw);
    if (f->needed && raw.n == 0)
        return refuse(p, row, p->fields->column[i].name, "empty", raw);
    r->text[f->slot] = str_head(raw, TEXT_SIFTED_MAX);
    return true;
}

static bool read_time(
    struct parse *p, const struct csv_row *row, size_t i, struct str s, struct record *r)
{
    const struct field *f = &p->fields->field[i];
    if (s.n == 0 && !f->needed) {
        r->when[f->slot] = TIME_UNKNOWN;
        return true;
    }
    enum time_read read = time_read(s, p->time_base[i], &r->when[f->slot]);
    if (read == TIME_READ)
        return true;
    if (f->needed)
        return refuse(
            p, row, p->fields->column[i].name, read == TIME_ABSENT ? "no time" : "not a time", s);
    p->env->report->times_bad += read == TIME_BAD;
    return true;
}

/* What cannot be read leaves the time unknown. */
static void read_duration(struct parse *p, size_t i, struct str s, struct record *r)
{
    int64_t *when = &r->when[p->fields->field[i].slot];
    int64_t took = 0;
    if (s.n == 0)
        return;
    enum time_read read = duration_read(s, &took);
    p->env->report->times_bad += read == TIME_BAD;
    if (read == TIME_READ && *when == TIME_UNKNOWN)
        *when = r->when[WHEN_CREATED] + took;
}

static void read_number(struct parse *p, size_t i, struct str s, struct record *r)
{
    int32_t *const into[NUMBER__N] = {
        [NUMBER_LEVEL] = &r->level, [NUMBER_CYCLE] = &r->cycle, [NUMBER_ATTEMPT] = &r->attempt};
    int64_t v = 0;
    s = str_trim(s);
    if (s.n && (!str_i64(s, &v) || v < 0 || v > NUMBER_MAX)) {
        p->env->report->numbers_bad++;
        v = 0;
    }
    *into[p->fields->field[i].slot] = (int32_t)v;
}

static bool read_field(
    struct parse *p, const struct csv_row *row, size_t i, struct str s, struct record *r)
{
    switch (p->fields->field[i].kind) {
    case FIELD_TEXT:
        return read_text(p, row, i, s, r);
    case FIELD_TIME:
        return read_time(p, row, i, s, r);
    case FIELD_NUMBER:
        read_number(p, i, s, r);
        break;
    case FIELD_DURATION:
        read_duration(p, i, s, r);
        break;
    }
    return true;
}

/* Every slot that a column has is written, but for fields that are those of the row before: the
 * record still holds them. Their texts are that row's, in the same block. */
static bool read_fields(struct parse *p, const struct csv_row *row, size_t same, struct record *r)
{
    const struct pipeline_report *report = p->env->report;
    size_t bad = report->times_bad + report->numbers_bad;
    for (uint32_t left = p->columns_past[same]; left; left &= left - 1) {
        size_t i = (unsigned)__builtin_ctz(left);
        if (!read_field(p, row, i, columns_get(&p->columns, row, i), r))
            return false;
    }
    p->whole = bad == report->times_bad + report->numbers_bad && !p->durations;
    return true;
}

/* Pages are counted by incident: without one, unrelated pages would become one. */
static bool check_incident(struct parse *p, const struct csv_row *row, const struct record *r)
{
    if (r->dataset != DATASET_PAGEOUTS || r->text[TEXT_INCIDENT].n)
        return true;
    struct record page = {.purpose = purpose_of(str_head(r->text[TEXT_PURPOSE], TEXT_MAX))};
    return !record_is_page(&page) || refuse(p, row, "incident_id", "empty", r->text[TEXT_ID]);
}

/* The header's name of the field that a row's end or its fault is in, for the rows that are quoted.
 */
static const char *column_after(struct parse *p, const struct csv_row *row)
{
    bool named = row->n < p->columns.fields && p->env->rejects->quoted < REJECTS_QUOTED;
    return named ? arena_z(p->env->a, p->columns.header[row->n]) : "";
}

/* As many fields as the header; more only when they are empty, as a last comma makes them. */
static bool check_shape(struct parse *p, const struct csv_row *row)
{
    struct str first = row->n ? row->field[0] : STR("");
    if (row->bad)
        return refuse(p, row, column_after(p, row), row->bad, first);
    if (row->n < p->columns.fields)
        return refuse(p, row, "", "fewer fields than the header", first);
    for (size_t f = p->columns.fields; f < row->n; f++)
        if (row->field[f].n)
            return refuse(p, row, "", "more fields than the header", row->field[f]);
    return true;
}

/* The zone of each time column: the one its header names, else the source's; and durations. */
static struct err find_times(struct parse *p)
{
    const struct pipeline_conf *conf = p->env->conf;
    for (size_t i = 0; i < p->fields->n; i++) {
        p->durations |=
            p->fields->field[i].kind == FIELD_DURATION && p->columns.at[i] != COLUMN_ABSENT;
        p->time_base[i] = (struct time_base){.zone = conf->source_zone};
        struct str bracket = p->columns.bracket[i];
        if (p->fields->field[i].kind == FIELD_TIME &&
            !time_base_read(bracket, conf->zones, &p->time_base[i]))
            return err_of(ERR_INPUT, "column %s: no such zone: \"%.*s\"", p->fields->column[i].name,
                STR_ARG(str_head(bracket, REJECT_VALUE_MAX)));
    }
    return OK;
}

/* A column that is absent says the same of all rows. */
static void find_columns(struct parse *p)
{
    for (size_t i = 0; i < p->fields->n; i++) {
        const struct field *f = &p->fields->field[i];
        size_t at = p->columns.at[i];
        if (f->kind == FIELD_TIME && f->needed)
            p->timed_at = at;
        p->columns_past[0] |= 1u << i;
        for (size_t same = 1; at != COLUMN_ABSENT && same <= at; same++)
            p->columns_past[same] |= 1u << i;
    }
}

static struct err take_header(struct parse *p, const struct csv_row *row)
{
    TRY(columns_map(p->env->a, p->fields->column, p->fields->n, row, &p->columns));
    p->env->report->columns_ignored = p->columns.ignored;
    TRY(find_times(p));
    find_columns(p);
    p->env->report->headed = true;
    return OK;
}

static void note_times(struct pipeline_report *report, const struct record *r)
{
    int64_t created = r->when[WHEN_CREATED];
    if (report->created_first == TIME_UNKNOWN || created < report->created_first)
        report->created_first = created;
    if (created > report->created_last)
        report->created_last = created;
    for (size_t i = 0; i < WHEN__N; i++)
        if (r->when[i] > report->event_last)
            report->event_last = r->when[i];
}

/* Whether the file ends within this row. A row that is whole but for the end of its line is common
 * and good, and nothing shows that its last field should be longer. */
static bool is_cut(const struct parse *p, const struct csv_row *row)
{
    return row->unended && (row->bad || row->n < p->columns.fields);
}

struct err parse_row(void *parse, const struct csv_row *row)
{
    struct parse *p = parse;
    struct pipeline_report *report = p->env->report;
    struct record *r = &p->row;
    size_t same = p->whole ? row->same : 0;
    p->whole = false;
    if (!report->headed)
        return take_header(p, row);
    if (same <= p->timed_at && columns_is_header(&p->columns, row)) {
        report->headers_repeated++;
        return OK;
    }
    r->row = row->row;
    r->line = row->line;
    report->rows++;
    p->base.seen++;
    if (is_cut(p, row))
        report->truncated_line = row->line;
    if (!check_shape(p, row) || !read_fields(p, row, same, r) || !check_incident(p, row, r)) {
        p->base.dropped++;
        return OK;
    }
    note_times(report, r);
    return stage_pass(&p->base, r);
}

struct stage *parse_stage(const struct stage_env *env)
{
    struct parse *p = NEW(env->a, struct parse, 1);
    p->env = env;
    p->fields = &dataset_fields[env->conf->dataset];
    p->row.dataset = env->conf->dataset;
    return &p->base;
}
