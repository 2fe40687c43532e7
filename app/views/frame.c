#include "views/frame.h"

#include "query/go.h"
#include "query/percent.h"
#include "views/link.h"
#include "views/say.h"

#define STALE_MS (26 * HOUR_MS) /* an import a day, and two hours for it */

/* clang-format off */
/* Those that web/routes.c has, in this order: overview, teams, people, incidents, channels,
 * escalations, explore, health, definitions. */
static const struct {
    const char *page, *label;
} nav[] = {
    { "overview",    "Overview" },
    { "teams",       "Teams" },
    { "people",      "People" },
    { "incidents",   "Incidents" },
    { "channels",    "Channels" },
    { "escalations", "Escalations" },
    { "explore",     "Explore" },
    { "health",      "Health" },
    { "definitions", "Definitions" },
};
static const char *const bodies[UI__N] = {
    [UI_PAGE] = "<body>\n",
    [UI_EMBED] = "<body class=\"embed\">\n",
    [UI_KIOSK] = "<body class=\"kiosk\">\n",
    [UI_PRINT] = "<body class=\"paper\">\n",
};
/* clang-format on */

static bool is_framed(const struct frame *f)
{
    return !f->alone && f->filter.ui == UI_PAGE;
}

static void static_attr(struct html *h, const struct frame *f, const char *name, const char *file)
{
    html_attr(h, name, arena_fmt(h->o.a, "%.*s/%s", STR_ARG(f->statics), file));
}

static void head(struct html *h, const struct frame *f, struct str title)
{
    html(h, "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
            "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
            "<meta name=\"color-scheme\" content=\"light dark\">\n<title>");
    html_text(h, title);
    html(h, " | Pagetrail</title>\n");
    if (f->alone) {
        html(h, "<style>\n");
        out_str(&h->o, f->style);
        html(h, "</style>\n</head>\n");
        return;
    }
    html(h, "<script");
    static_attr(h, f, "src", "pagetrail.js");
    html(h, "></script>\n<link rel=\"stylesheet\"");
    static_attr(h, f, "href", "pagetrail.css");
    html(h, ">\n<link rel=\"icon\" type=\"image/svg+xml\"");
    static_attr(h, f, "href", "icon.svg");
    html(h, ">\n</head>\n");
}

/* Search keeps the filters of the page it is asked from. */
static void search_box(struct html *h, const struct frame *f)
{
    const struct filter kept = go_kept(&f->filter);
    struct str rest = query_write(h->o.a, &kept), pair, name, value;
    html(h, "<form class=\"search\" role=\"search\" method=\"get\"");
    html_attr(h, "action", link_page(h->o.a, f, STR("find")));
    html(h, ">");
    while (rest.n) {
        str_cut(rest, '&', &pair, &rest);
        str_cut(pair, '=', &name, &value);
        if (!percent_decode(h->o.a, value, true, &value))
            continue;
        html(h, "<input type=\"hidden\"");
        html_attr(h, "name", name);
        html_attr(h, "value", value);
        html(h, ">");
    }
    html(h, "<input type=\"search\" name=\"q\" minlength=\"2\" maxlength=\"64\" required "
            "placeholder=\"Person, team, incident\" aria-label=\"Find anything\"");
    if (str_eq(f->place.page, STR("find")) && f->filter.q.n)
        html_attr(h, "value", f->filter.q);
    html(h, "> <button type=\"submit\">Find</button></form>\n");
}

static void navigation(struct html *h, const struct frame *f)
{
    html(h, "<header class=\"top\"><a class=\"brand\"");
    html_attr(h, "href", link_page(h->o.a, f, STR("")));
    if (f->place.page.n == 0)
        html(h, " aria-current=\"page\"");
    html(h, ">Pagetrail</a>\n<nav aria-label=\"Pages\"><ul>");
    for (EACH(i, nav)) {
        html(h, "<li><a");
        html_attr(h, "href", link_page(h->o.a, f, str_of(nav[i].page)));
        if (str_eq(f->place.page, str_of(nav[i].page)))
            html(h, " aria-current=\"page\"");
        html(h, ">");
        html_text(h, str_of(nav[i].label));
        html(h, "</a></li>\n");
    }
    html(h, "</ul></nav>\n");
    search_box(h, f);
    html(h, "</header>\n");
}

/* Out of its frame a page leads back into it. */
static void source(struct html *h, const struct frame *f)
{
    struct filter whole = f->filter;
    whole.ui = UI_PAGE;
    html(h, "<p class=\"small source\"><a target=\"_top\"");
    html_attr(h, "href", url_write(h->o.a, &f->place, &whole));
    html(h, ">Open in Pagetrail</a></p>\n");
}

