#include "query/param.h"

#include "query/by.h"
#include "query/nearest.h"

#include <assert.h>

/* clang-format off */
static const char *const range_words[] = { NULL, "24h", "7d", "28d", "90d", "13w", "12mo", "mtd", "qtd" };
static const char *const cmp_words[] = { "none", "prev", "year" };
static const char *const hier_words[] = { "then", "now" };
static const char *const ack_words[] = { "explicit", "close", "any" };
static const char *const ui_words[] = { NULL, "embed", "kiosk", "print" };
static const char *const urgency_words[] = { "high", "low" };
static const char *const level_words[] = { NULL, "1", "2", "3", "4", "5", "6", "7" };
static const char *const rows_words[] = { "25", "50", "100", "200" };
static const char *const bom_words[] = { NULL, "1" };
/* Suggested when a zone is not known; any other IANA name is as good. */
static const char *const zone_words[] = {
    "UTC", "own", "Europe/London", "Europe/Berlin", "Europe/Paris", "Europe/Madrid", "Europe/Zurich",
    "Europe/Warsaw", "America/New_York", "America/Chicago", "America/Denver", "America/Los_Angeles",
    "America/Sao_Paulo", "Asia/Kolkata", "Asia/Singapore", "Asia/Tokyo", "Asia/Shanghai",
    "Australia/Sydney",
};
/* clang-format on */

_Static_assert(COUNT_OF(range_words) == RANGE__N && COUNT_OF(cmp_words) == CMP__N &&
                   COUNT_OF(hier_words) == HIER__N && COUNT_OF(ui_words) == UI__N &&
                   COUNT_OF(ack_words) == ANSWERS__N,
    "a word for each value");

#define ONE(member) .at = offsetof(struct filter, member)
#define LIST(member, count) ONE(member), .count_at = offsetof(struct filter, count)
#define WORDS(w) .words = (w), .words_n = COUNT_OF(w)

/* clang-format off */
const struct rule rules[P__N] = {
    [P_ORG]    = { KIND_NODES, LIST(org, orgs), .prefix = 'o' },
    [P_TEAM]   = { KIND_IDS, LIST(team, teams), .prefix = 't' },
    [P_PERSON] = { KIND_IDS, LIST(person, persons), .prefix = 'p' },
    [P_RANGE]  = { KIND_CHOICE, ONE(range), WORDS(range_words), .first = RANGE_24H, .standard = RANGE_28D },
    [P_FROM]   = { KIND_MOMENT, ONE(from) },
    [P_TO]     = { KIND_MOMENT, ONE(to) },
    [P_TZ]     = { KIND_ZONE, ONE(tz), WORDS(zone_words) },
    [P_CMP]    = { KIND_CHOICE, ONE(cmp), WORDS(cmp_words), .standard = CMP_NONE },
    [P_HIER]   = { KIND_CHOICE, ONE(hier), WORDS(hier_words), .standard = HIER_THEN },
    [P_URG]    = { KIND_MASK, ONE(urgencies), WORDS(urgency_words) },
    [P_CH]     = { KIND_MASK, ONE(channels), .words = channel_words, .words_n = CHANNEL__N, .first = CHANNEL_VOICE },
    [P_PROV]   = { KIND_EXACT, LIST(provider, providers) },
    [P_GW]     = { KIND_EXACT, LIST(gateway, gateways) },
    [P_CARRIER] = { KIND_EXACT, LIST(carrier, carriers) },
    [P_CC]     = { KIND_EXACT, LIST(country, countries) },
    [P_WHY]    = { KIND_MASK, ONE(purposes), .words = purpose_words, .words_n = PURPOSE__N, .first = PURPOSE_INITIAL },
    [P_SRC]    = { KIND_EXACT, LIST(source, sources) },
    [P_OUT]    = { KIND_MASK, ONE(outcomes), .words = outcome_words, .words_n = OUTCOME__N },
    [P_LVL]    = { KIND_MASK, ONE(levels), WORDS(level_words), .first = 1 },
    [P_HOURS]  = { KIND_MASK, ONE(hours), .words = hours_words, .words_n = HOURS__N },
    [P_ACK]    = { KIND_CHOICE, ONE(ack), WORDS(ack_words), .standard = ANSWERS_EXPLICIT },
    [P_Q]      = { KIND_TEXT, ONE(q) },
    [P_BY]     = { KIND_NAME, ONE(by) },
    [P_M]      = { KIND_NAME, ONE(metric) },
    [P_BIN]    = { KIND_NAME, ONE(bin), .words = bin_size_words, .words_n = BIN__N, .first = BIN_AUTO },
    [P_SORT]   = { KIND_NAME, ONE(sort), .prefix = '-' },
    [P_COLS]   = { KIND_NAMES, LIST(column, columns), .in_order = true },
    [P_N]      = { KIND_ROWS, ONE(n), WORDS(rows_words), .standard = 50 },
    [P_AFTER]  = { KIND_CURSOR, ONE(after) },
    [P_UI]     = { KIND_CHOICE, ONE(ui), WORDS(ui_words), .first = UI_EMBED, .standard = UI_PAGE },
    [P_BOM]    = { KIND_FLAG, ONE(bom), WORDS(bom_words), .first = 1 },
};

