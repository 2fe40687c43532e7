#include "api/holding.h"

#include "api/meta.h"
#include "store/retain.h"

struct holding holding_of(const struct family_state *f)
{
    struct holding sum = {0};
    for (size_t i = 0; i < f->segments; i++) {
        sum.bytes += f->segment[i].bytes;
        sum.rows += f->segment[i].rows;
        sum.open_pages += f->segment[i].open_pages;
    }
    return sum;
}

static void put_span(struct json_out *j, struct span s)
{
    json_begin_object(j);
    put_time(j, "from", NULL, s.from);
    put_time(j, "to", NULL, s.to);
    json_end_object(j);
}

static void put_covered(struct json_out *j, const struct family_state *f)
{
    json_key(j, STR("covered"));
    json_begin_list(j);
    for (size_t i = 0; i < f->covered_n; i++)
        put_span(j, f->covered[i]);
    json_end_list(j);
}

static void put_day(struct json_out *j, const char *key, int32_t day)
{
    struct out date = out_of(j->o->a);
    out_date(&date, day);
    json_put_text(j, key, out_done(&date));
}

/* The first UTC day of which anything is held, or null. */
static void put_oldest(struct json_out *j, const struct family_state *f)
{
    int32_t oldest = retain_oldest(f);
    if (oldest != INT32_MIN) {
        put_day(j, "oldest_day", oldest);
        return;
    }
    json_key(j, STR("oldest_day"));
    json_none(j);
}

static void put_segments(struct json_out *j, const struct family_state *f)
{
    json_key(j, STR("segments"));
    json_begin_list(j);
    for (size_t i = 0; i < f->segments; i++) {
        const struct segment_ref *s = &f->segment[i];
        json_begin_object(j);
        json_put_text(j, "name", s->name);
        put_day(j, "first", s->first);
        put_day(j, "last", s->last);
        json_put_text(j, "sha256", str_of(s->sha256.hex));
        json_put_int(j, "bytes", s->bytes);
        json_put_int(j, "rows", s->rows);
        json_put_int(j, "open_pages", s->open_pages);
        json_put_int(j, "schema", s->schema);
        json_end_object(j);
    }
    json_end_list(j);
}

static void put_run(struct json_out *j, const struct run *r)
{
    json_key(j, STR("run"));
    if (r->ended == TIME_UNKNOWN) {
        json_none(j);
        return;
    }
    json_begin_object(j);
    json_put_text(j, "verb", r->verb);
    put_time(j, "began", NULL, r->began);
    put_time(j, "ended", NULL, r->ended);
    json_key(j, STR("window"));
    if (r->window.to)
        put_span(j, r->window);
    else
        json_none(j);
    for (size_t i = 0; i < run_counts_n; i++)
        json_put_int(j, run_counts[i].name, run_counted(r, i));
    run_stages_write(j, r);
    json_end_object(j);
}

static void put_family(struct json_out *j, const struct family_state *f, bool listed)
{
    struct holding sum = holding_of(f);
    json_begin_object(j);
    put_time(j, "through", NULL, f->through);
    put_covered(j, f);
    json_put_int(j, "keep_days", f->keep_days);
    put_oldest(j, f);
    json_put_int(j, "files", (int64_t)f->segments);
    json_put_int(j, "rows", sum.rows);
    json_put_int(j, "bytes", sum.bytes);
    json_put_int(j, "open_pages", sum.open_pages);
    put_run(j, &f->run);
    if (listed)
        put_segments(j, f);
    json_end_object(j);
}

void holding_generation(
    struct json_out *j, int64_t generation, int64_t made_at, const struct sha256 *sha256)
{
    put_text(j, "snapshot", str_head(str_of(sha256->hex), SNAPSHOT_ID_BYTES));
    json_put_int(j, "generation", generation);
    put_time(j, "made_at", NULL, made_at);
}

static void put_snapshot(
    struct json_out *j, int64_t generation, int64_t made_at, const struct sha256 *sha256)
{
    json_begin_object(j);
    holding_generation(j, generation, made_at, sha256);
    json_end_object(j);
}

static void put_snapshots(struct json_out *j, const struct manifest *m)
{
    json_key(j, STR("snapshots"));
    json_begin_list(j);
    if (m->generation)
        put_snapshot(j, m->generation, m->made_at, &m->sha256);
    for (size_t i = 0; i < m->history_n; i++)
        put_snapshot(j, m->history[i].generation, m->history[i].made_at, &m->history[i].sha256);
    json_end_list(j);
}

/* Of the disk only what the last writer saw; 0 where none looked. */
static void put_store(struct json_out *j, const struct manifest *m, int64_t bytes)
{
    const struct room *r = &m->room;
    json_begin_object(j);
    json_put_int(j, "bytes", bytes);
    json_put_int(j, "held", r->held);
    json_put_int(j, "limit", r->limit);
    json_key(j, STR("share"));
    if (r->limit)
        json_f64(j, (double)r->held / (double)r->limit, 4);
    else
        json_none(j);
    json_key(j, STR("near_limit"));
    json_bool(j, room_is_near(r, 0));
    json_put_int(j, "free", r->free);
    json_put_int(j, "generations", (int64_t)m->history_n + (m->generation != 0));
    json_end_object(j);
}

void holding_write(struct json_out *j, const struct manifest *m, bool listed)
{
    int64_t bytes = 0;
    json_key(j, STR("families"));
    json_begin_object(j);
    for (EACH(f, m->family)) {
        json_key(j, str_of(family_words[f]));
        put_family(j, &m->family[f], listed);
        bytes += holding_of(&m->family[f]).bytes;
    }
    json_end_object(j);
    json_key(j, STR("store"));
    put_store(j, m, bytes);
    put_snapshots(j, m);
}
