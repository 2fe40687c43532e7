#include "etl/report.h"

#include <stdio.h>

static int64_t later(int64_t a, int64_t b)
{
    return a > b ? a : b;
}

void report_add(struct pipeline_report *sum, const struct pipeline_report *r)
{
    const struct {
        size_t *into, more;
    } counts[] = {{&sum->rows, r->rows}, {&sum->rejected, r->rejected}, {&sum->retired, r->retired},
        {&sum->texts_cut, r->texts_cut}, {&sum->times_bad, r->times_bad},
        {&sum->numbers_bad, r->numbers_bad}, {&sum->answers_negative, r->answers_negative},
        {&sum->words_other, r->words_other}, {&sum->person_unknown, r->person_unknown},
        {&sum->team_unknown, r->team_unknown}, {&sum->chain_unknown, r->chain_unknown},
        {&sum->zone_fallback, r->zone_fallback}};
    for (EACH(i, counts))
        *counts[i].into += counts[i].more;
    for (size_t i = 0; i < SUNK__N; i++)
        sum->sunk[i] += r->sunk[i];
    for (size_t i = 0; i < STAGE__N; i++) {
        sum->stage[i].name = r->stage[i].name;
        sum->stage[i].seen += r->stage[i].seen;
        sum->stage[i].changed += r->stage[i].changed;
        sum->stage[i].dropped += r->stage[i].dropped;
    }
    if (r->created_first != TIME_UNKNOWN &&
        (sum->created_first == TIME_UNKNOWN || r->created_first < sum->created_first))
        sum->created_first = r->created_first;
    sum->created_last = later(sum->created_last, r->created_last);
    sum->event_last = later(sum->event_last, r->event_last);
}

void report_sink(struct pipeline_report *r, const int64_t sunk[SUNK__N])
{
    struct stage_report *fold = &r->stage[STAGE_FOLD];
    for (size_t i = 0; i < SUNK__N; i++)
        r->sunk[i] = (size_t)sunk[i];
    fold->changed = r->sunk[SUNK_NEWER];
    fold->dropped = r->sunk[SUNK_SAME] + r->sunk[SUNK_OLDER];
}

/* What is quoted came from outside: no escape sequence of it may reach a terminal. */
static struct str printable(struct arena *a, struct str s)
{
    struct out o = out_of(a);
    for (size_t i = 0; i < s.n; i++)
        out_char(&o, (unsigned char)s.p[i] < 0x20 || s.p[i] == 0x7f ? '?' : s.p[i]);
    return out_done(&o);
}

void report_rejects(struct out *o, const struct pipeline_report *r)
{
    const struct rejects *rejects = &r->rejects;
    for (size_t i = 0; i < rejects->quoted; i++) {
        const struct reject *one = &rejects->first[i];
        struct str value = printable(o->a, one->value);
        out_fmt(o, "rejected: line %zu, row %zu%s%s: %s: \"%.*s\"\n", one->line, one->row,
            *one->column ? ", " : "", one->column, one->why, STR_ARG(value));
    }
    if (rejects->n > rejects->quoted)
        out_fmt(o, "rejected: %zu more\n", rejects->n - rejects->quoted);
}

void report_text(struct out *o, const struct pipeline_report *r)
{
    out_fmt(o, "%-10s %12s %12s %12s\n", "stage", "seen", "changed", "dropped");
    for (size_t i = 0; i < STAGE__N && r->stage[i].name; i++)
        out_fmt(o, "%-10s %12zu %12zu %12zu\n", r->stage[i].name, r->stage[i].seen,
            r->stage[i].changed, r->stage[i].dropped);
    out_fmt(o,
        "rows %zu = %zu new + %zu newer + %zu the same + %zu older + %zu retired + %zu rejected\n",
        r->rows, r->sunk[SUNK_NEW], r->sunk[SUNK_NEWER], r->sunk[SUNK_SAME], r->sunk[SUNK_OLDER],
        r->retired, r->rejected);
    out_fmt(o,
        "unknown: person in %zu rows, team in %zu, managers in %zu; hours by another zone in %zu\n",
        r->person_unknown, r->team_unknown, r->chain_unknown, r->zone_fallback);
    out_fmt(o,
        "doubtful: %zu answered before they were sent, %zu unreadable times, %zu unreadable "
        "numbers, ",
        r->answers_negative, r->times_bad, r->numbers_bad);
    out_fmt(o, "%zu words in no vocabulary, %zu texts cut\n", r->words_other, r->texts_cut);
}

void report_log(struct log *l, const struct pipeline_report *r)
{
    const struct {
        const char *key;
        size_t value;
    } counts[] = {{"rows", r->rows}, {"new", r->sunk[SUNK_NEW]}, {"newer", r->sunk[SUNK_NEWER]},
        {"same", r->sunk[SUNK_SAME]}, {"older", r->sunk[SUNK_OLDER]}, {"retired", r->retired},
        {"rejected", r->rejected}, {"person_unknown", r->person_unknown},
        {"team_unknown", r->team_unknown}, {"chain_unknown", r->chain_unknown}};
    if (!r->stage[0].name)
        return;
    for (EACH(i, counts))
        log_i64(l, counts[i].key, (int64_t)counts[i].value);
    for (size_t i = 0; i < STAGE__N; i++) {
        const struct stage_report *s = &r->stage[i];
        char key[48];
        snprintf(key, sizeof key, "%s_seen", s->name);
        log_i64(l, key, (int64_t)s->seen);
        snprintf(key, sizeof key, "%s_changed", s->name);
        log_i64(l, key, (int64_t)s->changed);
        snprintf(key, sizeof key, "%s_dropped", s->name);
        log_i64(l, key, (int64_t)s->dropped);
    }
}
