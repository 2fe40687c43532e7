/* pagetrail-cron: one verb a run, then it ends; its exit status tells the truth. It ties the rooms:
 * source -> csv -> etl -> store/writer. What a run did is a table on stdout and one JSON line on
 * stderr. */
#include "api/status.h"
#include "etl/directory.h"
#include "etl/report.h"
#include "lib/file.h"
#include "lib/json.h"
#include "lib/log.h"
#include "settings.h"
#include "source/directory.h"
#include "source/reports.h"
#include "source/unpack.h"
#include "store/reader.h"
#include "store/schema.h"
#include "store/writer.h"

#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#define PATIENCE_MS (2 * MINUTE_MS) /* how long one call waits for a platform that is away */

_Static_assert((int)SUNK_NEW == (int)PUT_NEW && (int)SUNK_NEWER == (int)PUT_NEWER &&
                   (int)SUNK_SAME == (int)PUT_SAME && (int)SUNK_OLDER == (int)PUT_OLDER &&
                   (int)SUNK__N == (int)PUT__N,
    "what became of a record is numbered alike on both sides");

struct cron {
    struct arena *a;
    struct settings set;
    struct args args;
    struct str from, to, file, json, markdown; /* options of verbs; empty = not given */
    struct window_ask ask;                     /* what --from and --to say */
    struct out text;                           /* for stdout */
    struct directory_counts listed;            /* what a run did, as far as it came */
    struct pipeline_report report;             /* of all files; of the rejects, n alone */
    int64_t files, bytes;
    struct published published;
    int64_t began; /* UTC ms */
};

/* ---- the platform, as the settings describe it */

struct upstream {
    struct http *http;
    struct api api;
};

static void upstream_done(struct upstream *u)
{
    api_done(&u->api);
    http_done(&u->http);
}

static struct err settings_check(const struct settings *s)
{
    const struct {
        const char *name, *env;
        struct str value;
    } needed[] = {
        {"api", "PAGETRAIL_API", s->api},
        {"issuer", "PAGETRAIL_ISSUER", s->issuer},
        {"subject", "PAGETRAIL_SUBJECT", s->subject},
        {"audience", "PAGETRAIL_AUDIENCE", s->audience},
        {"key", "PAGETRAIL_KEY", s->key},
    };
    for (EACH(i, needed))
        if (needed[i].value.n == 0)
            return err_of(ERR_USAGE, "--%s (%s) is not set; the platform's API needs it",
                needed[i].name, needed[i].env);
    if (!str_eq(s->token, STR("jwt")) && !str_starts(s->token, STR("/")))
        return err_of(ERR_USAGE, "--token: \"%.*s\" is neither jwt nor a path", STR_ARG(s->token));
    return OK;
}

static enum jwt_alg alg_of(struct str word)
{
    enum jwt_alg alg = 0;
    while (alg + 1 < JWT__N && !str_eq(word, str_of(jwt_alg_words[alg])))
        alg++;
    return alg;
}

static struct err upstream_open(struct cron *c, struct upstream *u)
{
    const struct settings *s = &c->set;
    struct str key, base = s->api;
    TRY(settings_check(s));
    struct err e = file_read(c->a, s->key.p, JWT_KEY_MAX, &key);
    e.code = e.code == ERR_OK ? ERR_OK : ERR_USAGE;
    TRY(err_at(e, "--key"));
    while (str_ends(base, STR("/")))
        base.n--;
    const struct http_conf http = {
        .base = base,
        .ca_file = s->ca_file.n ? s->ca_file.p : NULL,
        .connect_ms = s->connect_timeout,
        .stall_ms = s->stall,
    };
    TRY(err_at(http_open(&u->http, &http), "--api"));
    const struct api_conf conf = {
        .issuer = s->issuer,
        .subject = s->subject,
        .audience = s->audience,
        .key = str_eq(s->alg, STR("HS256")) ? str_trim(key) : key,
        .alg = alg_of(s->alg),
        .token_path = str_eq(s->token, STR("jwt")) ? STR("") : s->token,
        .call_ms = s->call_timeout,
        .patience_ms = s->poll_deadline < PATIENCE_MS ? s->poll_deadline : PATIENCE_MS,
    };
    u->api = api_of(&conf, world_of(u->http));
    return OK;
}

static struct writer_conf writer_conf_of(const struct cron *c)
{
    return (struct writer_conf){
        .store = c->set.store.p,
        .staging = c->set.staging.p,
        .store_bytes_max = c->set.store_limit,
        .activate_after_ms = c->set.activate_after,
    };
}

/* ---- what a run has to say */

