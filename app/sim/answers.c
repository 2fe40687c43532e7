#include "sim/answers.h"

#include "lib/day.h"
#include "lib/json.h"
#include "sim/cases.h"
#include "sim/measure.h"

#include <stdio.h>

#define ANSWER_BYTES (1024u << 20) /* for one answer; the full company needs some 20 MiB */

static void put_ids(
    struct json_out *j, const struct company *c, const char *key, const struct filter *q)
{
    bool org = key[0] == 'o', team = key[0] == 't';
    size_t n = org ? q->org_n : team ? q->team_n : q->person_n;
    const uint32_t *ids = org ? q->org : team ? q->team : q->person;
    if (n == 0)
        return;
    json_key(j, str_of(key));
    json_begin_list(j);
    for (size_t i = 0; i < n; i++)
        json_text(j, team ? c->teams[ids[i]].id : company_id(c, ids[i]));
    json_end_list(j);
}

/* The words whose bits are set. */
static void put_bits(struct json_out *j, const char *key, unsigned bits, const char *const words[])
{
    if (bits == 0)
        return;
    json_key(j, str_of(key));
    json_begin_list(j);
    for (size_t i = 0; bits >> i; i++)
        if (bits >> i & 1)
            json_text(j, str_of(words[i]));
    json_end_list(j);
}

static void put_one(struct json_out *j, const char *key, const char *word)
{
    if (!word)
        return;
    json_key(j, str_of(key));
    json_begin_list(j);
    json_text(j, str_of(word));
    json_end_list(j);
}

static void put_words(struct json_out *j, struct arena *a, const struct filter *q)
{
    static const char *const urgencies[] = {"high", "low"};
    static const char *const levels[] = {"0", "1", "2", "3", "4", "5", "6", "7"};
    put_bits(j, "urg", q->urgencies, urgencies);
    put_one(j, "prov", q->provider);
    put_one(j, "gw", q->gateway);
    put_one(j, "carrier", q->carrier);
    put_one(j, "cc", q->country);
    put_bits(j, "why", q->whys, why_words);
    put_one(j, "src", q->source);
    put_bits(j, "out", q->ends, end_words);
    put_bits(j, "lvl", q->levels, levels);
    put_bits(j, "hours", q->classes, class_words);
    if (q->ack != ACK_EXPLICIT)
        json_put_text(j, "ack", str_of(ack_words[q->ack]));
    if (q->text)
        json_put_text(j, "q", arena_fmt(a, "%s", q->text));
}

static void put_time(struct json_out *j, struct arena *a, const char *key, int64_t ms)
{
    struct out o = out_of(a);
    out_time(&o, ms);
    json_put_text(j, key, out_done(&o));
}

static void put_range(struct json_out *j, struct arena *a, const struct filter *q)
{
    if (q->days) {
        json_put_text(j, "range", arena_fmt(a, "%dd", q->days));
        return;
    }
    put_time(j, a, "from", q->from);
    put_time(j, a, "to", q->to);
    if (q->zone != ZONE_NONE)
        json_put_text(j, "tz", str_of(zone_rows[q->zone].name));
}

static void put_filter(
    struct json_out *j, struct arena *a, const struct company *c, const struct filter *q)
{
    json_key(j, STR("filter"));
    json_begin_object(j);
    put_range(j, a, q);
    put_ids(j, c, "org", q);
    put_ids(j, c, "team", q);
    put_ids(j, c, "person", q);
    if (q->medium_n) {
        json_key(j, STR("ch"));
        json_begin_list(j);
        for (size_t i = 0; i < q->medium_n; i++)
            json_text(j, str_of(medium_words[q->medium[i]]));
        json_end_list(j);
    }
    put_words(j, a, q);
    json_end_object(j);
}

static void put_ms(struct json_out *j, const char *key, int64_t ms)
{
    json_key(j, str_of(key));
    if (ms < 0)
        json_none(j);
    else
        json_int(j, ms);
}

