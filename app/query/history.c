#include "query/history.h"

#include "lib/hash.h"
#include "lib/texts.h"
#include "query/cursor.h"

const char *const gap_words[GAP__N] = {
    [GAP_NONE] = "",
    [GAP_PAGE_WINDOW] = "page_out_not_loaded",
    [GAP_PAGE] = "no_page_out",
    [GAP_ATTEMPT_WINDOW] = "attempts_not_loaded",
    [GAP_ATTEMPT] = "no_attempt",
};
const char *const source_words[3] = {"pageouts", "notifications", "both"};

#define WHOLE ((1u << TEXT__N) - 1)

/* Rows on their way into a story. */
struct collecting {
    struct arena *a;
    struct texts texts;
    struct story *story;
};

static void collect(void *self, const struct record *r)
{
    struct collecting *x = self;
    struct story *s = x->story;
    s->cut |= s->n == HISTORY_ROWS_MAX;
    if (s->cut)
        return;
    s->row = arena_room(x->a, s->row, sizeof *s->row, s->n, &s->cap);
    struct record *copy = &s->row[s->n++];
    *copy = *r;
    copy->stay = NULL;
    for (enum text t = 0; t < TEXT__N; t++)
        copy->text[t] = texts_share(&x->texts, r->text[t]);
}

/* Those whose page or attempt is within the range. */
static void keep_range(struct story *s, int64_t from, int64_t to)
{
    size_t n = 0;
    for (size_t i = 0; i < s->events; i++) {
        const struct event *e = &s->event[i];
        int64_t page = e->page ? e->page->when[WHEN_CREATED] : e->at;
        if ((e->at >= from && e->at < to) || (page >= from && page < to))
            s->event[n++] = *e;
    }
    s->events = n;
}

/* The pages of the day before may have attempts in the range, and its last ones on the day after.
 */
static struct err collect_person(
    struct snapshot *s, struct collecting *x, int64_t key, const struct window *w)
{
    struct where pages = {.from = w->from - DAY_MS, .to = w->to, .person = {key}, .persons = 1};
    struct where attempts = {.from = w->from, .to = w->to + DAY_MS, .person = {key}, .persons = 1};
    TRY(snapshot_scan(s, DATASET_PAGEOUTS, &pages, WHOLE, collect, x));
    return snapshot_scan(s, DATASET_NOTIFICATIONS, &attempts, WHOLE, collect, x);
}

static struct err person_now(struct snapshot *s, struct arena *a, struct history *out)
{
    int64_t key = hash64(out->id);
    struct err e = snapshot_person(s, a, key, &out->person);
    out->known = e.code == ERR_OK;
    if (e.code == ERR_MISSING)
        return OK;
    TRY(e);
    TRY(trail_of_person(s, a, &out->person, &out->trail));
    TRY(snapshot_life(s, a, key, &out->life));
    out->team = NEW(a, struct team, out->life.members + 1);
    for (size_t i = 0; i < out->life.members; i++) {
        struct str id = out->life.member[i].team_id;
        e = snapshot_team(s, a, hash64(id), &out->team[i]);
        if (e.code == ERR_MISSING)
            out->team[i] = (struct team){.id = id, .name = id};
        else
            TRY(e);
    }
    return OK;
}

/* The page that the filter asks for. */
static struct err choose(struct arena *a, const struct filter *f, struct str page,
    struct str generation, struct history *out)
{
    uint32_t at = 0;
    struct str list_name = arena_fmt(a, "%.*s/%.*s", STR_ARG(page), STR_ARG(out->id));
    uint64_t list = cursor_list(a, list_name, generation, f);
    if (f->after.n && !cursor_read(f->after, list, &at))
        return err_of(ERR_INPUT, "a cursor of another list");
    size_t n = out->story.events;
    out->from = at < n ? at : n;
    out->to = out->from + (size_t)f->n < n ? out->from + (size_t)f->n : n;
    if (out->to < n)
        out->next = cursor_write(a, list, (uint32_t)out->to);
    return OK;
}

struct err history_of_person(struct snapshot *s, struct arena *a, const struct filter *f,
    struct str id, struct zone_set *zones, struct history *out)
{
    *out = (struct history){.manifest = snapshot_manifest(s), .id = id, .newest_first = true};
    struct collecting x = {a, texts_of(a), &out->story};
    window_of(out->manifest, f, zones, &out->window);
    TRY(person_now(s, a, out));
    if (out->window.to > out->window.from)
        TRY(collect_person(s, &x, hash64(id), &out->window));
    story_join(a, &out->story);
    keep_range(&out->story, out->window.from, out->window.to);
    if (!out->known && out->story.events == 0)
        return err_of(ERR_MISSING, "no such person");
    return choose(a, f, STR("person"), snapshot_id(s), out);
}

/* The first page or attempt. */
static int64_t began(const struct story *s)
{
    int64_t first = s->row[0].when[WHEN_CREATED];
    for (size_t i = 1; i < s->n; i++)
        if (s->row[i].when[WHEN_CREATED] < first)
            first = s->row[i].when[WHEN_CREATED];
    return first;
}

struct err history_of_incident(struct snapshot *s, struct arena *a, const struct filter *f,
    struct str id, struct zone_set *zones, struct history *out)
{
    *out = (struct history){.manifest = snapshot_manifest(s), .id = id};
    struct collecting x = {a, texts_of(a), &out->story};
    window_of(out->manifest, f, zones, &out->window);
    TRY(snapshot_incident(s, id, collect, &x));
    story_join(a, &out->story);
    if (out->story.events == 0)
        return err_of(ERR_MISSING, "no such incident");
    out->began = began(&out->story);
    return choose(a, f, STR("incident"), snapshot_id(s), out);
}

void history_whole(struct history *h)
{
    h->from = 0;
    h->to = h->story.events;
    h->next = STR("");
}

const struct event *history_event(const struct history *h, size_t i)
{
    size_t at = h->from + i;
    return &h->story.event[h->newest_first ? h->story.events - 1 - at : at];
}

static bool is_covered(const struct family_state *f, int64_t at)
{
    for (size_t i = 0; i < f->covered_n; i++)
        if (at >= f->covered[i].from && at < f->covered[i].to)
            return true;
    return false;
}

enum gap event_gap(const struct history *h, const struct event *e)
{
    if (e->page && e->attempt)
        return GAP_NONE;
    if (e->page)
        return is_covered(&h->manifest->family[FAMILY_NOTIFICATIONS], e->at) ? GAP_ATTEMPT
                                                                             : GAP_ATTEMPT_WINDOW;
    return is_covered(&h->manifest->family[FAMILY_PAGEOUTS], e->at) ? GAP_PAGE : GAP_PAGE_WINDOW;
}

const char *event_source(const struct event *e)
{
    return source_words[e->page && e->attempt ? 2 : e->attempt ? 1 : 0];
}

const struct record *event_main(const struct event *e)
{
    return e->attempt ? e->attempt : e->page;
}

const struct record *event_answer(const struct event *e)
{
    if (!e->attempt || (e->page && e->page->text[TEXT_RESPONSE].n))
        return e->page;
    return e->attempt;
}
