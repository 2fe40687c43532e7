#include "cron/ledger.h"

#include "lib/day.h"
#include "lib/file.h"
#include "lib/json.h"
#include "lib/limits.h"

#include <stdio.h>

#define LEDGER_FORM 1

/* The numbers of a chunk that are kept. */
static const struct {
    const char *name;
    size_t at;
} numbers[] = {
    {"attempts", offsetof(struct chunk, attempts)},
    {"rows", offsetof(struct chunk, rows)},
    {"bytes", offsetof(struct chunk, bytes)},
    {"ms", offsetof(struct chunk, ms)},
    {"memory", offsetof(struct chunk, memory)},
};

static int64_t *number_at(struct chunk *c, size_t i)
{
    return (int64_t *)(void *)((char *)c + numbers[i].at);
}

static void put_time(struct json_out *j, const char *key, int64_t ms)
{
    struct out o = out_of(j->o->a);
    out_time(&o, ms);
    json_put_text(j, key, out_done(&o));
}

static void put_chunk(struct json_out *j, struct chunk c)
{
    json_begin_object(j);
    put_time(j, "from", c.window.from);
    put_time(j, "to", c.window.to);
    json_put_text(j, "state", str_of(chunk_words[c.state]));
    for (EACH(i, numbers))
        json_put_int(j, numbers[i].name, *number_at(&c, i));
    json_put_text(j, "report", str_of(c.report));
    json_put_text(j, "error", str_of(c.error));
    json_end_object(j);
}

struct str ledger_write(struct arena *a, const struct plan *p)
{
    struct out o = out_of(a);
    struct json_out j = json_out_of(&o);
    json_begin_object(&j);
    json_put_int(&j, "backfill", LEDGER_FORM);
    json_put_text(&j, "dataset", str_of(family_words[p->dataset]));
    json_put_text(&j, "store", p->store);
    put_time(&j, "from", p->window.from);
    put_time(&j, "to", p->window.to);
    json_put_int(&j, "days", p->days);
    json_key(&j, STR("chunks"));
    json_begin_list(&j);
    for (size_t i = 0; i < p->n; i++)
        put_chunk(&j, p->chunk[i]);
    json_end_list(&j);
    json_end_object(&j);
    out_char(&o, '\n');
    return out_done(&o);
}

static struct err time_of(const struct json *o, const char *key, int64_t *ms)
{
    struct str s = STR("");
    TRY(json_get_text(o, key, &s));
    if (!time_parse_rfc3339(s, ms))
        return err_of(ERR_INPUT, "%s: \"%.*s\" is not a time", key, STR_ARG(str_head(s, 40)));
    return OK;
}

/* Which of the words stands there. */
static struct err word_of(
    const struct json *o, const char *key, const char *const *words, size_t n, size_t *out)
{
    struct str s = STR("");
    TRY(json_get_text(o, key, &s));
    for (*out = 0; *out < n; (*out)++)
        if (str_eq(s, str_of(words[*out])))
            return OK;
    return err_of(ERR_INPUT, "%s: \"%.*s\" is none we know", key, STR_ARG(str_head(s, 40)));
}

static struct err text_of(const struct json *o, const char *key, char *to, size_t max)
{
    struct str s = STR("");
    TRY(json_get_text(o, key, &s));
    if (s.n >= max || str_find(s, 0) < s.n)
        return err_of(ERR_INPUT, "%s: %zu bytes, or a NUL", key, s.n);
    snprintf(to, max, "%.*s", STR_ARG(s));
    return OK;
}

static struct err span_of(const struct json *o, struct span *out)
{
    TRY(time_of(o, "from", &out->from));
    TRY(time_of(o, "to", &out->to));
    return out->from > 0 && out->from < out->to ? OK : err_of(ERR_INPUT, "from: not before to");
}

