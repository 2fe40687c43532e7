#include "api/api.h"

#include "api/cells.h"
#include "api/holding.h"
#include "api/meta.h"

void health_json(struct out *o, const struct manifest *m, const struct api_meta *meta)
{
    struct json_out j = json_out_of(o);
    json_begin_object(&j);
    json_key(&j, STR("meta"));
    json_begin_object(&j);
    meta_source(&j, meta);
    json_key(&j, STR("unread_generation"));
    if (meta->unread)
        json_int(&j, meta->unread);
    else
        json_none(&j);
    put_time(&j, "store_unreadable_since", NULL, meta->store_lost_ms);
    json_end_object(&j);
    json_key(&j, STR("panels"));
    json_begin_object(&j);
    if (m)
        holding_write(&j, m, false);
    json_end_object(&j);
    json_end_object(&j);
    out_char(o, '\n');
}

static struct str header(struct arena *a)
{
    struct out o = out_of(a);
    out_z(&o, "family,through,through_epoch_ms,files,rows,bytes,run,run_ended,run_ended_epoch_ms");
    for (size_t i = 0; i < run_counts_n; i++)
        out_fmt(&o, ",run_%s", run_counts[i].name);
    return out_done(&o);
}

void health_csv(struct out *o, const struct manifest *m, bool bom)
{
    struct cells c = cells_of(o, arena_z(o->a, header(o->a)), bom);
    for (size_t f = 0; m && f < FAMILY__N; f++) {
        const struct family_state *state = &m->family[f];
        struct holding sum = holding_of(state);
        cells_text(&c, str_of(family_words[f]));
        cells_time(&c, NULL, state->through);
        cells_int(&c, (int64_t)state->segments);
        cells_int(&c, sum.rows);
        cells_int(&c, sum.bytes);
        cells_text(&c, state->run.verb);
        cells_time(&c, NULL, state->run.ended);
        for (size_t i = 0; i < run_counts_n; i++)
            cells_count(
                &c, (uint64_t)run_counted(&state->run, i), state->run.ended != TIME_UNKNOWN);
        cells_end(&c);
    }
}
