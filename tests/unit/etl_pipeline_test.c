#include "check.h"

#include "csv/csv.h"
#include "etl/directory.h"
#include "etl/lookup.h"
#include "etl/maker.h"
#include "etl/report.h"

#include "lib/hash.h"

#include <string.h>

#define HEADER                                                                                     \
    "page_id,incident_id,incident_title,source,priority,urgency,group_name,policy,"                \
    "escalation_level,cycle,recipient_id,recipient_login,purpose,created_at,responded_at,"         \
    "response,responded_via,updated_at\n"
#define ATTEMPTS                                                                                   \
    "notification_id,page_id,incident_id,incident_title,source,priority,purpose,channel,gateway,"  \
    "carrier,country,recipient_id,recipient_login,group_name,policy,escalation_level,cycle,"       \
    "attempt,created_at,sent_at,delivered_at,delivery_status,failure_reason,responded_at,"         \
    "response,updated_at\n"
#define KEPT_MAX 64

/* A pipeline with all it needs, and what came out of it. */
struct plant {
    struct arena a;
    struct zone_set *zones;
    struct pipeline_conf conf;
    struct roster roster; /* what the census is made of */
    struct pipeline_report report;
    struct record kept[KEPT_MAX];
    uint32_t older[KEPT_MAX]; /* rows that each took the place of before the sink had it */
    size_t n;
    struct maker *maker;
};

/* A sink that holds every row to be of its own id. */
static struct err keep(void *self, const struct sifted *row)
{
    struct plant *p = self;
    struct record r;
    TRY(maker_make(p->maker, &p->a, row, &r));
    if (p->n == KEPT_MAX)
        return OK;
    p->older[p->n] = row->older;
    struct record *k = &p->kept[p->n++];
    *k = r;
    for (size_t i = 0; i < TEXT__N; i++)
        k->text[i] = arena_copy(&p->a, r.text[i]);
    return OK;
}

static void plant_open(struct plant *p)
{
    *p = (struct plant){.a = arena_of(256u << 20)};
    CHECK_OK(zone_set_open(&p->zones, "/usr/share/zoneinfo"));
    p->conf = (struct pipeline_conf){.dataset = DATASET_PAGEOUTS,
        .zones = p->zones,
        .reject_share = 0.01,
        .put = keep,
        .put_self = p};
}

static void plant_done(struct plant *p)
{
    zone_set_done(&p->zones);
    arena_done(&p->a);
}

static struct err run_in(struct plant *p, struct str csv, size_t step)
{
    struct pipeline *line = NULL;
    p->n = 0;
    p->maker = maker_open(&p->a, &p->conf);
    TRY(pipeline_open(&p->a, &p->conf, &line));
    struct err e = OK;
    for (size_t at = 0; at < csv.n && e.code == ERR_OK; at += step)
        e = pipeline_feed(line, str_head(str_from(csv, at), step));
    if (e.code == ERR_OK)
        e = pipeline_end(line, &p->report);
    const struct pipeline_report made = maker_report(p->maker);
    report_add(&p->report, &made);
    pipeline_done(&line);
    return e;
}

static struct err run(struct plant *p, struct str csv)
{
    return run_in(p, csv, csv.n + 1);
}

/* Each row is refused, dropped or handed to the sink, whatever happened. */
static void check_balance(const struct pipeline_report *r)
{
    CHECK_INT(r->rejected + r->retired + r->stage[STAGE_FOLD].seen, r->rows);
}

#define ROW(id, recipient, group, created)                                                         \
    id ",I1,Disk full,db,P1,high," group ",std,2,1," recipient ",jo,initial," created              \
       ",2026-07-01T12:02:00Z,accepted,push,2026-07-01T12:30:00Z\n"

TEST(a_row_becomes_a_record_with_typed_fields)
{
    struct plant p;
    plant_open(&p);
    CHECK_OK(run(&p, STR(HEADER ROW("P1", "u1", "Payments", "2026-07-01T12:00:00Z"))));
    CHECK_INT(p.n, 1);
    const struct record *r = &p.kept[0];
    CHECK_STR(r->text[TEXT_ID], STR("P1"));
    CHECK_STR(r->text[TEXT_TITLE], STR("Disk full"));
    CHECK_STR(r->text[TEXT_RESPONSE], STR("accepted"));
    CHECK_INT(r->level, 2);
    CHECK_INT(r->cycle, 1);
    CHECK_INT(r->purpose, PURPOSE_INITIAL);
    CHECK_INT(r->response, RESPONSE_ACCEPTED);
    CHECK_INT(record_ack_ms(r), 2 * MINUTE_MS);
    CHECK_INT(r->person, hash64(STR("u1")));
    CHECK_INT(r->local_hour, 2 * 24 + 12);
    CHECK_INT(r->hours, HOURS_BUSINESS);
    CHECK_INT(r->flags,
        FLAG_PERSON_UNKNOWN | FLAG_TEAM_UNKNOWN | FLAG_CHAIN_UNKNOWN | FLAG_ZONE_FALLBACK);
    CHECK_INT(p.report.created_first, r->when[WHEN_CREATED]);
    CHECK_INT(p.report.event_last, r->when[WHEN_UPDATED]);
    check_balance(&p.report);
    plant_done(&p);
}

