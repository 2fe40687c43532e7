#include "views/form.h"

#include "query/metric.h"
#include "query/param.h"
#include "views/filters.h"
#include "views/link.h"

enum look {
    LOOK_END,
    LOOK_TEXT,   /* one field, a list as it is written in the address */
    LOOK_EACH,   /* a field for each value and one more: a comma may be part of it */
    LOOK_SELECT, /* one word of few */
};

struct field {
    enum look look;
    enum param param;
    const char *hint;
};

/* clang-format off */
/* The first is in sight on pages that have it. */
static const struct {
    const char *legend;
    struct field field[6];
} sets[] = {
    { "Show", {
        { LOOK_SELECT, P_M,    "" },
        { LOOK_SELECT, P_BY,   "" },
        { LOOK_SELECT, P_BIN,  "" },
        { LOOK_SELECT, P_N,    "" },
    } },
    { "Who", {
        { LOOK_TEXT,   P_ORG,    "o4812" },
        { LOOK_TEXT,   P_TEAM,   "t1032" },
        { LOOK_TEXT,   P_PERSON, "p90311" },
        { LOOK_SELECT, P_HIER,   "" },
    } },
    { "When", {
        { LOOK_SELECT, P_RANGE, "" },
        { LOOK_TEXT,   P_FROM,  "2026-08-23" },
        { LOOK_TEXT,   P_TO,    "2026-11-20" },
        { LOOK_TEXT,   P_TZ,    "Europe/London, or own" },
        { LOOK_SELECT, P_CMP,   "" },
    } },
    { "What", {
        { LOOK_EACH,   P_SRC, "as exported" },
        { LOOK_TEXT,   P_Q,   "in title, source or incident" },
        { LOOK_SELECT, P_ACK, "" },
    } },
    { "Sent by", {
        { LOOK_EACH, P_PROV,    "gateway or carrier" },
        { LOOK_EACH, P_GW,      "as exported" },
        { LOOK_EACH, P_CARRIER, "as exported" },
        { LOOK_EACH, P_CC,      "as exported" },
    } },
};
static const enum param ticks[] = { P_CH, P_URG, P_OUT, P_WHY, P_LVL, P_HOURS };
/* clang-format on */

static bool is_read(const struct frame *f, enum param p)
{
    return f->params & P_BIT(p);
}

static void input(struct html *h, enum param p, struct str value, const char *hint)
{
    html(h, "<label>");
    html_text(h, str_of(params[p].label));
    html(h, " <input type=\"text\"");
    html_attr(h, "name", str_of(params[p].name));
    html_attr(h, "value", value);
    html_attr(h, "placeholder", str_of(hint));
    html(h, "></label>\n");
}

static struct str without_spaces(struct arena *a, struct str s)
{
    struct out o = out_of(a);
    for (size_t i = 0; i < s.n; i++)
        if (s.p[i] != ' ')
            out_char(&o, s.p[i]);
    return out_done(&o);
}

static void text(struct html *h, const struct frame *f, const struct field *field)
{
    struct str value = filter_says(h->o.a, &f->filter, field->param);
    if (param_is_list(field->param))
        value = without_spaces(h->o.a, value);
    input(h, field->param, value, field->hint);
}

static void each(struct html *h, const struct frame *f, const struct field *field)
{
    struct str value;
    size_t n = 0;
    for (; filter_text(&f->filter, field->param, n, &value); n++)
        input(h, field->param, value, field->hint);
    if (n < (size_t)params[field->param].max)
        input(h, field->param, STR(""), field->hint);
}

/* Of the ith word; of the standard where that is no range. */
static struct str label_of(enum param p, const char *word, size_t i)
{
    if (p == P_RANGE)
        return str_of(range_labels[i + RANGE_24H]);
    enum metric m = p == P_M ? metric_find(str_of(word)) : METRIC__N;
    return str_of(m < METRIC__N ? metrics[m].label : word);
}

/* The standard has the empty value: a range may then stand beside dates. */
static void options(struct html *h, const struct frame *f, enum param p)
{
    struct str now = filter_says(h->o.a, &f->filter, p);
    const char *word = NULL;
    for (size_t i = 0; (word = param_word(p, f->words, i)) != NULL; i++) {
        if (str_eq(str_of(word), str_of(params[p].standard)))
            continue;
        html(h, "<option");
        html_attr(h, "value", str_of(word));
        if (str_eq(now, str_of(word)))
            html(h, " selected");
        html(h, ">");
        html_text(h, label_of(p, word, i));
        html(h, "</option>");
    }
}

