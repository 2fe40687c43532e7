#include "cron/upstream.h"

#include "lib/day.h"
#include "lib/file.h"
#include "lib/limits.h"

#define PATIENCE_MS (2 * MINUTE_MS) /* how long one call waits for a platform that is away */

void upstream_done(struct upstream *u)
{
    api_done(&u->api);
    http_done(&u->http);
}

static struct err check(const struct settings *s)
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

struct err upstream_open(struct arena *a, const struct settings *set, struct upstream *out)
{
    struct str key, base = set->api;
    TRY(check(set));
    struct err e = file_read(a, set->key.p, JWT_KEY_MAX, &key);
    e.code = e.code == ERR_OK ? ERR_OK : ERR_USAGE;
    TRY(err_at(e, "--key"));
    while (str_ends(base, STR("/")))
        base.n--;
    const struct http_conf http = {
        .base = base,
        .ca_file = set->ca_file.n ? set->ca_file.p : NULL,
        .connect_ms = set->connect_timeout,
        .stall_ms = set->stall,
    };
    TRY(err_at(http_open(&out->http, &http), "--api"));
    const struct api_conf conf = {
        .issuer = set->issuer,
        .subject = set->subject,
        .audience = set->audience,
        .key = str_eq(set->alg, STR("HS256")) ? str_trim(key) : key,
        .alg = alg_of(set->alg),
        .token_path = str_eq(set->token, STR("jwt")) ? STR("") : set->token,
        .call_ms = set->call_timeout,
        .patience_ms = set->poll_deadline < PATIENCE_MS ? set->poll_deadline : PATIENCE_MS,
    };
    out->api = api_of(&conf, world_of(out->http));
    return OK;
}
