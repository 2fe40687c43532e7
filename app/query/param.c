#include "query/param.h"

#include "query/nearest.h"

#include <assert.h>

/* clang-format off */
static const char *const range_words[] = { NULL, "24h", "7d", "28d", "90d", "13w", "12mo", "mtd", "qtd" };
static const char *const ui_words[] = { NULL, "embed", "kiosk", "print" };
static const char *const bom_words[] = { NULL, "1" };
/* Suggested when a zone is not known; any other IANA name is as good. */
static const char *const zone_words[] = {
    "UTC", "own", "Europe/London", "Europe/Berlin", "Europe/Paris", "Europe/Madrid", "Europe/Zurich",
    "Europe/Warsaw", "America/New_York", "America/Chicago", "America/Denver", "America/Los_Angeles",
    "America/Sao_Paulo", "Asia/Kolkata", "Asia/Singapore", "Asia/Tokyo", "Asia/Shanghai",
    "Australia/Sydney",
};
/* clang-format on */

_Static_assert(
    COUNT_OF(range_words) == RANGE__N && COUNT_OF(ui_words) == UI__N, "a word for each value");

#define ONE(member) .at = offsetof(struct filter, member)
#define LIST(member, count) ONE(member), .count_at = offsetof(struct filter, count)
#define WORDS(w) .words = (w), .words_n = COUNT_OF(w)

/* clang-format off */
const struct rule rules[P__N] = {
    [P_ORG]    = { KIND_NODES, LIST(org, orgs), .prefix = 'o' },
    [P_TEAM]   = { KIND_IDS, LIST(team, teams), .prefix = 't' },
    [P_PERSON] = { KIND_IDS, LIST(person, persons), .prefix = 'p' },
    [P_RANGE]  = { KIND_CHOICE, ONE(range), WORDS(range_words), .standard = RANGE_28D },
    [P_FROM]   = { KIND_MOMENT, ONE(from) },
    [P_TO]     = { KIND_MOMENT, ONE(to) },
    [P_TZ]     = { KIND_ZONE, ONE(tz), WORDS(zone_words) },
    [P_CH]     = { KIND_MASK, ONE(channels), .words = channel_words, .words_n = CHANNEL__N, .first = CHANNEL_VOICE },
    [P_UI]     = { KIND_CHOICE, ONE(ui), WORDS(ui_words), .standard = UI_PAGE },
    [P_BOM]    = { KIND_FLAG, ONE(bom), WORDS(bom_words) },
};

const struct param_def params[P__N] = {
    [P_ORG]    = { "org", "Organisation", "o and 1 to 9 digits, comma list", ORG_MAX },
    [P_TEAM]   = { "team", "Team", "t and the team's id, comma list", TEAM_MAX },
    [P_PERSON] = { "person", "Person", "p and the person's id, comma list", PERSON_MAX },
    [P_RANGE]  = { "range", "Period", NULL, 1 },
    [P_FROM]   = { "from", "From", "YYYY-MM-DD or YYYY-MM-DDTHH:MM in tz, 2015 to 2100", 1 },
    [P_TO]     = { "to", "To", "as from; a date is inclusive, a minute is not", 1 },
    [P_TZ]     = { "tz", "Time zone", "an IANA name such as Europe/London, UTC, or own", 1 },
    [P_CH]     = { "ch", "Channel", NULL, ENUM_MAX },
    [P_UI]     = { "ui", "View", NULL, 1 },
    [P_BOM]    = { "bom", "Byte order mark", NULL, 1 },
};
/* clang-format on */

bool param_is_list(enum param p)
{
    return params[p].max > 1;
}

struct str param_allowed(struct arena *a, enum param p)
{
    const struct rule *r = &rules[p];
    if (params[p].form)
        return str_of(params[p].form);
    size_t last = r->words_n - 1;
    struct out o = out_of(a);
    for (size_t i = r->first; i < r->words_n; i++) {
        if (!r->words[i])
            continue;
        if (o.n)
            out_z(&o, i == last ? " or " : ", ");
        out_z(&o, r->words[i]);
    }
    return out_done(&o);
}

struct str param_nearest(enum param p, struct str value)
{
    const struct rule *r = &rules[p];
    struct nearest n = nearest_of(value);
    for (size_t i = r->first; r->words && i < r->words_n; i++)
        if (r->words[i])
            nearest_offer(&n, str_of(r->words[i]), str_of(r->words[i]));
    return n.word;
}
