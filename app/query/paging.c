#include "query/paging.h"

#include "store/label.h"

#include <stdlib.h>

static struct str name_of(const struct labelled *x)
{
    return x->name.n ? x->name : x->id;
}

/* One pass over the pages, that also keeps what incidents are called. */
struct naming {
    struct arena *a;
    struct episodes episodes;
    struct named {
        struct str id, title, source;
        int64_t first, accepter; /* people */
    } * row;                     /* by episode */
    size_t n, cap;
    bool people;
};

static void name_episode(struct naming *x, const struct sheet *s, const struct episode *e)
{
    const struct sheet_about *about = &s->abouts[e->about];
    x->row = arena_room(x->a, x->row, sizeof *x->row, x->n, &x->cap);
    x->row[x->n++] = (struct named){.id = arena_copy(x->a, about->incident_id),
        .title = arena_copy(x->a, about->title),
        .source = arena_copy(x->a, about->source)};
}

/* Whose page was the first, and whose acceptance. */
static void name_people(struct naming *x, const struct picked *p)
{
    const struct sheet *s = p->sheet;
    for (size_t i = 0; i < p->n; i++) {
        uint32_t row = p->row[i], at = 0;
        int64_t created = s->day * DAY_MS + s->created[row];
        int64_t ack = sheet_ack_ms(s, row, x->episodes.answers);
        if (!set_get(&x->episodes.place, s->abouts[s->about[row]].incident, &at))
            continue;
        const struct episode *e = &x->episodes.row[at];
        if (created == e->first && !x->row[at].first)
            x->row[at].first = s->whos[s->who[row]].person;
        if (ack >= 0 && created + ack == e->accepted)
            x->row[at].accepter = s->whos[s->who[row]].person;
    }
}

/* Days come in their order, so an incident's first page is in the sheet where it is first met. */
static struct err name_sheet(void *self, const struct picked *p)
{
    struct naming *x = self;
    TRY(episodes_take(&x->episodes, p));
    while (x->n < x->episodes.n)
        name_episode(x, p->sheet, &x->episodes.row[x->n]);
    if (x->people)
        name_people(x, p);
    return OK;
}

static bool is_wanted(const struct pagings_ask *ask, const struct episode *e)
{
    return ask->all || e->end == FATE_HANDED_UP || e->end == FATE_DECLINED ||
           e->end == FATE_NOBODY || e->end == FATE_UNDELIVERED;
}

static int first_first(const void *a, const void *b)
{
    const struct paging *x = a, *y = b;
    if (x->e.first != y->e.first)
        return x->e.first < y->e.first ? -1 : 1;
    return str_cmp(x->id, y->id);
}

static int widest_first(const void *a, const void *b)
{
    const struct paging *x = a, *y = b;
    if (x->e.level != y->e.level)
        return x->e.level < y->e.level ? 1 : -1;
    if (x->e.pages != y->e.pages)
        return x->e.pages < y->e.pages ? 1 : -1;
    return first_first(a, b);
}

static struct err say_people(
    struct snapshot *s, struct arena *a, const struct naming *x, struct pagings *out)
{
    struct labelled *who = NEW(a, struct labelled, 2 * out->n + 1);
    for (size_t i = 0; i < out->n; i++) {
        uint32_t at = 0;
        if (!set_get(&x->episodes.place, out->row[i].e.incident, &at))
            continue;
        who[2 * i].key = x->row[at].first;
        who[2 * i + 1].key = x->row[at].accepter;
    }
    TRY(snapshot_labels(s, a, LABEL_PERSON, who, 2 * out->n));
    for (size_t i = 0; i < out->n; i++) {
        out->row[i].first = name_of(&who[2 * i]);
        out->row[i].accepter = name_of(&who[2 * i + 1]);
    }
    return OK;
}

static void choose(
    struct naming *x, struct arena *a, const struct pagings_ask *ask, struct pagings *out)
{
    out->row = NEW(a, struct paging, x->n + 1);
    for (size_t i = 0; i < x->n; i++)
        out->cleared += x->episodes.row[i].end == FATE_CLEARED;
    for (size_t i = 0; i < x->n; i++)
        if (is_wanted(ask, &x->episodes.row[i]))
            out->row[out->of++] = (struct paging){.e = x->episodes.row[i],
                .id = x->row[i].id,
                .title = x->row[i].title,
                .source = x->row[i].source};
    qsort(out->row, out->of, sizeof *out->row, ask->all ? first_first : widest_first);
    out->n = out->of < ask->max ? out->of : ask->max;
}

struct err pagings_of(
    struct snapshot *s, struct arena *a, const struct pagings_ask *ask, struct pagings *out)
{
    const struct where *w = ask->where;
    struct naming x = {.a = a, .people = ask->people};
    const struct sheet_taker taker = {name_sheet, &x};
    *out = (struct pagings){0};
    if (w->to <= w->from)
        return OK;
    episodes_begin(&x.episodes, w->answers, snapshot_manifest(s)->family[FAMILY_PAGEOUTS].through);
    struct err e =
        snapshot_sheets(s, DATASET_PAGEOUTS, w, EPISODE_COLUMNS | SHEET_BIT(TITLES), &taker);
    if (e.code == ERR_OK)
        choose(&x, a, ask, out);
    if (e.code == ERR_OK && ask->people)
        e = say_people(s, a, &x, out);
    episodes_done(&x.episodes);
    return e;
}