static void say_published(struct cron *c, const struct writer *w)
{
    const struct published *p = &c->published;
    if (p->nothing)
        out_fmt(&c->text, "nothing new: generation %lld stays\n",
            (long long)writer_base(w)->generation);
    else
        out_fmt(&c->text,
            "published generation %lld, snapshot %.8s: %d days written, %d unchanged, %lld rows "
            "new, %lld newer\n",
            (long long)p->generation, p->sha256.hex, p->days_written, p->days_unchanged,
            (long long)p->kept_new, (long long)p->kept_newer);
    if (p->near_limit)
        out_z(&c->text, "warning: the store is above 75 % of its limit\n");
}

/* ---- directory */

static struct err directory_run(struct cron *c)
{
    AUTO(arena_done) struct arena a = arena_of(2 * ARENA_CAP_BATCH);
    AUTO(upstream_done) struct upstream u = {0};
    AUTO(writer_done) struct writer *w = NULL;
    const struct writer_conf conf = writer_conf_of(c);
    struct roster before, served, roster;
    struct directory_counts *n = &c->listed;
    TRY(upstream_open(c, &u));
    TRY(writer_open(&w, FAMILY_DIRECTORY, &conf));
    TRY(writer_roster(w, &a, &before));
    TRY(directory_fetch(&u.api, &a, &before, &served, n));
    TRY(directory_build(&a, &before, &served, served.synced_at, &roster));
    TRY(writer_put_roster(w, &roster));
    const struct run run = {
        .verb = STR("directory"),
        .began = c->began,
        .ended = clock_now_ms(),
        .rows = n->users + n->teams + n->oncalls,
        .kept = (int64_t)(roster.people_n + roster.teams_n + roster.oncalls_n),
        .rejected = n->skipped,
    };
    TRY(writer_publish(w, &run, &c->published));
    out_fmt(&c->text,
        "listed: %lld people, %lld teams with %lld members, %lld on-call duties; %lld without "
        "an id left out\n",
        (long long)n->users, (long long)n->teams, (long long)n->members, (long long)n->oncalls,
        (long long)n->skipped);
    out_fmt(&c->text,
        "looked up: %lld people, %lld of them deleted; %lld managers found by chain\n",
        (long long)n->looked_up, (long long)n->deleted, (long long)n->managers);
    out_fmt(&c->text,
        "kept: %zu versions of people, %zu of teams, %zu memberships, %zu manager nodes\n",
        roster.people_n, roster.teams_n, roster.members_n, roster.nodes_n);
    say_published(c, w);
    return OK;
}

/* ---- ingest */

struct ingest {
    struct cron *c;
    struct writer *w;
    struct pipeline_conf conf;
};

static struct err put(void *self, const struct record *r, int *result)
{
    struct ingest *in = self;
    enum put became = PUT_NEW;
    TRY(writer_put(in->w, r, &became));
    *result = (int)became;
    return OK;
}

static int64_t later(int64_t a, int64_t b)
{
    return a > b ? a : b;
}

static bool day_is_old(void *self, int32_t day)
{
    const struct ingest *in = self;
    enum family f = (enum family)in->conf.dataset;
    const struct segment_ref *ref = manifest_segment(writer_base(in->w), f, day);
    return ref && ref->schema < schema_version(f);
}

static struct err feed(void *self, struct str bytes)
{
    return pipeline_feed(self, bytes);
}

/* All of one file through the nine stages into the writer. */
static struct err file_ingest(struct ingest *in, int fd, struct pipeline_report *report)
{
    AUTO(arena_done) struct arena a = arena_of(ARENA_CAP_BATCH);
    AUTO(pipeline_done) struct pipeline *p = NULL;
    TRY(pipeline_open(&a, &in->conf, &p));
    struct err e = unpack_fd(fd, (struct unpack_taker){feed, p});
    struct err end = pipeline_end(p, report);
    report_add(&in->c->report, report);
    report_rejects(&in->c->text, report);
    report->rejects =
        (struct rejects){.n = report->rejects.n}; /* the quoted ones go with the arena */
    in->c->files++;
    return e.code == ERR_OK ? end : e;
}

/* A report's file holds the rows that the report says, or one side has lost some. A refused row may
 * have swallowed others or be in pieces, so that many may differ. */
static struct err file_take(void *self, const struct report_file *file)
{
    struct ingest *in = self;
    struct pipeline_report r = {0};
    in->c->bytes += file->bytes;
    TRY(file_ingest(in, file->fd, &r));
    int64_t rows = (int64_t)r.rows, off = file->items - rows;
    if (r.truncated)
        return err_of(ERR_INPUT, "the export ends in the middle of a row");
    if (file->items >= 0 && (off < 0 ? -off : off) > (int64_t)r.rejected)
        return err_of(ERR_INPUT, "the export holds %lld rows, the report says %lld",
            (long long)rows, (long long)file->items);
    return OK;
}

