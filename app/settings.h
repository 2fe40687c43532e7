/* settings.h: every setting of the three programs, in one table. A setting comes from --name VALUE,
 * else from PAGETRAIL_NAME in the environment, else from the table; what is wrong is named with its
 * place. */
#ifndef SETTINGS_H
#define SETTINGS_H

#include "lib/err.h"
#include "lib/out.h"

enum program { FOR_WEB = 1, FOR_CRON = 2, FOR_SIM = 4 };

enum setting_kind {
    SETTING_TEXT,
    SETTING_COUNT,    /* a whole number */
    SETTING_BYTES,    /* "20G", "512M", or plain bytes */
    SETTING_SHARE,    /* 0 to 1 */
    SETTING_DURATION, /* "250ms", "30s", "15m", "48h", "90d"; a plain number is seconds */
    SETTING_CHOICE,   /* one of `words` */
};

struct setting {
    const char *name; /* "poll-deadline": --poll-deadline, PAGETRAIL_POLL_DEADLINE */
    enum setting_kind kind;
    unsigned programs;
    const char *standard;
    size_t offset;    /* into struct settings: a struct str, int64_t or double by kind */
    int64_t min, max; /* of numbers; of a share unused */
    const char *words;
    const char *about;
};
extern const struct setting settings_table[];
extern const size_t settings_n;

/* Texts end with a NUL behind their bytes, so .p is a path; durations are in ms. */
struct settings {
    struct str store, staging;
    struct str api, issuer, subject, audience, key, alg, token, ca_file;
    struct str live_chains;
    struct str account_zone, source_zone, zoneinfo, operational_teams, team_kinds;
    struct str mirror;
    struct str listen, health_listen, allow_origin, statics, presets;
    int64_t people_cache, look_back, first_window, retention, poll_deadline, download_deadline,
        call_timeout, connect_timeout, stall;
    int64_t retention_of[2]; /* by enum dataset; 0 = retention */
    int64_t keep_generations, keep_age, gc_grace, compact_after;
    int64_t export_limit, store_limit, activate_after, mirror_room;
    int64_t jobs, chunk_rows, chunk_bytes, chunk_time, chunk_memory, tries, retry_pause;
    int64_t workers, panel_budget;
    double reject_share;
};

/* An option that belongs to one program alone: --from T, or --json without a value. */
struct own_option {
    const char *name, *value; /* what stands for the value in the help; NULL = a flag */
    struct str *out;          /* gets the value; of a flag its name */
    const char *about;
};

struct args {
    struct str *word; /* what is no option, in order */
    size_t words;
    bool help; /* --help or -h stood somewhere */
};

/* Environment, then options. argv begins with the program's name; `own` ends with a NULL name, or
 * is NULL. ERR_USAGE names the culprit and what is allowed. */
MUST_USE struct err settings_read(struct arena *a, enum program program, char *const *argv,
    const struct own_option *own, struct settings *out, struct args *args);
/* "PAGETRAIL_POLL_DEADLINE" */
struct str setting_env(struct arena *a, const struct setting *s);
/* The settings of one program, for --help; all of them as a Markdown table, for README.md. */
void settings_help(struct out *o, enum program program, const struct own_option *own);
void settings_markdown(struct out *o);

#endif
