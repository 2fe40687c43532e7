#include "api/status.h"

#include "api/holding.h"
#include "api/meta.h"
#include "store/retain.h"

static struct str time_text(struct arena *a, int64_t ms)
{
    struct out o = out_of(a);
    if (ms == TIME_UNKNOWN)
        return STR("-");
    out_time(&o, ms);
    return out_done(&o);
}

static void store_text(struct out *o, const struct manifest *m)
{
    const struct room *r = &m->room;
    out_fmt(o, "generations kept: %zu\n", m->history_n + 1);
    if (r->limit == 0)
        return;
    out_fmt(o,
        "the last writer found %lld bytes of %lld held (%.1f %%), and %lld free on the volume\n",
        (long long)r->held, (long long)r->limit, 100.0 * (double)r->held / (double)r->limit,
        (long long)r->free);
    if (room_is_near(r, 0))
        out_z(o, "warning: the store is above 75 % of its limit\n");
}

static struct str oldest_text(struct arena *a, const struct family_state *f)
{
    struct out o = out_of(a);
    if (retain_oldest(f) == INT32_MIN)
        return STR("-");
    out_date(&o, retain_oldest(f));
    return out_done(&o);
}

/* What lies between the windows that are held: `ingest` looks ahead of it, a backfill fills it. */
static void missing_text(struct out *o, const char *name, const struct family_state *f)
{
    for (size_t i = 1; i < f->covered_n; i++) {
        struct str from = time_text(o->a, f->covered[i - 1].to);
        struct str to = time_text(o->a, f->covered[i].from);
        out_fmt(o, "%-14s missing %.*s to %.*s\n", name, STR_ARG(from), STR_ARG(to));
    }
}

void status_text(struct out *o, const struct manifest *m)
{
    if (!m) {
        out_z(o, "nothing was ever published here\n");
        return;
    }
    struct str made = time_text(o->a, m->made_at);
    out_fmt(o, "generation %lld, snapshot %.*s, made %.*s\n", (long long)m->generation,
        SNAPSHOT_ID_BYTES, m->sha256.hex, STR_ARG(made));
    out_fmt(o, "%-14s %-25s %-10s %8s %12s %14s %12s %10s\n", "", "through", "oldest", "segments",
        "rows", "bytes", "open pages", "rejected");
    for (size_t i = 0; i < FAMILY__N; i++) {
        const struct family_state *f = &m->family[i];
        struct holding sum = holding_of(f);
        struct str through = time_text(o->a, f->through), oldest = oldest_text(o->a, f);
        out_fmt(o, "%-14s %-25.*s %-10.*s %8zu %12lld %14lld %12lld %10lld\n", family_words[i],
            STR_ARG(through), STR_ARG(oldest), f->segments, (long long)sum.rows,
            (long long)sum.bytes, (long long)sum.open_pages, (long long)f->run.rejected);
    }
    for (size_t i = 0; i < FAMILY__N; i++)
        missing_text(o, family_words[i], &m->family[i]);
    store_text(o, m);
}

void status_json(struct out *o, const struct manifest *m)
{
    static const struct manifest empty;
    const struct manifest *held = m ? m : &empty;
    struct json_out j = json_out_of(o);
    json_begin_object(&j);
    holding_generation(&j, held->generation, held->made_at, &held->sha256);
    put_time(&j, "activate_at", NULL, held->activate_at);
    holding_write(&j, held, true);
    json_end_object(&j);
    out_char(o, '\n');
}
