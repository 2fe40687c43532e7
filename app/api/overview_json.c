#include "api/api.h"

#include "api/meta.h"
#include "api/panels.h"
#include "query/annotation.h"
#include "query/funnel.h"
#include "query/metric.h"

#define SHARE_DIGITS 6
#define MEAN_DIGITS 3

static void put_key(struct json_out *j, const char *key)
{
    json_key(j, str_of(key));
}

static void put_count(struct json_out *j, const char *key, uint64_t n, bool known)
{
    put_key(j, key);
    if (known)
        json_int(j, (int64_t)n);
    else
        json_none(j);
}

static void put_number(struct json_out *j, const char *key, struct value v, int digits)
{
    put_key(j, key);
    if (v.known)
        json_f64(j, v.v, digits);
    else
        json_none(j);
}

static void put_ms(struct json_out *j, const char *key, int64_t ms)
{
    put_count(j, key, (uint64_t)ms, ms != MS_UNKNOWN);
}

static void put_share(struct json_out *j, const char *key, uint64_t num, uint64_t den)
{
    struct value v = {.known = den > 0, .v = den ? (double)num / (double)den : 0};
    put_key(j, key);
    json_begin_object(j);
    json_put_int(j, "num", (int64_t)num);
    json_put_int(j, "den", (int64_t)den);
    put_number(j, "value", v, SHARE_DIGITS);
    json_end_object(j);
}

/* `mean` is the first of five metrics in a row: mean, p50, p90, p95, p99. */
static void put_times(struct json_out *j, const char *key, const struct tally *t, enum metric mean)
{
    static const char *const names[] = {"mean_ms", "p50_ms", "p90_ms", "p95_ms", "p99_ms"};
    const struct hist *h = mean == METRIC_ACK_MEAN ? &t->ack : &t->answer;
    put_key(j, key);
    json_begin_object(j);
    json_put_int(j, "n", (int64_t)h->n);
    for (EACH(i, names))
        put_number(j, names[i], metric_of(t, (enum metric)((size_t)mean + i)), i ? 0 : MEAN_DIGITS);
    json_put_int(j, "negative", (int64_t)h->negative);
    json_put_int(j, "over_day", (int64_t)h->over_day);
    json_end_object(j);
}

static void put_answered_by(struct json_out *j, const struct tally *t)
{
    const struct value p50 = metric_of(t, METRIC_ANSWERED_BY_P50);
    const struct value p90 = metric_of(t, METRIC_ANSWERED_BY_P90);
    put_key(j, "answered_by");
    json_begin_object(j);
    put_number(j, "p50_ms", p50, 0);
    put_number(j, "p90_ms", p90, 0);
    put_key(j, "not_reached");
    json_begin_list(j);
    if (p50.not_reached)
        json_text(j, STR("p50_ms"));
    if (p90.not_reached)
        json_text(j, STR("p90_ms"));
    json_end_list(j);
    json_end_object(j);
}

static void put_outcome(struct json_out *j, const uint64_t n[OUTCOME__N], bool known)
{
    put_key(j, "outcome");
    json_begin_object(j);
    for (size_t k = 0; k < OUTCOME__N; k++)
        put_count(j, outcome_words[k], n[k], known);
    json_end_object(j);
}

static void put_not_pages(struct json_out *j, const struct tally *t, bool known)
{
    put_key(j, "not_pages");
    json_begin_object(j);
    for (size_t p = 0; p < PURPOSE__N; p++)
        if (!record_is_page(&(struct record){.purpose = (enum purpose)p}))
            put_count(j, purpose_words[p], t->not_pages[p], known);
    json_end_object(j);
}

static void put_unknown(struct json_out *j, const struct tally *t, bool known)
{
    put_key(j, "unknown");
    json_begin_object(j);
    put_count(j, "person", t->person_unknown, known);
    put_count(j, "team", t->team_unknown, known);
    put_count(j, "chain", t->chain_unknown, known);
    put_count(j, "zone_fallback", t->zone_fallback, known);
    json_end_object(j);
}

