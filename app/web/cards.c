#include "web/cards.h"

#include <string.h>

#include "web/face.h"
#include "web/fail.h"
#include "web/presets.h"
#include "web/reply.h"
#include "web/routes.h"

#define CARD_MS 50 /* the start page has many, and is asked for often */

/* Only where the view is of pages: others have no number of their own. */
static bool has_number(const struct preset *p)
{
    bool pages = str_eq(p->place.page, STR("overview")) || str_eq(p->place.page, STR("explore"));
    return pages && p->place.panel.n == 0;
}

static void tell(struct ask *ask, struct card *card, struct res *res)
{
    const struct filter *f = &card->preset->filter;
    struct asking asking;
    if (!has_number(card->preset) || !asking_of(f, &asking))
        return;
    asking.by = BY_NONE;
    asking.bin = BIN_AUTO;
    asking.budget_ms = CARD_MS;
    int64_t began = face_asking(ask, 1);
    struct err e = explore_of(ask->snapshot, ask->a, f, &asking, ask->site->zones, &card->now);
    card->told = e.code == ERR_OK && !card->now.refusal.refused;
    snapshot_deadline(ask->snapshot, 0);
    res->sql_ns += clock_tick_ns() - began;
    if (e.code != ERR_OK)
        err_drop(e, "its card has no number");
}

struct card *cards_of(struct ask *ask, struct res *res)
{
    const struct presets *p = ask->site->presets;
    struct card *card = NEW(ask->a, struct card, p->n + 1);
    for (size_t i = 0; i < p->n; i++) {
        card[i].preset = &p->preset[i];
        tell(ask, &card[i], res);
    }
    return card;
}

static struct filter filter_of(const struct preset *p, const struct filter *asked)
{
    struct filter to = p->filter;
    if (to.orgs == 0 && route_of_page(p->place.page)->params & P_BIT(P_ORG)) {
        memcpy(to.org, asked->org, sizeof to.org);
        to.orgs = asked->orgs;
    }
    return to;
}

void page_view(struct ask *ask, struct res *res)
{
    const struct preset *p = presets_find(ask->site->presets, ask->place.id);
    if (!p) {
        struct fail fail = {.status = 404, .text = STR("No view has this name.")};
        fail_reply(ask, &fail, res);
        return;
    }
    struct place place = p->place;
    struct filter to = filter_of(p, &ask->query.filter);
    place.gen = ask->place.gen;
    reply_redirect(res, ask->a, url_write(ask->a, &place, &to));
}
