#include "store/sheet_out.h"

#include "lib/hash.h"
#include "lib/order.h"
#include "store/intern.h"

#include <stdlib.h>
#include <string.h>

/* What is asked of every row; the rest is read of rows whose entry is new. */
struct stood {
    const struct row *row;
    const uint32_t *part;
    uint32_t person; /* where it stands among the people */
    uint32_t created, local, flags;
};

/* The first row of each entry of a part, in the order of the rows. */
struct firsts {
    const struct record **record;
    size_t n;
    uint32_t *of; /* by row: its entry's place among them */
};

/* Entries of a table, each different, as tuples of places and small numbers. */
struct table {
    struct intern entry;
    size_t fields;
};

struct making {
    struct arena *a;
    struct stmt *insert;
    const struct sheet_plan *plan;
    struct stood *row;
    size_t n;
    int64_t *value; /* room for a column */
    size_t whos;    /* runs of rows of one person in one place */
    struct set teams;
};

static int stood_cmp(const void *a, const void *b)
{
    const struct stood *x = a, *y = b;
    if (x->person != y->person)
        return x->person < y->person ? -1 : 1;
    if (x->created != y->created)
        return x->created < y->created ? -1 : 1;
    return str_cmp(x->row->record.text[TEXT_ID], y->row->record.text[TEXT_ID]);
}

static uint32_t local_of(const struct record *r)
{
    bool of_the_hour = hours_of(r->local_hour) == r->hours;
    return (uint32_t)r->local_hour + (of_the_hour ? 0 : LOCAL_HOURS * ((uint32_t)r->hours + 1));
}

static struct stood stood_of(const struct making *m, const struct placed *placed)
{
    const struct record *r = &placed->row->record;
    return (struct stood){.row = placed->row,
        .part = placed->part,
        .created = (uint32_t)(r->when[WHEN_CREATED] - m->plan->day * DAY_MS),
        .local = local_of(r),
        .flags = r->flags | (placed->row->repeated ? FLAG_REPEATED : 0)};
}

#define ROWS_AHEAD 8 /* that are asked for before they are read */

/* People in the order they come in, which is that of the organisation; a person's rows together,
 * also of one who stood in two places that day. */
static void gather(struct making *m)
{
    const struct sheet_plan *plan = m->plan;
    struct set seen = set_of(m->a);
    bool apart = false;
    for (size_t i = 0; i < plan->n; i++) {
        const struct record *r = &plan->placed[i].row->record;
        if (i + ROWS_AHEAD < plan->n)
            row_fetch(plan->placed[i + ROWS_AHEAD].row);
        if (plan->family == FAMILY_NOTIFICATIONS && !record_is_page(r))
            continue;
        struct stood *to = &m->row[m->n++];
        *to = stood_of(m, &plan->placed[i]);
        if (!set_get(&seen, r->person, &to->person)) {
            set_put(&seen, r->person, (uint32_t)seen.n + 1);
            to->person = r->person ? (uint32_t)seen.n : 0;
        }
        apart |= m->n > 1 && stood_cmp(to - 1, to) > 0;
    }
    if (apart)
        qsort(m->row, m->n, sizeof *m->row, stood_cmp);
}

static const struct record *record_at(const struct making *m, size_t i)
{
    return &m->row[i].row->record;
}

static struct firsts firsts_of(const struct making *m, enum part p)
{
    size_t entries = m->plan->entries[p];
    uint32_t *place = NEW(m->a, uint32_t, entries + 1); /* of an entry, from 1 */
    struct firsts f = {.record = NEW(m->a, const struct record *, entries + 1),
        .of = NEW(m->a, uint32_t, m->n + 1)};
    for (size_t i = 0; i < m->n; i++) {
        uint32_t *at = &place[m->row[i].part[p]];
        if (*at == 0) {
            f.record[f.n] = record_at(m, i);
            *at = (uint32_t)++f.n;
        }
        f.of[i] = *at - 1;
    }
    return f;
}

/* The most frequent ones first, so that a byte tells of nearly all rows where there are more than
 * 256 of them. */