#define EXACT_FORM "at most 64 bytes each, comma list"
const struct param_def params[P__N] = {
    [P_ORG]    = { "org", "Organisation", "o and 1 to 9 digits, comma list", "everyone", ORG_MAX },
    [P_TEAM]   = { "team", "Team", "t and the team's id, comma list", "all teams", TEAM_MAX },
    [P_PERSON] = { "person", "Person", "p and the person's id, comma list", "everyone", PERSON_MAX },
    [P_RANGE]  = { "range", "Period", "24h, 7d, 28d, 90d, 13w, 12mo, mtd or qtd; not with from and to", "28d", 1 },
    [P_FROM]   = { "from", "From", "YYYY-MM-DD or YYYY-MM-DDTHH:MM in tz, 2015 to 2100", "by range", 1 },
    [P_TO]     = { "to", "To", "as from; a date is inclusive, a minute is not", "by range", 1 },
    [P_TZ]     = { "tz", "Time zone", "an IANA name such as Europe/London, UTC, or own", "UTC", 1 },
    [P_CMP]    = { "cmp", "Compare with", "none, prev or year", "none", 1 },
    [P_HIER]   = { "hier", "Hierarchy", "then or now", "then", 1 },
    [P_URG]    = { "urg", "Urgency", "high, low, comma list", "any", ENUM_MAX },
    [P_CH]     = { "ch", "Channel", "voice, sms, email, push, chat, webhook, whatsapp, pager, comma list", "any", ENUM_MAX },
    [P_PROV]   = { "prov", "Provider", "gateways or carriers as exported, " EXACT_FORM, "any", ENUM_MAX },
    [P_GW]     = { "gw", "Gateway", "as exported, " EXACT_FORM, "any", ENUM_MAX },
    [P_CARRIER] = { "carrier", "Carrier", "as exported, " EXACT_FORM, "any", ENUM_MAX },
    [P_CC]     = { "cc", "Country", "as exported, " EXACT_FORM, "any", ENUM_MAX },
    [P_WHY]    = { "why", "Purpose", "initial, repeat, escalation, reassign, broadcast ..., comma list", "any", PURPOSE__N },
    [P_SRC]    = { "src", "Source", "as exported, " EXACT_FORM, "any", ENUM_MAX },
    [P_OUT]    = { "out", "Outcome", "in_target, late, untimed, declined, nobody, undelivered, cleared, open, comma list", "any", ENUM_MAX },
    [P_LVL]    = { "lvl", "Level", "1 to 7, comma list", "any", ENUM_MAX },
    [P_HOURS]  = { "hours", "Hours", "business, off, sleep, comma list", "any", ENUM_MAX },
    [P_ACK]    = { "ack", "Acceptance", "explicit, close or any", "explicit", 1 },
    [P_Q]      = { "q", "Search", "2 to 64 characters, a letter or digit among them", "none", 1 },
    [P_BY]     = { "by", "Split by", "a word of letters, digits, \"_\" and \"-\"", "nothing", 1 },
    [P_M]      = { "m", "Metric", "a word of letters, digits, \"_\" and \"-\"", "pages", 1 },
    [P_BIN]    = { "bin", "Bin", "auto, hour, day, week or month", "no steps", 1 },
    [P_SORT]   = { "sort", "Sort", "a column, \"-\" in front for descending", "the page's own", 1 },
    [P_COLS]   = { "cols", "Columns", "columns, comma list", "the page's own", COLUMN_MAX },
    [P_N]      = { "n", "Rows", "25, 50, 100 or 200", "50", 1 },
    [P_AFTER]  = { "after", "After", "the cursor of a next link", "the first page", 1 },
    [P_UI]     = { "ui", "View", "embed, kiosk or print", "the whole page", 1 },
    [P_BOM]    = { "bom", "Byte order mark", "1", "none", 1 },
};
/* clang-format on */

bool param_is_list(enum param p)
{
    return params[p].max > 1;
}

const char *param_word(enum param p, const struct vocabulary *words, size_t i)
{
    const struct rule *r = &rules[p];
    if (words && words->word[p])
        return words->word[p](i);
    return r->first + i < r->words_n ? r->words[r->first + i] : NULL;
}

struct str param_allowed(struct arena *a, enum param p, const struct vocabulary *words)
{
    const struct rule *r = &rules[p];
    bool page = words && words->word[p];
    if (!page && (!r->words || r->kind == KIND_ZONE))
        return str_of(params[p].form);
    struct out o = out_of(a);
    const char *next = param_word(p, words, 0);
    for (size_t i = 1; next; i++) {
        const char *word = next;
        next = param_word(p, words, i);
        if (o.n)
            out_z(&o, next ? ", " : " or ");
        out_z(&o, word);
    }
    return out_done(&o);
}

struct str param_nearest(enum param p, const struct vocabulary *words, struct str value)
{
    char sign = rules[p].kind == KIND_NAME ? rules[p].prefix : 0;
    struct nearest n = nearest_of(str_from(value, sign && value.n && value.p[0] == sign));
    const char *word = NULL;
    for (size_t i = 0; (word = param_word(p, words, i)) != NULL; i++)
        nearest_offer(&n, str_of(word), str_of(word));
    return n.word;
}
