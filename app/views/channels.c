/* Which way reaches people? Attempts by channel and what became of them. "Sent" is no delivery: the
 * share is of those whose end is known. */
#include "views/link.h"
#include "views/panel.h"
#include "views/say.h"

#define NAMED_MAX 3 /* channels in the finding: those with the most attempts */

static const struct panel panel = {"channels", "Attempts by channel", false};

static const char *const labels[CHANNEL__N] = {
    [CHANNEL_OTHER] = "Other",
    [CHANNEL_VOICE] = "Voice",
    [CHANNEL_SMS] = "SMS",
    [CHANNEL_EMAIL] = "E-mail",
    [CHANNEL_PUSH] = "Push",
    [CHANNEL_CHAT] = "Chat",
    [CHANNEL_WEBHOOK] = "Webhook",
    [CHANNEL_WHATSAPP] = "WhatsApp",
    [CHANNEL_PAGER] = "Pager",
};

struct line {
    enum channel channel;
    uint64_t all;
    const uint64_t *count; /* by enum delivery */
};

/* The channels in use, most attempts first. */
static size_t lines_of(const struct attempts *t, struct line lines[CHANNEL__N])
{
    size_t n = 0;
    for (size_t c = 0; c < CHANNEL__N; c++) {
        struct line line = {(enum channel)c, 0, t->count[c]};
        for (size_t d = 0; d < DELIVERY__N; d++)
            line.all += t->count[c][d];
        if (line.all == 0)
            continue;
        size_t at = n++;
        for (; at > 0 && lines[at - 1].all < line.all; at--)
            lines[at] = lines[at - 1];
        lines[at] = line;
    }
    return n;
}

static uint64_t ended(const struct line *line)
{
    return line->count[DELIVERY_DELIVERED] + line->count[DELIVERY_FAILED];
}

/* Where most attempts never get a receipt, a share of the few that did would mislead. */
static bool has_receipts(const struct line *line)
{
    uint64_t tried = line->all - line->count[DELIVERY_SUPPRESSED];
    return ended(line) > 0 && ended(line) * 2 >= tried;
}

static struct str finding(struct arena *a, const struct line *lines, size_t n)
{
    struct out o = out_of(a);
    for (size_t i = 0, named = 0; i < n && named < NAMED_MAX; i++) {
        if (!has_receipts(&lines[i]))
            continue;
        named++;
        struct str share = say_share(a, lines[i].count[DELIVERY_DELIVERED], ended(&lines[i]));
        out_fmt(&o, "%s%s %.*s", o.n > 0 ? ", " : "Delivered: ", labels[lines[i].channel],
            STR_ARG(share));
    }
    if (n == 0)
        return STR("No attempts in these days");
    return o.n > 0 ? out_done(&o) : STR("Too few receipts to tell what was delivered");
}

static void success(struct html *h, const struct line *line)
{
    if (!has_receipts(line)) {
        html(h, "<td colspan=\"2\"><i>few receipts</i></td>");
        return;
    }
    cell_share(h, line->count[DELIVERY_DELIVERED], ended(line));
    cell_bar(h, MARK_IN_TARGET, line->count[DELIVERY_DELIVERED], ended(line));
}

static void row(struct html *h, const struct view *v, const struct line *line)
{
    struct filter to = filter_shared(&v->f->filter);
    to.channels = 1u << line->channel;
    html(h, "<tr><th scope=\"row\">");
    if (line->channel == CHANNEL_OTHER) /* no word for it in an address */
        html_text(h, str_of(labels[line->channel]));
    else
        html_link(h, link_same(h->o.a, v->f, STR("channels"), &to), str_of(labels[line->channel]));
    html(h, "</th>");
    cell_num(h, line->all);
    success(h, line);
    cell_num(h, line->count[DELIVERY_FAILED]);
    cell_num(h, line->count[DELIVERY_DELIVERED]);
    cell_num(h, line->count[DELIVERY_SENT]);
    cell_num(h, line->count[DELIVERY_PENDING] + line->count[DELIVERY_UNKNOWN]);
    cell_num(h, line->count[DELIVERY_SUPPRESSED]);
    html(h, "</tr>\n");
}

void channels_panel(struct html *h, const struct view *v)
{
    struct line lines[CHANNEL__N];
    size_t n = lines_of(&v->o->attempts, lines);
    panel_open(h, &panel,
        v->o->attempts_refused ? STR("Attempts need a narrower range") : finding(h->o.a, lines, n));
    if (v->o->attempts_refused)
        panel_refused(h, v->f);
    else if (n > 0) {
        panel_numbers_open(h, STR("Channels"));
        html(h, "<thead><tr><th scope=\"col\">Channel</th><th scope=\"col\">Attempts</th>"
                "<th scope=\"col\" colspan=\"2\">Success</th><th scope=\"col\">Failed</th>"
                "<th scope=\"col\">Delivered</th><th scope=\"col\">Sent only</th>"
                "<th scope=\"col\">Unknown</th><th scope=\"col\">Held back</th></tr></thead>\n"
                "<tbody>");
        size_t shown = v->alone || n <= CHANNEL_ROWS_INLINE ? n : CHANNEL_ROWS_INLINE;
        for (size_t i = 0; i < shown; i++)
            row(h, v, &lines[i]);
        html(h, "</tbody>");
        panel_scroll_close(h);
        html(h, "<p class=\"small\">Success is delivered / (delivered + failed); sent only is no "
                "delivery.");
        if (shown < n)
            html_text(
                h, arena_fmt(h->o.a, " %zu more channels are on the panel's own page.", n - shown));
        html(h, "</p>\n");
    } else
        html(h, "<p>Notifications tell how pages were sent. None are held for these days and "
                "filters.</p>\n");
    panel_close(h, v, &panel);
}
