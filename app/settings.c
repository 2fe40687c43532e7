#include "settings.h"

#include "lib/day.h"
#include "lib/limits.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#define AT(field) offsetof(struct settings, field)
#define ALL (FOR_WEB | FOR_CRON)
#define DAYS(n) ((n)*DAY_MS)

/* clang-format off */
const struct setting settings_table[] = {
    {"store", SETTING_TEXT, ALL, "var/store", AT(store), 1, 0, NULL,
        "the folder of the published data, shared by all programs"},
    {"staging", SETTING_TEXT, FOR_CRON, "var/staging", AT(staging), 1, 0, NULL,
        "a local folder to build in, never on the shared volume"},
    {"api", SETTING_TEXT, FOR_CRON, "", AT(api), 0, 0, NULL,
        "base URL of the platform's API; the token goes to its origin only"},
    {"issuer", SETTING_TEXT, FOR_CRON, "", AT(issuer), 0, 0, NULL,
        "`iss` of our tokens"},
    {"subject", SETTING_TEXT, FOR_CRON, "", AT(subject), 0, 0, NULL,
        "`sub` of our tokens: the service account"},
    {"audience", SETTING_TEXT, FOR_CRON, "", AT(audience), 0, 0, NULL,
        "`aud` of our tokens"},
    {"key", SETTING_TEXT, FOR_CRON, "", AT(key), 0, 0, NULL,
        "file with the service account's key: PEM, or the secret of HS256"},
    {"alg", SETTING_CHOICE, FOR_CRON, "RS256", AT(alg), 0, 0, "HS256 RS256 ES256",
        "how tokens are signed"},
    {"token", SETTING_TEXT, FOR_CRON, "jwt", AT(token), 1, 0, NULL,
        "`jwt`: the signed token itself; or a path of the API that gives an access token for it"},
    {"ca-file", SETTING_TEXT, FOR_CRON, "", AT(ca_file), 0, 0, NULL,
        "certificates to trust instead of the system's"},
    {"operational-teams", SETTING_TEXT, FOR_CRON, "", AT(operational_teams), 0, 0, NULL,
        "comma list of `kind:`, `name:` or `id:` with a pattern (* any text, ? one character); ! before one leaves out; empty: all teams count"},
    {"team-kinds", SETTING_TEXT, FOR_CRON, "", AT(team_kinds), 0, 0, NULL,
        "comma list of kinds: the same as `kind:` before each of them in operational-teams"},
    {"people-cache", SETTING_DURATION, FOR_CRON, "7d", AT(people_cache), HOUR_MS, DAYS(400), NULL,
        "how old what is known of a person may become before the platform is asked again"},
    {"live-chains", SETTING_CHOICE, FOR_CRON, "unknown", AT(live_chains), 0, 0, "never unknown due",
        "whose live manager chain is asked for: nobody's; of those whose manager is not told or not known; of everybody asked for in the run"},
    {"account-zone", SETTING_TEXT, FOR_CRON, "UTC", AT(account_zone), 1, 0, NULL,
        "time zone of people who have none of their own"},
    {"source-zone", SETTING_TEXT, FOR_CRON, "UTC", AT(source_zone), 1, 0, NULL,
        "time zone of times in exports that name none"},
    {"zoneinfo", SETTING_TEXT, ALL, "/usr/share/zoneinfo", AT(zoneinfo), 1, 0, NULL,
        "the folder of the time zone files"},
    {"look-back", SETTING_DURATION, FOR_CRON, "48h", AT(look_back), 0, DAYS(30), NULL,
        "how far before the newest data an import asks again: rows change later"},
    {"first-window", SETTING_DURATION, FOR_CRON, "90d", AT(first_window), MINUTE_MS, DAYS(400), NULL,
        "how far back the first import reaches"},
    {"retention", SETTING_DURATION, FOR_CRON, "395d", AT(retention), DAY_MS, DAYS(4000), NULL,
        "days kept before the newest data; older rows are dropped and no longer counted"},
    {"retention-pageouts", SETTING_DURATION, FOR_CRON, "0s", AT(retention_of[0]), 0, DAYS(4000), NULL,
        "the same for page-outs alone; 0s: as --retention"},
    {"retention-notifications", SETTING_DURATION, FOR_CRON, "0s", AT(retention_of[1]), 0, DAYS(4000), NULL,
        "the same for notifications alone; 0s: as --retention"},
    {"keep-generations", SETTING_COUNT, FOR_CRON, "200", AT(keep_generations), 1, HISTORY_MAX, NULL,
        "older generations that stay readable under pinned links"},
    {"keep-age", SETTING_DURATION, FOR_CRON, "30d", AT(keep_age), HOUR_MS, DAYS(4000), NULL,
        "how long they do; the last one always does"},
    {"compact-after", SETTING_DURATION, FOR_CRON, "14d", AT(compact_after), DAYS(1), DAYS(4000), NULL,
        "how long a month must be over before `compact` makes one file of its days"},
    {"gc-grace", SETTING_DURATION, FOR_CRON, "26h", AT(gc_grace), 0, DAYS(4000), NULL,
        "how long gc leaves files that no kept generation names: longer than any reader, any import "
        "and any two clocks' difference"},
    {"reject-share", SETTING_SHARE, FOR_CRON, "0.05", AT(reject_share), 0, 0, NULL,
        "an export with a larger share of unusable rows is refused whole"},
    {"poll-deadline", SETTING_DURATION, FOR_CRON, "30m", AT(poll_deadline), SECOND_MS, DAY_MS, NULL,
        "how long a report may take to be made"},
    {"download-deadline", SETTING_DURATION, FOR_CRON, "4h", AT(download_deadline), SECOND_MS, DAY_MS, NULL,
        "how long one export may take to be fetched"},
    {"call-timeout", SETTING_DURATION, FOR_CRON, "60s", AT(call_timeout), SECOND_MS, HOUR_MS, NULL,
        "how long one call may take, downloads apart"},
    {"connect-timeout", SETTING_DURATION, FOR_CRON, "10s", AT(connect_timeout), SECOND_MS, HOUR_MS, NULL,
        "how long connecting may take"},
    {"stall", SETTING_DURATION, FOR_CRON, "30s", AT(stall), SECOND_MS, HOUR_MS, NULL,
        "how long a transfer may stand still or drip"},
    {"export-limit", SETTING_BYTES, FOR_CRON, "16G", AT(export_limit), 1, EXPORT_BYTES_MAX, NULL,
        "a larger export is refused before it is fetched"},
    {"store-limit", SETTING_BYTES, FOR_CRON, "20G", AT(store_limit), 1 << 20, INT64_MAX, NULL,
        "the store's size at which imports are refused; a warning comes at 75 %"},
    {"activate-after", SETTING_DURATION, FOR_CRON, "0s", AT(activate_after), 0, ACTIVATE_AFTER_MAX_MS, NULL,
        "how long after publishing readers switch, so that all do it together"},
    {"jobs", SETTING_COUNT, FOR_CRON, "0", AT(jobs), 0, CREW_MAX, NULL,
        "how much is worked on at a time; 0: as much as there are cores"},
    {"chunk-rows", SETTING_COUNT, FOR_CRON, "4000000", AT(chunk_rows), 1, CHUNK_ROWS_MAX, NULL,
        "backfill: a chunk grows in days up to about so many rows"},
    {"chunk-bytes", SETTING_BYTES, FOR_CRON, "512M", AT(chunk_bytes), 1, EXPORT_BYTES_MAX, NULL,
        "backfill: or up to an export of about that size"},
    {"chunk-time", SETTING_DURATION, FOR_CRON, "10m", AT(chunk_time), 1, DAY_MS, NULL,
        "backfill: or until it takes about so long"},
    {"chunk-memory", SETTING_BYTES, FOR_CRON, "512M", AT(chunk_memory), 1 << 20, INT64_MAX, NULL,
        "backfill: chunks become smaller when a worker needed more memory than that"},
    {"mirror", SETTING_TEXT, FOR_WEB, "", AT(mirror), 0, 0, NULL,
        "a local folder that the store is copied to and served from, so that a store on NFS may hang; empty: none"},
    {"mirror-room", SETTING_BYTES, FOR_WEB, "20G", AT(mirror_room), 1, INT64_MAX, NULL,
        "what the mirror's segments may take; a generation that does not fit is served from the store"},
    {"tries", SETTING_COUNT, FOR_CRON, "5", AT(tries), 1, 100, NULL,
        "backfill: how often a chunk is tried before it is set aside"},
    {"retry-pause", SETTING_DURATION, FOR_CRON, "10s", AT(retry_pause), 1, HOUR_MS, NULL,
        "backfill: how long a chunk that failed waits for its second try; longer for each further one"},
    {"listen", SETTING_TEXT, FOR_WEB, "127.0.0.1:9000", AT(listen), 1, 0, NULL,
        "FastCGI address: host:port or unix:/path"},
    {"health-listen", SETTING_TEXT, FOR_WEB, "127.0.0.1:9001", AT(health_listen), 1, 0, NULL,
        "address of /healthz, /readyz and /metrics: host:port or unix:/path"},
    {"workers", SETTING_COUNT, FOR_WEB, "4", AT(workers), 1, 64, NULL,
        "processes that answer requests"},
    {"panel-budget", SETTING_DURATION, FOR_WEB, "150ms", AT(panel_budget), 1, MINUTE_MS, NULL,
        "how long one question to the store may take"},
    {"allow-origin", SETTING_TEXT, FOR_WEB, "", AT(allow_origin), 0, 0, NULL,
        "comma list of origins that may ask /grafana from a browser or show a page in a frame; empty: none"},
    {"statics", SETTING_TEXT, ALL, "static", AT(statics), 1, 0, NULL,
        "the folder of style sheets, script and icons"},
    {"presets", SETTING_TEXT, FOR_WEB, "", AT(presets), 0, 0, NULL,
        "a JSON file of named views, /v/slug each and cards on the start page; empty: none"},
};
/* clang-format on */
const size_t settings_n = COUNT_OF(settings_table);

