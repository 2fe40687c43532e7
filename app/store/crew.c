#include "store/crew.h"

#define CREW_VERSION 1u

struct crew crew_of(struct arena *a)
{
    return (struct crew){.a = a, .place = set_of(a)};
}

static struct member *member_of(struct crew *c, int64_t person, int32_t day)
{
    uint32_t at = 0;
    if (set_get(&c->place, person, &at))
        return &c->member[at];
    set_put(&c->place, person, (uint32_t)c->n);
    c->member = arena_room(c->a, c->member, sizeof *c->member, c->n, &c->cap);
    struct member *m = &c->member[c->n++];
    *m = (struct member){.person = person, .day = day, .incidents = incidents_of(c->a)};
    return m;
}

static void add_ack(struct crew *c, struct member *m, int64_t ms)
{
    m->ack = arena_room(c->a, m->ack, sizeof *m->ack, m->acks, &m->acks_cap);
    m->ack[m->acks++] = ms;
}

void crew_add(struct crew *c, int32_t day, const struct page_seen *p)
{
    if (p->person == 0)
        return;
    struct member *m = member_of(c, p->person, day);
    m->outcome[p->outcome]++;
    m->sleep += p->hours == HOURS_SLEEP;
    if (p->ack >= 0)
        add_ack(c, m, p->ack);
    set_put(&m->incidents, p->incident, page_incident_value(p));
}

void crew_encode(const struct crew *c, struct out *blob)
{
    varint_put(blob, CREW_VERSION);
    varint_put(blob, c->n);
    for (size_t i = 0; i < c->n; i++) {
        const struct member *m = &c->member[i];
        fixed64_put(blob, m->person);
        sparse_put(blob, m->outcome, OUTCOME__N);
        varint_put(blob, m->sleep);
        varint_put(blob, m->acks);
        for (size_t k = 0; k < m->acks; k++)
            varint_put(blob, (uint64_t)m->ack[k]);
        set_encode(&m->incidents, blob);
    }
}

static void member_get(struct cursor *c, int32_t day, struct crew *into)
{
    struct member *m = member_of(into, fixed64_get(c), day);
    sparse_add(c, m->outcome, OUTCOME__N);
    m->sleep += varint_get(c);
    for (uint64_t n = varint_get(c); n > 0 && !c->bad; n--)
        add_ack(into, m, (int64_t)(varint_get(c) & INT64_MAX));
    struct set_run incidents = set_run_get(c);
    set_put_run(&m->incidents, &incidents);
}

struct err crew_decode_add(struct str blob, int32_t day, struct crew *into)
{
    struct cursor c = cursor_of(blob);
    uint64_t version = varint_get(&c);
    for (uint64_t n = varint_get(&c); n > 0 && !c.bad && version == CREW_VERSION; n--)
        member_get(&c, day, into);
    if (c.bad || cursor_left(&c) || version != CREW_VERSION)
        return err_of(ERR_INPUT, "crew: not of version %u, or cut", CREW_VERSION);
    return OK;
}