TEST(records_are_the_same_however_the_bytes_are_cut)
{
    static const char csv[] = "\xef\xbb\xbf" HEADER ROW("P1", "u1", "\"Pay,\"\"ments\"\"\r\n\"",
        "2026-07-01T12:00:00Z") "\r\n" ROW("P2", "u2", "x", "1782907200") "P3,cut";
    static const size_t steps[] = {1, 2, 3, 5, 64};
    for (EACH(i, steps)) {
        struct plant p;
        plant_open(&p);
        CHECK_OK(run_in(&p, str_of(csv), steps[i]));
        CHECK_INT(p.n, 2);
        CHECK_STR(p.kept[0].text[TEXT_GROUP], STR("Pay,\"ments\""));
        CHECK_INT(p.kept[1].when[WHEN_CREATED], p.kept[0].when[WHEN_CREATED]);
        CHECK_INT(p.report.rejected, 1);
        CHECK_INT(p.report.truncated_line, 6);
        CHECK_INT(p.report.rejects.first[0].row, 3);
        CHECK_INT(p.report.rejects.first[0].line, 6);
        check_balance(&p.report);
        plant_done(&p);
    }
}

TEST(a_file_may_lack_its_last_line_end_but_no_part_of_its_last_row)
{
    const struct str whole = STR(HEADER ROW("P1", "u1", "g", "2026-07-01T12:00:00Z"));
    const struct str dirty = STR(HEADER ROW("P1", "u1", "g", "never"));
    const struct {
        struct str csv;
        size_t less; /* bytes that its end lacks */
        size_t line; /* where the row that is cut begins; 0 = none is */
    } cases[] = {
        /* clang-format off */
        {whole, 0, 0},
        {whole, 1, 0},  /* the line end */
        {whole, 21, 0}, /* and the last field, which may be empty */
        {whole, 22, 2}, /* and the comma before it */
        {whole, 60, 2},
        {dirty, 1, 0},  /* whole, but of no use: counted, as everywhere */
        /* clang-format on */
    };
    for (EACH(i, cases)) {
        struct plant p;
        plant_open(&p);
        CHECK_OK(run(&p, str_head(cases[i].csv, cases[i].csv.n - cases[i].less)));
        CHECK_INT(p.report.truncated_line, cases[i].line);
        check_balance(&p.report);
        plant_done(&p);
    }
}

TEST(refused_rows_are_quoted_with_their_place_and_the_others_kept)
{
    static const struct {
        const char *row, *column, *why;
    } cases[] = {
        {ROW("", "u1", "g", "2026-07-01T12:00:00Z"), "page_id", "empty"},
        {ROW("P1", "u1", "g", "Invalid DateTime"), "created_at", "no time"},
        {ROW("P1", "u1", "g", "soon"), "created_at", "not a time"},
        {ROW("P1", "u1", "g", ""), "created_at", "no time"},
        {"P1,I1,too short\n", "", "fewer fields than the header"},
        {"1,2,3,4,5,6,7,8,9,10,11,12,13,2026-07-01T12:00:00Z,,,,,19\n", "",
            "more fields than the header"},
        {ROW("P1\"x", "\"u1\"x", "g", "2026-07-01T12:00:00Z"), "recipient_id",
            "text after a closing quote"},
        {"P1,,t,s,p,u,g,p,1,1,u1,jo,initial,2026-07-01T12:00:00Z,,,,\n", "incident_id", "empty"},
        {ROW("P\xff", "u1", "g", "2026-07-01T12:00:00Z"), "page_id", "an id too long or not UTF-8"},
    };
    for (EACH(i, cases)) {
        struct plant p;
        plant_open(&p);
        CHECK_OK(run(&p, arena_fmt(&p.a, "%s%s%s", HEADER, cases[i].row,
                             ROW("P2", "u1", "g", "2026-07-01T12:00:00Z"))));
        CHECK_INT(p.n, 1);
        CHECK_STR(p.kept[0].text[TEXT_ID], STR("P2"));
        CHECK_INT(p.report.rejected, 1);
        CHECK_STR(str_of(p.report.rejects.first[0].column), str_of(cases[i].column));
        CHECK_STR(str_of(p.report.rejects.first[0].why), str_of(cases[i].why));
        CHECK_INT(p.report.rejects.first[0].line, 2);
        check_balance(&p.report);
        plant_done(&p);
    }
}

TEST(fields_that_cannot_be_read_are_unknown_and_counted)
{
    struct plant p;
    plant_open(&p);
    CHECK_OK(run(&p, STR(HEADER "P1,I1,t,s,p,u,g,p,high,-1,u1,jo,initial,2026-07-01T12:00:00Z,"
                                "Tuesday,accepted,web,eventually\n")));
    CHECK_INT(p.report.times_bad, 2);
    CHECK_INT(p.report.numbers_bad, 2);
    CHECK_INT(p.kept[0].level, 0);
    CHECK_INT(p.kept[0].when[WHEN_RESPONDED], TIME_UNKNOWN);
    CHECK_INT(p.kept[0].when[WHEN_UPDATED], p.kept[0].when[WHEN_CREATED]);
    CHECK_INT(record_outcome(&p.kept[0], INT64_MAX), OUTCOME_UNTIMED);
    plant_done(&p);
}

