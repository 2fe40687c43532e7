#include "lib/hash.h"
#include "lib/limits.h"
#include "source/fetch.h"

#define CHAINS_MAX 20000 /* calls in one run */

const char *const chains_words[CHAINS__N] = {
    [CHAINS_NEVER] = "never",
    [CHAINS_UNKNOWN] = "unknown",
    [CHAINS_DUE] = "due",
};

/* The chain above one person as it is told; who in it is new is served with it. */
struct live {
    struct str manager; /* of the person; empty: nobody is told of */
    bool told;
};

static bool is_somebody(const struct fetch *f, struct str id)
{
    struct run_of_rows served = runs_find(&f->served, hash64(id));
    if (served.n)
        return !f->out->people[served.first].deleted;
    struct run_of_rows known = runs_find(&f->known, hash64(id));
    return known.n && !f->conf->before->people[known.first].deleted;
}

/* Managers nearest first: each is the manager of the one before, unless that one's was told. */
static struct err chain_take(struct fetch *f, const struct json *list, struct live *out)
{
    struct roster_person m;
    size_t below = SIZE_MAX; /* the row of the one before, when his manager is yet to be told */
    for (const struct json *row = list->first; row; row = row->next) {
        TRY(fetch_user(f, row, &m));
        if (m.id.n == 0)
            return err_of(ERR_INPUT, "a manager without an id");
        if (below != SIZE_MAX) {
            f->out->people[below].manager_id = m.id;
            f->out->people[below].manager_untold = false;
        }
        if (out->manager.n == 0)
            out->manager = m.id;
        if (!is_somebody(f, m.id)) {
            f->counts->managers++;
            fetch_put_user(f, &m);
        }
        struct run_of_rows at = runs_find(&f->served, hash64(m.id));
        below = at.n && f->out->people[at.first].manager_untold ? at.first : SIZE_MAX;
    }
    return OK;
}

/* Whoever is not there has no chain, and nothing is told. */
static struct err chain_ask(struct fetch *f, struct arena *page, struct str id, struct live *out)
{
    const struct json *answer = NULL;
    struct str escaped = api_escape(page, id);
    struct str url = arena_fmt(page, "/v1/users/%.*s/managers", STR_ARG(escaped));
    f->counts->chains++;
    struct err e = fetch_ask(f, page, url, STR(""), &answer);
    if (e.code == ERR_MISSING)
        return OK;
    TRY(e);
    const struct json *list = json_get(answer, "managers");
    if (!list || list->kind != JSON_IS_LIST)
        return err_of(ERR_INPUT, "%.*s: \"managers\": not a list", STR_ARG(url));
    out->told = true;
    TRY(err_at(chain_take(f, list, out), "%.*s", STR_ARG(url)));
    return fetch_fits(f);
}

static bool is_chain_needed(const struct fetch *f, const struct roster_person *p)
{
    if (p->deleted || f->conf->chains == CHAINS_NEVER)
        return false;
    return f->conf->chains == CHAINS_DUE || p->manager_untold ||
           (p->manager_id.n && !is_somebody(f, p->manager_id));
}

/* Those who were asked about because of the same unknown manager share one answer. */
struct ghosts {
    struct runs by_id;
    struct live *answer;
    size_t n, cap;
};

/* The answer for somebody; NULL when there are too many to ask. */
static struct err live_of(struct fetch *f, struct arena *page, struct ghosts *g,
    struct roster_person p, struct live **out)
{
    bool shared = f->conf->chains == CHAINS_UNKNOWN && p.manager_id.n;
    struct run_of_rows ghost = {0};
    *out = NULL;
    if (shared)
        ghost = runs_find(&g->by_id, hash64(p.manager_id));
    if (ghost.n) {
        *out = &g->answer[ghost.first];
        return OK;
    }
    if (f->counts->chains == CHAINS_MAX) {
        f->counts->unchained++;
        return OK;
    }
    g->answer = arena_room(f->a, g->answer, sizeof *g->answer, g->n, &g->cap);
    if (shared)
        fetch_put(&g->by_id, p.manager_id, g->n);
    *out = &g->answer[g->n++];
    arena_wipe(page);
    return chain_ask(f, page, p.id, *out);
}

/* Who reports to a manager nobody knows, or to nobody that was told: the live chain says to whom,
 * and who is above. */
struct err chains_fetch(struct fetch *f)
{
    AUTO(arena_done) struct arena page = arena_of(PAGE_ARENA);
    struct ghosts ghosts = {.by_id = runs_of(f->a, 0)};
    size_t served = f->out->people_n;
    for (size_t i = 0; i < served; i++) {
        struct live *live = NULL;
        if (!is_chain_needed(f, &f->out->people[i]))
            continue;
        TRY(live_of(f, &page, &ghosts, f->out->people[i], &live));
        struct roster_person *p = &f->out->people[i]; /* not before: the array may have moved */
        if (live && live->manager.n)
            p->manager_id = live->manager;
        if (live && live->told)
            p->manager_untold = false;
    }
    return OK;
}