static void frequent_first(const struct making *m, struct firsts *f)
{
    struct ordered *o = NEW(m->a, struct ordered, 2 * f->n + 1);
    const struct record **record = NEW(m->a, const struct record *, f->n + 1);
    uint32_t *place = NEW(m->a, uint32_t, f->n + 1);
    for (size_t i = 0; i < f->n; i++)
        o[i] = (struct ordered){UINT32_MAX, (uint32_t)i};
    for (size_t i = 0; i < m->n; i++)
        o[f->of[i]].key--;
    order_keys(o, f->n, o + f->n);
    for (uint32_t i = 0; i < f->n; i++) {
        record[i] = f->record[o[i].of];
        place[o[i].of] = i;
    }
    for (size_t i = 0; i < m->n; i++)
        f->of[i] = place[f->of[i]];
    f->record = record;
}

static uint32_t table_add(struct table *t, const int32_t *field)
{
    return intern_put(&t->entry, (struct str){(const char *)field, t->fields * sizeof *field});
}

static void table_put(struct out *o, const struct table *t)
{
    int64_t *value = NEW(o->a, int64_t, t->entry.n + 1);
    varint_put(o, t->entry.n);
    for (size_t f = 0; f < t->fields; f++) {
        for (size_t i = 0; i < t->entry.n; i++) {
            int32_t v;
            memcpy(&v, t->entry.text[i].p + f * sizeof v, sizeof v);
            value[i] = v;
        }
        column_put(o, value, t->entry.n);
    }
}

static void texts_of(struct out *o, const struct intern *d)
{
    struct str *text = NEW(o->a, struct str, d->n + 1);
    for (size_t i = 0; i < d->n; i++)
        text[i] = intern_nth(d, i + 1);
    texts_put(o, text, d->n);
}

static void put(struct making *m, enum leaf l, const struct out *o)
{
    leaf_put(m->insert, l, m->plan->day, out_done(o));
}

static void put_values(struct making *m, enum leaf l)
{
    struct out o = out_of(m->a);
    column_put(&o, m->value, m->n);
    put(m, l, &o);
}

/* Of each row the place of its entry. */
static void put_places(struct making *m, enum leaf l, const struct firsts *f, const uint32_t *place)
{
    for (size_t i = 0; i < m->n; i++)
        m->value[i] = place[f->of[i]];
    put_values(m, l);
}

static bool same_path(const struct record *r, const struct record *s)
{
    return r->depth == s->depth &&
           memcmp(r->node, s->node, (size_t)r->depth * sizeof *r->node) == 0;
}

/* Rows i and k. An entry also tells how a person was called. */
static bool same_who(const struct making *m, size_t i, size_t k)
{
    const struct stood *x = &m->row[i], *y = &m->row[k];
    return x->part[PART_WHO] == y->part[PART_WHO] ||
           (x->row->record.person == y->row->record.person &&
               same_path(&x->row->record, &y->row->record));
}

/* A who is a run of rows of one person in one place, a path a run of whos. */
static void put_people(struct making *m)
{
    struct out head = out_of(m->a), person = out_of(m->a);
    for (size_t i = 0, end; i < m->n; i = end) {
        for (end = i + 1; end < m->n && same_who(m, i, end);)
            end++;
        m->value[m->whos++] = (int64_t)(end - i);
        fixed64_put(&person, record_at(m, i)->person);
    }
    varint_put(&head, SHEET_VERSION);
    varint_put(&head, m->n);
    varint_put(&head, m->whos);
    column_put(&head, m->value, m->whos);
    put(m, LEAF_HEAD, &head);
    put(m, LEAF_PERSON, &person);
}

struct paths {
    int64_t *kept, *depth, *whos, *node;
    size_t n, nodes;
};

static void add_path(struct paths *p, const struct record *last, const struct record *r)
{
    int32_t kept = 0;
    while (last && kept < r->depth && kept < last->depth && r->node[kept] == last->node[kept])
        kept++;
    p->kept[p->n] = kept;
    p->depth[p->n] = r->depth;
    p->whos[p->n++] = 0;
    for (int32_t i = kept; i < r->depth; i++)
        p->node[p->nodes++] = r->node[i];
}

static void put_paths(struct making *m)
{
    struct out o = out_of(m->a);
    size_t most = m->whos;
    struct paths p = {NEW(m->a, int64_t, most + 1), NEW(m->a, int64_t, most + 1),
        NEW(m->a, int64_t, most + 1), NEW(m->a, int64_t, NODE_DEPTH_MAX * most + 1), 0, 0};
    const struct record *last = NULL;
    for (size_t i = 0; i < m->n; i++) {
        if (last && same_who(m, i - 1, i))
            continue;
        const struct record *r = record_at(m, i);
        if (!last || !same_path(last, r))
            add_path(&p, last, r);
        p.whos[p.n - 1]++;
        last = r;
    }
    varint_put(&o, p.n);
    varint_put(&o, p.nodes);
    column_put(&o, p.kept, p.n);
    column_put(&o, p.depth, p.n);
    column_put(&o, p.whos, p.n);
    column_put(&o, p.node, p.nodes);
    put(m, LEAF_PATH, &o);
}

