#include "views/history.h"

#include "query/go.h"
#include "views/lanes.h"
#include "views/link.h"
#include "views/panel.h"
#include "views/say.h"

static const char *const gaps[GAP__N] = {
    [GAP_NONE] = "",
    [GAP_PAGE_WINDOW] = "no page-out row: its time was not loaded",
    [GAP_PAGE] = "no page-out row",
    [GAP_ATTEMPT_WINDOW] = "attempts unknown: their time was not loaded",
    [GAP_ATTEMPT] = "no attempt",
};

static void when(struct html *h, const struct zone *z, int64_t ms)
{
    struct out o = out_of(h->o.a);
    out_time_in(&o, z, ms);
    html(h, "<time");
    html_attr(h, "datetime", out_done(&o));
    html(h, ">");
    struct civil c = zone_local(z, ms);
    html_text(h, arena_fmt(h->o.a, "%.*s, %02d:%02d:%02d",
                     STR_ARG(say_days(h->o.a, zone_day(z, ms), zone_day(z, ms))), c.hour, c.minute,
                     c.second));
    html(h, "</time>");
}

/* clang-format off */
static const char *const responses[RESPONSE__N] = {
    [RESPONSE_OTHER]        = "answered otherwise",
    [RESPONSE_NONE]         = "no response",
    [RESPONSE_ACCEPTED]     = "accepted",
    [RESPONSE_DECLINED]     = "declined",
    [RESPONSE_FORWARDED]    = "forwarded",
    [RESPONSE_ESCALATED]    = "escalated by hand",
    [RESPONSE_COMMENTED]    = "commented",
    [RESPONSE_RESOLVED]     = "resolved",
    [RESPONSE_LATE]         = "answered too late",
    [RESPONSE_UNDELIVERED]  = "not delivered",
    [RESPONSE_NOT_EXPECTED] = "no answer expected",
};
/* clang-format on */

/* "status update" of "status_update" */
static struct str spaced(struct arena *a, const char *word)
{
    struct str s = str_of(word);
    struct out o = out_of(a);
    for (size_t i = 0; i < s.n; i++)
        out_char(&o, s.p[i] == '_' ? ' ' : s.p[i]);
    return out_done(&o);
}

static struct str joined(struct arena *a, struct str x, struct str y)
{
    return x.n && y.n ? arena_fmt(a, "%.*s, %.*s", STR_ARG(x), STR_ARG(y)) : x.n ? x : y;
}

static struct str way(struct arena *a, const struct record *attempt)
{
    if (!attempt)
        return STR("");
    struct str by = joined(a, attempt->text[TEXT_GATEWAY], attempt->text[TEXT_CARRIER]);
    struct str channel = attempt->text[TEXT_CHANNEL];
    return by.n ? arena_fmt(a, "%.*s by %.*s", STR_ARG(channel), STR_ARG(by)) : channel;
}

/* "delivered", or what is known instead, and why it failed. */
static struct str fate(struct arena *a, const struct record *attempt)
{
    if (!attempt)
        return STR("");
    struct str word = attempt->delivery == DELIVERY_UNKNOWN
                          ? STR("delivery unknown")
                          : str_of(delivery_words[attempt->delivery]);
    return joined(a, word, attempt->text[TEXT_REASON]);
}

/* "accepted by sms after 1 min", of the page where it tells. */
static struct str answer(struct arena *a, const struct event *e)
{
    const struct record *r = event_answer(e);
    if (!r || r->text[TEXT_RESPONSE].n == 0)
        return STR("no answer is known");
    struct str word = str_of(responses[r->response]);
    if (r->text[TEXT_VIA].n)
        word = arena_fmt(a, "%.*s by %.*s", STR_ARG(word), STR_ARG(r->text[TEXT_VIA]));
    int64_t ms = r->when[WHEN_RESPONDED] - r->when[WHEN_CREATED];
    if (r->when[WHEN_RESPONDED] == TIME_UNKNOWN)
        return word;
    if (ms < 0)
        return arena_fmt(a, "%.*s, before it was sent", STR_ARG(word));
    return arena_fmt(a, "%.*s after %.*s", STR_ARG(word), STR_ARG(say_duration(a, ms)));
}

static struct str step(struct arena *a, const struct record *r)
{
    struct str level = r->level ? arena_fmt(a, "level %d", r->level) : STR("level unknown");
    if (r->cycle > 1)
        level = arena_fmt(a, "%.*s, round %d", STR_ARG(level), r->cycle);
    return record_is_page(r) ? level : joined(a, spaced(a, purpose_words[r->purpose]), level);
}

/* What is to be known of the row as a whole: which exports tell of it, and what is not told. */
static void sources(struct html *h, const struct history *story, const struct event *e)
{
    struct str gap = str_of(gaps[event_gap(story, e)]);
    html_text(h, e->page && e->attempt ? STR("both exports")
                 : e->page             ? STR("page-outs")
                                       : STR("notifications"));
    if (gap.n) {
        html(h, "; ");
        html_text(h, gap);
    }
    if (e->page && e->page->flags & FLAG_REPEATED)
        html(h, "; repeats an earlier row, counted once");
}

