#include "sim/pick.h"

#include "lib/day.h"

#include <stdio.h>
#include <string.h>

const char *const end_words[END__N] = {
    "in_target", "late", "untimed", "declined", "nobody", "undelivered", "cleared", "open"};
const char *const ack_words[ACK__N] = {"explicit", "close", "any"};
const char *const class_words[CLASS__N] = {"business", "off", "sleep"};

enum class class_of(int hour_of_week) {
    if (local_is_night(hour_of_week)) return CLASS_SLEEP;
    return local_is_business(hour_of_week) ? CLASS_BUSINESS : CLASS_OFF;
}

static bool is_human(const struct page_fact *p)
{
    return p->answer >= ANSWER_ACCEPTED && !p->by_machine;
}

bool page_accepted(const struct page_fact *p, enum ack_rule rule)
{
    return p->answer == ANSWER_ACCEPTED || (rule == ACK_CLOSE && p->answer == ANSWER_CLEARED) ||
           (rule == ACK_ANY && is_human(p));
}

static int64_t took(const struct page_fact *p)
{
    return p->responded == 0 || p->responded < p->created ? -1 : p->responded - p->created;
}

int64_t page_ack_ms(const struct page_fact *p, enum ack_rule rule)
{
    return page_accepted(p, rule) ? took(p) : -1;
}

int64_t page_answer_ms(const struct page_fact *p)
{
    return is_human(p) ? took(p) : -1;
}

enum end page_end(const struct page_fact *p, enum ack_rule rule, int64_t through)
{
    if (page_accepted(p, rule)) {
        int64_t ms = took(p);
        return ms < 0 ? END_UNTIMED : ms <= TARGET_MS ? END_IN_TARGET : END_LATE;
    }
    if (p->answer == ANSWER_UNDELIVERED)
        return END_UNDELIVERED;
    if (p->answer == ANSWER_CLEARED)
        return END_CLEARED;
    if (p->answer >= ANSWER_ACCEPTED)
        return END_DECLINED;
    return p->created + WINDOW_MS > through ? END_OPEN : END_NOBODY;
}

static bool among(uint32_t x, const uint32_t *list, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (list[i] == x)
            return true;
    return n == 0;
}

static bool in_org(const struct company *c, uint32_t who, const struct filter *q)
{
    for (size_t i = 0; i < q->org_n; i++)
        if (company_under(c, who, q->org[i]))
            return true;
    return q->org_n == 0;
}

static bool has_bit(unsigned bits, unsigned bit)
{
    return bits == 0 || (bits & 1u << bit) != 0;
}

static bool has_word(const char *wanted, const char *word)
{
    return !wanted || strcmp(wanted, word) == 0;
}

static bool mentions(const struct incident *i, const char *text)
{
    char number[32];
    if (!text)
        return true;
    snprintf(number, sizeof number, "INC%010llu", (unsigned long long)i->number);
    for (size_t at = 0; at + strlen(text) <= i->title.n; at++)
        if (strncasecmp(i->title.p + at, text, strlen(text)) == 0)
            return true;
    return strcasestr(number, text) || strcasestr(i->source, text);
}

static bool incident_fits(const struct incident *i, const struct filter *q)
{
    return has_word(q->source, i->source) && mentions(i, q->text);
}

static bool urgency_fits(const struct incident *i, const struct filter *q)
{
    return q->urgencies == 0 || (q->urgencies & (i->priority <= 3 ? URGENCY_HIGH : URGENCY_LOW));
}

static bool level_fits(unsigned level, const struct filter *q)
{
    return has_bit(q->levels, level > 7 ? 7 : level);
}

static bool way_fits(const struct facts *f, const struct attempt_fact *at, const struct filter *q)
{
    bool medium = q->medium_n == 0;
    for (size_t i = 0; i < q->medium_n; i++)
        medium |= q->medium[i] == (enum medium)at->medium;
    const char *gateway = f->words[at->gateway], *carrier = f->words[at->carrier];
    return medium && has_word(q->gateway, gateway) && has_word(q->carrier, carrier) &&
           has_word(q->country, f->words[at->country]) &&
           (has_word(q->provider, gateway) || has_word(q->provider, carrier));
}

