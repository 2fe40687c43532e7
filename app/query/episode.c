#include "query/episode.h"

#include "lib/hash.h"
#include "lib/limits.h"
#include "query/cost.h"

const char *const fate_words[FATE__N] = {
    [FATE_ANSWERED] = "accepted",
    [FATE_OPEN] = "open",
    [FATE_HANDED_UP] = "handed_up",
    [FATE_DECLINED] = "declined",
    [FATE_NOBODY] = "nobody",
    [FATE_CLEARED] = "cleared",
    [FATE_UNDELIVERED] = "undelivered",
    [FATE_ABSENT] = "not_paged",
};
const char *const fate_labels[FATE__N] = {
    [FATE_ANSWERED] = "accepted",
    [FATE_OPEN] = "still open",
    [FATE_HANDED_UP] = "escalated by hand",
    [FATE_DECLINED] = "declined",
    [FATE_NOBODY] = "nobody answered",
    [FATE_CLEARED] = "cleared by itself",
    [FATE_UNDELIVERED] = "not delivered",
    [FATE_ABSENT] = "not paged here",
};

static const enum fate fate_by_outcome[OUTCOME__N] = {
    [OUTCOME_IN_TARGET] = FATE_ANSWERED,
    [OUTCOME_LATE] = FATE_ANSWERED,
    [OUTCOME_UNTIMED] = FATE_ANSWERED,
    [OUTCOME_DECLINED] = FATE_DECLINED,
    [OUTCOME_NOBODY] = FATE_NOBODY,
    [OUTCOME_UNDELIVERED] = FATE_UNDELIVERED,
    [OUTCOME_CLEARED] = FATE_CLEARED,
    [OUTCOME_OPEN] = FATE_OPEN,
};

static struct episode *episode_at(struct episodes *x, int64_t incident)
{
    uint32_t at = 0;
    if (set_get(&x->place, incident, &at))
        return &x->row[at];
    x->row = arena_room(&x->arena, x->row, sizeof *x->row, x->n, &x->cap);
    set_put(&x->place, incident, (uint32_t)x->n);
    struct episode *e = &x->row[x->n++];
    *e = (struct episode){
        .incident = incident, .first = INT64_MAX, .accepted = TIME_UNKNOWN, .end = FATE_ABSENT};
    for (EACH(i, e->fate)) {
        e->fate[i] = FATE_ABSENT;
        e->paged[i] = TIME_UNKNOWN;
    }
    return e;
}

static void count_person(struct episodes *x, struct episode *e, int64_t person)
{
    size_t before = x->people.n;
    if (person == 0 || !x->counts_people)
        return;
    set_put(&x->people, page_key_of(e->incident, person, 0, 0), 0);
    e->people += x->people.n > before;
}

static void mark_level(struct episode *e, uint8_t level, int64_t at, enum fate fate)
{
    if (fate < e->end)
        e->end = (uint8_t)fate;
    if (level == 0)
        return;
    if (level > LEVELS_MAX)
        level = LEVELS_MAX;
    if (level > e->level)
        e->level = level;
    if (fate < e->fate[level - 1])
        e->fate[level - 1] = (uint8_t)fate;
    if (e->paged[level - 1] == TIME_UNKNOWN || at < e->paged[level - 1])
        e->paged[level - 1] = at;
}

static uint32_t policy_of(struct episodes *x, struct str name)
{
    uint32_t at = 0;
    int64_t key = hash64(name);
    if (set_get(&x->policy_at, key, &at))
        return at;
    x->policy = arena_room(&x->arena, x->policy, sizeof *x->policy, x->policies, &x->policies_cap);
    x->policy[x->policies] = arena_copy(&x->arena, name);
    set_put(&x->policy_at, key, (uint32_t)x->policies);
    return (uint32_t)x->policies++;
}

static void add_page(struct episodes *x, const struct sheet *s, uint32_t row)
{
    const struct sheet_said *said = &s->saids[s->said[row]];
    int64_t at = s->day * DAY_MS + s->created[row], ack = sheet_ack_ms(s, row, x->answers);
    int64_t team = s->teams[s->team[row]];
    enum fate fate = fate_by_outcome[sheet_outcome(s, row, x->answers, x->through)];
    if (fate == FATE_DECLINED && said->response == RESPONSE_ESCALATED)
        fate = FATE_HANDED_UP;
    struct episode *e = episode_at(x, s->abouts[s->about[row]].incident);
    e->more_teams |= e->pages > 0 && team != e->team;
    if (at < e->first) {
        e->first = at;
        e->about = s->about[row];
        e->team = team;
        e->policy = policy_of(x, s->abouts[s->about[row]].policy);
    }
    if (at > e->last)
        e->last = at;
    if (ack >= 0 && (e->accepted == TIME_UNKNOWN || at + ack < e->accepted))
        e->accepted = at + ack;
    e->pages++;
    count_person(x, e, s->whos[s->who[row]].person);
    mark_level(e, s->level[row], at, fate);
}

struct err episodes_take(void *self, const struct picked *p)
{
    struct episodes *x = self;
    const struct sheet *s = p->sheet;
    for (size_t i = 0; i < p->n; i++)
        set_soon(&x->place, s->abouts[s->about[p->row[i]]].incident);
    for (size_t i = 0; i < p->n; i++) {
        uint32_t row = p->row[i];
        if (s->flags[row] & FLAG_REPEATED || !purpose_is_page(s->saids[s->said[row]].purpose))
            continue;
        if (s->abouts[s->about[row]].incident)
            add_page(x, s, row);
        else
            x->alone++;
    }
    return OK;
}

void episodes_begin(struct episodes *out, enum answers answers, int64_t through)
{
    *out = (struct episodes){
        .arena = arena_of(ARENA_CAP_BATCH), .answers = answers, .through = through};
    out->place = set_of(&out->arena);
    out->people = set_of(&out->arena);
    out->policy_at = set_of(&out->arena);
    policy_of(out, STR(""));
}

struct err episodes_open(
    struct snapshot *s, const struct where *w, bool counts_people, struct episodes *out)
{
    const struct sheet_taker taker = {episodes_take, out};
    episodes_begin(out, w->answers, snapshot_manifest(s)->family[FAMILY_PAGEOUTS].through);
    out->counts_people = counts_people;
    return w->to > w->from ? snapshot_sheets(s, DATASET_PAGEOUTS, w, EPISODE_COLUMNS, &taker) : OK;
}

void episodes_done(struct episodes *x)
{
    arena_done(&x->arena);
}

struct err episodes_cost(struct snapshot *s, const struct where *w, int64_t *ms)
{
    const struct gather like = {.snapshot = s, .where = w, .matter = MATTER_INCIDENTS};
    return cost_of(&like, 1, ms);
}

int64_t episode_answer_ms(const struct episode *e)
{
    return e->accepted == TIME_UNKNOWN ? MS_UNKNOWN : e->accepted - e->first;
}
