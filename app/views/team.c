#include "views/team.h"

#include "query/go.h"
#include "views/fairness.h"
#include "views/filters.h"
#include "views/link.h"
#include "views/list.h"
#include "views/path.h"
#include "views/say.h"

#define ROSTER_ROWS_INLINE 20 /* so that the page stays under 1,500 elements */

static const struct panel roster = {"roster", "Who is in the team", false};

static struct str title_of(struct arena *a, const struct team_told *t)
{
    return arena_fmt(
        a, "%.*s: %.*s", STR_ARG(t->team.name), STR_ARG(say_window(a, &t->overview.window)));
}

static void standing(struct html *h, const struct zone *z, const struct roster_row *r)
{
    html(h, "<td>");
    switch (r->standing) {
    case STANDING_MEMBER:
        html_text(h, r->role.n ? r->role : STR("member"));
        break;
    case STANDING_FORMER: {
        int32_t day = zone_day(z, r->left);
        html(h, "<i>left ");
        html_text(h, say_days(h->o.a, day, day));
        html(h, "</i>");
        break;
    }
    case STANDING_GUEST:
        html(h, "<i>no member</i>");
        break;
    case STANDING__N:
        break;
    }
    html(h, "</td>");
}

static void on_call(struct html *h, const struct roster_row *r)
{
    if (r->oncall_days == 0) {
        html(h, "<td colspan=\"2\" class=\"num\"><i>not on call</i></td>");
        return;
    }
    cell_open(h);
    if (r->level)
        html_num(h, (uint64_t)r->level);
    else
        html(h, "<i>not told</i>");
    html(h, "</td>");
    cell_num(h, r->oncall_days);
}

static void roster_row(
    struct html *h, const struct view *v, const struct team_told *t, const struct roster_row *r)
{
    const struct zone *z = t->overview.window.zone;
    html(h, "<tr><th scope=\"row\"><bdi>");
    html_named(h, go_about(h->o.a, v->f->place.gen, &v->f->filter, FIND_PERSON, r->id),
        r->name.n ? r->name : STR("not known"));
    html(h, "</bdi></th>");
    standing(h, z, r);
    if (t->fairness.duties_known)
        on_call(h, r);
    if (r->pages == 0) {
        html(h, "<td class=\"num\"><i>no pages</i></td><td colspan=\"4\"></td></tr>\n");
        return;
    }
    cell_num(h, r->pages);
    cell_bar(h, MARK_IN_TARGET, r->pages, t->row[0].pages);
    cell_share(h, r->sleep, r->pages);
    cell_num(h, r->nights);
    cell_open(h);
    html_text(h, say_minute(h->o.a, z, r->last));
    html(h, "</td></tr>\n");
}

static void roster_head(struct html *h, bool duties)
{
    html(h, "<thead><tr><th scope=\"col\">Name</th><th scope=\"col\">Role</th>");
    if (duties)
        html(h, "<th scope=\"col\" class=\"num\">Level</th>"
                "<th scope=\"col\" class=\"num\">Days on call</th>");
    html(h, "<th scope=\"col\" class=\"num\" colspan=\"2\">Pages</th>"
            "<th scope=\"col\" class=\"num\">At night</th>"
            "<th scope=\"col\" class=\"num\">Nights disturbed</th>"
            "<th scope=\"col\" class=\"num\">Last page</th></tr></thead>\n");
}

static struct str roster_finding(struct arena *a, const struct team_told *t)
{
    size_t members = 0, others = 0;
    for (size_t i = 0; i < t->rows; i++)
        if (t->row[i].pages && t->row[i].standing == STANDING_MEMBER)
            members++;
        else
            others += t->row[i].pages > 0;
    struct str text = arena_fmt(a, "%.*s, %.*s of them paged",
        STR_ARG(say_things(a, t->members, "member")), STR_ARG(say_count(a, members)));
    if (others == 0)
        return text;
    return arena_fmt(a, "%.*s; so %s %.*s who %s no member%s", STR_ARG(text),
        others == 1 ? "was" : "were", STR_ARG(say_count(a, others)), others == 1 ? "is" : "are",
        others == 1 ? "" : "s");
}

static void roster_panel(struct html *h, const struct view *v, const struct team_told *t)
{
    size_t shown = v->alone || t->rows < ROSTER_ROWS_INLINE ? t->rows : ROSTER_ROWS_INLINE;
    panel_open(h, &roster, roster_finding(h->o.a, t));
    if (shown) {
        panel_scroll_open(h, STR("Who is in the team"));
        roster_head(h, t->fairness.duties_known);
        html(h, "<tbody>");
        for (size_t i = 0; i < shown; i++)
            roster_row(h, v, t, &t->row[i]);
        html(h, "</tbody>");
        panel_scroll_close(h);
    }
    html(h, "<p class=\"small\">");
    if (shown < t->of) {
        html_text(h, arena_fmt(h->o.a, "%zu of %.*s shown, most pages first. ", shown,
                         STR_ARG(say_count(h->o.a, t->of))));
        if (!v->alone) {
            html_link(h, link_face(h->o.a, v->f, str_of(roster.id), FORMAT_HTML), STR("Show more"));
            html(h, " ");
        }
    }
    html(h, "Pages are this team's. At night: between 22 and 08 by each person's own clock.");
    if (!t->fairness.duties_known)
        html(h, " Nobody's time on call is known for this period.");
    html(h, "</p>\n");
    panel_close(h, v, &roster);
}