struct suffix {
    const char *word;
    int64_t factor;
};

static const struct suffix durations[] = {
    {"ms", 1}, {"s", SECOND_MS}, {"m", MINUTE_MS}, {"h", HOUR_MS}, {"d", DAY_MS}, {"", SECOND_MS}};
static const struct suffix sizes[] = {{"K", INT64_C(1) << 10}, {"M", INT64_C(1) << 20},
    {"G", INT64_C(1) << 30}, {"T", INT64_C(1) << 40}, {"", 1}};
static const struct suffix plain[] = {{"", 1}};

static const struct {
    const struct suffix *suffix;
    size_t n;
    const char *form;
} kinds[] = {
    [SETTING_TEXT] = {NULL, 0, "text"},
    [SETTING_COUNT] = {plain, COUNT_OF(plain), "a whole number"},
    [SETTING_BYTES] = {sizes, COUNT_OF(sizes), "a size such as 512M or 20G"},
    [SETTING_SHARE] = {NULL, 0, "a number from 0 to 1"},
    [SETTING_DURATION] = {durations, COUNT_OF(durations),
        "a time such as 250ms, 30s, 15m, 48h or 90d"},
    [SETTING_CHOICE] = {NULL, 0, NULL},
};

static bool number_read(const struct setting *s, struct str value, int64_t *out)
{
    for (size_t i = 0; i < kinds[s->kind].n; i++) {
        const struct suffix *x = &kinds[s->kind].suffix[i];
        struct str suffix = str_of(x->word);
        int64_t v;
        if (str_ends(value, suffix) && str_i64(str_head(value, value.n - suffix.n), &v))
            return v >= 0 && !__builtin_mul_overflow(v, x->factor, out) && *out >= s->min &&
                   *out <= s->max;
    }
    return false;
}

