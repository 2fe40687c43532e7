#include "store/manifest.h"

#include "lib/json.h"

#include <string.h>

#define FORMAT 1
#define NAME_MAX_BYTES 80
#define COVERED_MAX 4096

const char *const family_words[FAMILY__N] = {
    [FAMILY_PAGEOUTS] = "pageouts",
    [FAMILY_NOTIFICATIONS] = "notifications",
    [FAMILY_DIRECTORY] = "directory",
};

/* clang-format off */
static const struct run_number run_times[] = {
    { "began", offsetof(struct run, began) },
    { "ended", offsetof(struct run, ended) },
    { "from",  offsetof(struct run, window.from) },
    { "to",    offsetof(struct run, window.to) },
};
const struct run_number run_counts[] = {
    { "bytes",          offsetof(struct run, bytes) },
    { "rows",           offsetof(struct run, rows) },
    { "kept",           offsetof(struct run, kept) },
    { "rejected",       offsetof(struct run, rejected) },
    { "duplicates",     offsetof(struct run, duplicates) },
    { "older",          offsetof(struct run, older) },
    { "newer",          offsetof(struct run, newer) },
    { "person_unknown", offsetof(struct run, person_unknown) },
    { "team_unknown",   offsetof(struct run, team_unknown) },
    { "chain_unknown",  offsetof(struct run, chain_unknown) },
};
/* clang-format on */
const size_t run_counts_n = COUNT_OF(run_counts);

static int64_t number_at(const struct run *r, size_t at)
{
    return *(const int64_t *)(const void *)((const char *)r + at);
}

int64_t run_counted(const struct run *r, size_t i)
{
    return number_at(r, run_counts[i].at);
}

static struct err list_of(
    const struct json *object, const char *key, size_t max, const struct json **out)
{
    *out = json_get(object, key);
    if (!*out || (*out)->kind != JSON_IS_LIST)
        return err_of(ERR_INPUT, "\"%s\" is not a list", key);
    return (*out)->n <= max
               ? OK
               : err_of(ERR_LIMIT, "\"%s\" has %zu entries, more than %zu", key, (*out)->n, max);
}

static struct err number_of(
    const struct json *object, const char *key, int64_t least, int64_t most, int64_t *out)
{
    const struct json *m = json_get(object, key);
    if (!m || m->kind != JSON_IS_INT || m->i < least || m->i > most)
        return err_of(ERR_INPUT, "\"%s\" is missing or no number that can be", key);
    *out = m->i;
    return OK;
}

static struct err sha_of(const struct json *object, struct sha256 *out)
{
    unsigned char raw[SHA256_HEX / 2];
    struct str hex = STR("");
    TRY(json_get_text(object, "sha256", &hex));
    if (!str_unhex(hex, raw, sizeof raw))
        return err_of(ERR_INPUT, "\"sha256\" is not one");
    memcpy(out->hex, hex.p, SHA256_HEX);
    out->hex[SHA256_HEX] = 0;
    return OK;
}

/* A manifest names files that are then opened: no name may lead out of seg/. */
static bool name_is_plain(struct str name)
{
    if (name.n == 0 || name.n > NAME_MAX_BYTES || name.p[0] == '.')
        return false;
    for (size_t i = 0; i < name.n; i++)
        if (!strchr("abcdefghijklmnopqrstuvwxyz0123456789-.", name.p[i]) || name.p[i] == 0)
            return false;
    return true;
}

static struct err segment_read(const struct json *o, struct segment_ref *out)
{
    int64_t first = 0, last = 0, schema = 0;
    TRY(json_get_text(o, "name", &out->name));
    if (!name_is_plain(out->name))
        return err_of(ERR_INPUT, "\"name\" is not a segment's name");
    TRY(sha_of(o, &out->sha256));
    TRY(number_of(o, "bytes", 1, INT64_MAX, &out->bytes));
    TRY(number_of(o, "rows", 0, INT64_MAX, &out->rows));
    TRY(number_of(o, "first", INT32_MIN, INT32_MAX, &first));
    TRY(number_of(o, "last", first, INT32_MAX, &last));
    TRY(number_of(o, "open_pages", 0, INT64_MAX, &out->open_pages));
    TRY(number_of(o, "schema", 1, INT32_MAX, &schema));
    out->first = (int32_t)first;
    out->last = (int32_t)last;
    out->schema = (int32_t)schema;
    return OK;
}