static void choice(struct html *h, const struct frame *f, const struct field *field)
{
    enum param p = field->param;
    html(h, "<label>");
    html_text(h, str_of(params[p].label));
    html(h, " <select");
    html_attr(h, "name", str_of(params[p].name));
    html(h, "><option value=\"\">");
    html_text(
        h, p == P_RANGE ? STR("28 days, or the dates below") : label_of(p, params[p].standard, 0));
    html(h, "</option>");
    options(h, f, p);
    html(h, "</select></label>\n");
}

static void set(
    struct html *h, const struct frame *f, const char *legend, const struct field *field)
{
    static void (*const write[])(struct html *, const struct frame *, const struct field *) = {
        [LOOK_TEXT] = text, [LOOK_EACH] = each, [LOOK_SELECT] = choice};
    bool open = false;
    for (; field->look != LOOK_END; field++) {
        if (!is_read(f, field->param))
            continue;
        if (!open) {
            html(h, "<fieldset><legend>");
            html_text(h, str_of(legend));
            html(h, "</legend>\n");
            open = true;
        }
        write[field->look](h, f, field);
    }
    if (open)
        html(h, "</fieldset>\n");
}

/* What is no page is in no number: its purposes are not offered. */
static void boxes(struct html *h, const struct frame *f, enum param p)
{
    const char *word = NULL;
    html(h, "<fieldset class=\"ticks\"><legend>");
    html_text(h, str_of(params[p].label));
    html(h, ", any of</legend>\n");
    for (size_t i = 0; (word = param_word(p, NULL, i)) != NULL; i++) {
        bool has = filter_has(&f->filter, p, i);
        if (!has && p == P_WHY && !purpose_is_page((enum purpose)(PURPOSE_INITIAL + i)))
            continue;
        html(h, "<label><input type=\"checkbox\"");
        html_attr(h, "name", str_of(params[p].name));
        html_attr(h, "value", str_of(word));
        if (has)
            html(h, " checked");
        html(h, "> ");
        html_text(h, str_of(word));
        html(h, "</label>\n");
    }
    html(h, "</fieldset>\n");
}

static void filter_sets(struct html *h, const struct frame *f)
{
    html(h, "<div class=\"fields\">\n");
    for (size_t i = 1; i < COUNT_OF(sets); i++)
        set(h, f, sets[i].legend, sets[i].field);
    for (EACH(i, ticks))
        if (is_read(f, ticks[i]))
            boxes(h, f, ticks[i]);
    html(h, "</div>\n");
}

static void form_open(struct html *h, const struct frame *f)
{
    struct filter none = filter_default();
    html(h, "<form method=\"get\" autocomplete=\"off\" spellcheck=\"false\"");
    html_attr(h, "action", link_filter(h->o.a, f, &none));
    html(h, ">\n");
}

/* Counting every value of every filter takes longer than a page: it has one of its own. */
static void apply(struct html *h, const struct frame *f)
{
    struct place facets = {.gen = f->place.gen, .page = STR("explore"), .panel = STR("facets")};
    struct filter to = filter_cleared(&f->filter, P_AFTER);
    html(h, "<p class=\"apply\"><button type=\"submit\">Apply</button> ");
    html_link(
        h, url_write(h->o.a, &facets, &to), STR("Choose from what there is, with page counts"));
    html(h, "</p>");
}

static void summary(struct html *h, size_t narrowed)
{
    html(h, "<details class=\"filters\"><summary>Change filters");
    if (narrowed)
        html_text(h, arena_fmt(h->o.a, " (%zu)", narrowed));
    html(h, "</summary>\n");
}

void form_html(struct html *h, const struct frame *f, size_t narrowed)
{
    bool shows = is_read(f, P_M);
    if (shows) {
        html(h, "<div class=\"show\">");
        form_open(h, f);
        set(h, f, sets[0].legend, sets[0].field);
    }
    summary(h, narrowed);
    if (!shows)
        form_open(h, f);
    filter_sets(h, f);
    if (shows)
        html(h, "</details>\n");
    apply(h, f);
    if (shows)
        html(h, "</form></div>\n");
    else
        html(h, "</form></details>\n");
}