static const enum text about_words[] = {TEXT_SOURCE, TEXT_URGENCY, TEXT_PRIORITY, TEXT_POLICY};
static const enum text gate_words[] = {TEXT_GATEWAY, TEXT_CARRIER, TEXT_COUNTRY};
_Static_assert(COUNT_OF(about_words) == ABOUT__N - ABOUT_SOURCE, "a field each, in their order");
_Static_assert(COUNT_OF(gate_words) == GATE__N - GATE_GATEWAY, "a field each, in their order");

/* Texts that entries name, and of each entry the places of its own in their order. */
struct ranked {
    struct intern texts;
    uint32_t *number; /* `each` of them for an entry */
    size_t each;
};

static struct ranked ranked_of(
    struct arena *a, const struct firsts *f, const enum text *text, size_t each)
{
    struct ranked x = {intern_of(a), NEW(a, uint32_t, each * f->n + 1), each};
    for (size_t i = 0; i < f->n; i++)
        for (size_t k = 0; k < each; k++)
            x.number[i * each + k] = intern_put(&x.texts, f->record[i]->text[text[k]]);
    intern_sort(&x.texts);
    return x;
}

static int32_t rank_at(const struct ranked *x, size_t entry, size_t k)
{
    uint32_t number = x->number[entry * x->each + k];
    return number ? (int32_t)intern_rank(&x->texts, number) : 0;
}

static const enum text about_texts[] = {TEXT_INCIDENT, TEXT_TITLE, TEXT_GROUP};
enum { ABOUTS = COUNT_OF(about_texts) };

/* Each text of a kind of its own, and those that are words together. */
struct abouts {
    struct firsts firsts;
    struct ranked text[ABOUTS], words;
    struct table table;
    /* Of each entry the row's team that was met last, and its place in the table; 0: none yet. */
    struct {
        uint32_t team, place;
    } * last;
};

static struct abouts abouts_of(const struct making *m)
{
    struct abouts x = {.firsts = firsts_of(m, PART_ABOUT), .table = {intern_of(m->a), ABOUT__N}};
    for (size_t i = 0; i < ABOUTS; i++)
        x.text[i] = ranked_of(m->a, &x.firsts, &about_texts[i], 1);
    x.words = ranked_of(m->a, &x.firsts, about_words, COUNT_OF(about_words));
    x.last = arena_take(m->a, sizeof *x.last, x.firsts.n + 1);
    return x;
}

static uint32_t team_place(struct making *m, int64_t team)
{
    uint32_t place = 0;
    if (team && !set_get(&m->teams, team, &place)) {
        place = (uint32_t)m->teams.n + 1;
        set_put(&m->teams, team, place);
    }
    return place;
}

static uint32_t add_about(struct making *m, struct abouts *x, size_t i)
{
    size_t entry = x->firsts.of[i];
    const struct record *r = x->firsts.record[entry];
    uint32_t team = m->row[i].part[PART_TEAM];
    if (x->last[entry].place && x->last[entry].team == team)
        return x->last[entry].place;
    int32_t field[ABOUT__N] = {
        [ABOUT_INCIDENT] = rank_at(&x->text[0], entry, 0),
        [ABOUT_LEVEL] = r->level,
        [ABOUT_CYCLE] = r->cycle,
        [ABOUT_TEAM] = (int32_t)team_place(m, record_at(m, i)->team),
        [ABOUT_TITLE] = rank_at(&x->text[1], entry, 0),
        [ABOUT_GROUP] = rank_at(&x->text[2], entry, 0),
    };
    for (EACH(k, about_words))
        field[ABOUT_SOURCE + k] = rank_at(&x->words, entry, k);
    x->last[entry].team = team;
    x->last[entry].place = table_add(&x->table, field);
    return x->last[entry].place;
}

