#include "etl/operational.h"

#define RULES_MAX 1000 /* a list that a person wrote */

static const struct {
    struct str word;
    size_t at; /* of a struct str in struct roster_team */
} fields[TEAM_FIELD__N] = {
    [TEAM_KIND] = {{"kind:", 5}, offsetof(struct roster_team, kind)},
    [TEAM_NAME] = {{"name:", 5}, offsetof(struct roster_team, name)},
    [TEAM_ID] = {{"id:", 3}, offsetof(struct roster_team, id)},
};

static struct err rule_read(struct str text, struct team_rule *out)
{
    struct str rest = text;
    *out = (struct team_rule){.except = str_starts(rest, STR("!"))};
    rest = str_trim(str_from(rest, out->except));
    while (out->field < TEAM_FIELD__N && !str_starts(rest, fields[out->field].word))
        out->field++;
    if (out->field == TEAM_FIELD__N)
        return err_of(ERR_USAGE,
            "\"%.*s\" begins with none of kind:, name:, id:", STR_ARG(str_head(text, 40)));
    out->pattern = str_trim(str_from(rest, fields[out->field].word.n));
    if (out->pattern.n == 0)
        return err_of(ERR_USAGE, "\"%.*s\": no pattern", STR_ARG(str_head(text, 40)));
    return OK;
}

struct err team_filter_read(struct arena *a, struct str text, struct team_filter *out)
{
    struct team_rule *rule = NULL;
    size_t cap = 1;
    for (size_t i = 0; i < text.n; i++)
        cap += text.p[i] == ',';
    *out = (struct team_filter){0};
    if (str_trim(text).n == 0)
        return OK;
    if (cap > RULES_MAX)
        return err_of(ERR_USAGE, "%zu rules, more than %d", cap, RULES_MAX);
    rule = NEW(a, struct team_rule, cap);
    for (size_t i = 0; i < cap; i++) {
        struct str one;
        str_cut(text, ',', &one, &text);
        TRY(rule_read(str_trim(one), &rule[i]));
    }
    *out = (struct team_filter){rule, cap};
    return OK;
}

static size_t character(struct str s)
{
    size_t n = str_utf8(s);
    return n ? n : 1;
}

/* A * takes as little as it can; when what follows does not fit, the last one takes one more. */
bool pattern_fits(struct str pattern, struct str text)
{
    struct str after_star = {0}, retry = {0};
    bool starred = false;
    while (text.n) {
        if (pattern.n && pattern.p[0] == '*') {
            after_star = pattern = str_from(pattern, 1);
            retry = text;
            starred = true;
        } else if (pattern.n && pattern.p[0] == '?') {
            pattern = str_from(pattern, 1);
            text = str_from(text, character(text));
        } else if (pattern.n && str_lower(pattern.p[0]) == str_lower(text.p[0])) {
            pattern = str_from(pattern, 1);
            text = str_from(text, 1);
        } else if (starred) {
            retry = str_from(retry, character(retry));
            pattern = after_star;
            text = retry;
        } else {
            return false;
        }
    }
    while (pattern.n && pattern.p[0] == '*')
        pattern = str_from(pattern, 1);
    return pattern.n == 0;
}

static struct str field_of(const struct roster_team *t, enum team_field f)
{
    return str_trim(*(const struct str *)(const void *)((const char *)t + fields[f].at));
}

bool team_counts(struct team_filter filter, const struct roster_team *t)
{
    bool fits = false, any = false;
    for (size_t i = 0; i < filter.n; i++) {
        const struct team_rule *rule = &filter.rule[i];
        bool hit = pattern_fits(rule->pattern, field_of(t, rule->field));
        if (rule->except && hit)
            return false;
        any |= !rule->except;
        fits |= !rule->except && hit;
    }
    return fits || !any;
}
