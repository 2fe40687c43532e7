#include "views/report.h"

#include "views/filters.h"
#include "views/link.h"
#include "views/say.h"

/* clang-format off */
static const char *const names[REPORT__N] = {
    [REPORT_WEEKLY] = "Week", [REPORT_HANDOFF] = "Hand-off", [REPORT_LEADERSHIP] = "Month",
};
static const char *const earlier[REPORT__N] = {
    [REPORT_WEEKLY] = "\xe2\x80\xb9 Week before",
    [REPORT_HANDOFF] = "\xe2\x80\xb9 Earlier",
    [REPORT_LEADERSHIP] = "\xe2\x80\xb9 Month before",
};
static const char *const later[REPORT__N] = {
    [REPORT_WEEKLY] = "Week after \xe2\x80\xba",
    [REPORT_HANDOFF] = "Later \xe2\x80\xba",
    [REPORT_LEADERSHIP] = "Month after \xe2\x80\xba",
};
/* What each is made of, in order: either the Overview's or a list of its own. */
static const struct {
    unsigned kinds; /* 1u << enum report_kind */
    void (*panel)(struct html *, const struct view *);
    void (*list)(struct html *, const struct frame *, const struct report *);
} parts[] = {
    { 1u << REPORT_HANDOFF, NULL, report_on_call },
    { 1u << REPORT_HANDOFF, NULL, report_woken },
    { 1u << REPORT_HANDOFF, NULL, report_incidents },
    { 1u << REPORT_WEEKLY | 1u << REPORT_LEADERSHIP, volume_panel, NULL },
    { 1u << REPORT_WEEKLY, hours_panel, NULL },
    { 1u << REPORT_WEEKLY, NULL, report_unaccepted },
    { 1u << REPORT_WEEKLY | 1u << REPORT_LEADERSHIP, NULL, report_noisy },
    { 1u << REPORT_WEEKLY, NULL, report_changed },
    { 1u << REPORT_WEEKLY, channels_panel, NULL },
    { 1u << REPORT_LEADERSHIP, below_panel, NULL },
};
/* clang-format on */

static struct str slot_says(struct arena *a, const struct slot *s)
{
    if (s->text.n)
        return s->text;
    struct str n = say_value(a, &s->value, s->unit);
    bool one = s->value.v == 1;
    if (!s->things)
        return n;
    return arena_fmt(a, "%.*s %s", STR_ARG(n), (one ? grain_words : grain_plurals)[s->grain]);
}

/* The words as they are, slots filled, "[" and "]" told to whoever wants a link there. */
struct telling {
    struct out *plain; /* or: */
    struct html *h;
    struct str href;
};

static void tell(const struct telling *t, struct str s, bool name)
{
    if (t->plain) {
        out_str(t->plain, s);
        return;
    }
    if (name)
        html(t->h, "<bdi>");
    html_text(t->h, s);
    if (name)
        html(t->h, "</bdi>");
}

static void tell_mark(const struct telling *t, bool open)
{
    if (t->plain)
        return;
    if (open) {
        html(t->h, "<a");
        html_attr(t->h, "href", t->href);
        html(t->h, ">");
    } else
        html(t->h, "</a>");
}

static void sentence(struct arena *a, const struct finding *f, const struct telling *t)
{
    struct str words = str_of(f->words);
    for (size_t i = 0, slot = 0, from = 0; i <= words.n; i++) {
        char c = i < words.n ? words.p[i] : ']';
        if (c != '[' && c != ']' && c != '{')
            continue;
        tell(t, str_head(str_from(words, from), i - from), false);
        if (c == '{') {
            const struct slot *s = &f->slot[slot++];
            tell(t, slot_says(a, s), s->text.n > 0);
            i++;
        } else if (i < words.n)
            tell_mark(t, c == '[');
        from = i + 1;
    }
}

struct str report_sentence(struct arena *a, const struct finding *f)
{
    struct out plain = out_of(a);
    sentence(a, f, &(struct telling){.plain = &plain});
    return out_done(&plain);
}

static struct str finding_href(struct arena *a, const struct frame *f, const struct finding *x)
{
    const struct place to = {.gen = f->place.gen,
        .page = str_of(x->page),
        .panel = x->panel ? str_of(x->panel) : STR("")};
    return url_write(a, &to, x->filter);
}

static void findings(struct html *h, const struct frame *f, const struct report *r)
{
    html(h, "<ul class=\"findings\">\n");
    for (size_t i = 0; i < r->findings; i++) {
        html(h, "<li>");
        sentence(h->o.a, &r->finding[i],
            &(struct telling){.h = h, .href = finding_href(h->o.a, f, &r->finding[i])});
        html(h, "</li>\n");
    }
    html(h, "</ul>\n");
}

