/* pagetrail-cron: one verb a run, then it ends; its exit status tells the truth. In here are the
 * verbs, their options and the exit status; what a verb does is in cron/. What a run did is a table
 * on stdout and one JSON line on stderr. */
#include "cron/backfill.h"
#include "cron/directory.h"
#include "cron/ingest.h"
#include "cron/report_page.h"
#include "cron/status.h"
#include "cron/task.h"
#include "cron/upkeep.h"
#include "lib/day.h"
#include "lib/limits.h"

#include <malloc.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

static struct err settings_run(struct task *t)
{
    if (t->markdown.n)
        settings_markdown(&t->text);
    else
        settings_help(&t->text, FOR_CRON, NULL);
    return OK;
}

static struct err help_run(struct task *t);

enum {
    OPT_FROM = 1,
    OPT_TO = 2,
    OPT_FILE = 4,
    OPT_JSON = 8,
    OPT_MARKDOWN = 16,
    OPT_DRY_RUN = 32,
    OPT_ALL = 64,
    OPT_MANIFEST = 128,
    OPT_FULL = 256,
    OPT_URL = 512,
    OPT_OUT = 1024,
    OPT_BASE = 2048,
};

static const struct verb {
    const char *name, *form;
    size_t words;     /* the verb and what goes with it */
    unsigned options; /* the only ones it takes, settings apart */
    bool told;        /* a JSON line tells of every run */
    struct err (*serve)(struct task *t);
    const char *about;
} verbs[] = {
    /* clang-format off */
    {"directory", "", 1, OPT_FULL, true, directory_run,
        "people, teams and on-call duty from the platform"},
    {"rules", "", 1, OPT_MARKDOWN, false, rules_run,
        "how the directory is settled where the platform disagrees with itself"},
    {"ingest", "pageouts|notifications", 2, OPT_FROM | OPT_TO | OPT_FILE, true, ingest_run,
        "an export, from the platform or a file, into the store"},
    {"backfill", "pageouts|notifications", 2, OPT_FROM | OPT_TO | OPT_MANIFEST, true, backfill_run,
        "months of the platform, in chunks, by --jobs processes; begun again it goes on"},
    {"retain", "", 1, 0, true, upkeep_retain,
        "drops what is past its retention, and older generations past theirs"},
    {"compact", "", 1, 0, true, upkeep_compact, "makes one file of each month that is old enough"},
    {"migrate", "", 1, 0, true, upkeep_migrate,
        "builds segments of an older program's schema anew, while the old ones are served"},
    {"gc", "", 1, OPT_DRY_RUN, true, upkeep_gc,
        "removes the files that no kept generation names"},
    {"verify", "", 1, OPT_ALL | OPT_JSON, true, upkeep_verify,
        "whether the store is what it says: every byte, row and rollup"},
    {"report", "", 1, OPT_URL | OPT_OUT | OPT_BASE, false, report_page_run,
        "a page as one file that can be mailed, /report/weekly or any other"},
    {"status", "", 1, OPT_JSON, false, status_run, "what the store holds"},
    {"settings", "", 1, OPT_MARKDOWN, false, settings_run, "the settings, with their defaults"},
    {"help", "", 1, 0, false, help_run, "this text"},
    /* clang-format on */
};

/* The verbs' own options; a row's place is its bit. */
static struct own_option *options_of(struct task *t)
{
    const struct own_option all[] = {
        {"from", "TIME", &t->from,
            "rows created from then on; ingest without it: from the newest data, less the "
            "look-back"},
        {"to", "TIME", &t->to, "rows created before then; ingest without it: now"},
        {"file", "PATH", &t->file,
            "ingest: a CSV, plain, in gzip or zip, instead of the platform; - is stdin"},
        {"json", NULL, &t->json, "status, verify: as JSON"},
        {"markdown", NULL, &t->markdown, "settings, rules: as README.md has them"},
        {"dry-run", NULL, &t->dry_run, "gc: removes nothing and says what it would"},
        {"all", NULL, &t->all, "verify: of every kept generation, not of the newest alone"},
        {"manifest", "PATH", &t->manifest,
            "backfill: the file that keeps the plan, on a local disk; without it: in the staging "
            "folder"},
        {"full", NULL, &t->full, "directory: everybody, whoever is due"},
        {"url", "PATH", &t->url, "report: the page's address, from its first / on"},
        {"out", "FILE", &t->out, "report: where it goes, whole or not at all"},
        {"base", "URL", &t->base,
            "report: what its links begin with, https://pagetrail.example; without it it has none"},
    };
    struct own_option *own = NEW(t->a, struct own_option, COUNT_OF(all) + 1);
    memcpy(own, all, sizeof all);
    return own;
}

