/* The lists of a report: what a reader has to decide about, worst first, each row with its link. */
#include "query/go.h"
#include "views/link.h"
#include "views/report.h"
#include "views/say.h"

#define NBSP "\xc2\xa0"

/* Opens the figure of a list and, when it has rows, the table. */
static void figure_open(struct html *h, const char *id, const char *kicker, struct str finding,
    const char *const *heads, size_t n)
{
    const struct panel p = {.id = id, .kicker = kicker};
    panel_open(h, &p, finding);
    if (n == 0)
        return;
    panel_scroll_open(h, str_of(kicker));
    table_head(h, heads, n);
    html(h, "<tbody>");
}

/* `shown` rows of `of` there are. */
static void figure_close(struct html *h, size_t shown, uint64_t of)
{
    if (shown) {
        html(h, "</tbody>");
        panel_scroll_close(h);
    }
    if (shown < of) {
        html(h, "<p class=\"small\">");
        html_num(h, shown);
        html(h, " of ");
        html_num(h, of);
        html(h, " shown.</p>\n");
    }
    html(h, "</figure>\n");
}

static void row_head(struct html *h, struct str href, struct str text)
{
    html(h, "<tr><th scope=\"row\">");
    html(h, "<bdi>");
    html_named(h, href, text);
    html(h, "</bdi></th>");
}

static struct str say_when(struct arena *a, const struct zone *z, int64_t ms)
{
    struct civil c = zone_local(z, ms);
    int32_t day = zone_day(z, ms);
    return arena_fmt(a, "%s" NBSP "%.*s, %02d:%02d", weekday_words[weekday_of(day)],
        STR_ARG(say_day_short(a, day)), c.hour, c.minute);
}

static void cell_when(struct html *h, const struct zone *z, int64_t ms)
{
    struct out at = out_of(h->o.a);
    out_time_in(&at, z, ms);
    html(h, "<td><time");
    html_attr(h, "datetime", out_done(&at));
    html(h, ">");
    html_text(h, say_when(h->o.a, z, ms));
    html(h, "</time></td>");
}

void report_noisy(struct html *h, const struct frame *f, const struct report *r)
{
    static const char *const heads[] = {"Source", "#Pages", "#Not accepted", "#Share", "#Cleared"};
    struct arena *a = h->o.a;
    struct str finding = STR("No source with five pages or more left one unaccepted");
    if (r->noisies)
        finding = arena_fmt(a, "%.*s is the noisiest: nobody accepted %.*s of its pages",
            STR_ARG(r->noisy[0].source),
            STR_ARG(say_count(a, r->noisy[0].closed - r->noisy[0].accepted)));
    figure_open(h, "noise", "Worst sources: pages that nobody accepted", finding, heads,
        r->noisies ? COUNT_OF(heads) : 0);
    for (size_t i = 0; i < r->noisies; i++) {
        const struct noisy *n = &r->noisy[i];
        struct filter to;
        bool can = filter_narrow(a, &f->filter, P_SRC, n->source, &to);
        row_head(h, can ? link_filter(a, f, &to) : STR(""), n->source);
        cell_num(h, n->pages);
        cell_num(h, n->closed - n->accepted);
        cell_share(h, n->closed - n->accepted, n->closed);
        cell_num(h, n->cleared);
        html(h, "</tr>\n");
    }
    figure_close(h, r->noisies, r->noisies);
}

void report_changed(struct html *h, const struct frame *f, const struct report *r)
{
    static const char *const heads[] = {"Name", "#Pages", "#Before", "#Change"};
    struct str finding = STR("Nothing below changed by more than chance");
    if (r->changes)
        finding = arena_fmt(h->o.a, "%.*s of those below changed by more than chance",
            STR_ARG(say_count(h->o.a, r->changes)));
    if (r->changes == REPORT_ROWS)
        finding = STR("Those below that changed most");
    figure_open(
        h, "changed", "Most change below", finding, heads, r->changes ? COUNT_OF(heads) : 0);
    for (size_t i = 0; i < r->changes; i++) {
        const struct changed *c = &r->changed[i];
        struct filter to = filter_narrowed(&f->filter, c->now);
        bool more = c->now->pages >= c->then->pages;
        uint64_t by = more ? c->now->pages - c->then->pages : c->then->pages - c->now->pages;
        html(h, "<tr><th scope=\"row\">");
        child_name(h, c->now, link_filter(h->o.a, f, &to));
        html(h, "</th>");
        cell_num(h, c->now->pages);
        cell_num(h, c->then->pages);
        html(h, "<td class=\"num\">");
        html_text(h, more ? STR("+") : STR("\xe2\x88\x92"));
        html_num(h, by);
        html(h, "</td></tr>\n");
    }
    figure_close(h, r->changes, r->changes);
}

static struct str title_of(const struct paging *p)
{
    return p->title.n ? p->title : p->id;
}

static struct str level_of(struct arena *a, const struct paging *p)
{
    if (p->e.level == 0)
        return STR("unknown");
    return arena_fmt(a, p->e.level == LEVELS_MAX ? "%u or deeper" : "%u", p->e.level);
}