static void volume(struct html *h, const struct view *v, const struct team_told *t)
{
    (void)t;
    volume_panel(h, v);
}

static void hours(struct html *h, const struct view *v, const struct team_told *t)
{
    (void)t;
    hours_panel(h, v);
}

static void draw_volume(struct svg *s, const struct team_told *t)
{
    volume_svg(s, &(struct view){.o = &t->overview, .alone = true});
}

static void draw_hours(struct svg *s, const struct team_told *t)
{
    hours_svg(s, &(struct view){.o = &t->overview, .alone = true});
}

static void tiles(struct html *h, const struct view *v, const struct team_told *t)
{
    (void)t;
    tiles_panel(h, v);
}

/* clang-format off */
static const struct {
    const char *name;
    void (*page)(struct html *, const struct view *, const struct team_told *);
    void (*draw)(struct svg *, const struct team_told *);
    bool people; /* drawn of people, of whom there may be too few */
} panels[] = {
    { "tiles",    tiles,          NULL,         false },
    { "volume",   volume,         draw_volume,  false },
    { "hours",    hours,          draw_hours,   false },
    { "load",     load_panel,     load_svg,     true },
    { "fairness", fairness_panel, fairness_svg, true },
    { "roster",   roster_panel,   NULL,         false },
};
/* clang-format on */

/* Where the team stands, and its other pages. */
static void place(struct html *h, const struct frame *f, const struct team_told *t)
{
    struct arena *a = h->o.a;
    const struct trail *at = &t->place;
    html(h, "<p>");
    if (t->team.deleted)
        html(h, "This team is no more; what it was paged stays. ");
    else if (!t->known)
        html(h, "The directory does not know this team; pages name it. ");
    if (at->n) {
        const struct node *n = &at->node[at->n - 1];
        html_text(h, arena_fmt(a, "%zu of %zu members are in ", t->placed, t->seen));
        html_link(h, go_to(a, f->place.gen, FIND_NODE, n->number, STR("")),
            n->label.n ? n->label : n->manager_id);
        html(h, ": the team's place in the organisation. ");
    }
    html_link(h, go_filtered(a, f->place.gen, &f->filter, FIND_TEAM, 0, t->team.id),
        STR("Overview of this team"));
    html(h, "</p>\n");
}

static void top(struct html *h, const struct frame *f, const struct team_told *t)
{
    struct arena *a = h->o.a;
    struct scope s = scope_of(&t->overview);
    path_html(h, f, t->place.node, t->place.n, PATH_TO_PAGE);
    html(h, "<div class=\"title\"><h1>");
    html_text(h, title_of(a, t));
    html(h, "</h1>\n");
    if (f->filter.ui != UI_KIOSK)
        filters_periods(h, f, &s);
    html(h, "</div>\n");
    frame_fresh(h, f, &t->overview.window);
    filters_html(h, f, &s);
    place(h, f, t);
}

void team_html(struct html *h, const struct frame *f, const struct team_told *t, struct str panel)
{
    struct view v = {.f = f, .o = &t->overview, .alone = panel.n > 0};
    frame_open(h, f, title_of(h->o.a, t));
    if (panel.n && f->filter.ui == UI_EMBED)
        panel_heading(h, title_of(h->o.a, t));
    else
        top(h, f, t);
    bool held = !list_unheld(h, f, t->overview.held);
    if (held && panel.n == 0)
        tiles_panel(h, &v);
    html(h, "<div class=\"grid\">\n");
    for (EACH(i, panels)) {
        bool wanted = panel.n ? str_eq(panel, str_of(panels[i].name)) : panels[i].page != tiles;
        if (wanted && (held || panels[i].page == roster_panel))
            panels[i].page(h, &v, t);
    }
    html(h, "</div>\n");
    if (panel.n == 0)
        tiles_rules(h);
    frame_close(h, f);
}

bool team_svg(struct out *o, const struct team_told *t, struct str panel)
{
    bool few = t->fairness.n < TOLD_PEOPLE || !t->fairness.gini.known;
    for (EACH(i, panels)) {
        if (!panels[i].draw || !str_eq(panel, str_of(panels[i].name)) || (panels[i].people && few))
            continue;
        struct html h = {.o = *o};
        panels[i].draw(&(struct svg){.h = &h, .alone = true}, t);
        *o = h.o;
        return true;
    }
    return false;
}