static struct err help_run(struct task *t)
{
    out_z(&t->text, "pagetrail-cron VERB [OPTION...]\n\n");
    for (EACH(i, verbs)) {
        struct str form = arena_fmt(t->a, "%s %s", verbs[i].name, verbs[i].form);
        out_fmt(&t->text, "  %-32.*s %s\n", STR_ARG(form), verbs[i].about);
    }
    out_z(&t->text, "\n");
    settings_help(&t->text, FOR_CRON, options_of(t));
    out_z(&t->text,
        "\nExit status: 0 done, or nothing to do; 1 failed; 2 usage or settings; 3 refused; 4 the "
        "platform is unavailable; 143 or 130: a backfill was ended by SIGTERM or SIGINT\n");
    return OK;
}

static const struct verb *verb_find(struct str name)
{
    for (EACH(i, verbs))
        if (str_eq(name, str_of(verbs[i].name)))
            return &verbs[i];
    return NULL;
}

/* A word or an option that the verb would not look at is a mistake, and said. */
static struct err verb_check(
    const struct verb *verb, const struct task *t, const struct own_option *own)
{
    if (t->args.words > verb->words)
        return err_of(ERR_USAGE, "%s: what is \"%.*s\"?", verb->name,
            STR_ARG(str_head(t->args.word[verb->words], 40)));
    for (size_t i = 0; own[i].name; i++)
        if (own[i].out->n && !(verb->options & (1u << i)))
            return err_of(ERR_USAGE, "%s does not take --%s", verb->name, own[i].name);
    return OK;
}

/* *verb is the one that was run, for the log. */
static struct err run(struct task *t, char *const *argv, const struct verb **verb)
{
    const struct own_option *own = options_of(t);
    TRY(settings_read(t->a, FOR_CRON, argv, own, &t->set, &t->args));
    if (t->args.help)
        return help_run(t);
    struct str name = t->args.words ? t->args.word[0] : STR("");
    const struct verb *found = verb_find(name);
    if (!found)
        return err_of(
            ERR_USAGE, "\"%.*s\" is no verb; --help names them all", STR_ARG(str_head(name, 40)));
    TRY(verb_check(found, t, own));
    *verb = found;
    return found->serve(t);
}

/* A log has one line of all that was counted; somebody at a terminal the one sentence that counts.
 */
static void tell_end(const struct task *t, const struct verb *verb, struct err e, int64_t took_ns)
{
    bool failed = e.code != ERR_OK, seen = isatty(STDERR_FILENO);
    if (e.code == ERR_USAGE || (failed && seen))
        fprintf(stderr, "pagetrail-cron: %s\n", e.text);
    else if (verb && (verb->told || failed))
        task_log(t, verb->name, e, took_ns);
    if (failed && !seen && isatty(STDOUT_FILENO))
        printf("pagetrail-cron: %s\n", e.text);
}

int main(int argc __attribute__((unused)), char **argv)
{
    AUTO(arena_done) struct arena a = arena_of(ARENA_CAP_REQUEST);
    struct task t = {.a = &a, .text = out_of(&a), .began = clock_now_ms()};
    const struct verb *verb = NULL;
    int64_t tick = clock_tick_ns();
    /* What an arena lets go of goes back to the system, not into a heap that only grows. */
    (void)mallopt(M_MMAP_THRESHOLD, 1 << 20);
    signal(SIGPIPE, SIG_IGN); /* a platform that hangs up is an error like any other */
    struct err e = run(&t, argv, &verb);
    struct str text = out_done(&t.text);
    if (text.n && (fwrite(text.p, 1, text.n, stdout) != text.n || fflush(stdout) != 0) &&
        e.code == ERR_OK)
        e = err_errno("stdout");
    tell_end(&t, verb, e, clock_tick_ns() - tick);
    return t.signal ? 128 + t.signal : err_exit(e.code);
}
