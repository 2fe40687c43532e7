#include "query/by.h"

#include "lib/out.h"

/* clang-format off */
const char *const by_words[BY__N] = {
    [BY_NONE]     = "",
    [BY_ORG]      = "org",
    [BY_TEAM]     = "team",
    [BY_PERSON]   = "person",
    [BY_CHANNEL]  = "channel",
    [BY_GATEWAY]  = "gateway",
    [BY_CARRIER]  = "carrier",
    [BY_COUNTRY]  = "country",
    [BY_PURPOSE]  = "purpose",
    [BY_SOURCE]   = "source",
    [BY_URGENCY]  = "urgency",
    [BY_LEVEL]    = "level",
    [BY_HOURS]    = "hours",
    [BY_OUTCOME]  = "outcome",
    [BY_POLICY]   = "policy",
    [BY_DELIVERY] = "delivery",
    [BY_DAY]      = "day",
    [BY_WEEK]     = "week",
    [BY_MONTH]    = "month",
    [BY_HOUR]     = "hour",
    [BY_WEEKDAY]  = "weekday",
};

const char *const bin_size_words[BIN__N] = {
    [BIN_NONE]  = "",
    [BIN_AUTO]  = "auto",
    [BIN_HOUR]  = "hour",
    [BIN_DAY]   = "day",
    [BIN_WEEK]  = "week",
    [BIN_MONTH] = "month",
};
/* clang-format on */

int word_of(const char *const words[], int n, struct str word)
{
    for (int i = 0; i < n; i++)
        if (str_eq(word, str_of(words[i])))
            return i;
    return -1;
}

struct str by_list(struct arena *a, uint32_t bys, const char *between)
{
    struct out o = out_of(a);
    for (enum by b = BY_NONE + 1; b < BY__N; b++)
        if (bys & BY_BIT(b))
            out_fmt(&o, "%s%s", o.n ? between : "", by_words[b]);
    return out_done(&o);
}