TEST(texts_that_are_not_utf8_or_too_long_are_mended_and_flagged)
{
    struct plant p;
    plant_open(&p);
    char title[1500];
    memset(title, 'x', sizeof title - 1);
    title[sizeof title - 1] = '\0';
    memcpy(title + 1023, "\xc3\xa9", 2); /* a letter across the limit */
    CHECK_OK(run(&p,
        arena_fmt(&p.a, "%sP1,I1,M\xfcller,%s,p,u,g,p,1,1,u1,jo,initial,2026-07-01T12:00:00Z,,,,\n",
            HEADER, title)));
    CHECK_STR(p.kept[0].text[TEXT_TITLE], STR("M\xef\xbf\xbdller"));
    CHECK_INT(p.kept[0].text[TEXT_SOURCE].n, 1023);
    CHECK(p.kept[0].flags & FLAG_TEXT_CUT);
    CHECK_INT(p.report.texts_cut, 1);
    plant_done(&p);
}

TEST(repeated_headers_and_new_columns_are_counted_and_change_nothing)
{
    struct plant p;
    plant_open(&p);
    CHECK_OK(run(&p, STR("phone,incident_id,page_id,Recipient-ID,PURPOSE,Created At (EST "
                         "-0500),responded_at,response\n+15550100,I1,P1,007,page,2026-07-01 "
                         "07:00:00,,\nphone,incident_id,page_id,Recipient-ID,PURPOSE,Created At "
                         "(EST -0500),responded_at,response\n")));
    CHECK_INT(p.n, 1);
    CHECK_INT(p.report.headers_repeated, 1);
    CHECK_INT(p.report.columns_ignored, 1);
    CHECK_INT(p.report.rows, 1);
    CHECK_STR(p.kept[0].text[TEXT_RECIPIENT], STR("007"));
    int64_t noon = 0;
    CHECK(time_parse_rfc3339(STR("2026-07-01T12:00:00Z"), &noon));
    CHECK_INT(p.kept[0].when[WHEN_CREATED], noon);
    plant_done(&p);
}

TEST(times_without_offset_are_in_the_sources_zone)
{
    struct plant p;
    plant_open(&p);
    p.conf.source_zone = zone_find(p.zones, STR("America/New_York"));
    CHECK_OK(run(&p, STR(HEADER ROW("P1", "u1", "g", "2026-07-01 08:00:00"))));
    CHECK_INT(record_ack_ms(&p.kept[0]), 2 * MINUTE_MS);
    plant_done(&p);
}

TEST(a_file_that_is_no_export_is_refused_as_a_whole)
{
    static const struct {
        const char *bytes, *text;
    } cases[] = {
        {"", "the file is empty: not even a header"},
        {"\n\n", "the file is empty: not even a header"},
        {"<html><body>login</body></html>", "the file is markup (an error page?), not CSV"},
        {"page_id,created_at\nP1,2026-07-01T12:00:00Z\n",
            "the header lacks: incident_id, recipient_id, purpose, responded_at, response"},
        {"page_id,incident_id,recipient_id,purpose,created_at (here),responded_at,response\n",
            "column created_at: no such zone: \"here\""},
        {"{\"error\":\"too many requests\"}",
            "the header lacks: page_id, incident_id, "
            "recipient_id, purpose, created_at, responded_at, response"},
    };
    for (EACH(i, cases)) {
        struct plant p;
        plant_open(&p);
        struct err e = run(&p, str_of(cases[i].bytes));
        CHECK_INT(e.code, ERR_INPUT);
        CHECK_STR(str_of(e.text), str_of(cases[i].text));
        CHECK_INT(p.n, 0);
        plant_done(&p);
    }
}

static struct str many_rows(struct arena *a, size_t good, size_t bad)
{
    struct out o = out_of(a);
    out_z(&o, HEADER);
    for (size_t i = 0; i < good + bad; i++)
        out_z(&o, i < bad ? ROW("P", "u", "g", "?") : ROW("P", "u", "g", "2026-07-01T12:00:00Z"));
    return out_done(&o);
}

TEST(past_a_share_of_refused_rows_the_file_fails_and_names_the_first)
{
    struct plant p;
    plant_open(&p);
    CHECK_OK(run(&p, many_rows(&p.a, 5, 20)));
    CHECK_OK(run(&p, many_rows(&p.a, 2079, 21)));
    struct err e = run(&p, many_rows(&p.a, 2000, 21));
    CHECK_INT(e.code, ERR_INPUT);
    CHECK_STR(str_of(e.text), STR("21 of 2021 rows refused, 21 lines; first: row 1 (line 2): "
                                  "created_at: not a time \"?\""));
    CHECK_INT(p.report.rejected, 21);
    CHECK_INT(p.report.rejects.quoted, 20);
    CHECK_INT(p.report.stage[STAGE_PARSE].dropped, 21);
    plant_done(&p);
}

