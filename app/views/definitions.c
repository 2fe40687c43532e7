/* What each number means: every metric with its rule, and the rules that hold for all of them. */
#include "query/convention.h"
#include "query/metric.h"
#include "views/frame.h"
#include "views/say.h"

static const char *const kinds[STAT__N] = {
    [STAT_COUNT] = "A number",
    [STAT_SHARE] = "A share, 0 to 100 %",
    [STAT_MEAN] = "A mean",
    [STAT_P50] = "What half of them stay within",
    [STAT_P90] = "What 90 % of them stay within",
    [STAT_P95] = "What 95 % of them stay within",
    [STAT_P99] = "What 99 % of them stay within",
    [STAT_INDEX] = "An index",
};
static const char *const data_words[DATASET__N] = {
    [DATASET_PAGEOUTS] = "page-outs",
    [DATASET_NOTIFICATIONS] = "notifications",
};
static const char *const good_words[] = {"less is better", "", "more is better"};

static struct str kind_of(struct arena *a, const struct metric_def *m)
{
    const char *good = good_words[m->good + 1];
    return arena_fmt(a, "%s, made from %s in the %s%s%s", kinds[m->stat], grain_plurals[m->grain],
        data_words[m->dataset], *good ? "; " : "", good);
}

static void metric(struct html *h, const struct metric_def *m)
{
    struct arena *a = h->o.a;
    html(h, "<section class=\"rules\"");
    html_attr(h, "id", arena_fmt(a, "m-%s", m->name));
    html(h, "><h2>");
    html_text(h, str_of(m->label));
    html(h, " <code>");
    html_text(h, str_of(m->name));
    html(h, "</code></h2>\n<p>");
    html_text(h, str_of(m->rule));
    html(h, "</p>\n<dl>");
    html_fact(h, "Counted", str_of(m->part));
    html_fact(h, "Out of", str_of(m->whole));
    html_fact(h, "Left out, and counted", str_of(m->without));
    html_fact(h, "What it is", kind_of(a, m));
    html_fact(h, "May be split by", by_list(a, m->by, ", "));
    html(h, "</dl></section>\n");
}

static void contents(struct html *h)
{
    html(h, "<nav aria-label=\"Metrics\"><ul class=\"fresh\">");
    for (EACH(i, metrics)) {
        html(h, "<li><a");
        html_attr(h, "href", arena_fmt(h->o.a, "#m-%s", metrics[i].name));
        html(h, ">");
        html_text(h, str_of(metrics[i].label));
        html(h, "</a></li>\n");
    }
    html(h, "</ul></nav>\n");
}

void definitions_html(struct html *h, const struct frame *f)
{
    frame_open(h, f, STR("Definitions"));
    html(h, "<h1>Definitions</h1>\n");
    frame_fresh(h, f, NULL);
    html(h, "<section class=\"rules\"><h2>What holds for every number</h2>\n<dl>");
    for (size_t i = 0; i < conventions_n; i++)
        html_fact(h, conventions[i].label, str_of(conventions[i].text));
    html(h, "</dl></section>\n");
    contents(h);
    for (EACH(i, metrics))
        metric(h, &metrics[i]);
    frame_close(h, f);
}
