/* Can these numbers be trusted? How far each data set goes, what the last run kept and refused,
 * which days are missing, how full the store is, and which snapshots can still be asked. */
#include "query/metric.h"
#include "store/retain.h"
#include "views/frame.h"
#include "views/gaps.h"
#include "views/panel.h"
#include "views/say.h"

#define SNAPSHOTS_SHOWN 50

/* clang-format off */
static const char *const labels[FAMILY__N] = {
    [FAMILY_PAGEOUTS]      = "Pages",
    [FAMILY_NOTIFICATIONS] = "Notifications",
    [FAMILY_DIRECTORY]     = "Directory",
};
static const struct {
    const char *label;
    size_t at;
} counts[] = {
    { "Rows read",     offsetof(struct run, rows) },
    { "Kept",          offsetof(struct run, kept) },
    { "Rejected",      offsetof(struct run, rejected) },
    { "Duplicates",    offsetof(struct run, duplicates) },
    { "Late updates",  offsetof(struct run, newer) },
    { "Older, left",   offsetof(struct run, older) },
};
static const struct {
    const char *label;
    size_t at;
} unknowns[] = {
    { "Unknown person, of kept",  offsetof(struct run, person_unknown) },
    { "Unknown team, of kept",    offsetof(struct run, team_unknown) },
    { "No chain known, of kept",  offsetof(struct run, chain_unknown) },
};
/* clang-format on */

static uint64_t member(const struct run *run, size_t at)
{
    int64_t v = *(const int64_t *)(const void *)((const char *)run + at);
    return v > 0 ? (uint64_t)v : 0;
}

static void heads(struct html *h)
{
    html(h, "<thead><tr><th scope=\"col\">Last run</th>");
    for (size_t f = 0; f < FAMILY__N; f++) {
        html(h, "<th scope=\"col\">");
        html_text(h, str_of(labels[f]));
        html(h, "</th>");
    }
    html(h, "</tr></thead>\n");
}

static void time_cell(struct html *h, int64_t ms, const char *none)
{
    html(h, "<td>");
    if (ms == 0) {
        html(h, "<i>");
        html_text(h, str_of(none));
        html(h, "</i>");
    } else
        html_text(h, say_utc(h->o.a, ms));
    html(h, "</td>");
}

static void oldest_cell(struct html *h, const struct family_state *f)
{
    int32_t day = retain_oldest(f);
    if (day == INT32_MIN) {
        html(h, "<td><i>none</i></td>");
        return;
    }
    html(h, "<td>");
    html_text(h, say_days(h->o.a, day, day));
    if (f->keep_days) {
        html(h, ", ");
        html_num(h, (uint64_t)f->keep_days);
        html(h, " days are kept");
    }
    html(h, "</td>");
}

static void times(struct html *h, const struct manifest *m)
{
    html(h, "<tr><th scope=\"row\">Data through</th>");
    for (size_t f = 0; f < FAMILY__N; f++)
        time_cell(h, m->family[f].through, "not loaded yet");
    html(h, "</tr>\n<tr><th scope=\"row\">Oldest day</th>");
    for (size_t f = 0; f < FAMILY__N; f++)
        oldest_cell(h, &m->family[f]);
    html(h, "</tr>\n<tr><th scope=\"row\">Ended</th>");
    for (size_t f = 0; f < FAMILY__N; f++)
        time_cell(h, m->family[f].run.ended, "no run");
    html(h, "</tr>\n<tr><th scope=\"row\">Asked from</th>");
    for (size_t f = 0; f < FAMILY__N; f++)
        time_cell(h, m->family[f].run.window.from, "no window");
    html(h, "</tr>\n<tr><th scope=\"row\">Asked to</th>");
    for (size_t f = 0; f < FAMILY__N; f++)
        time_cell(h, m->family[f].run.window.to, "no window");
    html(h, "</tr>\n");
}

static void none_cell(struct html *h)
{
    html(h, "<td><i>no run</i></td>");
}

static void count_row(struct html *h, const struct manifest *m, size_t i)
{
    html(h, "<tr><th scope=\"row\">");
    html_text(h, str_of(counts[i].label));
    html(h, "</th>");
    for (size_t f = 0; f < FAMILY__N; f++) {
        const struct run *run = &m->family[f].run;
        if (run->ended == 0)
            none_cell(h);
        else
            cell_num(h, member(run, counts[i].at));
    }
    html(h, "</tr>\n");
}

