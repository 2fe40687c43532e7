#include "views/filters.h"

#include "views/link.h"
#include "views/say.h"

/* clang-format off */
const char *const range_labels[RANGE__N] = {
    [RANGE_NONE] = "dates",
    [RANGE_24H]  = "24 hours",
    [RANGE_7D]   = "7 days",
    [RANGE_28D]  = "28 days",
    [RANGE_90D]  = "90 days",
    [RANGE_13W]  = "13 weeks",
    [RANGE_12MO] = "12 months",
    [RANGE_MTD]  = "This month",
    [RANGE_QTD]  = "This quarter",
};
static const char *const range_words[RANGE__N] = {
    [RANGE_24H] = "24h", [RANGE_7D] = "7d", [RANGE_28D] = "28d", [RANGE_90D] = "90d",
    [RANGE_13W] = "13w", [RANGE_12MO] = "12mo", [RANGE_MTD] = "mtd", [RANGE_QTD] = "qtd",
};
static const char *const kind_labels[] = {
    [CHILD_NODE]   = "Organisation",
    [CHILD_TEAM]   = "Team",
    [CHILD_PERSON] = "Person",
};
/* clang-format on */

struct str filters_entity(struct arena *a, const struct overview *o)
{
    if (o->chips == 0)
        return STR("Whole company");
    if (o->chips == 1)
        return o->chip[0].name.n > 0 ? o->chip[0].name : o->chip[0].id;
    if (o->chips == 2)
        return arena_fmt(a, "%.*s and %.*s", STR_ARG(o->chip[0].name), STR_ARG(o->chip[1].name));
    return arena_fmt(a, "%zu filters", o->chips);
}

static void chip(
    struct html *h, const char *label, struct str value, const char *note, const struct str *remove)
{
    html(h, "<li>");
    html_text(h, str_of(label));
    html(h, ": <b><bdi>");
    html_text(h, value);
    html(h, "</bdi></b>");
    html_text(h, str_of(note));
    if (remove) {
        struct str name = arena_fmt(h->o.a, "Remove filter %s: %.*s", label, STR_ARG(value));
        html(h, "<a");
        html_attr(h, "href", *remove);
        html_attr(h, "aria-label", name);
        html(h, ">&#215;</a>");
    }
    html(h, "</li>\n");
}

static void entity_chips(struct html *h, const struct frame *f, const struct overview *o)
{
    size_t at[] = {[CHILD_NODE] = 0, [CHILD_TEAM] = 0, [CHILD_PERSON] = 0};
    for (size_t i = 0; i < o->chips; i++) {
        const struct chip *c = &o->chip[i];
        struct filter without = filter_without(&f->filter, c->kind, at[c->kind]++);
        struct str href = link_filter(h->o.a, f, &without);
        chip(h, kind_labels[c->kind], c->name.n > 0 ? c->name : c->id,
            c->known ? "" : " (not in this snapshot)", &href);
    }
}

static struct str channel_list(struct arena *a, uint32_t channels)
{
    struct out o = out_of(a);
    for (size_t c = 0; c < CHANNEL__N; c++)
        if (channels & (1u << c)) {
            out_z(&o, o.n > 0 ? ", " : "");
            out_z(&o, channel_words[c]);
        }
    return out_done(&o);
}

static void dates_chip(struct html *h, const struct frame *f, const struct overview *o)
{
    struct filter standard = filter_default(), without = f->filter;
    without.range = standard.range;
    without.from = without.to = (struct moment){0};
    struct str href = link_filter(h->o.a, f, &without);
    struct str dates = say_window(h->o.a, &o->window);
    if (f->filter.range != RANGE_NONE)
        dates = str_of(range_labels[f->filter.range]);
    chip(h, "Dates", dates, "", f->filter.range == standard.range ? NULL : &href);
}

static void chips(struct html *h, const struct frame *f, const struct overview *o)
{
    struct filter none = filter_default();
    html(h, "<ul class=\"chips\">");
    entity_chips(h, f, o);
    dates_chip(h, f, o);
    if (f->filter.channels != 0) {
        struct filter without = f->filter;
        without.channels = 0;
        struct str href = link_filter(h->o.a, f, &without);
        chip(h, "Channel", channel_list(h->o.a, f->filter.channels), "", &href);
    }
    if (!str_eq(f->filter.tz, none.tz)) {
        struct filter without = f->filter;
        without.tz = none.tz;
        struct str href = link_filter(h->o.a, f, &without);
        chip(h, "Zone", f->filter.tz, "", &href);
    }
    if (f->filter.ui == UI_PAGE && query_write(h->o.a, &f->filter).n > 0) {
        html(h, "<li class=\"plain\">");
        html_link(h, link_filter(h->o.a, f, &none), STR("Clear all"));
        html(h, "</li>\n");
    }
    html(h, "</ul>\n");
}

/* A text field named after its parameter. */
static void field(
    struct html *h, enum param p, const char *label, struct str value, const char *hint)
{
    html(h, "<label>");
    html_text(h, str_of(label));
    html(h, " <input type=\"text\" autocomplete=\"off\" spellcheck=\"false\"");
    html_attr(h, "name", str_of(params[p].name));
    html_attr(h, "value", value);
    html_attr(h, "placeholder", str_of(hint));
    html(h, "></label>\n");
}