static struct err chunk_read(const struct json *o, int64_t after, struct chunk *c)
{
    size_t state = 0;
    TRY(span_of(o, &c->window));
    if (c->window.from != after)
        return err_of(ERR_INPUT, "it does not begin where the one before ends");
    TRY(word_of(o, "state", chunk_words, CHUNK__N, &state));
    c->state = (enum chunk_state)state;
    for (EACH(i, numbers)) {
        TRY(json_get_i64(o, numbers[i].name, number_at(c, i)));
        if (*number_at(c, i) < 0)
            return err_of(ERR_INPUT, "%s: less than nothing", numbers[i].name);
    }
    if (c->state == CHUNK_RUNNING && c->attempts == 0)
        return err_of(ERR_INPUT, "attempts: it runs, so there is one");
    TRY(text_of(o, "report", c->report, sizeof c->report));
    return text_of(o, "error", c->error, sizeof c->error);
}

static struct err chunks_read(const struct json *list, struct plan *p)
{
    size_t n = 0, most = (size_t)span_days(p->window);
    int64_t after = p->window.from;
    const struct json *o = list ? list->first : NULL;
    for (; o && n < most; o = o->next, n++) {
        struct chunk *c = &p->chunk[n];
        TRY(err_at(chunk_read(o, after, c), "chunk %zu", n));
        if (n && after % DAY_MS)
            return err_of(ERR_INPUT, "chunk %zu: it begins in the middle of a day", n);
        after = c->window.to;
    }
    p->n = n;
    return !o && after == p->window.to ? OK : err_of(ERR_INPUT, "chunks: not the whole window");
}

struct err ledger_read(struct arena *a, struct str text, struct plan *out)
{
    struct json *o = NULL;
    int64_t form = 0, days = 0;
    size_t dataset = 0;
    struct str store = STR("");
    struct span window;
    TRY(json_read(a, text, &o));
    if (o->kind != JSON_IS_OBJECT)
        return err_of(ERR_INPUT, "not a JSON object");
    TRY(json_get_i64(o, "backfill", &form));
    if (form != LEDGER_FORM)
        return err_of(ERR_INPUT, "backfill: not of form %d", LEDGER_FORM);
    TRY(word_of(o, "dataset", family_words, DATASET__N, &dataset));
    TRY(json_get_text(o, "store", &store));
    TRY(span_of(o, &window));
    TRY(json_get_i64(o, "days", &days));
    if (days < 1 || days > PLAN_CHUNK_DAYS_MAX)
        return err_of(ERR_INPUT, "days: not 1 to %d", PLAN_CHUNK_DAYS_MAX);
    TRY(plan_new(a, (enum dataset)dataset, store, window, out));
    out->days = days;
    return chunks_read(json_get(o, "chunks"), out);
}

struct err ledger_keep(const char *path, const struct plan *p)
{
    AUTO(arena_done) struct arena a = arena_of(LEDGER_MEMORY_MAX);
    return file_replace(path, ledger_write(&a, p));
}

static bool is_same(const struct plan *a, const struct plan *b)
{
    return a->dataset == b->dataset && str_eq(a->store, b->store) &&
           a->window.from == b->window.from && a->window.to == b->window.to;
}

struct err ledger_open(struct arena *a, const char *path, struct plan *plan)
{
    struct str text;
    struct plan there = {.n = 0};
    struct err e = file_read(a, path, LEDGER_BYTES_MAX, &text);
    if (e.code == ERR_MISSING)
        return OK;
    if (e.code == ERR_OK)
        e = err_at(ledger_read(a, text, &there), "%s", path);
    if (e.code == ERR_INPUT)
        e.code = ERR_USAGE;
    TRY(e);
    if (is_same(&there, plan)) {
        *plan = there;
        return OK;
    }
    if (plan_sum_of(&there).chunks[CHUNK_DONE] == there.n)
        return OK;
    return err_of(ERR_USAGE,
        "%s: it is of another backfill that is not done: finish that one, remove the file, or name "
        "another by --manifest",
        path);
}