static void put_abouts(struct making *m)
{
    struct out o = out_of(m->a), titles = out_of(m->a);
    struct abouts x = abouts_of(m);
    const struct intern *incidents = &x.text[0].texts;
    m->teams = set_of(m->a);
    for (size_t i = 0; i < m->n; i++)
        m->value[i] = add_about(m, &x, i);
    put_values(m, LEAF_ABOUT_OF);
    varint_put(&o, incidents->n);
    for (size_t i = 1; i <= incidents->n; i++)
        fixed64_put(&o, hash64(intern_nth(incidents, i)));
    varint_put(&o, m->teams.n);
    for (size_t i = 0; i < m->teams.n; i++)
        fixed64_put(&o, m->teams.key[i]);
    texts_of(&o, &x.words.texts);
    table_put(&o, &x.table);
    put(m, LEAF_ABOUT, &o);
    for (size_t i = 0; i < ABOUTS; i++)
        texts_of(&titles, &x.text[i].texts);
    put(m, LEAF_TITLE, &titles);
}

static void put_saids(struct making *m)
{
    struct out o = out_of(m->a);
    struct table t = {intern_of(m->a), SAID__N};
    struct firsts f = firsts_of(m, PART_SAID);
    struct ranked vias = ranked_of(m->a, &f, &(enum text){TEXT_VIA}, 1);
    uint32_t *place = NEW(m->a, uint32_t, f.n + 1);
    for (size_t i = 0; i < f.n; i++) {
        const struct record *r = f.record[i];
        place[i] = table_add(&t, (int32_t[SAID__N]){
                                     [SAID_PURPOSE] = (int32_t)r->purpose,
                                     [SAID_RESPONSE] = (int32_t)r->response,
                                     [SAID_DELIVERY] = (int32_t)r->delivery,
                                     [SAID_BY_MACHINE] = record_by_machine(r),
                                     [SAID_VIA] = rank_at(&vias, i, 0),
                                 });
    }
    put_places(m, LEAF_SAID_OF, &f, place);
    texts_of(&o, &vias.texts);
    table_put(&o, &t);
    put(m, LEAF_SAID, &o);
}

static void put_gates(struct making *m)
{
    struct out o = out_of(m->a);
    struct table t = {intern_of(m->a), GATE__N};
    struct firsts f = firsts_of(m, PART_GATE);
    frequent_first(m, &f);
    struct ranked words = ranked_of(m->a, &f, gate_words, COUNT_OF(gate_words));
    uint32_t *place = NEW(m->a, uint32_t, f.n + 1);
    for (size_t i = 0; i < f.n; i++) {
        int32_t field[GATE__N] = {[GATE_CHANNEL] = (int32_t)f.record[i]->channel};
        for (EACH(k, gate_words))
            field[GATE_GATEWAY + k] = rank_at(&words, i, k);
        place[i] = table_add(&t, field);
    }
    put_places(m, LEAF_GATE_OF, &f, place);
    texts_of(&o, &words.texts);
    table_put(&o, &t);
    put(m, LEAF_GATE, &o);
}

static void put_small(struct making *m)
{
    for (size_t i = 0; i < m->n; i++)
        m->value[i] = m->row[i].local;
    put_values(m, LEAF_LOCAL);
    for (size_t i = 0; i < m->n; i++)
        m->value[i] = m->row[i].flags;
    put_values(m, LEAF_FLAGS);
    for (size_t i = 0; i < m->n; i++)
        m->value[i] = m->row[i].created;
    put_values(m, LEAF_CREATED);
}

static void put_answers(struct making *m)
{
    for (size_t i = 0; i < m->n; i++) {
        const int64_t *when = record_at(m, i)->when;
        bool known = when[WHEN_RESPONDED] != TIME_UNKNOWN;
        m->value[i] = known ? when[WHEN_RESPONDED] - when[WHEN_CREATED] : MS_UNKNOWN;
    }
    put_values(m, LEAF_ANSWERED);
}

void sheet_write(struct arena *a, struct stmt *insert, const struct sheet_plan *plan)
{
    struct making m = {.a = a, .insert = insert, .plan = plan};
    m.row = NEW(a, struct stood, plan->n + 1);
    m.value = NEW(a, int64_t, plan->n + 1);
    gather(&m);
    put_people(&m);
    put_paths(&m);
    put_abouts(&m);
    put_saids(&m);
    put_small(&m);
    if (plan->family == FAMILY_NOTIFICATIONS)
        put_gates(&m);
    else
        put_answers(&m);
}