static void person_row(
    struct html *h, const struct frame *f, const struct history *story, const struct event *e)
{
    const struct record *r = event_main(e);
    struct str id = r->text[TEXT_INCIDENT];
    html(h, "<tr><th scope=\"row\">");
    when(h, story->window.zone, e->at);
    html(h, "</th><td class=\"quiet\">");
    html_named(h, go_to(h->o.a, f->place.gen, FIND_INCIDENT, 0, id),
        r->text[TEXT_TITLE].n ? r->text[TEXT_TITLE] : id);
    html(h, "</td>");
    cell_text(h, step(h->o.a, r));
    cell_text(h, way(h->o.a, e->attempt));
    cell_text(h, fate(h->o.a, e->attempt));
    cell_text(h, answer(h->o.a, e));
    html(h, "<td>");
    sources(h, story, e);
    html(h, "</td></tr>\n");
}

/* How many there are, and the way to the others. */
static void pager(struct html *h, const struct frame *f, const struct history *story)
{
    struct arena *a = h->o.a;
    html(h, "<p class=\"small\">");
    if (story->story.events == 0)
        html(h, "Nothing is held of this range.");
    else
        html_text(h, arena_fmt(a, "%.*s to %.*s of %.*s rows, %s first.",
                         STR_ARG(say_count(a, story->from + 1)), STR_ARG(say_count(a, story->to)),
                         STR_ARG(say_count(a, story->story.events)),
                         story->newest_first ? "newest" : "oldest"));
    if (story->story.cut)
        html(h, " There are more than can be shown: a narrower range shows all of its own.");
    struct filter to = f->filter;
    if (story->from) {
        to.after = STR("");
        html(h, " ");
        html_link(h, link_filter(a, f, &to), STR("First rows"));
    }
    if (story->next.n) {
        const struct place place = {f->place.gen, f->place.page, f->place.id, {0}, FORMAT_HTML};
        to.after = story->next;
        html(h, " ");
        html_link(h, url_write(a, &place, &to), STR("Following rows"));
    }
    html(h, "</p>\n");
}

static void teams(struct html *h, const struct frame *f, const struct history *story)
{
    if (story->life.members == 0)
        return;
    html(h, "<h2>Teams</h2>\n<ul class=\"list\">");
    for (size_t i = 0; i < story->life.members; i++) {
        const struct roster_member *m = &story->life.member[i];
        html(h, "<li>");
        html_named(h, go_to(h->o.a, f->place.gen, FIND_TEAM, 0, m->team_id), story->team[i].name);
        html(h, " <span class=\"small\">");
        html_text(h, m->role);
        if (m->to != TIME_UNKNOWN) {
            html(h, " until ");
            when(h, story->window.zone, m->to);
        }
        html(h, "</span></li>\n");
    }
    html(h, "</ul>\n");
}

static void managers(struct html *h, const struct frame *f, const struct history *story)
{
    if (story->trail.n == 0)
        return;
    html(h, "<h2>Managers, the top first</h2>\n<ol class=\"list\">");
    for (size_t i = 0; i < story->trail.n; i++) {
        const struct node *n = &story->trail.node[i];
        html(h, "<li>");
        html_named(h, go_to(h->o.a, f->place.gen, FIND_PERSON, 0, n->manager_id),
            n->manager_name.n ? n->manager_name : n->manager_id);
        html(h, " <span class=\"small\">");
        html_text(h, n->label);
        html(h, "</span></li>\n");
    }
    html(h, "</ol>\n");
}

/* Who they were before, where that was otherwise. */
static void versions(struct html *h, const struct history *story)
{
    static const char *const heads[] = {"Since", "Name", "Login", "Title", "Manager", "Zone", "Is"};
    if (story->life.versions < 2)
        return;
    html(h, "<h2>Then and now</h2>\n");
    panel_scroll_open(h, STR("What the directory said"));
    table_head(h, heads, COUNT_OF(heads));
    html(h, "<tbody>");
    for (size_t i = 0; i < story->life.versions; i++) {
        const struct roster_person *v = &story->life.version[i];
        html(h, "<tr><th scope=\"row\">");
        if (v->from == TIME_UNKNOWN)
            html(h, "the first sync");
        else
            when(h, story->window.zone, v->from);
        html(h, "</th>");
        cell_text(h, v->name);
        cell_text(h, v->login);
        cell_text(h, v->title);
        cell_text(h, v->manager_id);
        cell_text(h, v->zone);
        cell_text(h, v->deleted ? STR("deleted") : v->active ? STR("active") : STR("inactive"));
        html(h, "</tr>\n");
    }
    html(h, "</tbody>");
    panel_scroll_close(h);
}

static void who_is(struct html *h, const char *word, struct str value)
{
    if (value.n == 0)
        return;
    html(h, "<li>");
    html_text(h, str_of(word));
    html_text(h, value);
    html(h, "</li>\n");
}