static bool of_no_team(const struct report *r)
{
    return r->kind == REPORT_HANDOFF && r->filter.teams == 0;
}

static struct str title_of(struct arena *a, const struct report *r)
{
    struct scope s = scope_of(&r->now);
    struct str who = filters_entity(a, &s), when = say_window(a, &r->now.window);
    if (of_no_team(r))
        return STR("Hand-off: which team?");
    return arena_fmt(a, "%s: %.*s, %.*s", names[r->kind], STR_ARG(who), STR_ARG(when));
}

/* The address of a report about the same people, of its own period. */
static struct str report_href(struct arena *a, const struct frame *f, enum report_kind kind)
{
    const unsigned who =
        P_BIT(P_ORG) | P_BIT(P_TEAM) | P_BIT(P_PERSON) | P_BIT(P_TZ) | P_BIT(P_HIER);
    const struct place place = {
        .gen = f->place.gen, .page = STR("report"), .id = str_of(report_words[kind])};
    struct filter to = f->filter;
    for (enum param p = 0; p < P__N; p++)
        if (!(who & P_BIT(p)))
            to = filter_cleared(&to, p);
    return url_write(a, &place, &to);
}

void report_doors(struct html *h, const struct frame *f)
{
    static const char *const texts[REPORT__N] = {
        [REPORT_WEEKLY] = "The last week",
        [REPORT_HANDOFF] = "The last shift of a team",
        [REPORT_LEADERSHIP] = "The last month",
    };
    html(h, "<ul class=\"fresh\"><li>Reports in sentences:</li>\n");
    for (enum report_kind k = 0; k < REPORT__N; k++) {
        html(h, "<li>");
        html_link(h, report_href(h->o.a, f, k), str_of(texts[k]));
        html(h, "</li>\n");
    }
    html(h, "</ul>\n");
}

static void period(struct html *h, const struct frame *f, const struct window *w, const char *text)
{
    struct filter to = filter_span(&f->filter, w, w->from, w->to);
    html(h, "<li>");
    html_link(h, link_filter(h->o.a, f, &to), str_of(text));
    html(h, "</li>\n");
}

static void periods(struct html *h, const struct frame *f, const struct report *r)
{
    html(h, "<ul class=\"fresh\">");
    if (!of_no_team(r)) {
        period(h, f, &r->earlier, earlier[r->kind]);
        if (r->has_later)
            period(h, f, &r->later, later[r->kind]);
    }
    for (enum report_kind k = 0; k < REPORT__N; k++) {
        if (k == r->kind)
            continue;
        html(h, "<li>");
        html_link(h, report_href(h->o.a, f, k), str_of(names[k]));
        html(h, "</li>\n");
    }
    html(h, "</ul>\n");
}

static void unheld(struct html *h, const struct frame *f)
{
    html(h, "<div class=\"note\"><h2>These days are not held</h2>\n<p>They are before the first "
            "export, after the last one, or past retention. That is not zero pages. Which days "
            "are held: ");
    html_link(h, link_page(h->o.a, f, STR("health")), STR("Data health"));
    html(h, "</p></div>\n");
}

static void body(struct html *h, const struct frame *f, const struct report *r)
{
    struct frame over = *f; /* its panels link to the Overview, which has more */
    over.place = (struct place){.gen = f->place.gen, .page = STR("overview")};
    over.filter = r->filter;
    const struct view v = {.f = &over, .o = &r->now};
    html(h, "<div class=\"report\">\n");
    findings(h, f, r);
    tiles_panel(h, &v);
    html(h, "<div class=\"grid\">\n");
    for (EACH(i, parts)) {
        if (!(parts[i].kinds & 1u << r->kind))
            continue;
        if (parts[i].panel == below_panel && r->now.child_kind == CHILD_PERSON)
            continue; /* a month names nobody */
        if (parts[i].panel)
            parts[i].panel(h, &v);
        else
            parts[i].list(h, &over, r);
    }
    html(h, "</div></div>\n");
}

void report_html(struct html *h, const struct frame *f, const struct report *r)
{
    struct str title = title_of(h->o.a, r);
    struct scope s = scope_of(&r->now);
    frame_open(h, f, title);
    html(h, "<div class=\"title\"><h1>");
    html_text(h, title);
    html(h, "</h1>\n");
    if (html_leads(h))
        periods(h, f, r);
    html(h, "</div>\n");
    frame_fresh(h, f, &r->now.window);
    filters_html(h, f, &s);
    if (of_no_team(r))
        report_teams(h, f, r);
    else if (r->now.held == HELD_NONE)
        unheld(h, f);
    else
        body(h, f, r);
    frame_close(h, f);
}
