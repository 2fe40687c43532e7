#include "sim/answers.h"

#include "lib/day.h"
#include "lib/json.h"
#include "sim/truth.h"

#include <stdio.h>

#define CASES_MAX 96
#define ANSWER_BYTES                                                                               \
    (1024u << 20) /* one answer's working memory; the full company needs some 20 MiB */

struct test_case {
    const char *name;
    struct filter filter;
};

struct cases {
    const struct facts *facts;
    size_t *paged; /* pages by recipient */
    size_t n;
    struct test_case all[CASES_MAX];
};

static struct filter *add(struct cases *c, const char *name, int days)
{
    struct test_case *to = &c->all[c->n < CASES_MAX ? c->n++ : CASES_MAX - 1];
    *to = (struct test_case){name, {.days = days}};
    return &to->filter;
}

static void add_org(struct cases *c, const char *name, int days, uint32_t manager)
{
    struct filter *q = add(c, name, days);
    q->org[q->org_n++] = manager;
}

static void add_team(struct cases *c, const char *name, int days, uint32_t team)
{
    struct filter *q = add(c, name, days);
    q->team[q->team_n++] = team;
}

static void add_person(struct cases *c, const char *name, int days, uint32_t who)
{
    struct filter *q = add(c, name, days);
    q->person[q->person_n++] = who;
}

static void company_cases(struct cases *c)
{
    add(c, "company 28d", 28);
    add(c, "company 7d", 7);
    add(c, "company 90d", 90);
}

/* All of the second level, then nodes further down, and those whose chain is odd. */
static void org_cases(struct cases *c)
{
    static const int days[] = {28, 7, 90};
    const struct company *co = c->facts->company;
    const size_t *first = co->level_first;
    for (size_t i = first[2]; i < first[3] && i < first[2] + 12; i++)
        add_org(c, "top node", days[i % 3], (uint32_t)i);
    add_org(c, "the whole tree", 28, 0);
    for (int level = 3; level <= 7; level++)
        for (size_t k = 0; k < 2; k++) {
            size_t n = first[level + 1] - first[level];
            add_org(c, "node", days[k], (uint32_t)(first[level] + n * k / 3));
        }
    for (uint32_t i = 0, odd = 0; i < co->managers_n && odd < 4; i++)
        if (co->people[i].odd && co->people[i].manages && ++odd)
            add_org(c, "node with an odd chain", 90, i);
}

static bool is_leaver(const struct company *c, uint32_t who)
{
    return who < c->people_n && c->people[who].deleted_at != 0;
}

static bool is_unknown(const struct company *c, uint32_t who)
{
    return who >= c->people_n;
}

static bool is_manager(const struct company *c, uint32_t who)
{
    return who < c->people_n && c->people[who].manages;
}

static bool is_hostile(const struct company *c, uint32_t who)
{
    if (who >= c->people_n)
        return false;
    struct str name = c->people[who].name;
    return str_find(name, '<') < name.n || str_find(name, '=') < name.n ||
           str_find(name, '"') < name.n;
}

static bool is_renamed(const struct company *c, uint32_t who)
{
    return company_knows(c, who) && c->people[who].renamed_at != 0;
}

static bool is_mover(const struct company *c, uint32_t who)
{
    return company_knows(c, who) && c->people[who].moved_at != 0;
}

static bool is_zoneless(const struct company *c, uint32_t who)
{
    return company_knows(c, who) && c->people[who].zone_unknown;
}

static bool is_anyone(const struct company *c, uint32_t who)
{
    return company_knows(c, who);
}

/* Of each kind the one with the most pages that no other case has taken. */
static void person_cases(struct cases *c)
{
    static const struct {
        const char *name;
        bool (*is)(const struct company *, uint32_t);
    } kinds[] = {{"leaver", is_leaver}, {"unknown person", is_unknown}, {"manager", is_manager},
        {"hostile name", is_hostile}, {"renamed", is_renamed}, {"moved", is_mover},
        {"no zone", is_zoneless}, {"busy", is_anyone}, {"busy", is_anyone}, {"busy", is_anyone},
        {"busy", is_anyone}, {"busy", is_anyone}};
    const struct company *co = c->facts->company;
    for (EACH(k, kinds)) {
        uint32_t best = NOBODY;
        for (uint32_t i = 0; i < co->people_n + co->outsiders_n; i++)
            if (kinds[k].is(co, i) && c->paged[i] &&
                (best == NOBODY || c->paged[i] > c->paged[best]))
                best = i;
        if (best == NOBODY)
            continue;
        add_person(c, kinds[k].name, k < 8 || k % 2 ? 90 : 28, best);
        c->paged[best] = 0;
    }
}

static void mixed_cases(struct cases *c)
{
    static const enum medium media[] = {MEDIUM_SMS, MEDIUM_VOICE, MEDIUM_EMAIL, MEDIUM_PUSH};
    const struct company *co = c->facts->company;
    const struct team *team = &co->teams[0];
    uint32_t inside = co->people[team->manager].manager, top = team->manager;
    while (co->people[top].level > 2)
        top = co->people[top].manager;
    for (EACH(i, media)) {
        struct filter *q = add(c, "channel", i % 2 ? 7 : 28);
        q->medium[q->medium_n++] = media[i];
    }
    struct filter *q = add(c, "org and team", 28);
    q->org[q->org_n++] = inside;
    q->team[q->team_n++] = 0;
    q = add(c, "team and channel", 28);
    q->team[q->team_n++] = 0;
    q->medium[q->medium_n++] = MEDIUM_VOICE;
    q = add(c, "two channels", 28);
    q->medium[q->medium_n++] = MEDIUM_CHAT;
    q->medium[q->medium_n++] = MEDIUM_PAGER;
    q = add(c, "two orgs", 28);
    q->org[q->org_n++] = (uint32_t)co->level_first[3];
    q->org[q->org_n++] = (uint32_t)(co->level_first[4] - 1);
    q = add(c, "two teams", 7);
    q->team[q->team_n++] = 1;
    q->team[q->team_n++] = (uint32_t)(co->operational_n - 1);
    q = add(c, "team outside the org", 28);
    q->org[q->org_n++] =
        (uint32_t)(top == co->level_first[2] ? co->level_first[3] - 1 : co->level_first[2]);
    q->team[q->team_n++] = 0;
    q = add(c, "org and channel", 90);
    q->org[q->org_n++] = top;
    q->medium[q->medium_n++] = MEDIUM_SMS;
}

static void count_paged(struct cases *c)
{
    for (const struct page_block *b = c->facts->pages; b; b = b->next)
        for (size_t i = 0; i < b->n; i++)
            c->paged[b->rows[i].who] += why_is_page((enum why)b->rows[i].why);
}

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
    const struct company *co = f->company;
    struct cases *c = NEW(&a, struct cases, 1);
    c->facts = f;
    c->paged = NEW(&a, size_t, co->people_n + co->outsiders_n);
    count_paged(c);
    company_cases(c);
    org_cases(c);
    for (uint32_t i = 0; i < 12 && i < co->operational_n; i++)
        add_team(c, "team", i % 3 ? 28 : 90, (uint32_t)(i * co->operational_n / 12));
    person_cases(c);
    mixed_cases(c);
    FILE *out = fopen(path, "we");
    if (!out)
        return err_errno("%s", path);
    struct err e = cases_write(c, out);
    bool failed = ferror(out) != 0;
    if (fclose(out) != 0 || failed)
        return err_errno("%s: write", path);
    return e;
}
