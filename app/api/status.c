#include "api/status.h"

#include "lib/day.h"
#include "lib/json.h"

#define ID_DIGITS 8 /* of the SHA-256 that names a snapshot */

static struct str time_text(struct arena *a, int64_t ms)
{
    struct out o = out_of(a);
    if (ms == TIME_UNKNOWN)
        return STR("-");
    out_time(&o, ms);
    return out_done(&o);
}

static int64_t total(const struct family_state *f, size_t offset)
{
    int64_t sum = 0;
    for (size_t i = 0; i < f->segments; i++)
        sum += *(const int64_t *)(const void *)((const char *)&f->segment[i] + offset);
    return sum;
}

void status_text(struct out *o, const struct manifest *m)
{
    if (!m) {
        out_z(o, "nothing was ever published here\n");
        return;
    }
    struct str made = time_text(o->a, m->made_at);
    out_fmt(o, "generation %lld, snapshot %.*s, made %.*s\n", (long long)m->generation, ID_DIGITS,
        m->sha256.hex, STR_ARG(made));
    out_fmt(o, "%-14s %-25s %8s %12s %14s %12s %10s\n", "", "through", "segments", "rows", "bytes",
        "unanswered", "rejected");
    for (size_t i = 0; i < FAMILY__N; i++) {
        const struct family_state *f = &m->family[i];
        struct str through = time_text(o->a, f->through);
        out_fmt(o, "%-14s %-25.*s %8zu %12lld %14lld %12lld %10lld\n", family_words[i],
            STR_ARG(through), f->segments, (long long)total(f, offsetof(struct segment_ref, rows)),
            (long long)total(f, offsetof(struct segment_ref, bytes)),
            (long long)total(f, offsetof(struct segment_ref, open_pages)),
            (long long)f->run.rejected);
    }
}

static void put_time(struct json_out *j, const char *key, int64_t ms)
{
    json_key(j, str_of(key));
    if (ms == TIME_UNKNOWN)
        json_none(j);
    else
        json_text(j, time_text(j->o->a, ms));
}

static void segments_json(struct json_out *j, const struct family_state *f)
{
    json_key(j, STR("segments"));
    json_begin_list(j);
    for (size_t i = 0; i < f->segments; i++) {
        const struct segment_ref *s = &f->segment[i];
        struct out first = out_of(j->o->a), last = out_of(j->o->a);
        out_date(&first, s->first);
        out_date(&last, s->last);
        json_begin_object(j);
        json_put_text(j, "name", s->name);
        json_put_text(j, "first", out_done(&first));
        json_put_text(j, "last", out_done(&last));
        json_put_text(j, "sha256", str_of(s->sha256.hex));
        json_put_int(j, "bytes", s->bytes);
        json_put_int(j, "rows", s->rows);
        json_put_int(j, "open_pages", s->open_pages);
        json_put_int(j, "schema", s->schema);
        json_end_object(j);
    }
    json_end_list(j);
}

static void run_json(struct json_out *j, const struct run *r)
{
    const struct {
        const char *key;
        int64_t value;
    } counts[] = {{"bytes", r->bytes}, {"rows", r->rows}, {"kept", r->kept},
        {"rejected", r->rejected}, {"duplicates", r->duplicates}, {"older", r->older},
        {"newer", r->newer}, {"person_unknown", r->person_unknown},
        {"team_unknown", r->team_unknown}, {"chain_unknown", r->chain_unknown}};
    json_key(j, STR("run"));
    json_begin_object(j);
    json_put_text(j, "verb", r->verb);
    put_time(j, "began", r->began);
    put_time(j, "ended", r->ended);
    put_time(j, "from", r->window.from);
    put_time(j, "to", r->window.to);
    for (EACH(i, counts))
        json_put_int(j, counts[i].key, counts[i].value);
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
    json_end_object(j);
}

static void family_json(struct json_out *j, const struct family_state *f)
{
    json_begin_object(j);
    put_time(j, "through", f->through);
    json_key(j, STR("covered"));
    json_begin_list(j);
    for (size_t i = 0; i < f->covered_n; i++) {
        json_begin_object(j);
        put_time(j, "from", f->covered[i].from);
        put_time(j, "to", f->covered[i].to);
        json_end_object(j);
    }
    json_end_list(j);
    segments_json(j, f);
    if (f->run.began)
        run_json(j, &f->run);
    json_end_object(j);
}

void status_json(struct out *o, const struct manifest *m)
{
    static const struct manifest empty;
    struct json_out j = json_out_of(o);
    const struct manifest *held = m ? m : &empty;
    json_begin_object(&j);
    json_put_int(&j, "generation", held->generation);
    json_key(&j, STR("snapshot"));
    if (m)
        json_text(&j, str_head(str_of(m->sha256.hex), ID_DIGITS));
    else
        json_none(&j);
    put_time(&j, "made_at", held->made_at);
    put_time(&j, "activate_at", held->activate_at);
    json_key(&j, STR("families"));
    json_begin_object(&j);
    for (size_t i = 0; i < FAMILY__N; i++) {
        json_key(&j, str_of(family_words[i]));
        family_json(&j, &held->family[i]);
    }
    json_end_object(&j);
    json_end_object(&j);
    out_char(o, '\n');
}
