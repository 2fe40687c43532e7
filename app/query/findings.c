#include "query/findings.h"

#include "query/chance.h"
#include "query/explore.h"
#include "query/report.h"
#include "query/shift.h"
#include "query/url.h"

#include <math.h>

#define SHARE_FROM 5 /* of fewer, a share would tell about single ones */
#define WEEK_BIT (1u << REPORT_WEEKLY)
#define SHIFT_BIT (1u << REPORT_HANDOFF)
#define MONTH_BIT (1u << REPORT_LEADERSHIP)

/* What a rule looks at. */
struct judging {
    struct arena *a;
    const struct report *r;
    const struct tally *now, *then; /* then: NULL when nothing is held of the compared period */
    struct finding *out;
};

static void put(struct judging *j, enum unit unit, double v)
{
    j->out->slot[j->out->slots++] = (struct slot){.value = {.known = true, .v = v}, .unit = unit};
}

static void put_count(struct judging *j, uint64_t n)
{
    put(j, UNIT_COUNT, (double)n);
}

static void put_things(struct judging *j, uint64_t n, enum grain grain)
{
    put_count(j, n);
    j->out->slot[j->out->slots - 1].things = true;
    j->out->slot[j->out->slots - 1].grain = grain;
}

static void put_share(struct judging *j, uint64_t part, uint64_t of)
{
    put(j, UNIT_SHARE, (double)part / (double)of);
}

static void put_text(struct judging *j, struct str text)
{
    j->out->slot[j->out->slots++] = (struct slot){.text = text};
}

static double span_of(const struct window *w)
{
    return (double)(w->to - w->from);
}

static bool can_compare(const struct judging *j)
{
    return j->then && tally_pages(j->now) >= CHANCE_BASE_MIN &&
           tally_pages(j->then) >= CHANCE_BASE_MIN;
}

static const char *all_pages(struct judging *j)
{
    uint64_t pages = tally_pages(j->now);
    if (pages == 0)
        return "[Nobody was paged.]";
    put_things(j, pages, GRAIN_PAGE);
    put_things(j, j->now->people.n, GRAIN_PERSON);
    put_things(j, tally_depth(j->now).incidents, GRAIN_INCIDENT);
    return "[{}] went to {}, about {}.";
}

static const char *too_few(struct judging *j)
{
    if (!j->then || can_compare(j))
        return NULL;
    put_things(j, tally_pages(j->then), GRAIN_PAGE);
    return "Too few pages to compare with the period before, which had [{}].";
}

static uint64_t pages_in(const uint64_t outcome[OUTCOME__N])
{
    uint64_t n = 0;
    for (size_t k = 0; k < OUTCOME__N; k++)
        n += outcome[k];
    return n;
}

/* The days that are held whole, of a period that is cut into days. */
static size_t days_of(struct arena *a, const struct overview *o, double **out)
{
    size_t n = 0;
    *out = NEW(a, double, o->bins + 1);
    for (size_t i = 0; i < o->bins && o->bin_days == 1; i++)
        if (o->bin[i].held == HELD_ALL)
            (*out)[n++] = (double)pages_in(o->bin[i].outcome);
    return n;
}

/* By days, as the panel of the volume judges it. */
static const char *pages_changed(struct judging *j)
{
    double *x, *y;
    if (!can_compare(j))
        return NULL;
    size_t n = days_of(j->a, j->r->now.before, &x), m = days_of(j->a, &j->r->now, &y);
    struct shift shift = shift_between(j->a, x, n, y, m);
    if (!shift.found)
        return NULL;
    put(j, UNIT_SHARE, fabs(shift.change));
    put_count(j, tally_pages(j->then));
    return shift.change > 0
               ? "[A usual day] had {} more pages than in the period before, which had {} in all."
               : "[A usual day] had {} fewer pages than in the period before, which had {} in all.";
}

/* A share of both periods, when it moved; words by whether it rose. */
static const char *moved(
    struct judging *j, struct part now, struct part then, const char *rose, const char *fell)
{
    bool enough = now.of >= CHANCE_BASE_MIN && then.of >= CHANCE_BASE_MIN;
    double z = chance_shares(now, then);
    if (!enough || !chance_is_beyond(z))
        return NULL;
    put_share(j, then.n, then.of);
    put_share(j, now.n, now.of);
    return z > 0 ? rose : fell;
}

static struct part answered(const struct tally *t)
{
    return (struct part){tally_accepted(t), tally_closed(t)};
}

static const char *answered_changed(struct judging *j)
{
    return j->then ? moved(j, answered(j->now), answered(j->then),
                         "[The share of answered pages] rose from {} to {}.",
                         "[The share of answered pages] fell from {} to {}.")
                   : NULL;
}

static struct part in_target(const struct tally *t)
{
    return (struct part){t->outcome[OUTCOME_IN_TARGET], tally_closed(t)};
}

