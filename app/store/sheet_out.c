#include "store/sheet_out.h"

#include "lib/hash.h"
#include "store/intern.h"

#include <stdlib.h>
#include <string.h>

/* A row and where its person stands among the people. */
struct stood {
    const struct row *row;
    size_t person;
};

/* Entries of a table, each different, as tuples of places and small numbers. */
struct table {
    struct intern entry;
    size_t fields;
};

struct making {
    struct arena *a;
    struct stmt *insert;
    int32_t day;
    struct stood *row;
    size_t n;
    int64_t *value; /* room for a column */
    struct set teams;
    struct intern incidents, titles, groups, words;
};

static int stood_cmp(const void *a, const void *b)
{
    const struct stood *x = a, *y = b;
    const struct record *r = &x->row->record, *s = &y->row->record;
    if (x->person != y->person)
        return x->person < y->person ? -1 : 1;
    if (r->when[WHEN_CREATED] != s->when[WHEN_CREATED])
        return r->when[WHEN_CREATED] < s->when[WHEN_CREATED] ? -1 : 1;
    return str_cmp(r->text[TEXT_ID], s->text[TEXT_ID]);
}

/* People in the order they come in, which is that of the organisation; a person's rows together,
 * also of one who stood in two places that day. */
static void gather(struct making *m, enum family f, const struct in_order *people)
{
    struct set seen = set_of(m->a);
    bool apart = false;
    for (size_t i = 0; i < people->n; i++) {
        const struct record *r = &people->row[i]->record;
        uint32_t person = 0;
        if (f == FAMILY_NOTIFICATIONS && !record_is_page(r))
            continue;
        if (!set_get(&seen, r->person, &person)) {
            person = (uint32_t)seen.n + 1;
            set_put(&seen, r->person, person);
        }
        m->row[m->n++] = (struct stood){people->row[i], r->person ? person : 0};
        apart |= m->n > 1 && stood_cmp(&m->row[m->n - 2], &m->row[m->n - 1]) > 0;
    }
    if (apart)
        qsort(m->row, m->n, sizeof *m->row, stood_cmp);
}

