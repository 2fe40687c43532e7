#include "store/snapshot.h"

#include "store/pick.h"
#include "store/retain.h"
#include "store/span.h"

/* The days of one segment that a question is about: those at its ends may be asked for in part, and
 * then are no matter for totals. */
struct stretch {
    const struct segment_ref *ref;
    int32_t first, last;             /* touched; none when first > last */
    int32_t whole_first, whole_last; /* whole days; none when whole_first > whole_last */
};

static struct stretch stretch_of(
    const struct family_state *f, const struct segment_ref *ref, const struct where *w)
{
    struct stretch s = {.ref = ref, .first = ref->first, .last = ref->last};
    int32_t edge = retain_edge(f);
    if (s.first < edge)
        s.first = edge;
    if (s.first < day_of(w->from))
        s.first = day_of(w->from);
    if (s.last > day_of(w->to - 1))
        s.last = day_of(w->to - 1);
    s.whole_first = s.first + (w->from > s.first * DAY_MS);
    s.whole_last = s.last - (w->to < (s.last + 1) * DAY_MS);
    return s;
}

static bool is_whole(const struct stretch *s)
{
    return s->whole_first == s->ref->first && s->whole_last == s->ref->last;
}

/* The scopes whose totals together are the answer; each once. */
struct scopes {
    enum scope scope;
    int64_t key[TEAM_MAX];
    size_t n;
};
_Static_assert(TEAM_MAX >= ORG_MAX && TEAM_MAX >= PERSON_MAX, "all fit in scopes");

static void scopes_put(struct scopes *s, int64_t key)
{
    for (size_t i = 0; i < s->n; i++)
        if (s->key[i] == key)
            return;
    s->key[s->n++] = key;
}

/* Words of records that no totals are kept by. */
static bool asks_words(const struct where *w)
{
    return (w->now && w->nodes) || w->deliveries || w->outcomes || w->levels || w->hours ||
           w->purposes || w->urgency.n || w->source.n || w->gateway.n || w->carrier.n ||
           w->country.n || w->provider.n || w->q.n || w->answers != ANSWERS_EXPLICIT;
}

/* False: no totals answer it. */
static bool scopes_of(const struct where *w, struct scopes *out)
{
    int kinds = (w->nodes > 0) + (w->teams > 0) + (w->persons > 0);
    *out = (struct scopes){.scope = SCOPE_ALL};
    if (kinds > 1 || asks_words(w))
        return false;
    if (kinds == 0)
        scopes_put(out, 0);
    for (size_t i = 0; i < w->nodes; i++)
        scopes_put(out, w->node[i]);
    for (size_t i = 0; i < w->teams; i++)
        scopes_put(out, w->team[i]);
    for (size_t i = 0; i < w->persons; i++)
        scopes_put(out, w->person[i]);
    if (kinds)
        out->scope = w->nodes ? SCOPE_NODE : w->teams ? SCOPE_TEAM : SCOPE_WHO;
    return true;
}

/* A question, and where its answer goes. */
struct asked {
    struct snapshot *s;
    const struct where *w;
    enum family family;
    bool totals; /* they answer it: */
    struct scopes scopes;
    const struct day_taker *days;
    struct tally_sum *pages; /* of these three the others are NULL */
    struct attempts *attempts;
    struct crew *crew;
};

static struct err add_day(const struct asked *x, int32_t day)
{
    tally_slots slots = {{0}};
    if (x->crew)
        return snapshot_rows_crew(x->s, x->w, day, x->crew);
    if (!x->pages)
        return snapshot_rows_attempts(x->s, x->w, day, x->attempts);
    TRY(snapshot_rows_pages(x->s, x->w, day, x->days ? slots : NULL, x->pages->into));
    if (x->days)
        x->days->take(x->days->self, day, slots);
    return OK;
}

static struct err add_days(const struct asked *x, int32_t first, int32_t last)
{
    for (int32_t day = first; day <= last; day++)
        TRY(add_day(x, day));
    return OK;
}

static struct err add_totals(const struct asked *x, struct db *db, const struct stretch *at)
{
    for (size_t i = 0; i < x->scopes.n; i++) {
        const struct totals_of of = {
            x->scopes.scope, x->scopes.key[i], at->whole_first, at->whole_last};
        if (x->crew)
            TRY(totals_crew(db, &of, x->crew));
        else if (x->pages)
            TRY(totals_pages(db, &of, x->days, x->pages));
        else
            TRY(totals_attempts(db, &of, x->w->channels, x->attempts));
    }
    return OK;
}

static struct err add_span(const struct asked *x, struct db *db, int64_t key)
{
    if (x->pages)
        return span_pages(db, &x->s->scratch, x->scopes.scope, key, x->days, x->pages);
    return span_attempts(db, x->scopes.scope, key, x->w->channels, x->attempts);
}

/* The scopes whose keys are those of the dictionary: of people their entries. *done is false when a
 * person has several, of whom one may have been interrupted by both at once. */