static bool wants_way(const struct filter *q)
{
    return q->medium_n || q->gateway || q->carrier || q->country || q->provider;
}

/* What only a page tells. An attempt whose page is not known cannot answer. */
static bool fate_fits(const struct company *c, const struct page_fact *p, const struct filter *q)
{
    if (q->urgencies == 0 && q->ends == 0)
        return true;
    return p && why_is_page((enum why)p->why) && urgency_fits(p->incident, q) &&
           has_bit(q->ends, page_end(p, q->ack, c->plan.to));
}

static int64_t begin_of(const struct company *c, const struct filter *q)
{
    int64_t from = q->days ? c->plan.to - q->days * DAY_MS : q->from;
    return from > c->plan.from ? from : c->plan.from;
}

static bool in_range(const struct company *c, int64_t at, const struct filter *q)
{
    return at >= begin_of(c, q) && (q->days || at < q->to);
}

/* By the number of the page: whether one of its attempts went the way that is asked for. */
static bool *ways_of(struct arena *a, const struct facts *f, const struct filter *q)
{
    bool *went = NEW(a, bool, f->pages_cap + 1);
    for (const struct attempt_block *b = f->attempts; b; b = b->next)
        for (size_t i = 0; i < b->n; i++) {
            const struct attempt_fact *at = &b->rows[i];
            if (at->page && why_is_page((enum why)at->why) && way_fits(f, at, q))
                went[at->page->number] = true;
        }
    return went;
}

static void pick_pages(struct arena *a, struct picked *out)
{
    const struct facts *f = out->facts;
    const struct filter *q = out->filter;
    const struct company *c = f->company;
    const bool *went = wants_way(q) ? ways_of(a, f, q) : NULL;
    out->pages = NEW(a, const struct page_fact *, f->pages_n + 1);
    for (const struct page_block *b = f->pages; b; b = b->next)
        for (size_t i = 0; i < b->n; i++) {
            const struct page_fact *p = &b->rows[i];
            bool page = why_is_page((enum why)p->why);
            if (!in_range(c, p->created, q) || !among(p->team, q->team, q->team_n) ||
                !among(p->who, q->person, q->person_n) || !in_org(c, p->who, q) ||
                !incident_fits(p->incident, q) || !level_fits(p->level, q) ||
                !has_bit(q->classes, class_of(p->hour)) || !has_bit(q->whys, p->why) ||
                (page ? !fate_fits(c, p, q) : !urgency_fits(p->incident, q) || q->ends) ||
                (went && !went[p->number]))
                continue;
            if (page)
                out->pages[out->pages_n++] = p;
            else
                out->not_pages[p->why]++;
        }
}

static void pick_attempts(struct arena *a, struct picked *out)
{
    const struct facts *f = out->facts;
    const struct filter *q = out->filter;
    const struct company *c = f->company;
    out->attempts = NEW(a, const struct attempt_fact *, f->attempts_n + 1);
    for (const struct attempt_block *b = f->attempts; b; b = b->next)
        for (size_t i = 0; i < b->n; i++) {
            const struct attempt_fact *at = &b->rows[i];
            if (!in_range(c, at->created, q) || !among(at->team, q->team, q->team_n) ||
                !among(at->who, q->person, q->person_n) || !in_org(c, at->who, q) ||
                !incident_fits(at->incident, q) || !level_fits(at->level, q) ||
                !has_bit(q->classes, class_of(at->hour)) || !has_bit(q->whys, at->why) ||
                !way_fits(f, at, q) || !fate_fits(c, at->page, q))
                continue;
            if (why_is_page((enum why)at->why))
                out->attempts[out->attempts_n++] = at;
            else
                out->attempts_not_pages++;
        }
}

struct picked pick(struct arena *a, const struct facts *f, const struct filter *q)
{
    struct picked out = {.facts = f, .filter = q};
    pick_pages(a, &out);
    pick_attempts(a, &out);
    return out;
}