static struct err segments_read(struct arena *a, const struct json *o, struct family_state *f)
{
    const struct json *list = NULL;
    TRY(list_of(o, "segments", SEGMENTS_MAX, &list));
    f->segment = NEW(a, struct segment_ref, list->n + 1);
    for (const struct json *s = list->first; s; s = s->next) {
        struct segment_ref *ref = &f->segment[f->segments];
        TRY(err_at(segment_read(s, ref), "segment %zu", f->segments));
        if (f->segments && ref->first <= ref[-1].last)
            return err_of(ERR_INPUT, "segment %zu: two for one day, or out of order", f->segments);
        f->segments++;
    }
    return OK;
}

static struct err covered_read(struct arena *a, const struct json *o, struct family_state *f)
{
    const struct json *list = NULL;
    TRY(list_of(o, "covered", COVERED_MAX, &list));
    f->covered = NEW(a, struct span, list->n + 1);
    for (const struct json *s = list->first; s; s = s->next) {
        struct span *span = &f->covered[f->covered_n];
        TRY(number_of(s, "from", INT64_MIN, INT64_MAX, &span->from));
        TRY(number_of(s, "to", span->from, INT64_MAX, &span->to));
        if (f->covered_n && span->from <= span[-1].to)
            return err_of(ERR_INPUT, "covered %zu: out of order", f->covered_n);
        f->covered_n++;
    }
    return OK;
}

static struct err stage_read(const struct json *o, struct stage_count *out)
{
    TRY(json_get_text(o, "name", &out->name));
    TRY(json_get_i64(o, "seen", &out->seen));
    TRY(json_get_i64(o, "changed", &out->changed));
    return json_get_i64(o, "dropped", &out->dropped);
}

static struct err numbers_read(
    const struct json *o, const struct run_number *number, size_t n, struct run *out)
{
    for (size_t i = 0; i < n; i++) {
        int64_t *to = (int64_t *)(void *)((char *)out + number[i].at);
        TRY(json_get_i64(o, number[i].name, to));
    }
    return OK;
}

static struct err run_read(const struct json *o, struct run *out)
{
    const struct json *stages = NULL;
    TRY(json_get_text(o, "verb", &out->verb));
    TRY(numbers_read(o, run_times, COUNT_OF(run_times), out));
    TRY(numbers_read(o, run_counts, run_counts_n, out));
    TRY(list_of(o, "stages", STAGES_MAX, &stages));
    for (const struct json *s = stages->first; s; s = s->next)
        TRY(stage_read(s, &out->stage[out->stages++]));
    return OK;
}

static struct err family_read(struct arena *a, const struct json *o, struct family_state *f)
{
    int64_t keep_days = 0; /* what no older program wrote */
    TRY(json_get_i64(o, "keep_days", &keep_days));
    if (keep_days < 0 || keep_days > KEEP_DAYS_MAX)
        return err_of(ERR_INPUT, "\"keep_days\" is no number that can be");
    f->keep_days = (int32_t)keep_days;
    TRY(number_of(o, "through", 0, INT64_MAX, &f->through));
    TRY(covered_read(a, o, f));
    TRY(segments_read(a, o, f));
    return err_at(run_read(json_get(o, "run"), &f->run), "run");
}

static struct err history_read(struct arena *a, const struct json *o, struct manifest *m)
{
    const struct json *list = NULL;
    TRY(list_of(o, "history", HISTORY_MAX, &list));
    m->history = NEW(a, struct generation_ref, list->n + 1);
    int64_t below = m->generation;
    for (const struct json *h = list->first; h; h = h->next) {
        struct generation_ref *ref = &m->history[m->history_n++];
        TRY(number_of(h, "generation", 1, below - 1, &ref->generation));
        TRY(number_of(h, "made_at", 0, INT64_MAX, &ref->made_at));
        TRY(sha_of(h, &ref->sha256));
        below = ref->generation;
    }
    return OK;
}