static struct err ingest_api(struct ingest *in, struct span *covered)
{
    struct cron *c = in->c;
    AUTO(upstream_done) struct upstream u = {0};
    struct report_window w;
    struct window_ask ask = c->ask;
    ask.through = writer_base(in->w)->family[in->conf.dataset].through;
    TRY(window_choose(&ask, &w));
    TRY(upstream_open(c, &u));
    const struct report_conf conf = {
        .type = family_words[in->conf.dataset],
        .staging = c->set.staging.p,
        .deadline_ms = c->set.poll_deadline,
        .download_ms = c->set.download_deadline,
        .bytes_max = c->set.export_limit,
    };
    in->conf.newest = later(ask.through, w.to);
    TRY(reports_fetch(&u.api, &conf, w, (struct report_taker){file_take, in}));
    *covered = (struct span){w.from, w.to};
    return OK;
}

/* A file says nothing about its window: it holds the days of its rows, up to the newest thing in
 * it. */
static struct err ingest_file(struct ingest *in, struct span *covered)
{
    const char *path = in->c->file.p;
    bool piped = strcmp(path, "-") == 0;
    struct pipeline_report r = {0};
    AUTO(fd_done) int fd = piped ? dup(STDIN_FILENO) : open(path, O_RDONLY | O_CLOEXEC);
    if (fd < 0)
        return err_errno("--file: %s", path);
    in->conf.newest = writer_base(in->w)->family[in->conf.dataset].through;
    TRY(err_at(file_ingest(in, fd, &r), "%s", piped ? "stdin" : path));
    if (r.created_first == TIME_UNKNOWN)
        return OK;
    int64_t newest = r.event_last < in->c->began ? r.event_last : in->c->began;
    *covered = (struct span){(int64_t)day_of(r.created_first) * DAY_MS, newest + 1};
    return OK;
}

static struct err zone_choose(
    struct zone_set *zones, struct str name, const char *setting, const struct zone **out)
{
    *out = zone_find(zones, name);
    return *out ? OK
                : err_of(ERR_USAGE, "--%s: \"%.*s\" is no time zone of this system", setting,
                      STR_ARG(str_head(name, 60)));
}

static struct err conf_fill(struct cron *c, struct zone_set *zones, struct pipeline_conf *conf)
{
    struct str kinds = c->set.team_kinds, kind, *list = NEW(c->a, struct str, kinds.n + 1);
    conf->zones = zones;
    TRY(zone_choose(zones, c->set.source_zone, "source-zone", &conf->source_zone));
    TRY(zone_choose(zones, c->set.account_zone, "account-zone", &conf->account_zone));
    conf->reject_share = c->set.reject_share;
    conf->retention_days = (int32_t)(c->set.retention / DAY_MS);
    conf->team_kinds = list;
    while (kinds.n) {
        str_cut(kinds, ',', &kind, &kinds);
        kind = str_trim(kind);
        if (kind.n)
            list[conf->team_kinds_n++] = kind;
    }
    return OK;
}

static struct run run_of(const struct ingest *in, struct str verb, struct span window)
{
    const struct pipeline_report *r = &in->c->report;
    struct run run = {
        .verb = verb,
        .began = in->c->began,
        .ended = clock_now_ms(),
        .window = window,
        .bytes = in->c->bytes,
        .rows = (int64_t)r->rows,
        .kept = (int64_t)(r->sunk[SUNK_NEW] + r->sunk[SUNK_NEWER]),
        .rejected = (int64_t)r->rejected,
        .duplicates = (int64_t)r->sunk[SUNK_SAME],
        .older = (int64_t)r->sunk[SUNK_OLDER],
        .newer = (int64_t)r->sunk[SUNK_NEWER],
        .person_unknown = (int64_t)r->person_unknown,
        .team_unknown = (int64_t)r->team_unknown,
        .chain_unknown = (int64_t)r->chain_unknown,
        .stages = STAGES,
    };
    for (size_t i = 0; i < STAGES; i++)
        run.stage[i] = (struct stage_count){str_of(r->stage[i].name), (int64_t)r->stage[i].seen,
            (int64_t)r->stage[i].changed, (int64_t)r->stage[i].dropped};
    return run;
}

