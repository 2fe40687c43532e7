/* operational.h: which teams count as teams in the numbers, as a setting says it. */
#ifndef ETL_OPERATIONAL_H
#define ETL_OPERATIONAL_H

#include "etl/roster.h"
#include "lib/arena.h"
#include "lib/err.h"

enum team_field { TEAM_KIND, TEAM_NAME, TEAM_ID, TEAM_FIELD__N };

struct team_rule {
    enum team_field field;
    bool except;
    struct str pattern;
};

/* No rule: every team counts. */
struct team_filter {
    const struct team_rule *rule;
    size_t n;
};

/* "kind:PATTERN", "name:PATTERN" or "id:PATTERN", with commas between; "!" before one leaves out
 * what it fits. In a pattern * stands for any text and ? for one character; case does not count. A
 * team counts when one of the rules without "!" fits (or there are none of them), and none of the
 * others does. ERR_USAGE quotes what is none of that. */
MUST_USE struct err team_filter_read(struct arena *a, struct str text, struct team_filter *out);
bool team_counts(struct team_filter filter, const struct roster_team *t);
/* Whether the whole of the text fits. */
bool pattern_fits(struct str pattern, struct str text);

#endif