static void put_tiles(struct json_out *j, const struct overview *ov)
{
    const struct tally *t = ov->pages;
    bool known = !is_unheld(ov);
    uint64_t closed = tally_closed(t), undelivered = t->outcome[OUTCOME_UNDELIVERED];
    struct depth depth = tally_depth(t);
    json_begin_object(j);
    put_count(j, "pages", tally_pages(t), known);
    put_outcome(j, t->outcome, known);
    put_count(j, "people", t->people.n, known);
    put_share(j, "acceptance", tally_accepted(t), closed);
    put_share(j, "acceptance_of_delivered", tally_accepted(t), closed - undelivered);
    put_times(j, "ack", t, METRIC_ACK_MEAN);
    put_times(j, "answer", t, METRIC_ANSWER_MEAN);
    put_answered_by(j, t);
    put_share(j, "escalated", depth.escalated, depth.incidents);
    put_number(j, "depth", metric_of(t, METRIC_DEPTH), SHARE_DIGITS);
    put_count(j, "sleep_pages", t->hours[HOURS_SLEEP], known);
    put_number(j, "sleep_per_person", metric_of(t, METRIC_SLEEP_PER_PERSON), SHARE_DIGITS);
    put_count(j, "undelivered", undelivered, known);
    put_number(j, "undelivered_share", metric_of(t, METRIC_UNDELIVERED), SHARE_DIGITS);
    put_count(j, "unacknowledged", closed - tally_accepted(t), known);
    put_not_pages(j, t, known);
    put_count(j, "repeated_rows", t->repeated_rows, known);
    put_unknown(j, t, known);
    json_end_object(j);
}

static void put_volume(struct json_out *j, const struct overview *ov)
{
    json_begin_list(j);
    for (size_t i = 0; i < ov->bins; i++) {
        const struct bin *b = &ov->bin[i];
        uint64_t pages = bin_pages(b);
        bool known = b->held != HELD_NONE || pages > 0;
        json_begin_object(j);
        put_time(j, "from", ov->window.zone, b->from);
        json_put_int(j, "from_ms", b->from);
        put_time(j, "to", ov->window.zone, b->to);
        json_put_int(j, "to_ms", b->to);
        json_put_text(j, "held", str_of(held_words[b->held]));
        put_count(j, "pages", pages, known);
        put_outcome(j, b->outcome, known);
        json_end_object(j);
    }
    json_end_list(j);
}

static void put_hours(struct json_out *j, const struct overview *ov)
{
    json_begin_list(j);
    for (EACH(i, ov->heat))
        if (is_unheld(ov))
            json_none(j);
        else
            json_int(j, (int64_t)ov->heat[i]);
    json_end_list(j);
}

static void put_curve(struct json_out *j, const struct overview *ov)
{
    json_begin_list(j);
    for (size_t i = 0; i < EDGES; i++) {
        json_begin_list(j);
        json_int(j, edge_ms[i]);
        json_int(j, (int64_t)curve_at(ov, i));
        json_end_list(j);
    }
    json_end_list(j);
    json_put_int(j, "curve_of", (int64_t)tally_closed(ov->pages));
}

static void put_child(struct json_out *j, const struct child *c)
{
    json_begin_object(j);
    json_put_text(j, "id", c->id);
    if (c->kind == CHILD_NODE)
        json_put_int(j, "number", c->number);
    json_put_text(j, "name", c->name);
    json_put_int(j, "pages", (int64_t)c->pages);
    json_put_int(j, "people", (int64_t)c->people);
    put_share(j, "acceptance", c->accepted, c->closed);
    put_share(j, "escalated", c->escalated, c->incidents);
    json_put_int(j, "sleep_pages", (int64_t)c->sleep);
    json_put_int(j, "undelivered", (int64_t)c->undelivered);
    put_ms(j, "answered_by_p50_ms", c->p50_ms);
    put_ms(j, "answered_by_p90_ms", c->p90_ms);
    json_end_object(j);
}

static void put_below(struct json_out *j, const struct overview *ov)
{
    json_begin_object(j);
    json_put_text(j, "kind", str_of(child_words[ov->child_kind]));
    json_put_int(j, "of", (int64_t)ov->children_of);
    put_key(j, "rows");
    json_begin_list(j);
    for (size_t i = 0; i < ov->children; i++)
        put_child(j, &ov->child[i]);
    json_end_list(j);
    json_end_object(j);
}

static void put_channels(struct json_out *j, const struct overview *ov)
{
    bool known = !is_unheld_attempts(ov);
    json_begin_object(j);
    for (size_t c = 0; c < CHANNEL__N; c++) {
        put_key(j, channel_words[c]);
        json_begin_object(j);
        for (size_t d = 0; d < DELIVERY__N; d++)
            put_count(j, delivery_words[d], ov->attempts.count[c][d], known);
        json_end_object(j);
    }
    put_count(j, "not_pages", ov->attempts.not_pages, known && !ov->by_rows);
    json_end_object(j);
}