static void unknown_row(struct html *h, const struct manifest *m, size_t i)
{
    html(h, "<tr><th scope=\"row\">");
    html_text(h, str_of(unknowns[i].label));
    html(h, "</th>");
    for (size_t f = 0; f < FAMILY__N; f++) {
        const struct run *run = &m->family[f].run;
        if (run->ended == 0 || run->kept <= 0)
            none_cell(h);
        else
            cell_share(h, member(run, unknowns[i].at), (uint64_t)run->kept);
    }
    html(h, "</tr>\n");
}

static void runs(struct html *h, const struct manifest *m)
{
    html(h, "<section class=\"panel wide\" aria-labelledby=\"runs\"><h2 id=\"runs\">What the last "
            "runs did</h2>\n");
    panel_numbers_open(h, STR("Last runs"));
    heads(h);
    html(h, "<tbody>");
    times(h, m);
    for (EACH(i, counts))
        count_row(h, m, i);
    for (EACH(i, unknowns))
        unknown_row(h, m, i);
    html(h, "</tbody>");
    panel_scroll_close(h);
    html(h, "</section>\n");
}

static void stages(struct html *h, const struct manifest *m, enum family family)
{
    static const char *const words[] = {"Stage", "#Seen", "#Changed", "#Dropped"};
    const struct run *run = &m->family[family].run;
    if (run->stages == 0)
        return;
    html(h, "<details open><summary>Stages: ");
    html_text(h, str_of(labels[family]));
    html(h, "</summary>\n");
    panel_scroll_open(h, arena_fmt(h->o.a, "Stages of %s", labels[family]));
    table_head(h, words, COUNT_OF(words));
    html(h, "<tbody>");
    for (size_t i = 0; i < run->stages; i++) {
        const struct stage_count *s = &run->stage[i];
        html(h, "<tr><th scope=\"row\">");
        html_text(h, s->name);
        html(h, "</th>");
        cell_num(h, s->seen > 0 ? (uint64_t)s->seen : 0);
        cell_num(h, s->changed > 0 ? (uint64_t)s->changed : 0);
        cell_num(h, s->dropped > 0 ? (uint64_t)s->dropped : 0);
        html(h, "</tr>\n");
    }
    html(h, "</tbody>");
    panel_scroll_close(h);
    html(h, "</details>\n");
}

static uint64_t bytes_of(const struct family_state *s)
{
    uint64_t bytes = 0;
    for (size_t i = 0; i < s->segments; i++)
        bytes += s->segment[i].bytes > 0 ? (uint64_t)s->segment[i].bytes : 0;
    return bytes;
}

/* The files are counted where they are known. */
static void size_row(
    struct html *h, const char *label, const size_t *files, uint64_t bytes, uint64_t limit)
{
    html(h, "<tr><th scope=\"row\">");
    html_text(h, str_of(label));
    html(h, "</th>");
    if (files)
        cell_num(h, *files);
    else
        html(h, "<td></td>");
    cell_open(h);
    html_text(h, say_bytes(h->o.a, (int64_t)bytes));
    html(h, "</td>");
    cell_share(h, bytes, limit);
    cell_bar(h, MARK_IN_TARGET, bytes, limit);
    html(h, "</tr>\n");
}

/* What the last writer saw, where it looked. */
static void room(struct html *h, const struct room *r)
{
    if (r->limit == 0)
        return;
    html(h, "<p class=\"small\">The volume had ");
    html_text(h, say_bytes(h->o.a, r->free));
    html(h, " free when this snapshot was made.");
    if (room_is_near(r, 0))
        html(h, " <strong>The store is above 75&nbsp;% of its limit.</strong>");
    html(h, "</p>\n");
}