/* More such rows than are free, each with so many long fields after its id. */
static struct str long_rows(struct arena *a, size_t fields, size_t bytes)
{
    struct out o = out_of(a);
    char *field = arena_take(a, 1, bytes + 1);
    memset(field, 'x', bytes);
    out_z(&o, HEADER);
    for (size_t i = 0; i <= REJECTS_FREE; i++) {
        out_fmt(&o, "P%zu", i);
        for (size_t k = 0; k < fields; k++)
            out_fmt(&o, ",%s", field);
        out_z(&o, "\n");
    }
    return out_done(&o);
}

TEST(what_is_too_long_is_named_with_its_row_and_column)
{
    static const struct {
        size_t fields, bytes;
        const char *says;
    } cases[] = {
        {2, CSV_FIELD_MAX + 1, "incident_id: a field is too long \"P0\""},
        {6, CSV_FIELD_MAX - 1, "urgency: the row is too long \"P0\""},
        {17, 10, "created_at: not a time \"xxxxxxxxxx\""},
    };
    for (EACH(i, cases)) {
        struct plant p;
        plant_open(&p);
        struct err e = run(&p, long_rows(&p.a, cases[i].fields, cases[i].bytes));
        CHECK_INT(e.code, ERR_INPUT);
        CHECK_STR(str_of(e.text),
            arena_fmt(
                &p.a, "21 of 21 rows refused, 21 lines; first: row 1 (line 2): %s", cases[i].says));
        plant_done(&p);
    }
}

TEST(rows_swallowed_by_a_stray_quote_count_as_lost)
{
    struct plant p;
    plant_open(&p);
    struct out o = out_of(&p.a);
    out_z(&o, HEADER "P0,\"I1");
    for (size_t i = 0; i < 40; i++)
        out_z(&o, ROW("P", "u", "g", "2026-07-01T12:00:00Z"));
    CHECK_ERR(run(&p, out_done(&o)), ERR_INPUT);
    CHECK_INT(p.report.rejected, 1);
    CHECK_INT(p.report.truncated_line, 2);
    plant_done(&p);
}

TEST(negative_answers_are_counted_and_kept_as_they_are)
{
    struct plant p;
    plant_open(&p);
    CHECK_OK(run(&p, STR(HEADER ROW("P1", "u1", "g", "2026-07-01T12:03:00Z"))));
    CHECK_INT(p.report.answers_negative, 1);
    CHECK_INT(record_ack_ms(&p.kept[0]), -MINUTE_MS);
    plant_done(&p);
}

static struct err refuse(
    void *self __attribute__((unused)), const struct sifted *row __attribute__((unused)))
{
    return err_of(ERR_LIMIT, "full");
}

TEST(an_error_of_the_sink_has_its_place)
{
    struct plant p;
    plant_open(&p);
    p.conf.put = refuse;
    struct err e = run(&p, STR(HEADER "\n" ROW("P1", "u1", "g", "2026-07-01T12:00:00Z")));
    CHECK_INT(e.code, ERR_LIMIT);
    CHECK_STR(str_of(e.text), STR("row 1 (line 3): full"));
    plant_done(&p);
}

TEST(what_the_sink_tells_completes_the_report)
{
    const int64_t sunk[SUNK__N] = {
        [SUNK_NEW] = 1, [SUNK_NEWER] = 20, [SUNK_SAME] = 300, [SUNK_OLDER] = 4000};
    struct pipeline_report r = {0};
    report_sink(&r, sunk);
    for (size_t i = 0; i < SUNK__N; i++)
        CHECK_INT(r.sunk[i], sunk[i]);
    CHECK_INT(r.stage[STAGE_FOLD].changed, 20);
    CHECK_INT(r.stage[STAGE_FOLD].dropped, 4300);
}

TEST(a_makers_counts_are_told_once)
{
    struct plant p;
    plant_open(&p);
    CHECK_OK(run(&p, STR(HEADER ROW("P1", "u1", "g", "2026-07-01T12:00:00Z")
                             ROW("P2", "u1", "g", "2026-07-01T12:00:00Z"))));
    CHECK_INT(p.report.stage[STAGE_PEOPLE].seen, 2);
    CHECK_INT(p.report.person_unknown, 2);
    const struct pipeline_report again = maker_report(p.maker);
    CHECK_INT(again.stage[STAGE_PEOPLE].seen, 0); /* what is told is not told again */
    CHECK_INT(again.person_unknown, 0);
    plant_done(&p);
}

TEST(rows_older_than_is_kept_are_dropped_and_counted)
{
    struct plant p;
    plant_open(&p);
    CHECK(time_parse_rfc3339(STR("2026-07-31T10:00:00Z"), &p.conf.newest));
    p.conf.retention_days = 30;
    CHECK_OK(run(&p, STR(HEADER ROW("P1", "u1", "g", "2026-07-01T00:00:00Z")
                             ROW("P2", "u1", "g", "2026-06-30T23:59:59Z"))));
    CHECK_INT(p.n, 1);
    CHECK_INT(p.report.retired, 1);
    check_balance(&p.report);
    plant_done(&p);
}