static void put_fates(struct json_out *j, const char *key, const uint64_t n[FATE__N])
{
    put_key(j, key);
    json_begin_object(j);
    for (size_t k = 0; k < FATE__N; k++)
        json_put_int(j, fate_words[k], (int64_t)n[k]);
    json_end_object(j);
}

static void put_funnel(struct json_out *j, const struct overview *ov)
{
    const struct funnel *f = ov->funnel;
    json_begin_object(j);
    json_put_int(j, "incidents", (int64_t)f->incidents);
    json_put_int(j, "without_level", (int64_t)f->levelless);
    json_put_int(j, "pages_without_incident", (int64_t)f->alone);
    put_fates(j, "end", f->end);
    put_key(j, "levels");
    json_begin_list(j);
    for (size_t i = 0; i < f->rungs; i++) {
        json_begin_object(j);
        json_put_int(j, "level", (int64_t)i + 1);
        json_put_int(j, "reached", (int64_t)f->rung[i].reached);
        put_fates(j, "fate", f->rung[i].fate);
        put_fates(j, "went_on", f->rung[i].went_on);
        json_end_object(j);
    }
    json_end_list(j);
    json_end_object(j);
}

/* Accepted pages by the edges of time, and last those that took longer than all of them. */
static void put_time_steps(struct json_out *j, const struct overview *ov)
{
    json_begin_list(j);
    for (size_t i = 0; i <= EDGES; i++)
        if (is_unheld(ov))
            json_none(j);
        else
            json_int(j, (int64_t)edges_between(ov->pages, i));
    json_end_list(j);
}

static void (*const put[PANEL__N])(struct json_out *, const struct overview *) = {
    [PANEL_TILES] = put_tiles,
    [PANEL_VOLUME] = put_volume,
    [PANEL_HOURS] = put_hours,
    [PANEL_CURVE] = put_curve,
    [PANEL_BELOW] = put_below,
    [PANEL_CHANNELS] = put_channels,
    [PANEL_FUNNEL] = put_funnel,
    [PANEL_TIMES] = put_time_steps,
};

void panel_put(struct json_out *j, const struct overview *ov, enum panel p)
{
    put[p](j, ov);
}

static void put_panels(
    struct json_out *j, const struct overview *ov, enum panel only, uint32_t without)
{
    put_key(j, "panels");
    json_begin_object(j);
    for (size_t p = 0; p < PANEL__N; p++) {
        if ((only != PANEL__N && only != (enum panel)p) || (without & (1u << p)))
            continue;
        put_key(j, panel_words[p]);
        put[p](j, ov);
    }
    json_end_object(j);
}

static void put_annotations(struct json_out *j, const struct overview *ov)
{
    put_key(j, "annotations");
    json_begin_list(j);
    for (size_t i = 0; i < ov->annotations; i++) {
        const struct annotation *x = &ov->annotation[i];
        json_begin_object(j);
        json_put_text(j, "kind", str_of(annotation_words[x->kind]));
        if (x->kind == ANNOTATION_CLOCK)
            json_put_int(j, "shift_s", x->shift_s);
        else
            json_put_text(j, "dataset", str_of(family_words[x->dataset]));
        put_time(j, "from", ov->window.zone, x->from);
        put_time(j, "to", ov->window.zone, x->to);
        json_end_object(j);
    }
    json_end_list(j);
}

/* The panels of the compared period, but for the funnel, which is not asked for it. */
static void put_compared(struct json_out *j, const struct overview *ov, enum panel only)
{
    const struct overview *b = ov->before;
    put_key(j, "compared");
    if (!b) {
        json_none(j);
        return;
    }
    json_begin_object(j);
    put_time(j, "from", b->window.zone, b->window.from);
    put_time(j, "to", b->window.zone, b->window.to);
    json_put_text(j, "held", str_of(held_words[b->held]));
    put_panels(j, b, only, 1u << PANEL_FUNNEL);
    json_end_object(j);
}

void overview_json(
    struct out *o, const struct overview *ov, const struct api_meta *m, struct str panel)
{
    enum panel only = panel_of(panel);
    struct json_out j = json_out_of(o);
    json_begin_object(&j);
    put_key(&j, "meta");
    meta_overview(&j, ov, m);
    put_panels(&j, ov, only, 0);
    put_annotations(&j, ov);
    put_compared(&j, ov, only);
    json_end_object(&j);
    out_char(o, '\n');
}