static bool share_read(const char *z, double *out)
{
    char *end;
    *out = strtod(z, &end);
    return end != z && *end == 0 && isfinite(*out) && *out >= 0 && *out <= 1;
}

static bool choice_read(struct str words, struct str value)
{
    struct str word;
    while (words.n) {
        str_cut(words, ' ', &word, &words);
        if (str_eq(word, value))
            return true;
    }
    return false;
}

/* `from` is where the value stood: "--stall" or "PAGETRAIL_STALL". */
static struct err value_put(
    const struct setting *s, const char *z, struct str from, struct settings *out)
{
    char *field = (char *)out + s->offset;
    struct str value = str_of(z);
    bool good = true;
    switch (s->kind) {
    case SETTING_COUNT:
    case SETTING_BYTES:
    case SETTING_DURATION:
        good = number_read(s, value, (int64_t *)(void *)field);
        break;
    case SETTING_SHARE:
        good = share_read(z, (double *)(void *)field);
        break;
    case SETTING_TEXT:
        good = value.n >= (size_t)s->min;
        *(struct str *)(void *)field = value;
        break;
    case SETTING_CHOICE:
        good = choice_read(str_of(s->words), value);
        *(struct str *)(void *)field = value;
        break;
    }
    if (good)
        return OK;
    struct str shown = str_head(value, 60);
    if (s->kind == SETTING_CHOICE)
        return err_of(
            ERR_USAGE, "%.*s: \"%.*s\" is none of: %s", STR_ARG(from), STR_ARG(shown), s->words);
    return err_of(ERR_USAGE, "%.*s: \"%.*s\" is not %s in the range that is allowed", STR_ARG(from),
        STR_ARG(shown), kinds[s->kind].form);
}

struct str setting_env(struct arena *a, const struct setting *s)
{
    struct out o = out_of(a);
    out_z(&o, "PAGETRAIL_");
    for (const char *p = s->name; *p; p++)
        out_char(&o, *p == '-' ? '_' : (char)(*p - 'a' + 'A'));
    return out_done(&o);
}

static const struct setting *setting_find(enum program program, struct str name)
{
    for (size_t i = 0; i < settings_n; i++)
        if ((settings_table[i].programs & program) && str_eq(str_of(settings_table[i].name), name))
            return &settings_table[i];
    return NULL;
}

static const struct own_option *own_find(const struct own_option *own, struct str name)
{
    for (; own && own->name; own++)
        if (str_eq(str_of(own->name), name))
            return own;
    return NULL;
}

