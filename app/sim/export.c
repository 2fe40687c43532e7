#include "sim/export.h"

#include "lib/day.h"
#include "sim/words.h"

#include <string.h>

#define STREAM_EXPORT 4
#define ROW_BYTES (1u << 20)

static const char pageouts_head[] =
    "page_id,incident_id,incident_title,source,priority,urgency,group_name,policy,escalation_level,"
    "cycle,recipient_id,recipient_login,purpose,created_at,responded_at,response,responded_via,"
    "updated_at\n";
static const char notifications_head[] =
    "notification_id,page_id,incident_id,incident_title,source,priority,purpose,channel,gateway,"
    "carrier,country,recipient_id,recipient_login,group_name,policy,escalation_level,cycle,attempt,"
    "created_at,sent_at,delivered_at,delivery_status,failure_reason,responded_at,response,"
    "updated_at\r\n";

static struct err file_of(FILE **f, const char *dir, const char *name, const char *head)
{
    char path[512];
    snprintf(path, sizeof path, "%s/%s", dir, name);
    *f = fopen(path, "we");
    if (!*f)
        return err_errno("%s", path);
    setvbuf(*f, NULL, _IOFBF, 1u << 18);
    fputs(head, *f);
    return OK;
}

struct err export_open(struct export *x, const struct company *c, const char *dir)
{
    *x = (struct export){.company = c, .dice = dice_of(c->plan.seed, STREAM_EXPORT)};
    x->arena = arena_of(ROW_BYTES);
    if (strlen(dir) >= sizeof x->dir)
        return err_of(ERR_USAGE, "%.80s...: path too long", dir);
    memcpy(x->dir, dir, strlen(dir) + 1);
    TRY(file_of(&x->pageouts, dir, "pageouts.csv", pageouts_head));
    return file_of(&x->notifications, dir, "notifications.csv", notifications_head);
}

static void field(struct out *o, struct str s)
{
    bool quote = false;
    for (size_t i = 0; i < s.n && !quote; i++)
        quote = s.p[i] == ',' || s.p[i] == '"' || s.p[i] == '\n' || s.p[i] == '\r' || s.p[i] == ' ';
    if (o->n)
        out_char(o, ',');
    if (!quote) {
        out_str(o, s);
        return;
    }
    out_char(o, '"');
    for (struct str head; s.n;) {
        bool cut = str_cut(s, '"', &head, &s);
        out_str(o, head);
        if (cut)
            out_z(o, "\"\"");
    }
    out_char(o, '"');
}

static void field_int(struct out *o, int64_t v)
{
    out_char(o, ',');
    out_i64(o, v);
}

static void digits(char *to, int n, int64_t v)
{
    for (; n > 0; n--, v /= 10)
        to[n - 1] = (char)('0' + v % 10);
}

/* "2026-11-20T06:00:00.123Z"; empty for 0. The date is civil_from_days as Howard Hinnant describes
 * it. */
static void field_time(struct out *o, int64_t ms)
{
    char text[] = ",0000-00-00T00:00:00.000Z";
    if (ms == 0) {
        out_char(o, ',');
        return;
    }
    int64_t z = ms / DAY_MS + 719468, era = z / 146097, doe = z % 146097;
    int64_t yoe = (doe - doe / 1460 + doe / 36524 - doe / 146096) / 365;
    int64_t doy = doe - (365 * yoe + yoe / 4 - yoe / 100), mp = (5 * doy + 2) / 153;
    int64_t month = mp < 10 ? mp + 3 : mp - 9, in_day = ms % DAY_MS;
    digits(text + 1, 4, yoe + era * 400 + (month <= 2));
    digits(text + 6, 2, month);
    digits(text + 9, 2, doy - (153 * mp + 2) / 5 + 1);
    digits(text + 12, 2, in_day / HOUR_MS);
    digits(text + 15, 2, in_day / MINUTE_MS % 60);
    digits(text + 18, 2, in_day / SECOND_MS % 60);
    digits(text + 21, 3, in_day % SECOND_MS);
    out_str(o, (struct str){text, sizeof text - 1});
}

