#include "store/old.h"

#define IN_ORDER                                                                                   \
    "SELECT key, record.id, page_id, incident, title, source, priority, urgency, grp, policy, "    \
    "recipient,"                                                                                   \
    " login, purpose_word, response_word, via, channel_word, gateway, carrier, country, status,"   \
    " reason, name, team_word, created, sent, delivered, responded, updated, level, cycle,"        \
    " attempt, purpose, response, channel, delivery, hours, local_hour, person, team, flags,"      \
    " coalesce(n1, 0), coalesce(n2, 0), coalesce(n3, 0), coalesce(n4, 0), coalesce(n5, 0),"        \
    " coalesce(n6, 0), coalesce(n7, 0)"                                                            \
    " FROM record LEFT JOIN path ON path.id = record.path"                                         \
    " WHERE created >= :from AND created < :to ORDER BY key"

/* The words of such a segment by their numbers. */
struct old_words {
    struct str *text;
    size_t n;
};

static struct err read_words(struct arena *a, struct db *db, struct old_words *out)
{
    AUTO(stmt_done) struct stmt most = stmt_of(db, "SELECT max(id) FROM word");
    out->n = stmt_row(&most) ? (size_t)stmt_col_i64(&most, 0) : 0;
    TRY(stmt_end(&most));
    out->text = NEW(a, struct str, out->n + 1);
    AUTO(stmt_done) struct stmt q = stmt_of(db, "SELECT text FROM word ORDER BY id");
    out->text[0] = STR("");
    for (size_t i = 1; i <= out->n && stmt_row(&q); i++)
        out->text[i] = arena_copy(a, stmt_col_text(&q, 0));
    return stmt_end(&q);
}

static struct row read_row(
    struct arena *a, struct stmt *q, enum dataset d, const struct old_words *words)
{
    struct row row = {.key = stmt_col_i64(q, 0), .record.dataset = d};
    struct record *r = &row.record;
    int at = 1;
    r->text[TEXT_ID] = arena_copy(a, stmt_col_text(q, at++));
    for (int i = TEXT_ID + 1; i < TEXT__N; i++)
        r->text[i] = words->text[stmt_col_below(q, at++, (int32_t)words->n + 1)];
    for (int i = 0; i < WHEN__N; i++)
        r->when[i] = stmt_col_i64(q, at++);
    r->level = stmt_col_i32(q, at++);
    r->cycle = stmt_col_i32(q, at++);
    r->attempt = stmt_col_i32(q, at++);
    r->purpose = (enum purpose)stmt_col_below(q, at++, PURPOSE__N);
    r->response = (enum response)stmt_col_below(q, at++, RESPONSE__N);
    r->channel = (enum channel)stmt_col_below(q, at++, CHANNEL__N);
    r->delivery = (enum delivery)stmt_col_below(q, at++, DELIVERY__N);
    r->hours = (enum hours)stmt_col_below(q, at++, HOURS__N);
    r->local_hour = stmt_col_below(q, at++, 7 * 24);
    r->person = stmt_col_i64(q, at++);
    r->team = stmt_col_i64(q, at++);
    r->flags = (uint32_t)stmt_col_i64(q, at++);
    for (int i = 0; i < NODE_DEPTH_MAX; i++) {
        r->node[i] = stmt_col_i32(q, at++);
        r->depth += r->node[i] != 0;
    }
    return row;
}

struct err old_rows(struct arena *a, struct db *db, enum family f, int32_t day, struct rows *out)
{
    struct old_words words;
    TRY(read_words(a, db, &words));
    AUTO(stmt_done) struct stmt count = stmt_of(db, "SELECT count(*) FROM record");
    size_t most = stmt_row(&count) ? (size_t)stmt_col_i64(&count, 0) : 0;
    TRY(stmt_end(&count));
    *out = (struct rows){.row = NEW(a, struct row, most + 1)};
    AUTO(stmt_done) struct stmt q = stmt_of(db, IN_ORDER);
    stmt_i64(&q, ":from", day * DAY_MS);
    stmt_i64(&q, ":to", (day + 1) * DAY_MS);
    while (out->n < most && stmt_row(&q))
        out->row[out->n++] = read_row(a, &q, (enum dataset)f, &words);
    return stmt_end(&q);
}