void report_unaccepted(struct html *h, const struct frame *f, const struct report *r)
{
    static const char *const heads[] = {
        "Incident", "Source", "First page", "#Pages", "#Level", "What became of it"};
    struct arena *a = h->o.a;
    const struct pagings *p = &r->pagings;
    struct str finding = STR("Somebody accepted every incident that did not clear by itself");
    if (p->of)
        finding = arena_fmt(
            a, "%.*s ended with nobody on them", STR_ARG(say_things(a, p->of, "incident")));
    figure_open(h, "unaccepted", "Incidents that nobody accepted", finding, heads,
        p->n ? COUNT_OF(heads) : 0);
    for (size_t i = 0; i < p->n; i++) {
        const struct paging *x = &p->row[i];
        row_head(h, go_to(a, f->place.gen, FIND_INCIDENT, 0, x->id), title_of(x));
        cell_text(h, x->source);
        cell_when(h, r->now.window.zone, x->e.first);
        cell_num(h, x->e.pages);
        html(h, "<td class=\"num\">");
        html_text(h, level_of(a, x));
        html(h, "</td>");
        cell_text(h, str_of(fate_labels[x->e.end]));
        html(h, "</tr>\n");
    }
    figure_close(h, p->n, p->of);
}

static struct str became(struct arena *a, const struct paging *p)
{
    int64_t after = episode_answer_ms(&p->e);
    if (p->e.end != FATE_ANSWERED || after == MS_UNKNOWN)
        return str_of(fate_labels[p->e.end]);
    return arena_fmt(
        a, "accepted by %.*s after %.*s", STR_ARG(p->accepter), STR_ARG(say_duration(a, after)));
}

void report_incidents(struct html *h, const struct frame *f, const struct report *r)
{
    static const char *const heads[] = {
        "Incident", "Source", "First page", "To", "#Pages", "#Level", "What became of it"};
    struct arena *a = h->o.a;
    const struct pagings *p = &r->pagings;
    struct str finding = STR("Nothing paged");
    if (p->of)
        finding =
            arena_fmt(a, "%.*s, the first one first", STR_ARG(say_things(a, p->of, "incident")));
    figure_open(h, "incidents", "What paged", finding, heads, p->n ? COUNT_OF(heads) : 0);
    for (size_t i = 0; i < p->n; i++) {
        const struct paging *x = &p->row[i];
        row_head(h, go_to(a, f->place.gen, FIND_INCIDENT, 0, x->id), title_of(x));
        cell_text(h, x->source);
        cell_when(h, r->now.window.zone, x->e.first);
        cell_text(h, x->first.n ? x->first : STR("nobody known"));
        cell_num(h, x->e.pages);
        html(h, "<td class=\"num\">");
        html_text(h, level_of(a, x));
        html(h, "</td>");
        cell_text(h, became(a, x));
        html(h, "</tr>\n");
    }
    figure_close(h, p->n, p->of);
}

void report_on_call(struct html *h, const struct frame *f, const struct report *r)
{
    static const char *const heads[] = {"Who", "#Level", "From", "To"};
    struct arena *a = h->o.a;
    const struct handoff *s = &r->shift;
    const char *finding = s->known      ? "The shift as the rota has it"
                          : s->on_calls ? "Of the rota, what falls into these hours"
                                        : "No on-call duty of this team is known for these hours";
    figure_open(
        h, "on-call", "Who was on call", str_of(finding), heads, s->on_calls ? COUNT_OF(heads) : 0);
    for (size_t i = 0; i < s->on_calls; i++) {
        const struct on_call *x = &s->on_call[i];
        row_head(h, go_to(a, f->place.gen, FIND_PERSON, 0, x->id), x->name);
        cell_num(h, (uint64_t)x->level);
        cell_when(h, r->now.window.zone, x->from);
        cell_when(h, r->now.window.zone, x->to);
        html(h, "</tr>\n");
    }
    figure_close(h, s->on_calls, s->on_calls);
}

void report_woken(struct html *h, const struct frame *f, const struct report *r)
{
    static const char *const heads[] = {"Who", "#Pages", "#At night"};
    struct arena *a = h->o.a;
    const struct handoff *s = &r->shift;
    size_t woken = 0;
    for (size_t i = 0; i < s->wokens; i++)
        woken += s->woken[i].sleep > 0;
    struct str finding = STR("Nobody was paged");
    if (s->wokens)
        finding = woken ? arena_fmt(a, "Of %.*s paged, %zu in their nights",
                              STR_ARG(say_count(a, s->wokens_of)), woken)
                        : STR("Nobody was paged at night");
    figure_open(h, "woken", "Whom it paged, nights by their own clock", finding, heads,
        s->wokens ? COUNT_OF(heads) : 0);
    for (size_t i = 0; i < s->wokens; i++) {
        row_head(h, go_to(a, f->place.gen, FIND_PERSON, 0, s->woken[i].id), s->woken[i].name);
        cell_num(h, s->woken[i].pages);
        cell_num(h, s->woken[i].sleep);
        html(h, "</tr>\n");
    }
    figure_close(h, s->wokens, s->wokens_of);
}

void report_teams(struct html *h, const struct frame *f, const struct report *r)
{
    static const char *const heads[] = {"Team", "#Pages"};
    struct arena *a = h->o.a;
    struct str finding = STR("No team was paged in these days");
    if (r->teams)
        finding = arena_fmt(
            a, "%.*s paged, most pages first", STR_ARG(say_things(a, r->teams_of, "team")));
    html(h, "<div class=\"grid\">\n");
    figure_open(h, "teams", "Choose the team that hands over", finding, heads,
        r->teams ? COUNT_OF(heads) : 0);
    for (size_t i = 0; i < r->teams; i++) {
        struct filter to;
        bool can = filter_narrow(a, &f->filter, P_TEAM, str_from(r->team[i].id, 1), &to);
        row_head(h, can ? link_filter(a, f, &to) : STR(""), r->team[i].name);
        cell_num(h, (uint64_t)r->team[i].value.v);
        html(h, "</tr>\n");
    }
    figure_close(h, r->teams, r->teams_of);
    html(h, "</div>\n");
}