void frame_open(struct html *h, const struct frame *f, struct str title)
{
    h->away = f->alone;
    h->base = f->base;
    head(h, f, title);
    out_z(&h->o, bodies[f->filter.ui]);
    if (is_framed(f)) {
        html(h, "<a class=\"skip\" href=\"#main\">Skip to the content</a>\n");
        navigation(h, f);
    }
    html(h, "<main id=\"main\">\n");
    if (f->filter.ui == UI_EMBED || f->filter.ui == UI_PRINT)
        source(h, f);
}

void frame_close(struct html *h, const struct frame *f)
{
    html(h, "</main>\n<footer>");
    if (f->filter.ui == UI_KIOSK)
        html(h,
            "<p>This view asks for itself again every 5 minutes (ui=kiosk in its address).</p>\n");
    html(h, "<p>Pagetrail <span>build ");
    html_text(h, f->build);
    html(h, "</span>");
    if (f->snapshot.n > 0) {
        html(h, " <span>snapshot ");
        html_text(h, f->snapshot);
        html(h, "</span> <span>published ");
        html_text(h, say_utc(h->o.a, f->made_at));
        html(h, "</span>");
    }
    html(h, "</p></footer>\n</body>\n</html>\n");
}

static void data_ends(struct html *h, const char *what, int64_t through)
{
    html(h, "<li>");
    html_text(h, str_of(what));
    if (through == 0)
        html(h, " not loaded yet");
    else {
        html(h, " to ");
        html_text(h, say_utc(h->o.a, through));
    }
    html(h, "</li>\n");
}

static void item(struct html *h, struct str href, const char *text)
{
    if (!html_leads(h))
        return;
    html(h, "<li>");
    html_link(h, href, str_of(text));
    html(h, "</li>\n");
}

void frame_faces(struct html *h, const struct frame *f)
{
    item(h, link_face(h->o.a, f, f->place.panel, FORMAT_CSV), "CSV");
    item(h, link_face(h->o.a, f, f->place.panel, FORMAT_JSON), "JSON");
}

/* The answer as it moves on, as it stays, and its other faces. */
static void links(struct html *h, const struct frame *f, const struct window *w)
{
    struct arena *a = h->o.a;
    item(h, link_live(a, f), "Live link");
    html(h, "<li><a");
    html_attr(h, "href", link_frozen(a, f, w));
    html(h, " data-copy=\"\">Frozen link</a></li>\n");
    frame_faces(h, f);
    if (f->params & P_BIT(P_UI))
        item(h, link_print(a, f), "Print");
}

/* By the snapshot alone: a page knows no clock. One that is made when it should be has younger
 * data. */
static void stale(struct html *h, const struct frame *f)
{
    int64_t age = f->made_at - f->through[DATASET_PAGEOUTS];
    if (f->unread == 0 && (f->through[DATASET_PAGEOUTS] == 0 || age <= STALE_MS))
        return;
    html(h, "<div class=\"note\"><h2>");
    if (f->unread)
        html(h, "Newer data is there and cannot be read");
    else
        html_text(h, arena_fmt(h->o.a, "The newest page was %.*s old when this snapshot was made",
                         STR_ARG(say_duration(h->o.a, age / HOUR_MS * HOUR_MS))));
    html(h, "</h2>\n<p>What came since is missing here. What the last runs did: ");
    html_link(h, link_page(h->o.a, f, STR("health")), STR("Data health"));
    html(h, "</p></div>\n");
}

void frame_fresh(struct html *h, const struct frame *f, const struct window *w)
{
    struct arena *a = h->o.a;
    html(h, "<ul class=\"fresh\"");
    if (f->params & P_BIT(P_TZ) && filter_says(a, &f->filter, P_TZ).n == 0)
        html_attr(h, "data-tz", str_of(params[P_TZ].standard));
    html(h, ">");
    data_ends(h, "Pages", f->through[DATASET_PAGEOUTS]);
    data_ends(h, "notifications", f->through[DATASET_NOTIFICATIONS]);
    html(h, "<li>snapshot <code>");
    html_text(h, f->snapshot);
    html(h, "</code></li>\n");
    if (f->filter.ui == UI_PAGE)
        links(h, f, w);
    html(h, "</ul>\n<p class=\"paper-only\">");
    html_text(h, f->base);
    html_text(h, link_frozen(a, f, w));
    html(h, "</p>\n");
    stale(h, f);
}

void frame_first_run(struct html *h)
{
    html(h, "<div class=\"note\"><h2>Nothing is loaded yet</h2>\n"
            "<p>Pagetrail is running, and its store is empty. Bring in your exports on the server, "
            "then "
            "load this page again:</p>\n"
            "<pre>pagetrail-cron ingest pageouts --file pageouts.csv\n"
            "pagetrail-cron ingest notifications --file notifications.csv</pre>\n"
            "<p>To look around first, <code>make run</code> makes a demo company.</p></div>\n");
}