static struct str moment_text(struct arena *a, const struct moment *m)
{
    if (!m->given)
        return STR("");
    struct str date = arena_fmt(a, "%04d-%02d-%02d", m->at.year, m->at.month, m->at.day);
    if (!m->has_time)
        return date;
    return arena_fmt(a, "%.*sT%02d:%02d", STR_ARG(date), m->at.hour, m->at.minute);
}

static struct str id_list(struct arena *a, char prefix, const struct str *ids, size_t n)
{
    struct out o = out_of(a);
    for (size_t i = 0; i < n; i++)
        out_fmt(&o, "%s%c%.*s", i > 0 ? "," : "", prefix, STR_ARG(ids[i]));
    return out_done(&o);
}

static struct str org_list(struct arena *a, const struct filter *f)
{
    struct out o = out_of(a);
    for (size_t i = 0; i < f->orgs; i++)
        out_fmt(&o, "%so%d", i > 0 ? "," : "", (int)f->org[i]);
    return out_done(&o);
}

static void who_fields(struct html *h, const struct filter *f)
{
    struct arena *a = h->o.a;
    html(h, "<fieldset><legend>Who</legend>\n");
    field(h, P_ORG, "Organisation", org_list(a, f), "o4812");
    field(h, P_TEAM, "Team", id_list(a, 't', f->team, f->teams), "t1032");
    field(h, P_PERSON, "Person", id_list(a, 'p', f->person, f->persons), "p90311");
    html(h, "</fieldset>\n");
}

/* The standard range has the empty value: it may stand beside dates, any other excludes them. */
static void when_fields(struct html *h, const struct filter *f)
{
    struct filter standard = filter_default();
    html(h, "<fieldset><legend>When</legend>\n<label>Period <select name=\"range\">"
            "<option value=\"\">28 days, or the dates below</option>");
    for (size_t r = RANGE_NONE + 1; r < RANGE__N; r++) {
        if (r == standard.range)
            continue;
        html(h, "<option");
        html_attr(h, "value", str_of(range_words[r]));
        if (f->range == r)
            html(h, " selected");
        html(h, ">");
        html_text(h, str_of(range_labels[r]));
        html(h, "</option>");
    }
    html(h, "</select></label>\n");
    field(h, P_FROM, "From", moment_text(h->o.a, &f->from), "2026-08-23");
    field(h, P_TO, "To", moment_text(h->o.a, &f->to), "2026-11-20");
    field(h, P_TZ, "Zone", f->tz, "Europe/London, or own");
    html(h, "</fieldset>\n");
}

/* "Other" is what an export calls by no known word: counted, but nothing that can be asked for. */
static void channel_fields(struct html *h, const struct filter *f)
{
    html(h, "<fieldset class=\"ticks\"><legend>Channel, any of</legend>\n");
    for (size_t c = CHANNEL_VOICE; c < CHANNEL__N; c++) {
        html(h, "<label><input type=\"checkbox\"");
        html_attr(h, "name", str_of(params[P_CH].name));
        html_attr(h, "value", str_of(channel_words[c]));
        if (f->channels & (1u << c))
            html(h, " checked");
        html(h, "> ");
        html_text(h, str_of(channel_words[c]));
        html(h, "</label>\n");
    }
    html(h, "</fieldset>\n");
}

static void form(struct html *h, const struct frame *f)
{
    struct filter none = filter_default();
    html(h, "<details class=\"filters\"><summary>Change filters</summary>\n<form method=\"get\"");
    html_attr(h, "action", link_filter(h->o.a, f, &none));
    html(h, ">\n");
    who_fields(h, &f->filter);
    when_fields(h, &f->filter);
    channel_fields(h, &f->filter);
    html(h, "<p><button type=\"submit\">Apply</button></p></form></details>\n");
}

void filters_html(struct html *h, const struct frame *f, const struct overview *o)
{
    html(h, "<div class=\"bar-line\">");
    chips(h, f, o);
    if (f->filter.ui == UI_PAGE)
        form(h, f);
    html(h, "</div>\n");
}

/* The window moved by its own length; whole days by days, as a day may have 23 or 25 hours. */
static struct filter moved(const struct filter *f, const struct window *w, int by)
{
    int32_t days = (w->last - w->first + 1) * by;
    int64_t ms = (w->to - w->from) * by;
    if (w->whole_days)
        return filter_days(f, w->first + days, w->last + days);
    return filter_span(f, w, w->from + ms, w->to + ms);
}

void filters_periods(struct html *h, const struct frame *f, const struct overview *o)
{
    const struct window *w = &o->window;
    struct filter before = moved(&f->filter, w, -1), after = moved(&f->filter, w, 1);
    bool more = o->through[DATASET_PAGEOUTS] > w->to + MINUTE_MS; /* 24h ends at a full minute */
    html(h, "<ul class=\"fresh\"><li>");
    html_link(h, link_filter(h->o.a, f, &before), STR("\xe2\x80\xb9 Previous period"));
    html(h, "</li>\n");
    if (more) {
        html(h, "<li>");
        html_link(h, link_filter(h->o.a, f, &after), STR("Next period \xe2\x80\xba"));
        html(h, "</li>\n");
    }
    html(h, "</ul>\n");
}