static void field_number(struct out *o, const char *prefix, uint64_t number)
{
    char text[32];
    snprintf(text, sizeof text, "%s%010llu", prefix, (unsigned long long)number);
    field(o, str_of(text));
}

static void field_group(struct export *x, const struct page *p)
{
    struct str name = x->company->teams[p->incident->team].name;
    struct out *o = &x->row;
    if (p->group == GROUP_EMPTY)
        field(o, STR(""));
    else if (p->group == GROUP_FOREIGN)
        field(o, arena_fmt(&x->arena, "%.*s (schedule)", STR_ARG(name)));
    else if (p->group == GROUP_ODD)
        field(o, words_shouted(&x->arena, name));
    else
        field(o, name);
}

static void row_begin(struct export *x)
{
    arena_wipe(&x->arena);
    x->row = out_of(&x->arena);
}

/* The incident's own columns, the same in both files. */
static void fields_incident(struct out *o, const struct incident *i)
{
    field_number(o, "INC", i->number);
    field(o, i->title);
    field(o, str_of(i->source));
    out_z(o, ",P");
    out_i64(o, i->priority);
}

static void fields_recipient(struct export *x, const struct page *p)
{
    field(&x->row, company_id(x->company, p->who));
    field(&x->row, company_login(&x->arena, x->company, p->who, p->created));
}

static void fields_step(struct export *x, const struct page *p)
{
    field(&x->row, str_of(p->incident->priority <= 2 ? "critical-24x7" : "standard"));
    field_int(&x->row, p->level);
    field_int(&x->row, p->cycle);
}

static void page_row(struct export *x, const struct page *p, bool before_answer)
{
    struct out *o = &x->row;
    enum answer answer = before_answer ? ANSWER_NONE : p->answer;
    row_begin(x);
    field_number(o, "P", p->number);
    fields_incident(o, p->incident);
    field(o, str_of(p->incident->priority <= 3 ? "high" : "low"));
    field_group(x, p);
    fields_step(x, p);
    fields_recipient(x, p);
    field(o, words_of_why(p->why, p->wording));
    field_time(o, p->created);
    field_time(o, before_answer ? 0 : p->responded);
    field(o, before_answer ? STR("") : words_of_answer(answer, p->wording >> 8));
    field(o, str_of(words_of_via(before_answer ? NULL : p)));
    field_time(o, before_answer ? p->created + 500 : p->updated);
}

static void put(struct out *o, FILE *f, const char *line_end)
{
    fwrite(o->p, 1, o->n, f);
    fputs(line_end, f);
}

/* One more copy, broken so that nobody can take it for a row: cut short, without a time, or with a
 * NUL. */
static void put_broken(struct export *x, FILE *f, const char *line_end)
{
    struct str row = out_done(&x->row);
    static const char unreadable[] = {'N', '/', 'A', ' '};
    uint64_t how = dice_below(&x->dice, 3);
    char *created = memmem(row.p, row.n, "Z,", 2);
    if (how == 0 || !created || created < row.p + 24) {
        put(&(struct out){.p = x->row.p, .n = str_find(row, ',') + 1}, f, "INC");
        fputs(line_end, f);
        return;
    }
    if (how == 1)
        memcpy(created - 23, unreadable, sizeof unreadable);
    else
        created[-14] = 0; /* within the date */
    put(&x->row, f, line_end);
}

/* Writes the finished row, and its copies. */
static uint64_t put_row(struct export *x, FILE *f, const char *line_end)
{
    uint64_t rows = 1;
    put(&x->row, f, line_end);
    if (dice_chance(&x->dice, params.twice)) {
        put(&x->row, f, line_end);
        rows++;
    }
    if (dice_chance(&x->dice, params.broken)) {
        put_broken(x, f, line_end);
        rows++;
    }
    return rows;
}

