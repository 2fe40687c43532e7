#include "sim/grant.h"

#include "lib/day.h"
#include "lib/file.h"

#include <stdio.h>
#include <string.h>

#define SKEW_S 5
#define GRANT_TYPE STR("urn:ietf:params:oauth:grant-type:jwt-bearer")

struct err grants_open(struct grants *g, struct str alg)
{
    pthread_mutex_init(&g->lock, NULL);
    for (size_t i = 0; i < JWT__N; i++)
        if (str_eq(alg, str_of(jwt_alg_words[i]))) {
            g->alg = (enum jwt_alg)i;
            return OK;
        }
    return err_of(ERR_USAGE, "--alg %.*s: not RS256, ES256 or HS256", STR_ARG(str_head(alg, 20)));
}

static struct err check_jwt(struct grants *g, struct arena *a, struct str token)
{
    struct str sub;
    const struct jwt_expect expect = {.issuer = g->issuer,
        .audience = g->audience,
        .now = clock_now_ms() / SECOND_MS,
        .skew = SKEW_S};
    return jwt_verify(a, token, g->alg, g->key, &expect, &sub);
}

static bool is_given(struct grants *g, struct str token)
{
    bool found = false;
    int64_t now = clock_now_ms();
    pthread_mutex_lock(&g->lock);
    for (size_t i = 0; i < GRANTS_MAX; i++)
        found |= g->all[i].until_ms > now && str_eq(str_of(g->all[i].token), token);
    pthread_mutex_unlock(&g->lock);
    return found;
}

struct err grants_check(struct grants *g, struct arena *a, struct str authorization)
{
    struct str scheme, token;
    if (!str_cut(authorization, ' ', &scheme, &token) || !str_eq_nocase(scheme, STR("bearer")))
        return err_of(ERR_DENIED, "no bearer token");
    if (is_given(g, token))
        return OK;
    if (str_starts(token, STR("at-")))
        return err_of(ERR_DENIED, "access token unknown or expired");
    return check_jwt(g, a, token);
}

static int hex_of(char c)
{
    const char *digits = "0123456789abcdef";
    const char *at = c ? strchr(digits, c >= 'A' && c <= 'F' ? c - 'A' + 'a' : c) : NULL;
    return at ? (int)(at - digits) : -1;
}

static struct str decoded(struct arena *a, struct str s)
{
    struct out o = out_of(a);
    for (size_t i = 0; i < s.n; i++) {
        if (s.p[i] == '%' && i + 2 < s.n && hex_of(s.p[i + 1]) >= 0 && hex_of(s.p[i + 2]) >= 0) {
            out_char(&o, (char)(hex_of(s.p[i + 1]) * 16 + hex_of(s.p[i + 2])));
            i += 2;
        } else {
            out_char(&o, s.p[i] == '+' ? ' ' : s.p[i]);
        }
    }
    return out_done(&o);
}

struct str form_value(struct arena *a, struct str form, struct str name)
{
    while (form.n) {
        struct str pair, key, value;
        str_cut(form, '&', &pair, &form);
        str_cut(pair, '=', &key, &value);
        if (str_eq(key, name))
            return decoded(a, value);
    }
    return STR("");
}

struct err grants_exchange(struct grants *g, struct arena *a, struct str form, struct str *token)
{
    if (!str_eq(form_value(a, form, STR("grant_type")), GRANT_TYPE))
        return err_of(ERR_INPUT, "grant_type: not %.*s", STR_ARG(GRANT_TYPE));
    TRY(check_jwt(g, a, form_value(a, form, STR("assertion"))));
    struct str first = file_nonce(a), second = file_nonce(a), third = file_nonce(a);
    *token = arena_fmt(a, "at-%.*s%.*s%.*s", STR_ARG(first), STR_ARG(second), STR_ARG(third));
    pthread_mutex_lock(&g->lock);
    struct grant *slot = &g->all[g->given++ % GRANTS_MAX];
    snprintf(slot->token, sizeof slot->token, "%.*s", STR_ARG(*token));
    slot->until_ms = clock_now_ms() + g->life_s * SECOND_MS;
    pthread_mutex_unlock(&g->lock);
    return OK;
}