static struct err room_read(const struct json *o, struct room *out)
{
    TRY(json_get_i64(o, "limit", &out->limit));
    TRY(json_get_i64(o, "held", &out->held));
    return json_get_i64(o, "free", &out->free);
}

/* What no older program wrote: then everybody is due. */
static struct err checked_read(const struct json *o, struct manifest *m)
{
    const struct json *list = NULL;
    if (!json_get(o, "people_checked"))
        return OK;
    TRY(list_of(o, "people_checked", CHECK_SLOTS, &list));
    size_t i = 0;
    for (const struct json *at = list->first; at; at = at->next, i++) {
        if (at->kind != JSON_IS_INT || at->i < 0)
            return err_of(ERR_INPUT, "\"people_checked\" %zu: not a time", i);
        m->checked[i] = at->i;
    }
    return i == CHECK_SLOTS ? OK : err_of(ERR_INPUT, "\"people_checked\" has %zu entries", i);
}

static struct err head_read(const struct json *root, struct manifest *m)
{
    int64_t format = 0;
    TRY(number_of(root, "format", 1, INT64_MAX, &format));
    if (format > FORMAT)
        return err_of(ERR_INPUT, "format %lld is newer than this program", (long long)format);
    TRY(number_of(root, "generation", 1, INT64_MAX, &m->generation));
    TRY(number_of(root, "made_at", 0, INT64_MAX, &m->made_at));
    return number_of(root, "activate_at", 0, INT64_MAX, &m->activate_at);
}

struct err manifest_read(struct arena *a, struct str json, struct manifest *out)
{
    struct json *root = NULL;
    struct manifest m = {.sha256 = sha256_of(json)};
    if (json.n > MANIFEST_BYTES_MAX)
        return err_of(ERR_LIMIT, "%zu bytes, more than %u", json.n, MANIFEST_BYTES_MAX);
    TRY(json_read(a, json, &root));
    TRY(head_read(root, &m));
    for (size_t i = 0; i < FAMILY__N; i++) {
        const struct json *f = json_get(json_get(root, "families"), family_words[i]);
        TRY(err_at(family_read(a, f, &m.family[i]), "%s", family_words[i]));
    }
    TRY(history_read(a, root, &m));
    TRY(checked_read(root, &m));
    TRY(err_at(room_read(json_get(root, "room"), &m.room), "room"));
    *out = m;
    return OK;
}

static void segment_write(struct json_out *j, const struct segment_ref *s)
{
    json_begin_object(j);
    json_put_text(j, "name", s->name);
    json_put_text(j, "sha256", str_of(s->sha256.hex));
    json_put_int(j, "bytes", s->bytes);
    json_put_int(j, "rows", s->rows);
    json_put_int(j, "first", s->first);
    json_put_int(j, "last", s->last);
    json_put_int(j, "open_pages", s->open_pages);
    json_put_int(j, "schema", s->schema);
    json_end_object(j);
}

void run_stages_write(struct json_out *j, const struct run *r)
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

static void run_write(struct json_out *j, const struct run *r)
{
    json_begin_object(j);
    json_put_text(j, "verb", r->verb);
    for (EACH(i, run_times))
        json_put_int(j, run_times[i].name, number_at(r, run_times[i].at));
    for (EACH(i, run_counts))
        json_put_int(j, run_counts[i].name, run_counted(r, i));
    run_stages_write(j, r);
    json_end_object(j);
}

static void family_write(struct json_out *j, const struct family_state *f)
{
    json_begin_object(j);
    json_put_int(j, "through", f->through);
    json_put_int(j, "keep_days", f->keep_days);
    json_key(j, STR("covered"));
    json_begin_list(j);
    for (size_t i = 0; i < f->covered_n; i++) {
        json_begin_object(j);
        json_put_int(j, "from", f->covered[i].from);
        json_put_int(j, "to", f->covered[i].to);
        json_end_object(j);
    }
    json_end_list(j);
    json_key(j, STR("segments"));
    json_begin_list(j);
    for (size_t i = 0; i < f->segments; i++)
        segment_write(j, &f->segment[i]);
    json_end_list(j);
    json_key(j, STR("run"));
    run_write(j, &f->run);
    json_end_object(j);
}