static struct err ingest_dataset(struct cron *c, enum dataset dataset)
{
    AUTO(arena_done) struct arena a = arena_of(ARENA_CAP_BATCH); /* the directory */
    AUTO(zone_set_done) struct zone_set *zones = NULL;
    AUTO(writer_done) struct writer *w = NULL;
    const struct writer_conf conf = writer_conf_of(c);
    struct ingest in = {.c = c, .conf = {.dataset = dataset, .put = put}};
    struct roster roster = {0};
    struct span covered = {0, 0};
    TRY(zone_set_open(&zones, c->set.zoneinfo.p));
    TRY(conf_fill(c, zones, &in.conf));
    TRY(writer_open(&w, (enum family)dataset, &conf));
    TRY(writer_roster(w, &a, &roster));
    in.w = w;
    in.conf.roster = &roster;
    in.conf.put_self = in.conf.day_self = &in;
    in.conf.day_is_old = day_is_old;
    struct err e = c->file.n ? ingest_file(&in, &covered) : ingest_api(&in, &covered);
    if (c->files)
        report_text(&c->text, &c->report);
    TRY(e);
    if (c->report.rows == c->report.rejected) {
        out_z(&c->text, "nothing came: no row, so nothing is published and the watermark stays\n");
        return OK; /* an empty export may be a broken one; the next run asks for the window again */
    }
    writer_cover(w, covered);
    struct str verb = arena_fmt(c->a, "ingest %s", family_words[dataset]);
    struct run run = run_of(&in, verb, c->file.n ? (struct span){0, 0} : covered);
    TRY(writer_publish(w, &run, &c->published));
    say_published(c, w);
    return OK;
}

/* What is wrong with the settings is said before anything is made on disk. */
static struct err ingest_checked(struct cron *c, enum dataset dataset)
{
    c->ask.now = c->began;
    c->ask.look_back = c->set.look_back;
    c->ask.first = c->set.first_window;
    if (!c->file.n)
        TRY(settings_check(&c->set));
    return ingest_dataset(c, dataset);
}

static struct err ingest_run(struct cron *c)
{
    struct str what = c->args.words > 1 ? c->args.word[1] : STR("");
    if (c->file.n && (c->from.n || c->to.n))
        return err_of(ERR_USAGE, "--file takes the whole file: --from and --to go with the API");
    if (c->from.n)
        TRY(err_at(window_moment(c->from, &c->ask.from), "--from"));
    if (c->to.n)
        TRY(err_at(window_moment(c->to, &c->ask.to), "--to"));
    for (enum dataset d = 0; d < DATASET__N; d++)
        if (str_eq(what, str_of(family_words[d])))
            return ingest_checked(c, d);
    return err_of(
        ERR_USAGE, "ingest \"%.*s\": it is pageouts or notifications", STR_ARG(str_head(what, 40)));
}

/* ---- status, settings, help */

static struct err status_run(struct cron *c)
{
    AUTO(reader_done) struct reader *r = NULL;
    TRY(reader_open(&r, c->set.store.p));
    TRY(reader_refresh(r, NULL));
    struct snapshot *s = reader_current(r);
    const struct manifest *m = s ? snapshot_manifest(s) : NULL;
    (c->json.n ? status_json : status_text)(&c->text, m);
    return OK;
}

static struct err settings_run(struct cron *c)
{
    if (c->markdown.n)
        settings_markdown(&c->text);
    else
        settings_help(&c->text, FOR_CRON, NULL);
    return OK;
}

static struct err help_run(struct cron *c);

enum { OPT_FROM = 1, OPT_TO = 2, OPT_FILE = 4, OPT_JSON = 8, OPT_MARKDOWN = 16 };

static const struct verb {
    const char *name, *form;
    size_t words;     /* the verb and what goes with it */
    unsigned options; /* the only ones it takes, settings apart */
    bool told;        /* a JSON line tells of every run */
    /* cppcheck-suppress unusedStructMember ; run() calls it, through a pointer to a pointer */
    struct err (*serve)(struct cron *c);
    const char *about;
} verbs[] = {
    /* clang-format off */
    {"directory", "", 1, 0, true, directory_run,
        "people, teams and on-call duty from the platform"},
    {"ingest", "pageouts|notifications", 2, OPT_FROM | OPT_TO | OPT_FILE, true, ingest_run,
        "an export, from the platform or a file, into the store"},
    {"status", "", 1, OPT_JSON, false, status_run, "what the store holds"},
    {"settings", "", 1, OPT_MARKDOWN, false, settings_run, "the settings, with their defaults"},
    {"help", "", 1, 0, false, help_run, "this text"},
    /* clang-format on */
};

