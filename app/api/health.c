#include "api/api.h"

#include "api/cells.h"
#include "api/meta.h"
#include "store/manifest.h"

#define SNAPSHOT_HEX 8

static void put_span(struct json_out *j, struct span s)
{
    json_begin_object(j);
    put_time(j, "from", NULL, s.from);
    put_time(j, "to", NULL, s.to);
    json_end_object(j);
}

/* What the last run counted. */
/* clang-format off */
static const struct {
    const char *name;
    size_t at;
} run_counts[] = {
    {"bytes", offsetof(struct run, bytes)},
    {"rows", offsetof(struct run, rows)},
    {"kept", offsetof(struct run, kept)},
    {"rejected", offsetof(struct run, rejected)},
    {"duplicates", offsetof(struct run, duplicates)},
    {"older", offsetof(struct run, older)},
    {"newer", offsetof(struct run, newer)},
    {"person_unknown", offsetof(struct run, person_unknown)},
    {"team_unknown", offsetof(struct run, team_unknown)},
    {"chain_unknown", offsetof(struct run, chain_unknown)},
};
/* clang-format on */

static int64_t run_count(const struct run *r, size_t i)
{
    const char *at = (const char *)r + run_counts[i].at;
    return *(const int64_t *)(const void *)at;
}

static void put_stages(struct json_out *j, const struct run *r)
{
    json_key(j, STR("stages"));
    json_begin_list(j);
    for (size_t i = 0; i < r->stages; i++) {
        json_begin_object(j);
        json_put_text(j, "name", r->stage[i].name);
        json_put_int(j, "seen", r->stage[i].seen);
        json_put_int(j, "changed", r->stage[i].changed);
        json_put_int(j, "dropped", r->stage[i].dropped);
        json_end_object(j);
    }
    json_end_list(j);
}

static void put_run(struct json_out *j, const struct run *r)
{
    json_key(j, STR("last_run"));
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
    for (EACH(i, run_counts))
        json_put_int(j, run_counts[i].name, run_count(r, i));
    put_stages(j, r);
    json_end_object(j);
}

struct size {
    int64_t bytes, rows;
};

static struct size size_of(const struct family_state *f)
{
    struct size sum = {0};
    for (size_t i = 0; i < f->segments; i++) {
        sum.bytes += f->segment[i].bytes;
        sum.rows += f->segment[i].rows;
    }
    return sum;
}

static void put_family(struct json_out *j, const struct family_state *f)
{
    struct size size = size_of(f);
    json_begin_object(j);
    put_time(j, "through", NULL, f->through);
    json_key(j, STR("covered"));
    json_begin_list(j);
    for (size_t i = 0; i < f->covered_n; i++)
        put_span(j, f->covered[i]);
    json_end_list(j);
    json_put_int(j, "segments", (int64_t)f->segments);
    json_put_int(j, "rows", size.rows);
    json_put_int(j, "bytes", size.bytes);
    put_run(j, &f->run);
    json_end_object(j);
}

static void put_generation(
    struct json_out *j, int64_t generation, int64_t made_at, const struct sha256 *sha256)
{
    json_begin_object(j);
    json_put_text(j, "snapshot", str_head(str_of(sha256->hex), SNAPSHOT_HEX));
    json_put_int(j, "generation", generation);
    put_time(j, "made_at", NULL, made_at);
    json_end_object(j);
}

static void put_panels(struct json_out *j, const struct manifest *m)
{
    int64_t bytes = 0;
    json_key(j, STR("datasets"));
    json_begin_object(j);
    for (EACH(f, m->family)) {
        json_key(j, str_of(family_words[f]));
        put_family(j, &m->family[f]);
        bytes += size_of(&m->family[f]).bytes;
    }
    json_end_object(j);
    json_key(j, STR("store"));
    json_begin_object(j);
    json_put_int(j, "bytes", bytes);
    json_end_object(j);
    json_key(j, STR("snapshots"));
    json_begin_list(j);
    put_generation(j, m->generation, m->made_at, &m->sha256);
    for (size_t i = 0; i < m->history_n; i++)
        put_generation(j, m->history[i].generation, m->history[i].made_at, &m->history[i].sha256);
    json_end_list(j);
}

void health_json(struct out *o, const struct manifest *m, const struct api_meta *meta)
{
    struct json_out j = json_out_of(o);
    json_begin_object(&j);
    json_key(&j, STR("meta"));
    json_begin_object(&j);
    meta_source(&j, meta);
    json_end_object(&j);
    json_key(&j, STR("panels"));
    json_begin_object(&j);
    if (m)
        put_panels(&j, m);
    json_end_object(&j);
    json_end_object(&j);
    out_char(o, '\n');
}

void health_csv(struct out *o, const struct manifest *m, bool bom)
{
    struct cells c = cells_of(o,
        "dataset,through,through_epoch_ms,segments,rows,size_bytes,run,run_ended,run_ended_epoch_"
        "ms,"
        "run_bytes,run_rows,run_kept,run_rejected,run_duplicates,run_older,run_newer,"
        "run_person_unknown,run_team_unknown,run_chain_unknown",
        bom);
    for (size_t f = 0; m && f < FAMILY__N; f++) {
        const struct family_state *state = &m->family[f];
        struct size size = size_of(state);
        cells_text(&c, str_of(family_words[f]));
        cells_time(&c, NULL, state->through);
        cells_int(&c, (int64_t)state->segments);
        cells_int(&c, size.rows);
        cells_int(&c, size.bytes);
        cells_text(&c, state->run.verb);
        cells_time(&c, NULL, state->run.ended);
        for (EACH(i, run_counts))
            cells_count(&c, (uint64_t)run_count(&state->run, i), state->run.ended != TIME_UNKNOWN);
        cells_end(&c);
    }
}