static struct err environment_read(struct arena *a, enum program program, struct settings *out)
{
    for (size_t i = 0; i < settings_n; i++) {
        const struct setting *s = &settings_table[i];
        struct str name = setting_env(a, s);
        const char *given = getenv(arena_z(a, name));
        TRY(value_put(s, s->standard, str_of(s->name), out));
        if (given && *given && (s->programs & program))
            TRY(value_put(s, given, name, out));
    }
    return OK;
}

/* One option at argv[0]; *used is how many words it took. */
static struct err option_read(struct arena *a, enum program program, char *const *argv,
    const struct own_option *own, struct settings *out, size_t *used)
{
    struct str name, value;
    bool joined = str_cut(str_from(str_of(argv[0]), 2), '=', &name, &value);
    const struct setting *s = setting_find(program, name);
    const struct own_option *mine = s ? NULL : own_find(own, name);
    *used = 1;
    if (!s && !mine)
        return err_of(ERR_USAGE, "--%.*s: no such option; --help names them all",
            STR_ARG(str_head(name, 60)));
    if (mine && !mine->value && joined)
        return err_of(ERR_USAGE, "--%s takes no value", mine->name);
    if (mine && !mine->value) {
        *mine->out = str_of(mine->name);
        return OK;
    }
    if (!joined && !argv[1])
        return err_of(ERR_USAGE, "--%.*s needs a value", STR_ARG(name));
    if (!joined) {
        value = str_of(argv[1]);
        *used = 2;
    }
    if (s)
        return value_put(s, arena_z(a, value), arena_fmt(a, "--%s", s->name), out);
    *mine->out = value;
    return value.n ? OK : err_of(ERR_USAGE, "--%s needs a value", mine->name);
}

struct err settings_read(struct arena *a, enum program program, char *const *argv,
    const struct own_option *own, struct settings *out, struct args *args)
{
    size_t n = 0, used;
    while (argv[n])
        n++;
    *args = (struct args){.word = NEW(a, struct str, n + 1)};
    for (size_t i = 1; i < n; i++)
        args->help |= strcmp(argv[i], "--help") == 0 || strcmp(argv[i], "-h") == 0;
    if (args->help)
        return OK; /* help is given however wrong the rest is */
    TRY(environment_read(a, program, out));
    for (size_t i = 1; i < n; i += used) {
        used = 1;
        if (strncmp(argv[i], "--", 2) == 0)
            TRY(option_read(a, program, argv + i, own, out, &used));
        else
            args->word[args->words++] = str_of(argv[i]);
    }
    return OK;
}

static void help_line(struct out *o, const char *name, const char *value, const char *about)
{
    struct str head = arena_fmt(o->a, "  --%s%s%s", name, value ? " " : "", value ? value : "");
    out_fmt(o, "%-32.*s %s", STR_ARG(head), about);
}

void settings_help(struct out *o, enum program program, const struct own_option *own)
{
    static const char *const values[] = {[SETTING_TEXT] = "TEXT",
        [SETTING_COUNT] = "N",
        [SETTING_BYTES] = "SIZE",
        [SETTING_SHARE] = "SHARE",
        [SETTING_DURATION] = "TIME",
        [SETTING_CHOICE] = "WORD"};
    for (; own && own->name; own++) {
        help_line(o, own->name, own->value, own->about);
        out_char(o, '\n');
    }
    out_z(o, "Settings, each also as PAGETRAIL_NAME in the environment:\n");
    for (size_t i = 0; i < settings_n; i++) {
        const struct setting *s = &settings_table[i];
        if (!(s->programs & program))
            continue;
        help_line(o, s->name, values[s->kind], s->about);
        if (s->words)
            out_fmt(o, " (%s)", s->words);
        out_fmt(o, " [%s]\n", s->standard);
    }
}

void settings_markdown(struct out *o)
{
    static const struct {
        unsigned program;
        const char *name;
    } programs[] = {{FOR_WEB, "web"}, {FOR_CRON, "cron"}, {FOR_SIM, "sim"}};
    out_z(o, "| Option | Environment | Default | Program | What it is |\n|---|---|---|---|---|\n");
    for (size_t i = 0; i < settings_n; i++) {
        const struct setting *s = &settings_table[i];
        const char *between = "";
        struct str env = setting_env(o->a, s);
        out_fmt(o, "| `--%s` | `%.*s` | %s%s%s | ", s->name, STR_ARG(env), *s->standard ? "`" : "",
            s->standard, *s->standard ? "`" : "");
        for (EACH(k, programs))
            if (s->programs & programs[k].program) {
                out_fmt(o, "%s%s", between, programs[k].name);
                between = ", ";
            }
        out_fmt(o, " | %s%s%s%s |\n", s->about, s->words ? " (" : "", s->words ? s->words : "",
            s->words ? ")" : "");
    }
}