void history_who(struct html *h, const struct history *story)
{
    const struct person *p = &story->person;
    html(h, "<ul class=\"fresh\">");
    if (!story->known)
        who_is(h, "", STR("The directory does not know this id; the rows below name it"));
    who_is(h, "", p->title);
    who_is(h, "",
        p->deleted                   ? STR("deleted")
        : p->active || !story->known ? STR("")
                                     : STR("inactive"));
    who_is(h, "login ", p->login);
    who_is(h, "id ", story->id);
    if (story->known)
        who_is(h, "own time zone ", p->zone.n ? p->zone : STR("not known"));
    html(h, "</ul>\n");
}

void history_rows(struct html *h, const struct frame *f, const struct history *story)
{
    static const char *const heads[] = {
        "When", "Incident", "Step", "Way", "Delivery", "Answer", "Told by"};
    html(h, "<h2 id=\"history\">What happened</h2>\n");
    pager(h, f, story);
    if (story->to == story->from)
        return;
    panel_scroll_open(h, STR("Pages and attempts"));
    table_head(h, heads, COUNT_OF(heads));
    html(h, "<tbody>");
    for (size_t i = 0; i < story->to - story->from; i++)
        person_row(h, f, story, history_event(story, i));
    html(h, "</tbody>");
    panel_scroll_close(h);
}

void history_around(struct html *h, const struct frame *f, const struct history *story)
{
    teams(h, f, story);
    managers(h, f, story);
    versions(h, story);
}

static void incident_item(
    struct html *h, const struct frame *f, const struct history *story, const struct event *e)
{
    struct arena *a = h->o.a;
    const struct record *r = event_main(e);
    struct str id = r->text[TEXT_RECIPIENT], name = r->text[TEXT_NAME];
    html(h, "<li><strong>");
    html_text(h, lanes_offset(a, e->at - story->began));
    html(h, "</strong> ");
    when(h, story->window.zone, e->at);
    html(h, ", ");
    html_text(h, step(a, r));
    html(h, ": ");
    html_named(h, id.n ? go_to(a, f->place.gen, FIND_PERSON, 0, id) : STR(""),
        name.n ? name
        : id.n ? id
               : STR("nobody in person"));
    if (e->attempt) {
        html(h, ", ");
        html_text(h, way(a, e->attempt));
        html(h, ", ");
        html_text(h, fate(a, e->attempt));
    }
    html(h, "; ");
    html_text(h, answer(a, e));
    html(h, " <span class=\"small\">(");
    sources(h, story, e);
    html(h, ")</span></li>\n");
}

/* How many rows each export tells of, and what the others leave unknown. */
static struct str told_by(struct arena *a, const struct history *story)
{
    size_t count[GAP__N] = {0};
    struct out o = out_of(a);
    for (size_t i = 0; i < story->story.events; i++)
        count[event_gap(story, &story->story.event[i])]++;
    if (count[GAP_NONE])
        out_fmt(&o, "both exports: %zu", count[GAP_NONE]);
    for (enum gap g = GAP_NONE + 1; g < GAP__N; g++)
        if (count[g])
            out_fmt(&o, "%s%s: %zu", o.n ? "; " : "", gaps[g], count[g]);
    return out_done(&o);
}

void incident_html(struct html *h, const struct frame *f, const struct history *story)
{
    struct arena *a = h->o.a;
    const struct record *first = event_main(&story->story.event[0]);
    struct lanes *lanes = NEW(a, struct lanes, 1);
    struct str title = joined(a, story->id, first->text[TEXT_TITLE]);
    frame_open(h, f, title);
    html(h, "<h1>");
    html_text(h, title);
    html(h, "</h1>\n");
    frame_fresh(h, f, NULL);
    lanes_of(a, story, lanes);
    lanes_tiles(h, lanes);
    html(h, "<div class=\"grid\">\n");
    lanes_panel(h, f, lanes);
    html(h, "<section class=\"panel\"><h2>About it</h2>\n<dl class=\"facts\">");
    html_fact(h, "Source", first->text[TEXT_SOURCE]);
    html_fact(h, "Priority", first->text[TEXT_PRIORITY]);
    html_fact(h, "Policy", first->text[TEXT_POLICY]);
    html_fact(h, "Began", say_utc(a, story->began));
    html_fact(h, "Told by", told_by(a, story));
    html(h, "</dl></section>\n</div>\n<h2>What happened</h2>\n");
    pager(h, f, story);
    html(h, "<ol class=\"events\">");
    for (size_t i = 0; i < story->to - story->from; i++)
        incident_item(h, f, story, history_event(story, i));
    html(h, "</ol>\n");
    frame_close(h, f);
}

bool incident_svg(struct out *o, const struct history *story, struct str panel)
{
    struct html h = {.o = *o};
    struct lanes *lanes = NEW(o->a, struct lanes, 1);
    if (!str_eq(panel, STR("lanes")))
        return false;
    lanes_of(o->a, story, lanes);
    lanes_svg(&(struct svg){.h = &h, .alone = true}, lanes);
    *o = h.o;
    return true;
}