static const struct record *record_at(const struct making *m, size_t i)
{
    return &m->row[i].row->record;
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

static int32_t rank_of(const struct intern *d, struct str s)
{
    uint32_t number = intern_find(d, s);
    return number ? (int32_t)intern_rank(d, number) : 0;
}

static void put(struct making *m, enum leaf l, const struct out *o)
{
    leaf_put(m->insert, l, m->day, out_done(o));
}

static void put_values(struct making *m, enum leaf l)
{
    struct out o = out_of(m->a);
    column_put(&o, m->value, m->n);
    put(m, l, &o);
}

static bool same_who(const struct record *r, const struct record *s)
{
    return r->person == s->person && r->depth == s->depth &&
           memcmp(r->node, s->node, (size_t)r->depth * sizeof *r->node) == 0;
}

static bool same_path(const struct record *r, const struct record *s)
{
    return r->depth == s->depth &&
           memcmp(r->node, s->node, (size_t)r->depth * sizeof *r->node) == 0;
}

/* A who is a run of rows of one person in one place, a path a run of whos. */
static void put_people(struct making *m)
{
    struct out head = out_of(m->a), person = out_of(m->a);
    size_t whos = 0;
    for (size_t i = 0, end; i < m->n; i = end) {
        for (end = i + 1; end < m->n && same_who(record_at(m, i), record_at(m, end));)
            end++;
        m->value[whos++] = (int64_t)(end - i);
        fixed64_put(&person, record_at(m, i)->person);
    }
    varint_put(&head, SHEET_VERSION);
    varint_put(&head, m->n);
    varint_put(&head, whos);
    column_put(&head, m->value, whos);
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
    struct paths p = {NEW(m->a, int64_t, m->n + 1), NEW(m->a, int64_t, m->n + 1),
        NEW(m->a, int64_t, m->n + 1), NEW(m->a, int64_t, NODE_DEPTH_MAX * m->n + 1), 0, 0};
    const struct record *last = NULL;
    for (size_t i = 0; i < m->n; i++) {
        const struct record *r = record_at(m, i);
        if (!last || !same_path(last, r))
            add_path(&p, last, r);
        p.whos[p.n - 1] += !last || !same_who(last, r);
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

static struct intern intern_texts(const struct making *m, const enum text *text, size_t n)
{
    struct intern d = intern_of(m->a);
    for (size_t i = 0; i < m->n; i++)
        for (size_t k = 0; k < n; k++)
            (void)intern_put(&d, record_at(m, i)->text[text[k]]);
    intern_sort(&d);
    return d;
}

static uint32_t add_about(struct making *m, struct table *t, const struct record *r)
{
    uint32_t team = 0;
    if (r->team && !set_get(&m->teams, r->team, &team)) {
        team = (uint32_t)m->teams.n + 1;
        set_put(&m->teams, r->team, team);
    }
    int32_t field[ABOUT__N] = {
        [ABOUT_INCIDENT] = rank_of(&m->incidents, r->text[TEXT_INCIDENT]),
        [ABOUT_LEVEL] = r->level,
        [ABOUT_CYCLE] = r->cycle,
        [ABOUT_TEAM] = (int32_t)team,
        [ABOUT_TITLE] = rank_of(&m->titles, r->text[TEXT_TITLE]),
        [ABOUT_GROUP] = rank_of(&m->groups, r->text[TEXT_GROUP]),
    };
    for (EACH(i, about_words))
        field[ABOUT_SOURCE + i] = rank_of(&m->words, r->text[about_words[i]]);
    return table_add(t, field);
}

static void put_abouts(struct making *m)
{
    struct out o = out_of(m->a), titles = out_of(m->a);
    struct table t = {intern_of(m->a), ABOUT__N};
    m->teams = set_of(m->a);
    m->incidents = intern_texts(m, &(enum text){TEXT_INCIDENT}, 1);
    m->titles = intern_texts(m, &(enum text){TEXT_TITLE}, 1);
    m->groups = intern_texts(m, &(enum text){TEXT_GROUP}, 1);
    m->words = intern_texts(m, about_words, COUNT_OF(about_words));
    for (size_t i = 0; i < m->n; i++)
        m->value[i] = add_about(m, &t, record_at(m, i));
    put_values(m, LEAF_ABOUT_OF);
    varint_put(&o, m->incidents.n);
    for (size_t i = 1; i <= m->incidents.n; i++)
        fixed64_put(&o, hash64(intern_nth(&m->incidents, i)));
    varint_put(&o, m->teams.n);
    for (size_t i = 0; i < m->teams.n; i++)
        fixed64_put(&o, m->teams.key[i]);
    texts_of(&o, &m->words);
    table_put(&o, &t);
    put(m, LEAF_ABOUT, &o);
    texts_of(&titles, &m->incidents);
    texts_of(&titles, &m->titles);
    texts_of(&titles, &m->groups);
    put(m, LEAF_TITLE, &titles);
}

static void put_saids(struct making *m)
{
    struct out o = out_of(m->a);
    struct table t = {intern_of(m->a), SAID__N};
    struct intern vias = intern_texts(m, &(enum text){TEXT_VIA}, 1);
    for (size_t i = 0; i < m->n; i++) {
        const struct record *r = record_at(m, i);
        m->value[i] = table_add(&t, (int32_t[SAID__N]){
                                        [SAID_PURPOSE] = (int32_t)r->purpose,
                                        [SAID_RESPONSE] = (int32_t)r->response,
                                        [SAID_DELIVERY] = (int32_t)r->delivery,
                                        [SAID_BY_MACHINE] = record_by_machine(r),
                                        [SAID_VIA] = rank_of(&vias, r->text[TEXT_VIA]),
                                    });
    }
    put_values(m, LEAF_SAID_OF);
    texts_of(&o, &vias);
    table_put(&o, &t);
    put(m, LEAF_SAID, &o);
}

static void put_gates(struct making *m)
{
    struct out o = out_of(m->a);
    struct table t = {intern_of(m->a), GATE__N};
    struct intern words = intern_texts(m, gate_words, COUNT_OF(gate_words));
    for (size_t i = 0; i < m->n; i++) {
        const struct record *r = record_at(m, i);
        int32_t field[GATE__N] = {[GATE_CHANNEL] = (int32_t)r->channel};
        for (EACH(k, gate_words))
            field[GATE_GATEWAY + k] = rank_of(&words, r->text[gate_words[k]]);
        m->value[i] = table_add(&t, field);
    }
    put_values(m, LEAF_GATE_OF);
    texts_of(&o, &words);
    table_put(&o, &t);
    put(m, LEAF_GATE, &o);
}

static int64_t local_of(const struct record *r)
{
    bool of_the_hour = hours_of(r->local_hour) == r->hours;
    return r->local_hour + (of_the_hour ? 0 : LOCAL_HOURS * ((int64_t)r->hours + 1));
}

static void put_small(struct making *m)
{
    for (size_t i = 0; i < m->n; i++)
        m->value[i] = local_of(record_at(m, i));
    put_values(m, LEAF_LOCAL);
    for (size_t i = 0; i < m->n; i++)
        m->value[i] = record_at(m, i)->flags | (m->row[i].row->repeated ? FLAG_REPEATED : 0);
    put_values(m, LEAF_FLAGS);
    for (size_t i = 0; i < m->n; i++)
        m->value[i] = record_at(m, i)->when[WHEN_CREATED] - m->day * DAY_MS;
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

void sheet_write(
    struct arena *a, struct stmt *insert, enum family f, int32_t day, const struct in_order *people)
{
    struct making m = {.a = a, .insert = insert, .day = day};
    m.row = NEW(a, struct stood, people->n + 1);
    m.value = NEW(a, int64_t, people->n + 1);
    gather(&m, f, people);
    put_people(&m);
    put_paths(&m);
    put_abouts(&m);
    put_saids(&m);
    put_small(&m);
    if (f == FAMILY_NOTIFICATIONS)
        put_gates(&m);
    else
        put_answers(&m);
}
