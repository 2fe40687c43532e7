/* url.h: the URL grammar: text to filter and back, by one parameter table. A page is a pure
 * function of (URL, snapshot), so this is where every answer begins. Runs no SQL and knows no
 * snapshot. */
#ifndef QUERY_URL_H
#define QUERY_URL_H

#include "lib/zone.h"
#include "query/filter.h"

/* clang-format off */
/* In canonical order. */
enum param { P_ORG, P_TEAM, P_PERSON, P_RANGE, P_FROM, P_TO, P_TZ, P_CMP, P_HIER, P_URG, P_CH, P_PROV,
    P_GW, P_CARRIER, P_CC, P_WHY, P_SRC, P_OUT, P_LVL, P_HOURS, P_ACK, P_Q, P_BY, P_M, P_BIN, P_SORT, P_COLS, P_N, P_AFTER, P_UI, P_BOM, P__N };
/* clang-format on */
#define P_BIT(p) (1u << (p))
/* Which pages a question is about. */
#define P_FILTERS                                                                                  \
    (P_BIT(P_ORG) | P_BIT(P_TEAM) | P_BIT(P_PERSON) | P_BIT(P_RANGE) | P_BIT(P_FROM) |             \
        P_BIT(P_TO) | P_BIT(P_TZ) | P_BIT(P_HIER) | P_BIT(P_URG) | P_BIT(P_CH) | P_BIT(P_PROV) |   \
        P_BIT(P_GW) | P_BIT(P_CARRIER) | P_BIT(P_CC) | P_BIT(P_WHY) | P_BIT(P_SRC) |               \
        P_BIT(P_OUT) | P_BIT(P_LVL) | P_BIT(P_HOURS) | P_BIT(P_ACK) | P_BIT(P_Q))
/* What every page about pages takes. */
#define P_PAGES (P_FILTERS | P_BIT(P_UI))

enum format { FORMAT_HTML, FORMAT_CSV, FORMAT_JSON, FORMAT_SVG, FORMAT__N };

/* The path, cut: ["/g/" gen] "/" page ["/" id] ["~" panel] [fmt]. */
struct place {
    struct str gen;   /* 8 to 16 hex digits, or empty: the current snapshot */
    struct str page;  /* "" is the home page, "overview" ... */
    struct str id;    /* decoded */
    struct str panel; /* "hours" of "/overview~hours.csv" */
    enum format format;
};

struct problem {
    struct str name;    /* the parameter as it was written, cut at 40 bytes */
    struct str value;   /* the offending value, cut at 40 bytes; made safe by whoever prints it */
    struct str message; /* a whole sentence for the reader: what is wrong and what is allowed */
    struct str nearest; /* a valid value or parameter name near it, or empty */
};
#define PROBLEMS_MAX 16

struct query {
    struct filter filter;
    unsigned given; /* P_BITs that are not at their default */
    bool canonical; /* the text was exactly what query_write gives */
    struct problem problem[PROBLEMS_MAX];
    size_t problems; /* 0 = valid */
    bool too_long;   /* 414 instead of 400 */
};

/* False: not a path of this grammar (404), or over URL_PATH_MAX, bad UTF-8, controls (*bad = true:
 * 400). */
bool place_parse(struct arena *a, struct str path, struct place *out, bool *bad);
/* The words that a page knows for those parameters whose words are its own (m, by, sort, cols). */
struct vocabulary {
    const char *(*word[P__N])(size_t i); /* NULL past the last; no function: any word */
};
/* Reads a raw query string. `words` may be NULL. `allowed` are the only parameters this page reads:
 * any other known one is a problem, as is any unknown one; trackers (utm_*, fbclid, gclid) are
 * dropped and make it non-canonical. Valid values are kept in the filter even when others are
 * problems: "continue with the valid filters". */
void query_parse(struct arena *a, struct str raw, unsigned allowed, const struct vocabulary *words,
    struct zone_set *zones, struct query *out);
/* The canonical query string without "?"; empty when everything is default. */
struct str query_write(struct arena *a, const struct filter *f);
/* "/g/gen/page/id~panel.fmt?query", canonical and percent-encoded: the only way links are made. */
struct str url_write(struct arena *a, const struct place *p, const struct filter *f);
/* A filter with every value at its default. */
struct filter filter_default(void);
/* The same with one parameter at its default. */
struct filter filter_cleared(const struct filter *f, enum param p);
/* The values of one parameter as a reader sees them: "voice, sms"; empty at its default. */
struct str filter_says(struct arena *a, const struct filter *f, enum param p);
/* The same with this value alone for one parameter. False: no URL can carry it. */
bool filter_narrow(
    struct arena *a, const struct filter *f, enum param p, struct str value, struct filter *out);
/* The ith text of a list of texts; false past the last. */
bool filter_text(const struct filter *f, enum param p, size_t i, struct str *out);
/* Whether the ith word that a set of words may hold is in it. */
bool filter_has(const struct filter *f, enum param p, size_t i);
/* Whether a URL can name this team or person: an export may hold ids that no link can carry. */
bool url_takes_id(struct str id);

/* The table, for help, forms and tests. */
struct param_def {
    const char *name;     /* "ch" */
    const char *label;    /* "Channel" */
    const char *form;     /* "voice, sms, email ..., comma list" */
    const char *standard; /* the default in words: "28d" */
    int max;              /* values at most */
};
extern const struct param_def params[P__N];

#endif