TEST(a_response_time_fills_in_an_answer_without_a_time)
{
    static const char start[] =
        "page_id,incident_id,recipient_id,purpose,created_at,responded_at,"
        "response,Response Time\n"
        "P1,I1,u1,page,2026-07-01T12:00:00Z,,ack,25:00:01\n"
        "P2,I1,u2,page,2026-07-01T12:00:00Z,2026-07-01T12:01:00Z,ack,00:09:00\n"
        "P3,I1,u3,page,2026-07-01T12:00:00Z,,ack,Invalid Duration\n"
        "P4,I1,u4,page,2026-07-01T12:00:00Z,,ack,soon\n";
    struct plant p;
    plant_open(&p);
    CHECK_OK(run(&p, str_of(start)));
    CHECK_INT(record_ack_ms(&p.kept[0]), 25 * HOUR_MS + SECOND_MS);
    CHECK_INT(record_ack_ms(&p.kept[1]), MINUTE_MS);
    CHECK_INT(record_ack_ms(&p.kept[2]), MS_UNKNOWN);
    CHECK_INT(record_ack_ms(&p.kept[3]), MS_UNKNOWN);
    CHECK_INT(p.report.times_bad, 1);
    plant_done(&p);
}

static bool old_before_july_2(void *self, int32_t day)
{
    ++*(size_t *)self;
    return day < day_of_civil(2026, 7, 2);
}

TEST(days_of_an_older_schema_are_counted_once_each)
{
    struct plant p;
    size_t asked = 0;
    plant_open(&p);
    p.conf.day_is_old = old_before_july_2;
    p.conf.day_self = &asked;
    CHECK_OK(run(&p, STR(HEADER ROW("P1", "u1", "g", "2026-07-01T12:00:00Z") ROW("P2", "u1", "g",
                         "2026-07-01T13:00:00Z") ROW("P3", "u1", "g", "2026-07-03T12:00:00Z"))));
    CHECK_INT(asked, 2);
    CHECK_STR(str_of(p.report.stage[STAGE_MIGRATE].name), STR("migrate"));
    CHECK_INT(p.report.stage[STAGE_MIGRATE].seen, 3);
    CHECK_INT(p.report.stage[STAGE_MIGRATE].changed, 1);
    plant_done(&p);
}

/* The roster with its index, and the census of it for the pipeline. */
static void settle(struct plant *p, const struct roster *roster, const char *filter)
{
    struct census_conf conf = {.roster = &p->roster, .zones = p->zones};
    CHECK_OK(team_filter_read(&p->a, str_of(filter), &conf.filter));
    p->roster = *roster;
    roster_index_make(&p->a, &p->roster);
    p->conf.census = census_make(&p->a, &conf);
}

static void add_roster(struct plant *p)
{
    struct roster_person people[] = {
        {.id = STR("boss"), .name = STR("Bea"), .zone = STR("UTC"), .active = true},
        {.id = STR("gone"), .deleted = true},
        {.id = STR("u1"), .name = STR("Jo"), .zone = STR("Asia/Tokyo"), .manager_id = STR("boss")},
        {.id = STR("u2"), .name = STR("Mo"), .manager_id = STR("boss")},
        {.id = STR("u3"), .name = STR("Zo"), .zone = STR("Not/AZone")},
    };
    struct roster_team teams[] = {
        {.id = STR("t1"), .name = STR("Payments"), .kind = STR("operational")},
        {.id = STR("t2"), .name = STR("Search"), .kind = STR("operational")},
        {.id = STR("t3"), .name = STR("Book club"), .kind = STR("social")},
    };
    struct roster_member members[] = {
        {.person_id = STR("u1"), .team_id = STR("t3")},
        {.person_id = STR("u1"), .team_id = STR("t2")},
        {.person_id = STR("u2"), .team_id = STR("t3")},
    };
    const struct roster before = {0};
    struct roster served = {.people = people,
        .people_n = COUNT_OF(people),
        .teams = teams,
        .teams_n = COUNT_OF(teams),
        .members = members,
        .members_n = COUNT_OF(members)};
    const struct directory_terms terms = {&before, &served, 1, 0};
    struct directory_changes changes;
    struct roster roster;
    CHECK_OK(directory_build(&p->a, &terms, &roster, &changes));
    settle(p, &roster, "");
}