static const char *speed_changed(struct judging *j)
{
    return j->then ? moved(j, in_target(j->now), in_target(j->then),
                         "[Answered within five minutes] rose from {} to {} of pages.",
                         "[Answered within five minutes] fell from {} to {} of pages.")
                   : NULL;
}

static struct part escalated(const struct tally *t)
{
    struct depth d = tally_depth(t);
    return (struct part){d.escalated, d.incidents};
}

static const char *escalated_changed(struct judging *j)
{
    return j->then ? moved(j, escalated(j->now), escalated(j->then),
                         "[The share of escalated incidents] rose from {} to {}.",
                         "[The share of escalated incidents] fell from {} to {}.")
                   : NULL;
}

static const char *nights(struct judging *j)
{
    uint64_t sleep = j->now->hours[HOURS_SLEEP], pages = tally_pages(j->now);
    if (sleep == 0 || pages < SHARE_FROM)
        return NULL;
    put_things(j, sleep, GRAIN_PAGE);
    put_share(j, sleep, pages);
    if (!can_compare(j))
        return "[{}], {} of all, came in the recipient's night.";
    struct part before = {j->then->hours[HOURS_SLEEP], tally_pages(j->then)};
    double z = chance_shares((struct part){sleep, pages}, before);
    if (!chance_is_beyond(z))
        return "[{}], {} of all, came in the recipient's night, about as before.";
    put_share(j, before.n, before.of);
    return z > 0 ? "[{}], {} of all, came in the recipient's night, up from {}."
                 : "[{}], {} of all, came in the recipient's night, down from {}.";
}

static struct part refused_of(const struct noisy *n)
{
    return (struct part){n->closed - n->accepted, n->closed};
}

/* The noisiest, when its pages are accepted less often than all others. */
static const char *noisiest(struct judging *j)
{
    const struct report *r = j->r;
    struct filter source;
    if (r->noisies == 0)
        return NULL;
    struct part it = refused_of(&r->noisy[0]), all = answered(j->now);
    struct part others = {all.of - all.n - it.n, all.of - it.of};
    double z = chance_shares(it, others);
    if (it.of < CHANCE_BASE_MIN || z < 0 || !chance_is_beyond(z))
        return NULL;
    put_text(j, r->noisy[0].source);
    put_share(j, it.n, it.of);
    put_count(j, it.of);
    put_share(j, others.n, others.of);
    if (filter_narrow(j->a, &r->filter, P_SRC, r->noisy[0].source, &source)) {
        struct filter *to = NEW(j->a, struct filter, 1);
        *to = source;
        j->out->filter = to;
    }
    return "[{}] was the noisiest source: nobody accepted {} of its {} pages, against {} of all "
           "others.";
}

static const char *unaccepted(struct judging *j)
{
    const struct report *r = j->r;
    if (r->unaccepted == 0)
        return NULL;
    put_count(j, r->unaccepted);
    put_things(j, r->ended, GRAIN_INCIDENT);
    if (r->pagings.cleared == 0)
        return "[{} of {}] ended without anybody accepting a page.";
    put_count(j, r->pagings.cleared);
    return "[{} of {}] ended without anybody accepting a page; {} of these cleared without help.";
}

static uint64_t finally(const uint64_t count[DELIVERY__N])
{
    return count[DELIVERY_DELIVERED] + count[DELIVERY_FAILED];
}

/* The channel that delivered less than before, by the farthest beyond chance. */
static const char *channel_failed(struct judging *j)
{
    const struct overview *o = &j->r->now;
    enum channel worst = CHANNEL__N;
    double far = 0;
    if (!j->then || o->attempts_held == HELD_NONE || o->before->attempts_held == HELD_NONE)
        return NULL;
    for (enum channel c = 0; c < CHANNEL__N; c++) {
        const uint64_t *now = o->attempts.count[c], *then = o->before->attempts.count[c];
        struct part a = {now[DELIVERY_FAILED], finally(now)};
        struct part b = {then[DELIVERY_FAILED], finally(then)};
        double z = chance_shares(a, b);
        if (a.of < CHANCE_BASE_MIN || b.of < CHANCE_BASE_MIN || !chance_is_beyond(z) || z <= far)
            continue;
        far = z;
        worst = c;
    }
    if (worst == CHANNEL__N)
        return NULL;
    const uint64_t *now = o->attempts.count[worst], *then = o->before->attempts.count[worst];
    put_text(j, str_of(channel_words[worst]));
    put_share(j, then[DELIVERY_FAILED], finally(then));
    put_share(j, now[DELIVERY_FAILED], finally(now));
    return "[Delivery by {}] got worse: {} of its attempts failed before, {} now.";
}

static const char *undelivered(struct judging *j)
{
    uint64_t n = j->now->outcome[OUTCOME_UNDELIVERED];
    if (n == 0)
        return NULL;
    put_things(j, n, GRAIN_PAGE);
    return "[{}] reached no device.";
}