static void put_times(struct json_out *j, const char *key, const struct times *t)
{
    double sum = 0;
    for (size_t i = 0; i < t->n; i++)
        sum += (double)t->ms[i];
    json_key(j, str_of(key));
    json_begin_object(j);
    json_put_int(j, "n", (int64_t)t->n);
    json_key(j, STR("mean_ms"));
    if (t->n)
        json_f64(j, sum / (double)t->n, 3);
    else
        json_none(j);
    put_ms(j, "p50_ms", times_rank(t, 0.50, t->n));
    put_ms(j, "p90_ms", times_rank(t, 0.90, t->n));
    put_ms(j, "p95_ms", times_rank(t, 0.95, t->n));
    put_ms(j, "p99_ms", times_rank(t, 0.99, t->n));
    json_put_int(j, "negative", (int64_t)t->negative);
    json_put_int(j, "over_day", (int64_t)t->over_day);
    json_end_object(j);
}

static void put_share(struct json_out *j, const char *key, size_t part, size_t of)
{
    json_key(j, str_of(key));
    json_begin_list(j);
    json_int(j, (int64_t)part);
    json_int(j, (int64_t)of);
    json_end_list(j);
}

static void put_counts(struct json_out *j, const struct truth *t)
{
    json_put_int(j, "pages", (int64_t)t->pages);
    json_key(j, STR("outcome"));
    json_begin_object(j);
    for (size_t i = 0; i < END__N; i++)
        json_put_int(j, end_words[i], (int64_t)t->ends[i]);
    json_end_object(j);
    size_t accepted = truth_accepted(t), closed = truth_closed(t), lost = t->ends[END_UNDELIVERED];
    json_put_int(j, "people", (int64_t)t->people);
    put_share(j, "acceptance", accepted, closed);
    put_share(j, "acceptance_of_delivered", accepted, closed - lost);
    json_put_int(j, "sleep_pages", (int64_t)t->sleep);
    json_put_int(j, "undelivered", (int64_t)lost);
    json_put_int(j, "unacknowledged", (int64_t)(closed - accepted));
    put_share(j, "escalated", t->escalated, t->incidents);
    json_key(j, STR("depth"));
    if (t->incidents)
        json_f64(j, (double)t->depth_sum / (double)t->incidents, 6);
    else
        json_none(j);
    put_times(j, "ack", &t->ack);
    put_times(j, "answer", &t->answer);
    json_key(j, STR("answered_by"));
    json_begin_object(j);
    put_ms(j, "p50_ms", times_rank(&t->ack, 0.5, closed));
    put_ms(j, "p90_ms", times_rank(&t->ack, 0.9, closed));
    json_end_object(j);
}

static void put_not_pages(struct json_out *j, const struct truth *t)
{
    json_key(j, STR("not_pages"));
    json_begin_object(j);
    for (size_t i = 0; i < WHY__N; i++)
        if (!why_is_page((enum why)i))
            json_put_int(j, why_words[i], (int64_t)t->not_pages[i]);
    json_end_object(j);
}

static void put_attempts(struct json_out *j, const struct truth *t, const struct filter *q)
{
    json_key(j, STR("attempts"));
    json_begin_object(j);
    for (size_t m = 0; m < MEDIUM__N; m++) {
        size_t sum = 0;
        for (size_t i = 0; i < FATE__N; i++)
            sum += t->attempts[m][i];
        if (sum == 0)
            continue;
        json_key(j, str_of(medium_words[m]));
        json_begin_object(j);
        for (size_t i = 0; i < FATE__N; i++)
            json_put_int(j, attempt_fate_words[i], (int64_t)t->attempts[m][i]);
        json_end_object(j);
    }
    json_end_object(j);
    if (q->medium_n == 0)
        json_put_int(j, "attempts_not_pages", (int64_t)t->attempts_not_pages);
}