TEST(the_directory_adds_name_own_hours_team_and_chain)
{
    static const struct {
        const char *row, *name, *team;
        int32_t local_hour, depth;
        uint32_t flags;
    } cases[] = {
        {ROW("P1", "u1", " payMENTS ", "2026-07-01T14:00:00Z"), "Jo", "t1", 71, 1, 0},
        {ROW("P1", "u1", "", "2026-07-01T14:00:00Z"), "Jo", "t2", 71, 1, 0},
        {ROW("P1", "u1", "Nobodys", "2026-07-05T16:00:00Z"), "Jo", "t2", 1, 1, 0},
        {ROW("P1", "u2", "", "2026-07-01T14:00:00Z"), "Mo", "t3", 62, 1, FLAG_ZONE_FALLBACK},
        {ROW("P1", "u3", "", "2026-07-01T14:00:00Z"), "Zo", "", 62, 0,
            FLAG_ZONE_FALLBACK | FLAG_TEAM_UNKNOWN | FLAG_CHAIN_UNKNOWN},
        {ROW("P1", "boss", "Search", "2026-07-01T14:00:00Z"), "Bea", "t2", 62, 1, 0},
        {ROW("P1", "gone", "Search", "2026-07-01T14:00:00Z"), "", "t2", 62, 0,
            FLAG_ZONE_FALLBACK | FLAG_CHAIN_UNKNOWN},
        {ROW("P1", "U1", "Search", "2026-07-01T14:00:00Z"), "", "t2", 62, 0,
            FLAG_ZONE_FALLBACK | FLAG_CHAIN_UNKNOWN | FLAG_PERSON_UNKNOWN},
        {ROW("P1", "", "Search", "2026-07-01T14:00:00Z"), "", "t2", 62, 0,
            FLAG_ZONE_FALLBACK | FLAG_CHAIN_UNKNOWN | FLAG_PERSON_UNKNOWN},
    };
    for (EACH(i, cases)) {
        struct plant p;
        plant_open(&p);
        add_roster(&p);
        CHECK_OK(run(&p, arena_fmt(&p.a, "%s%s", HEADER, cases[i].row)));
        const struct record *r = &p.kept[0];
        CHECK_STR(r->text[TEXT_NAME], str_of(cases[i].name));
        CHECK_STR(r->text[TEXT_TEAM], str_of(cases[i].team));
        CHECK_INT(r->team, r->text[TEXT_TEAM].n ? hash64(r->text[TEXT_TEAM]) : 0);
        CHECK_INT(r->local_hour, cases[i].local_hour);
        CHECK_INT(r->depth, cases[i].depth);
        CHECK_INT(r->node[0], cases[i].depth ? p.roster.nodes[0].number : 0);
        CHECK_INT(r->flags, cases[i].flags);
        plant_done(&p);
    }
}

TEST(a_page_belongs_where_its_recipient_was_then)
{
    struct plant p;
    plant_open(&p);
    add_roster(&p);
    int64_t moved = 0;
    CHECK(time_parse_rfc3339(STR("2026-07-02T00:00:00Z"), &moved));
    const struct roster *before = &p.roster;
    struct roster served = *before, after;
    struct roster_person *people = NEW(&p.a, struct roster_person, before->people_n);
    memcpy(people, before->people, before->people_n * sizeof *people);
    people[roster_person_at(before, STR("u1"), 1)].name = STR("Josephine");
    people[roster_person_at(before, STR("u1"), 1)].manager_id = STR("u3");
    served.people = people;
    served.members_n = 0;
    const struct directory_terms terms = {before, &served, moved, 0};
    struct directory_changes changes;
    CHECK_OK(directory_build(&p.a, &terms, &after, &changes));
    settle(&p, &after, "");
    CHECK_OK(run(&p, STR(HEADER ROW("P1", "u1", "", "2026-07-01T12:00:00Z") ROW("P2", "u1", "",
                         "2026-07-03T12:00:00Z") ROW("P3", "u1", "", "2026-07-01T12:00:00Z"))));
    static const char *const names[] = {"Jo", "Josephine", "Jo"};
    static const char *const teams[] = {"t2", "", "t2"};
    const struct str above[] = {STR("boss"), STR("u3"), STR("boss")};
    for (EACH(i, names)) {
        CHECK_STR(p.kept[i].text[TEXT_NAME], str_of(names[i]));
        CHECK_STR(p.kept[i].text[TEXT_TEAM], str_of(teams[i]));
        CHECK_INT(p.kept[i].depth, 1);
        CHECK_INT(p.kept[i].node[0], p.roster.nodes[roster_node_of(&p.roster, above[i])].number);
    }
    plant_done(&p);
}

TEST(only_teams_that_are_operational_count)
{
    struct plant p;
    plant_open(&p);
    add_roster(&p);
    const struct roster all = p.roster;
    settle(&p, &all, "kind:Operational");
    CHECK_OK(run(&p, STR(HEADER ROW("P1", "u2", "Book club", "2026-07-01T14:00:00Z")
                             ROW("P2", "u1", "Book club", "2026-07-01T14:00:00Z"))));
    CHECK_INT(p.kept[0].team, 0);
    CHECK_STR(p.kept[1].text[TEXT_TEAM], STR("t2"));
    CHECK_INT(p.report.team_unknown, 1);
    plant_done(&p);
}

TEST(notifications_need_no_page_and_no_incident)
{
    struct plant p;
    plant_open(&p);
    p.conf.dataset = DATASET_NOTIFICATIONS;
    CHECK_OK(run(&p,
        STR("notification_id,page_id,incident_id,purpose,channel,recipient_id,created_at,sent_at,"
            "delivered_at,delivery_status,failure_reason,attempt\n"
            "N1,,,test,SMS,u1,2026-07-01T12:00:00Z,2026-07-01T12:00:01Z,N/A,sent,,1\n"
            "N2,P1,I1,page,phone_notification,u1,1782907200123,,,Answered Human,,2\n")));
    CHECK_INT(p.n, 2);
    CHECK_INT(p.kept[0].delivery, DELIVERY_SENT);
    CHECK_INT(p.kept[0].channel, CHANNEL_SMS);
    CHECK_INT(p.kept[0].when[WHEN_DELIVERED], TIME_UNKNOWN);
    CHECK_INT(p.kept[0].when[WHEN_UPDATED], p.kept[0].when[WHEN_SENT]);
    CHECK_INT(p.kept[1].delivery, DELIVERY_DELIVERED);
    CHECK_INT(p.kept[1].channel, CHANNEL_VOICE);
    CHECK_INT(p.kept[1].attempt, 2);
    CHECK_INT(p.report.words_other, 0);
    plant_done(&p);
}

