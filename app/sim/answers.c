#include "sim/answers.h"

#include "lib/day.h"
#include "lib/json.h"
#include "sim/cases.h"

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

static void put_filter(
    struct json_out *j, struct arena *a, const struct company *c, const struct filter *q)
{
    json_key(j, STR("filter"));
    json_begin_object(j);
    json_put_text(j, "range", arena_fmt(a, "%dd", q->days));
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
            json_put_int(j, fate_words[i], (int64_t)t->attempts[m][i]);
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

static void put_case(
    struct json_out *j, struct arena *a, const struct facts *f, const struct test_case *k)
{
    const struct filter *q = &k->filter;
    struct truth t = truth_of(a, f, q);
    json_begin_object(j);
    json_put_text(j, "name", str_of(k->name));
    put_filter(j, a, f->company, q);
    json_key(j, STR("expect"));
    json_begin_object(j);
    put_counts(j, &t);
    if (q->medium_n == 0)
        put_not_pages(j, &t);
    put_attempts(j, &t, q);
    if (q->org_n + q->team_n + q->person_n + q->medium_n == 0)
        put_series(j, a, f->company, &t, q->days);
    json_end_object(j);
    json_end_object(j);
}

static void put_time(struct json_out *j, struct arena *a, const char *key, int64_t ms)
{
    struct out o = out_of(a);
    out_time(&o, ms);
    json_put_text(j, key, out_done(&o));
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
        put_case(&j, &a, c->facts, &c->all[i]);
        fputs(i ? ",\n" : "", f);
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