void export_page(struct export *x, const struct page *p)
{
    bool twice = p->answer != ANSWER_NONE && dice_chance(&x->dice, params.changed);
    bool older_first = dice_chance(&x->dice, 0.5);
    for (int i = twice ? 0 : 1; i < 2; i++) {
        page_row(x, p, twice && (i == 0) == older_first);
        x->page_rows += put_row(x, x->pageouts, "\n");
    }
}

/* The row as it was when the attempt was in state `at_state`, last written at `updated`. */
static void attempt_row(
    struct export *x, const struct attempt *at, unsigned at_state, int64_t updated)
{
    struct out *o = &x->row;
    const struct page *p = at->page;
    bool last = at_state + 1 == at->states_n;
    bool answered = last && at->brought_answer && p->responded && p->responded < updated;
    int64_t known = at->at[at_state];
    row_begin(x);
    field_number(o, "N", at->number);
    field_number(o, "P", p->number);
    if (!at->names_page)
        o->n -= strlen("P0000000000");
    fields_incident(o, p->incident);
    field(o, words_of_why(p->why, p->wording));
    field(o, words_of_medium(at->medium, at->wording));
    field(o, str_of(at->gateway));
    field(o, str_of(at->carrier));
    field(
        o, str_of(p->who < x->company->people_n ? zone_rows[x->company->people[p->who].zone].country
                                                : ""));
    fields_recipient(x, p);
    field_group(x, p);
    fields_step(x, p);
    field_int(o, at->nth);
    field_time(o, at->created);
    field_time(o, at->sent <= known ? at->sent : 0);
    field_time(o, at->delivered <= known ? at->delivered : 0);
    field(o, words_of_state(at->states[at_state], at->wording >> 8));
    field(o, str_of(last ? at->reason : ""));
    field_time(o, answered ? p->responded : 0);
    field(o, answered ? words_of_answer(p->answer, p->wording >> 8) : STR(""));
    field_time(o, updated);
}

/* One row for each state that the export happened to catch, and one for the newest. */
void export_attempt(struct export *x, const struct attempt *at)
{
    const struct preset *preset = x->company->plan.preset;
    for (unsigned i = 0; i < at->states_n; i++) {
        bool last = i + 1 == at->states_n;
        int64_t next = last ? at->at[i] : at->at[i + 1], updated = at->at[i];
        unsigned rows = last || dice_chance(&x->dice, preset->step_row);
        if (!last)
            rows += dice_poisson(&x->dice, preset->polls / at->states_n);
        for (unsigned k = 0; k < rows; k++) {
            attempt_row(x, at, i, updated + (next - updated) * k / rows);
            x->attempt_rows += put_row(x, x->notifications, "\r\n");
        }
    }
    const struct page *p = at->page;
    int64_t answered = p->responded + 1000;
    if (!at->brought_answer || p->responded <= at->at[at->states_n - 1])
        return;
    if (answered >= x->company->plan.to)
        return;
    attempt_row(x, at, at->states_n - 1, answered);
    x->attempt_rows += put_row(x, x->notifications, "\r\n");
}

static struct err closed(FILE **f, const char *dir, const char *name)
{
    FILE *closing = *f;
    *f = NULL;
    if (!closing)
        return OK;
    bool failed = ferror(closing) != 0;
    if (fclose(closing) != 0 || failed)
        return err_errno("%s/%s: write", dir, name);
    return OK;
}

struct err export_end(struct export *x)
{
    TRY(closed(&x->pageouts, x->dir, "pageouts.csv"));
    return closed(&x->notifications, x->dir, "notifications.csv");
}

void export_done(struct export *x)
{
    if (x->pageouts)
        fclose(x->pageouts);
    if (x->notifications)
        fclose(x->notifications);
    x->pageouts = x->notifications = NULL;
    arena_done(&x->arena);
}