static void store(struct html *h, const struct manifest *m)
{
    size_t files = 0;
    uint64_t bytes = 0, limit = m->room.limit ? (uint64_t)m->room.limit : STORE_BYTES_MAX;
    html(h, "<section class=\"panel\" aria-labelledby=\"store\"><h2 id=\"store\">How full the "
            "store is</h2>\n");
    panel_numbers_open(h, STR("Store"));
    html(h, "<thead><tr><th scope=\"col\">Data set</th><th scope=\"col\">Files</th>"
            "<th scope=\"col\">Size</th><th scope=\"col\" colspan=\"2\">Of ");
    html_text(h, say_bytes(h->o.a, (int64_t)limit));
    html(h, "</th></tr></thead>\n<tbody>");
    for (size_t f = 0; f < FAMILY__N; f++) {
        size_row(h, labels[f], &m->family[f].segments, bytes_of(&m->family[f]), limit);
        files += m->family[f].segments;
        bytes += bytes_of(&m->family[f]);
    }
    size_row(h, "Together", &files, bytes, limit);
    if (m->room.held)
        size_row(h, "With older snapshots", NULL, (uint64_t)m->room.held, limit);
    html(h, "</tbody>");
    panel_scroll_close(h);
    room(h, &m->room);
    html(h, "</section>\n");
}

static void snapshot_row(
    struct html *h, const struct sha256 *sha, int64_t generation, int64_t made_at)
{
    struct filter none = filter_default();
    struct place place = {.gen = arena_copy(h->o.a, (struct str){sha->hex, SNAPSHOT_ID_BYTES}),
        .page = STR("overview")};
    html(h, "<tr><th scope=\"row\">");
    html_link(h, url_write(h->o.a, &place, &none), place.gen);
    html(h, "</th><td>");
    html_int(h, generation);
    html(h, "</td>");
    time_cell(h, made_at, "unknown");
    html(h, "</tr>\n");
}

static void snapshots(struct html *h, const struct manifest *m)
{
    static const char *const words[] = {"Snapshot", "Generation", "Published"};
    html(h,
        "<section class=\"panel\" aria-labelledby=\"kept\"><h2 id=\"kept\">Snapshots kept</h2>\n");
    panel_scroll_open(h, STR("Snapshots"));
    table_head(h, words, COUNT_OF(words));
    html(h, "<tbody>");
    snapshot_row(h, &m->sha256, m->generation, m->made_at);
    for (size_t i = 0; i < m->history_n && i < SNAPSHOTS_SHOWN; i++)
        snapshot_row(h, &m->history[i].sha256, m->history[i].generation, m->history[i].made_at);
    html(h, "</tbody>");
    panel_scroll_close(h);
    if (m->history_n > SNAPSHOTS_SHOWN) {
        html(h, "<p class=\"small\">The newest of ");
        html_num(h, m->history_n + 1);
        html(h, ".</p>\n");
    }
    html(h, "</section>\n");
}

/* The log names the file: paths are not for readers. */
static void unread(struct html *h, const struct frame *f)
{
    if (f->unread == 0)
        return;
    html(h, "<div class=\"note\"><h2>Newer data is there and cannot be read</h2>\n<p>Generation ");
    html_int(h, f->unread);
    html(h, " is damaged or not whole on this server, so the newest whole one before it is shown. "
            "The log says what is wrong with it.</p></div>\n");
}

/* How old the data is, as far as a page can say: until when it is known to be the newest. */
static void store_lost(struct html *h, const struct frame *f)
{
    if (f->store_lost_ms == 0)
        return;
    html(h, "<div class=\"note\"><h2>The store cannot be read</h2>\n<p>Since ");
    html_text(h, say_utc(h->o.a, f->store_lost_ms));
    html(h, " nothing newer than this could arrive: snapshot ");
    html_text(h, f->snapshot);
    html(h, ", published ");
    html_text(h, say_utc(h->o.a, f->made_at));
    html(h, ". All pages are answered from it, and go on by themselves when the store is back."
            "</p></div>\n");
}

void health_html(struct html *h, const struct frame *f, const struct manifest *m)
{
    frame_open(h, f, STR("Data health"));
    if (!m) {
        html(h, "<h1>Data health</h1>\n");
        frame_first_run(h);
        frame_close(h, f);
        return;
    }
    html(h, "<h1>Data health: is everything here?</h1>\n");
    unread(h, f);
    frame_fresh(h, f, NULL);
    store_lost(h, f);
    html(h, "<div class=\"grid\">\n");
    runs(h, m);
    gaps_html(h, m);
    store(h, m);
    snapshots(h, m);
    html(h, "<section class=\"panel\" aria-labelledby=\"stages\"><h2 id=\"stages\">Stage by "
            "stage</h2>\n");
    for (size_t i = 0; i < FAMILY__N; i++)
        stages(h, m, (enum family)i);
    html(h, "</section>\n</div>\n");
    frame_close(h, f);
}