static void put_series(
    struct json_out *j, struct arena *a, const struct company *c, const struct truth *t, int days)
{
    int64_t n = (c->plan.to - c->plan.from) / DAY_MS;
    json_key(j, STR("daily"));
    json_begin_list(j);
    for (int64_t i = n > days ? n - days : 0; i < n; i++) {
        struct out date = out_of(a);
        out_date(&date, day_of(c->plan.from + i * DAY_MS));
        json_begin_list(j);
        json_text(j, out_done(&date));
        json_int(j, (int64_t)t->daily[i]);
        json_end_list(j);
    }
    json_end_list(j);
    json_key(j, STR("heat"));
    json_begin_list(j);
    for (EACH(i, t->heat))
        json_int(j, (int64_t)t->heat[i]);
    json_end_list(j);
}

static void put_expected(
    struct json_out *j, struct arena *a, const struct picked *in, const struct filter *q)
{
    const struct company *c = in->facts->company;
    struct truth t = truth_of(a, in);
    json_key(j, STR("expect"));
    json_begin_object(j);
    put_counts(j, &t);
    if (q->medium_n == 0)
        put_not_pages(j, &t);
    put_attempts(j, &t, q);
    if (q->org_n + q->team_n + q->person_n + q->medium_n == 0)
        put_series(j, a, c, &t, q->days);
    json_end_object(j);
}

/* By name: value, what it is made from, what is left out. */
static void put_measures(struct json_out *j, struct arena *a, const struct picked *in)
{
    struct measures m = measures_of(a, in);
    json_key(j, STR("metrics"));
    json_begin_object(j);
    for (size_t i = 0; i < m.n; i++) {
        const struct measure *one = &m.all[i];
        json_key(j, arena_fmt(a, "%s%s%s", one->name, one->stat[0] ? "_" : "", one->stat));
        json_begin_list(j);
        if (one->known)
            json_f64(j, one->value, 9);
        else
            json_none(j);
        json_int(j, (int64_t)one->n);
        json_int(j, (int64_t)one->excluded);
        json_end_list(j);
    }
    json_end_object(j);
}

static void put_case(
    struct json_out *j, struct arena *a, const struct cases *c, const struct test_case *k)
{
    struct picked in = pick(a, c->facts, &k->filter);
    json_begin_object(j);
    json_put_text(j, "name", str_of(k->name));
    put_filter(j, a, c->facts->company, &k->filter);
    if (k < c->all + c->overview)
        put_expected(j, a, &in, &k->filter);
    put_measures(j, a, &in);
    json_end_object(j);
}

static struct err cases_write(const struct cases *c, FILE *f)
{
    const struct company *co = c->facts->company;
    AUTO(arena_done) struct arena a = arena_of(ANSWER_BYTES);
    for (size_t i = 0; i < c->n; i++) {
        arena_wipe(&a);
        struct out o = out_of(&a);
        struct json_out j = json_out_of(&o);
        if (i == 0) {
            fprintf(f, "{\"seed\":%llu,", (unsigned long long)co->plan.seed);
            json_begin_object(&j);
            put_time(&j, &a, "from", co->plan.from);
            put_time(&j, &a, "to", co->plan.to);
            json_put_int(&j, "people", (int64_t)co->people_n);
            json_put_int(&j, "teams", (int64_t)co->teams_n);
            json_end_object(&j);
            fwrite(o.p + 1, 1, o.n - 2, f);
            fputs(",\"cases\":[\n", f);
            o = out_of(&a);
            j = json_out_of(&o);
        }
        put_case(&j, &a, c, &c->all[i]);
        fputs(i == 0 ? "" : i == c->overview ? "\n],\"states\":[\n" : ",\n", f);
        fwrite(o.p, 1, o.n, f);
    }
    fputs("\n]}\n", f);
    return OK;
}

struct err answers_write(const struct facts *f, const char *path)
{
    AUTO(arena_done) struct arena a = arena_of(64u << 20);
    const struct cases *c = cases_of(&a, f);
    FILE *out = fopen(path, "we");
    if (!out)
        return err_errno("%s", path);
    struct err e = cases_write(c, out);
    bool failed = ferror(out) != 0;
    if (fclose(out) != 0 || failed)
        return err_errno("%s: write", path);
    return e;
}
