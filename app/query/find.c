#include "query/find.h"

#include "lib/hash.h"
#include "lib/plain.h"
#include "query/paged.h"

/* One answer while it is made. */
struct finding {
    struct snapshot *s;
    struct arena *a;
    struct str plain;
    struct find *out;
};

static struct str both(struct arena *a, struct str x, struct str y)
{
    if (x.n == 0 || y.n == 0)
        return x.n ? x : y;
    return arena_fmt(a, "%.*s, %.*s", STR_ARG(x), STR_ARG(y));
}

static struct err person_hit(struct finding *x, int64_t key, struct hit *h)
{
    struct person p;
    struct team team;
    TRY(snapshot_person(x->s, x->a, key, &p));
    h->id = p.id;
    h->name = p.name.n ? p.name : p.id;
    h->detail = both(x->a, p.login, p.title);
    h->former = p.deleted || !p.active;
    h->team_id = p.team_id;
    if (p.team_id.n) {
        TRY(snapshot_team(x->s, x->a, hash64(p.team_id), &team));
        h->team = team.name;
    }
    return trail_of_person(x->s, x->a, &p, &h->trail);
}

static struct err team_hit(struct finding *x, int64_t key, struct hit *h)
{
    struct team t;
    TRY(snapshot_team(x->s, x->a, key, &t));
    h->id = t.id;
    h->name = t.name.n ? t.name : t.id;
    h->detail = t.kind;
    h->former = t.deleted;
    return OK;
}

static struct err node_hit(struct finding *x, int64_t key, struct hit *h)
{
    TRY(trail_of(x->s, x->a, (int32_t)key, &h->trail));
    if (h->trail.n == 0)
        return err_of(ERR_IO, "node %lld is found and not there", (long long)key);
    const struct node *n = &h->trail.node[h->trail.n - 1];
    h->number = n->number;
    h->id = n->manager_id;
    h->name = n->label.n ? n->label : n->manager_id;
    h->detail = str_eq(n->manager_name, h->name) ? STR("") : n->manager_name;
    h->former = !n->current;
    return OK;
}

static struct err (*const hits_of[FIND_INCIDENT])(struct finding *, int64_t, struct hit *) = {
    [FIND_PERSON] = person_hit,
    [FIND_TEAM] = team_hit,
    [FIND_NODE] = node_hit,
};

static struct err find_list(struct finding *x, enum find_list list, size_t max)
{
    struct hits *hits = &x->out->hits[list];
    struct found found;
    TRY(snapshot_find(x->s, x->a, list, x->plain, max, &found));
    hits->hit = NEW(x->a, struct hit, found.n + 1);
    hits->n = found.n;
    hits->of = found.of;
    for (size_t i = 0; i < found.n; i++) {
        hits->hit[i].list = list;
        TRY(hits_of[list](x, found.key[i], &hits->hit[i]));
    }
    return OK;
}

static struct err find_incidents(struct finding *x, size_t max)
{
    struct hits *hits = &x->out->hits[FIND_INCIDENT];
    struct found_incidents found;
    TRY(snapshot_find_incidents(x->s, x->a, x->out->text, max, &found));
    hits->hit = NEW(x->a, struct hit, found.n + 1);
    hits->n = found.n;
    hits->of = found.of;
    hits->more = found.more;
    for (size_t i = 0; i < found.n; i++) {
        const struct incident *r = &found.row[i];
        hits->hit[i] = (struct hit){.list = FIND_INCIDENT,
            .id = r->id,
            .name = r->title.n ? r->title : r->id,
            .detail = both(x->a, r->source, r->priority),
            .pages = (uint64_t)r->rows,
            .first = r->first};
    }
    return OK;
}

static struct err find_all(struct finding *x, const size_t max[FIND__N])
{
    for (enum find_list list = 0; list < FIND_INCIDENT; list++)
        TRY(find_list(x, list, max[list]));
    return find_incidents(x, max[FIND_INCIDENT]);
}

/* Of the hits, how often each was paged; counting may take too long, and then it is said. */
static struct err count_pages(struct finding *x)
{
    struct hits *hits = x->out->hits;
    const size_t most[FIND_INCIDENT] = {hits[FIND_PERSON].n, hits[FIND_TEAM].n, hits[FIND_NODE].n};
    struct paged p = paged_of(x->a, most);
    if (most[FIND_PERSON] + most[FIND_TEAM] + most[FIND_NODE] == 0)
        return OK;
    for (enum find_list list = 0; list < FIND_INCIDENT; list++)
        for (size_t i = 0; i < hits[list].n; i++)
            paged_put(&p, list,
                list == FIND_NODE ? hits[list].hit[i].number : hash64(hits[list].hit[i].id));
    struct err e = paged_count(x->s, &p, x->out->window.from, x->out->window.to);
    for (enum find_list list = 0; list < FIND_INCIDENT; list++)
        for (size_t i = 0; i < hits[list].n; i++)
            hits[list].hit[i].pages = p.pages[list][i];
    x->out->counted = e.code == ERR_OK;
    return e.code == ERR_BUSY ? OK : e;
}

struct err find_of(struct snapshot *s, struct arena *a, const struct filter *f,
    struct zone_set *zones, struct find *out)
{
    *out = (struct find){.text = f->q, .counted = true};
    struct finding x = {s, a, plain_of(a, f->q), out};
    size_t n = (size_t)f->n;
    const size_t max[FIND__N] = {n, n, n, n};
    window_of(snapshot_manifest(s), f, zones, &out->window);
    if (f->q.n == 0)
        return OK;
    TRY(find_all(&x, max));
    return count_pages(&x);
}

/* Of each list some, and what one does not fill is for the next. */
static void share(struct find *f)
{
    static const size_t least[FIND__N] = {4, 2, 2, 2};
    size_t room = SUGGEST_MAX, take[FIND__N] = {0};
    for (EACH(i, f->hits)) {
        take[i] = f->hits[i].n < least[i] ? f->hits[i].n : least[i];
        room -= take[i];
    }
    for (EACH(i, f->hits)) {
        size_t more = f->hits[i].n - take[i];
        more = more < room ? more : room;
        f->hits[i].n = take[i] + more;
        room -= more;
    }
}

struct err suggest_of(struct snapshot *s, struct arena *a, struct str text, struct find *out)
{
    static const size_t max[FIND__N] = {SUGGEST_MAX, SUGGEST_MAX, SUGGEST_MAX, SUGGEST_MAX};
    *out = (struct find){.text = text};
    struct finding x = {s, a, plain_of(a, text), out};
    TRY(find_all(&x, max));
    share(out);
    return OK;
}