#define VERSION(id, created, title, updated)                                                       \
    id ",I1," title ",,,,,,,,u1,,page," created ",,,," updated "\n"
#define NOON "2026-07-01T12:00:00Z"

TEST(of_versions_that_follow_one_another_the_newest_goes_to_the_sink)
{
    struct plant p;
    plant_open(&p);
    CHECK_OK(
        run(&p, STR(HEADER VERSION("P1", NOON, "b", "2026-07-01T12:02:00Z") VERSION("P1", NOON, "c",
                    "2026-07-01T12:03:00Z") VERSION("P1", NOON, "a", NOON) /* one age: both go on */
                    VERSION("P1", NOON, "d", "2026-07-01T12:03:00Z") VERSION("P2", NOON, "e", NOON)
                        VERSION("P2", "2026-07-01T12:00:01Z", "f", "2026-07-01T12:04:00Z"))));
    static const char *const titles[] = {"c", "d", "e", "f"};
    static const uint32_t older[] = {2, 0, 0, 0};
    CHECK_INT(p.n, COUNT_OF(titles));
    for (EACH(i, titles)) {
        CHECK_STR(p.kept[i].text[TEXT_TITLE], str_of(titles[i]));
        CHECK_INT(p.older[i], older[i]);
    }
    CHECK_INT(p.report.stage[STAGE_FOLD].seen, 6);
    check_balance(&p.report);
    plant_done(&p);
}

TEST(a_row_tells_nothing_of_the_row_before)
{
    struct plant p;
    plant_open(&p);
    CHECK_OK(run(&p, STR(HEADER ROW("P1", "u1", "x", NOON) "P2,I2,,,,,,,,,,,page," NOON ",,,,\n")));
    CHECK_INT(p.n, 2);
    const struct record *r = &p.kept[1];
    for (size_t i = TEXT_TITLE; i < TEXT_NAME; i++)
        CHECK_INT(r->text[i].n, i == TEXT_PURPOSE ? 4 : 0);
    CHECK_INT(r->level, 0);
    CHECK_INT(r->cycle, 0);
    CHECK_INT(r->when[WHEN_RESPONDED], TIME_UNKNOWN);
    CHECK_INT(r->when[WHEN_UPDATED], r->when[WHEN_CREATED]);
    plant_done(&p);
}

/* What a sink is given, as text. */
static struct err tell(void *self, const struct sifted *row)
{
    out_fmt(self, "%.*s %lld %lld %d %u %lld\n", STR_ARG(row->id), (long long)row->created,
        (long long)row->updated, row->answered, row->older, (long long)hash64(row->rest));
    return OK;
}

static struct err take_rows(void *self, struct csv_block *full, struct csv_block **next)
{
    *next = full;
    return pipeline_rows(self, full);
}

/* All that comes of an export, read the given way. */
static struct str told(struct plant *p, struct str csv, enum csv_way way)
{
    struct out o = out_of(&p->a);
    struct pipeline *line = NULL;
    struct pipeline_report r;
    p->conf.put = tell;
    p->conf.put_self = &o;
    CHECK_OK(pipeline_open(&p->a, &p->conf, &line));
    struct csv *reader =
        csv_new_blocks(&p->a, (struct csv_blocks){take_rows, line}, block_new(&p->a), way);
    CHECK_OK(csv_feed(reader, csv));
    CHECK_OK(csv_end(reader));
    struct err e = pipeline_end(line, &r);
    report_text(&o, &r);
    report_rejects(&o, &r);
    out_fmt(&o, "%s %lld %lld %lld %zu %zu\n", e.text, (long long)r.created_first,
        (long long)r.created_last, (long long)r.event_last, r.headers_repeated, r.rejects.lines);
    pipeline_done(&line);
    return out_done(&o);
}

static uint32_t next_random(uint32_t *state)
{
    *state = *state * 1664525 + 1013904223;
    return *state >> 8;
}