static struct err people_of(const struct asked *x, struct db *db, struct scopes *out, bool *done)
{
    *done = true;
    for (size_t i = 0; i < x->scopes.n && *done; i++) {
        struct span_whos whos;
        TRY(span_whos(db, &x->s->scratch, x->scopes.key[i], &whos));
        *done = whos.n < 2;
        if (whos.n)
            scopes_put(out, whos.id[0]);
    }
    return OK;
}

/* Asked of a segment once. */
static struct err has_spans(
    const struct asked *x, struct db *db, const struct segment_ref *ref, bool *has)
{
    const struct family_state *f = &x->s->manifest.family[x->family];
    enum spans **known = &x->s->spans[x->family];
    if (!*known)
        *known = NEW(&x->s->arena, enum spans, f->segments);
    enum spans *is = &(*known)[ref - f->segment];
    if (*is == SPANS_UNKNOWN) {
        TRY(span_is_kept(db, has));
        *is = *has ? SPANS_KEPT : SPANS_NONE;
    }
    *has = *is == SPANS_KEPT;
    return OK;
}

/* *done is false when the segment has none that answer. */
static struct err add_spans(
    const struct asked *x, struct db *db, const struct segment_ref *ref, bool *done)
{
    struct scopes keys = {.n = 0};
    TRY(has_spans(x, db, ref, done));
    if (*done && x->scopes.scope == SCOPE_WHO)
        TRY(people_of(x, db, &keys, done));
    else
        keys = x->scopes;
    for (size_t i = 0; i < keys.n && *done; i++)
        TRY(add_span(x, db, keys.key[i]));
    return OK;
}

static struct err add_whole_days(const struct asked *x, const struct stretch *at)
{
    struct db *db = NULL;
    bool done = false;
    TRY(snapshot_begin(x->s));
    TRY(shelf_take(x->s->shelf, x->family, at->ref, &db));
    if (!x->crew && is_whole(at) && at->first < at->last) /* a single day has none */
        TRY(add_spans(x, db, at->ref, &done));
    if (done)
        return OK;
    return x->scopes.scope == SCOPE_WHO ? add_days(x, at->whole_first, at->whole_last)
                                        : add_totals(x, db, at);
}

/* All segments of a question before the incidents of any are counted. One that is met again because
 * a question ran out of time in between only has more keys kept. */
static struct err meet(const struct asked *x, const struct stretch *at)
{
    struct snapshot *s = x->s;
    const struct family_state *f = &s->manifest.family[FAMILY_PAGEOUTS];
    struct db *db = NULL;
    if (!s->met) {
        int64_t rows = 0;
        for (size_t i = 0; i < f->segments; i++)
            rows += f->segment[i].rows;
        s->often = often_of(&s->arena, (size_t)rows);
        s->met = NEW(&s->arena, bool, f->segments);
    }
    bool *met = &s->met[at->ref - f->segment];
    if (*met)
        return OK;
    TRY(snapshot_begin(s));
    TRY(shelf_take(s->shelf, FAMILY_PAGEOUTS, at->ref, &db));
    TRY(totals_meet(db, &s->scratch, &s->often));
    *met = true;
    return OK;
}

static struct err add_segment(const struct asked *x, const struct stretch *at)
{
    if (!x->totals || at->whole_first > at->whole_last)
        return add_days(x, at->first, at->last);
    TRY(add_days(x, at->first, at->whole_first - 1));
    TRY(add_whole_days(x, at));
    return add_days(x, at->whole_last + 1, at->last);
}

static struct err add_all(const struct asked *x)
{
    const struct family_state *f = &x->s->manifest.family[x->family];
    bool meets = x->pages && x->pages->often;
    for (int pass = meets ? 0 : 1; pass < 2; pass++)
        for (size_t i = 0; x->w->to > x->w->from && i < f->segments; i++) {
            const struct stretch at = stretch_of(f, &f->segment[i], x->w);
            if (at.first <= at.last)
                TRY(pass == 0 ? meet(x, &at) : add_segment(x, &at));
        }
    return OK;
}

struct err snapshot_pages(
    struct snapshot *s, const struct where *w, const struct day_taker *days, struct tally *into)
{
    struct tally_sum sum = {.into = into};
    struct asked x = {.s = s, .w = w, .family = FAMILY_PAGEOUTS, .days = days, .pages = &sum};
    x.totals = scopes_of(w, &x.scopes) && where_is_plain(w);
    if (x.totals && x.scopes.n == 1) /* of several scopes an incident may be twice on a day */
        sum.often = &s->often;
    TRY(add_all(&x));
    tally_sum_end(&sum);
    return OK;
}

struct err snapshot_attempts(struct snapshot *s, const struct where *w, struct attempts *into)
{
    struct asked x = {.s = s, .w = w, .family = FAMILY_NOTIFICATIONS, .attempts = into};
    x.totals = scopes_of(w, &x.scopes) && where_is_plain_but_channels(w);
    return add_all(&x);
}

struct err snapshot_crew(struct snapshot *s, const struct where *w, struct crew *into)
{
    struct asked x = {.s = s, .w = w, .family = FAMILY_PAGEOUTS, .crew = into};
    x.totals = w->teams && scopes_of(w, &x.scopes) && where_is_plain(w);
    return add_all(&x);
}