/* The verbs' own options; a row's place is its bit. */
static struct own_option *options_of(struct cron *c)
{
    const struct own_option all[] = {
        {"from", "TIME", &c->from,
            "ingest: rows created from then on; without it: from the newest data, "
            "less the look-back"},
        {"to", "TIME", &c->to, "ingest: rows created before then; without it: now"},
        {"file", "PATH", &c->file,
            "ingest: a CSV, plain, in gzip or zip, instead of the platform; - is stdin"},
        {"json", NULL, &c->json, "status: as JSON"},
        {"markdown", NULL, &c->markdown, "settings: as a table for README.md"},
    };
    struct own_option *own = NEW(c->a, struct own_option, COUNT_OF(all) + 1);
    memcpy(own, all, sizeof all);
    return own;
}

static struct err help_run(struct cron *c)
{
    out_z(&c->text, "pagetrail-cron VERB [OPTION...]\n\n");
    for (EACH(i, verbs)) {
        struct str form = arena_fmt(c->a, "%s %s", verbs[i].name, verbs[i].form);
        out_fmt(&c->text, "  %-32.*s %s\n", STR_ARG(form), verbs[i].about);
    }
    out_z(&c->text, "\n");
    settings_help(&c->text, FOR_CRON, options_of(c));
    out_z(&c->text,
        "\nExit status: 0 done, or nothing to do; 1 failed; 2 usage or settings; 3 refused; 4 the "
        "platform is unavailable\n");
    return OK;
}

static struct err verb_find(
    const struct cron *c, const struct own_option *own, const struct verb **out)
{
    struct str name = c->args.words ? c->args.word[0] : STR("");
    const struct verb *verb = NULL;
    for (EACH(i, verbs))
        if (str_eq(name, str_of(verbs[i].name)))
            verb = &verbs[i];
    *out = verb;
    if (!verb)
        return err_of(
            ERR_USAGE, "\"%.*s\" is no verb; --help names them all", STR_ARG(str_head(name, 40)));
    if (c->args.words > verb->words)
        return err_of(ERR_USAGE, "%s: what is \"%.*s\"?", verb->name,
            STR_ARG(str_head(c->args.word[verb->words], 40)));
    for (size_t i = 0; own[i].name; i++)
        if (own[i].out->n && !(verb->options & (1u << i)))
            return err_of(ERR_USAGE, "%s does not take --%s", verb->name, own[i].name);
    return OK;
}

static struct err run(struct cron *c, char *const *argv, const struct verb **verb)
{
    const struct own_option *own = options_of(c);
    TRY(settings_read(c->a, FOR_CRON, argv, own, &c->set, &c->args));
    if (c->args.help)
        return help_run(c);
    TRY(verb_find(c, own, verb));
    return (*verb)->serve(c);
}

/* The run's JSON line. */
static void told(struct cron *c, const struct verb *verb, struct err e, int64_t ns)
{
    struct log l = log_of(e.code == ERR_OK ? LOG_INFO : LOG_ERROR, "run");
    log_text(&l, "verb", str_of(verb->name));
    if (c->args.words > 1)
        log_text(&l, "dataset", c->args.word[1]);
    if (e.code != ERR_OK)
        log_text(&l, "error", str_of(e.text));
    log_i64(&l, "exit", err_exit(e.code));
    log_ms(&l, "ms", ns);
    log_i64(&l, "generation", c->published.generation); /* 0 = none was made */
    log_i64(&l, "days_written", c->published.days_written);
    log_i64(&l, "races_lost", c->published.races_lost);
    log_i64(&l, "near_limit", c->published.near_limit);
    log_i64(&l, "people_listed", c->listed.users);
    log_i64(&l, "teams_listed", c->listed.teams);
    log_i64(&l, "files", c->files);
    report_log(&l, &c->report);
    log_end(&l);
}

int main(int argc __attribute__((unused)), char **argv)
{
    AUTO(arena_done) struct arena a = arena_of(ARENA_CAP_REQUEST);
    struct cron c = {.a = &a, .text = out_of(&a), .began = clock_now_ms()};
    const struct verb *verb = NULL;
    int64_t tick = clock_tick_ns();
    signal(SIGPIPE, SIG_IGN); /* a platform that hangs up is an error like any other */
    struct err e = run(&c, argv, &verb);
    struct str text = out_done(&c.text);
    if (text.n && (fwrite(text.p, 1, text.n, stdout) != text.n || fflush(stdout) != 0) &&
        e.code == ERR_OK)
        e = err_errno("stdout");
    if (e.code == ERR_USAGE)
        fprintf(stderr, "pagetrail-cron: %s\n", e.text);
    else if (verb && (verb->told || e.code != ERR_OK))
        told(&c, verb, e, clock_tick_ns() - tick);
    return err_exit(e.code);
}
