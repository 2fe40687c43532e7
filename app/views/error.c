/* What went wrong, what is allowed, and where to go on. Offending values are shown as they came,
 * made safe and cut by the parser. */
#include "views/frame.h"
#include "views/link.h"

/* clang-format off */
static const struct {
    int status;
    const char *heading;
} headings[] = {
    { 400, "There is a problem with this address" },
    { 404, "Page not found" },
    { 405, "This page can only be read" },
    { 410, "This snapshot is no longer kept" },
    { 414, "This address is too long" },
    { 503, "Not available at this moment" },
};
/* clang-format on */

static struct str heading_of(int status)
{
    for (EACH(i, headings))
        if (headings[i].status == status)
            return str_of(headings[i].heading);
    return STR("Something went wrong");
}

static void problems(struct html *h, const struct trouble *t)
{
    if (t->problems == 0)
        return;
    html(h, "<ul>");
    for (size_t i = 0; i < t->problems; i++) {
        html(h, "<li>");
        html_text(h, t->problem[i].message);
        html(h, "</li>\n");
    }
    html(h, "</ul>\n");
}

void error_html(struct html *h, const struct frame *f, const struct trouble *t)
{
    struct str heading = heading_of(t->status);
    frame_open(h, f, heading);
    html(h, "<div class=\"error\"><h1>");
    html_text(h, heading);
    html(h, "</h1>\n<p>");
    html_text(h, t->text);
    html(h, "</p>\n");
    problems(h, t);
    html(h, "</div>\n<ul class=\"onward\">");
    for (size_t i = 0; i < t->links; i++) {
        html(h, "<li>");
        html_link(h, t->link[i].href, t->link[i].text);
        html(h, "</li>\n");
    }
    html(h, "<li>");
    html_link(h, link_page(h->o.a, f, STR("")), STR("Start page"));
    html(h, "</li></ul>\n<p class=\"small\">Status ");
    html_int(h, t->status);
    html(h, "</p>\n");
    frame_close(h, f);
}