static void history_write(struct json_out *j, const struct manifest *m)
{
    json_begin_list(j);
    for (size_t i = 0; i < m->history_n; i++) {
        json_begin_object(j);
        json_put_int(j, "generation", m->history[i].generation);
        json_put_int(j, "made_at", m->history[i].made_at);
        json_put_text(j, "sha256", str_of(m->history[i].sha256.hex));
        json_end_object(j);
    }
    json_end_list(j);
}

static void room_write(struct json_out *j, const struct room *r)
{
    json_begin_object(j);
    json_put_int(j, "limit", r->limit);
    json_put_int(j, "held", r->held);
    json_put_int(j, "free", r->free);
    json_end_object(j);
}

static void checked_write(struct json_out *j, const struct manifest *m)
{
    json_key(j, STR("people_checked"));
    json_begin_list(j);
    for (size_t i = 0; i < CHECK_SLOTS; i++)
        json_int(j, m->checked[i]);
    json_end_list(j);
}

struct str manifest_write(struct arena *a, const struct manifest *m)
{
    struct out o = out_of(a);
    struct json_out j = json_out_of(&o);
    json_begin_object(&j);
    json_put_int(&j, "format", FORMAT);
    json_put_int(&j, "generation", m->generation);
    json_put_int(&j, "made_at", m->made_at);
    json_put_int(&j, "activate_at", m->activate_at);
    json_key(&j, STR("families"));
    json_begin_object(&j);
    for (size_t i = 0; i < FAMILY__N; i++) {
        json_key(&j, str_of(family_words[i]));
        family_write(&j, &m->family[i]);
    }
    json_end_object(&j);
    json_key(&j, STR("history"));
    history_write(&j, m);
    json_key(&j, STR("room"));
    room_write(&j, &m->room);
    if (m->family[FAMILY_DIRECTORY].through)
        checked_write(&j, m);
    json_end_object(&j);
    out_char(&o, '\n');
    return out_done(&o);
}

const struct segment_ref *manifest_segment(const struct manifest *m, enum family f, int32_t day)
{
    const struct family_state *s = &m->family[f];
    size_t low = 0, high = s->segments;
    while (low < high) {
        size_t mid = low + (high - low) / 2;
        if (s->segment[mid].last < day)
            low = mid + 1;
        else
            high = mid;
    }
    return low < s->segments && s->segment[low].first <= day ? &s->segment[low] : NULL;
}

bool room_is_near(const struct room *r, int64_t bytes)
{
    return r->held + bytes > r->limit / 4 * 3;
}

static void history_next(
    struct arena *a, const struct manifest *base, struct keeping keeping, struct manifest *m)
{
    size_t most = HISTORY_MAX;
    m->history_n = 0;
    if (base->generation == 0)
        return;
    if (keeping.generations > 0 && keeping.generations < HISTORY_MAX)
        most = (size_t)keeping.generations;
    m->history = NEW(a, struct generation_ref, most);
    m->history[m->history_n++] =
        (struct generation_ref){base->generation, base->made_at, base->sha256};
    for (size_t i = 0; i < base->history_n && m->history_n < most; i++) {
        if (keeping.age_ms > 0 && base->history[i].made_at < m->made_at - keeping.age_ms)
            break;
        m->history[m->history_n++] = base->history[i];
    }
}

static void lists_copy(struct arena *a, struct family_state *f)
{
    struct span *covered = NEW(a, struct span, f->covered_n + 1);
    struct segment_ref *segment = NEW(a, struct segment_ref, f->segments + 1);
    if (f->covered_n)
        memcpy(covered, f->covered, f->covered_n * sizeof *covered);
    if (f->segments)
        memcpy(segment, f->segment, f->segments * sizeof *segment);
    f->covered = covered;
    f->segment = segment;
}

struct manifest manifest_next(
    struct arena *a, const struct manifest *base, struct keeping keeping, int64_t now)
{
    struct manifest m = *base;
    m.generation++;
    m.made_at = now;
    m.activate_at = 0;
    for (EACH(f, m.family))
        lists_copy(a, &m.family[f]);
    history_next(a, base, keeping, &m);
    return m;
}