/* Rows of which each has some fields of the row before; all that may be wrong with a field. */
static struct str versions(struct arena *a, uint32_t *state, struct str header)
{
    static const char *const said[] = {"", "x", "N1", "N2", "\"a, \"\"b\"\"\"", "12", "-1", "many",
        "2026-07-01T12:00:00Z", "2026-07-01T12:00:01.500Z", "2026-07-01T12:00:00Z", "Tuesday",
        "N/A", "00:02:07", "page", "test", " accepted ", "M\xfcller", "delivered", "incident_id",
        "1751371200"};
    struct str field[40];
    size_t n = 1;
    struct out o = out_of(a);
    for (size_t i = 0; i < header.n; i++)
        n += header.p[i] == ',';
    for (size_t i = 0; i < n; i++)
        field[i] = STR("2026-07-01T12:00:00Z"); /* good for any column that must be there */
    out_str(&o, header);
    for (size_t row = 0; row < 200; row++) {
        for (size_t k = next_random(state) % 4; k; k--)
            field[n - 1 - next_random(state) % (next_random(state) % 8 ? n / 2 : n)] =
                str_of(said[next_random(state) % COUNT_OF(said)]);
        size_t fields = next_random(state) % 30 ? n : n - 1;
        for (size_t i = 0; i < fields; i++)
            out_fmt(&o, "%s%.*s", i ? "," : "", STR_ARG(field[i]));
        out_z(&o, next_random(state) % 20 ? "\n" : "\r\n\n");
        if (next_random(state) % 60 == 0)
            out_str(&o, header);
    }
    return out_done(&o);
}

TEST(rows_that_share_fields_with_the_row_before_are_taken_as_if_each_stood_alone)
{
    static const struct {
        enum dataset dataset;
        struct str header;
    } files[] = {
        {DATASET_PAGEOUTS, {HEADER, sizeof HEADER - 1}},
        {DATASET_PAGEOUTS, {"response_time," HEADER, sizeof "response_time," HEADER - 1}},
        {DATASET_NOTIFICATIONS, {ATTEMPTS, sizeof ATTEMPTS - 1}},
    };
    uint32_t seed = 3;
    for (size_t i = 0; i < 300; i++) {
        struct plant p;
        plant_open(&p);
        p.conf.dataset = files[i % COUNT_OF(files)].dataset;
        struct str csv = versions(&p.a, &seed, files[i % COUNT_OF(files)].header);
        CHECK_STR(told(&p, csv, CSV_BEST), told(&p, csv, CSV_MACHINE));
        plant_done(&p);
    }
}

TEST(words_in_no_vocabulary_are_kept_raw_and_counted)
{
    struct plant p;
    plant_open(&p);
    CHECK_OK(run(&p, STR(HEADER "P1,I1,t,s,p,u,g,p,1,1,u1,jo,siren,2026-07-01T12:00:00Z,,shrugged,"
                                "web,\n")));
    CHECK_INT(p.kept[0].purpose, PURPOSE_OTHER);
    CHECK_INT(p.kept[0].response, RESPONSE_OTHER);
    CHECK_STR(p.kept[0].text[TEXT_PURPOSE], STR("siren"));
    CHECK_STR(p.kept[0].text[TEXT_RESPONSE], STR("shrugged"));
    CHECK(record_is_page(&p.kept[0]));
    CHECK_INT(p.report.words_other, 2);
    plant_done(&p);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_row_becomes_a_record_with_typed_fields),
        cmocka_unit_test(of_versions_that_follow_one_another_the_newest_goes_to_the_sink),
        cmocka_unit_test(a_row_tells_nothing_of_the_row_before),
        cmocka_unit_test(
            rows_that_share_fields_with_the_row_before_are_taken_as_if_each_stood_alone),
        cmocka_unit_test(records_are_the_same_however_the_bytes_are_cut),
        cmocka_unit_test(a_file_may_lack_its_last_line_end_but_no_part_of_its_last_row),
        cmocka_unit_test(refused_rows_are_quoted_with_their_place_and_the_others_kept),
        cmocka_unit_test(fields_that_cannot_be_read_are_unknown_and_counted),
        cmocka_unit_test(texts_that_are_not_utf8_or_too_long_are_mended_and_flagged),
        cmocka_unit_test(repeated_headers_and_new_columns_are_counted_and_change_nothing),
        cmocka_unit_test(times_without_offset_are_in_the_sources_zone),
        cmocka_unit_test(a_file_that_is_no_export_is_refused_as_a_whole),
        cmocka_unit_test(past_a_share_of_refused_rows_the_file_fails_and_names_the_first),
        cmocka_unit_test(what_is_too_long_is_named_with_its_row_and_column),
        cmocka_unit_test(rows_swallowed_by_a_stray_quote_count_as_lost),
        cmocka_unit_test(negative_answers_are_counted_and_kept_as_they_are),
        cmocka_unit_test(an_error_of_the_sink_has_its_place),
        cmocka_unit_test(what_the_sink_tells_completes_the_report),
        cmocka_unit_test(a_makers_counts_are_told_once),
        cmocka_unit_test(rows_older_than_is_kept_are_dropped_and_counted),
        cmocka_unit_test(a_response_time_fills_in_an_answer_without_a_time),
        cmocka_unit_test(days_of_an_older_schema_are_counted_once_each),
        cmocka_unit_test(the_directory_adds_name_own_hours_team_and_chain),
        cmocka_unit_test(a_page_belongs_where_its_recipient_was_then),
        cmocka_unit_test(only_teams_that_are_operational_count),
        cmocka_unit_test(notifications_need_no_page_and_no_incident),
        cmocka_unit_test(words_in_no_vocabulary_are_kept_raw_and_counted),
    };
    return RUN(tests);
}