static const char *most_changed(struct judging *j)
{
    if (j->r->changes == 0)
        return NULL;
    const struct changed *c = &j->r->changed[0];
    put_text(j, c->now->name.n ? c->now->name : c->now->id);
    put_count(j, c->now->pages);
    put_count(j, c->then->pages);
    return c->deviations > 0 ? "Most changed [below]: {} rose to {} pages from {}."
                             : "Most changed [below]: {} fell to {} pages from {}.";
}

static const char *still_open(struct judging *j)
{
    uint64_t open = j->now->outcome[OUTCOME_OPEN];
    if (open == 0)
        return NULL;
    put_things(j, open, GRAIN_PAGE);
    return "Still inside the answer window when the data ends: [{}].";
}

static const char *load(struct judging *j)
{
    const struct value *v = &j->r->top10;
    if (!v->known || v->n < 2 * SHARE_FROM)
        return NULL;
    struct filter *to = NEW(j->a, struct filter, 1);
    *to = j->r->filter;
    to->metric = str_of(metrics[METRIC_TOP10].name);
    j->out->filter = to;
    put_count(j, v->n);
    put(j, UNIT_SHARE, v->v);
    return j->r->no_duties
               ? "[The busiest tenth] of {} people paged had {} of the pages; who else was on "
                 "call is not known."
               : "[The busiest tenth] of {} people on call or paged had {} of the pages.";
}

static const char *year_back(struct judging *j)
{
    const struct report *r = j->r;
    uint64_t now = tally_pages(j->now);
    uint64_t incidents = tally_depth(j->now).incidents;
    if (r->year_held != HELD_ALL || now < CHANCE_BASE_MIN || r->year_pages < CHANCE_BASE_MIN)
        return NULL;
    double a = span_of(&r->now.window), b = span_of(&r->year);
    if (!chance_is_beyond(chance_counts(incidents, a, r->year_incidents, b)))
        return NULL;
    put_count(j, r->year_pages);
    double change = (double)now / a / ((double)r->year_pages / b) - 1;
    put(j, UNIT_SHARE, fabs(change));
    return change > 0 ? "[The same month a year before] had {} pages; a day it is {} more now."
                      : "[The same month a year before] had {} pages; a day it is {} less now.";
}

/* clang-format off */
static const struct rule {
    const char *name;
    unsigned kinds;
    const char *(*judge)(struct judging *j); /* its words; NULL: nothing is to be said */
    const char *page, *panel;                /* which tells more */
} rules[] = {
    { "pages",             WEEK_BIT | SHIFT_BIT | MONTH_BIT, all_pages,        "overview", "volume" },
    { "too_few",           WEEK_BIT | MONTH_BIT,             too_few,          "overview", NULL },
    { "pages_changed",     WEEK_BIT | MONTH_BIT,             pages_changed,    "overview", "volume" },
    { "year_back",         MONTH_BIT,                        year_back,        "overview", NULL },
    { "answered_changed",  WEEK_BIT | MONTH_BIT,             answered_changed, "overview", "curve" },
    { "speed_changed",     WEEK_BIT | MONTH_BIT,             speed_changed,    "overview", "curve" },
    { "still_open",        SHIFT_BIT,                        still_open,       "overview", "volume" },
    { "unaccepted",        WEEK_BIT | SHIFT_BIT,             unaccepted,       "overview", "volume" },
    { "nights",            WEEK_BIT | SHIFT_BIT | MONTH_BIT, nights,           "overview", "hours" },
    { "load",              MONTH_BIT,                        load,             "explore",  NULL },
    { "noisiest",          WEEK_BIT | MONTH_BIT,             noisiest,         "overview", NULL },
    { "escalated_changed", WEEK_BIT | MONTH_BIT,             escalated_changed, "overview", "tiles" },
    { "channel_failed",    WEEK_BIT,                         channel_failed,   "overview", "channels" },
    { "undelivered",       SHIFT_BIT,                        undelivered,      "overview", "volume" },
    { "most_changed",      WEEK_BIT | MONTH_BIT,             most_changed,     "overview", "below" },
};
/* clang-format on */

void findings_of(struct arena *a, struct report *r)
{
    const struct overview *b = r->now.before;
    struct judging j = {
        .a = a, .r = r, .now = r->now.pages, .then = b && b->held != HELD_NONE ? b->pages : NULL};
    if (r->now.held == HELD_NONE)
        return;
    for (size_t i = 0; i < COUNT_OF(rules) && r->findings < FINDINGS_MAX; i++) {
        if (!(rules[i].kinds & 1u << r->kind))
            continue;
        struct finding *f = &r->finding[r->findings];
        *f = (struct finding){.rule = rules[i].name,
            .page = rules[i].page,
            .panel = rules[i].panel,
            .filter = &r->filter};
        j.out = f;
        f->words = rules[i].judge(&j);
        r->findings += f->words != NULL;
    }
}
