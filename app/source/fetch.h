/* fetch.h: one fetching of the directory: who was served, who is to be asked for, and the calls.
 * The inside of directory.h. */
#ifndef SOURCE_FETCH_H
#define SOURCE_FETCH_H

#include "lib/json.h"
#include "lib/texts.h"
#include "source/directory.h"

#define FETCH_MS (2 * HOUR_MS)  /* for all of it; 167,000 people take seconds */
#define PAGE_ARENA (256u << 20) /* one answer of HTTP_JSON_MAX, parsed */

struct ids {
    struct str *id;
    size_t n, cap;
};

struct fetch {
    struct api *api;
    struct arena *a;
    const struct directory_conf *conf;
    struct roster *out;
    struct directory_counts *counts;
    struct texts texts;
    struct runs known;  /* who is in conf->before: the newest version */
    struct runs served; /* who is in out->people: the row that came last */
    struct runs asked;  /* who is in `wanted` */
    struct ids wanted;  /* to be asked for by id, in that order */
    int64_t until;      /* monotonic ms */
    size_t least_left;  /* bytes of `a`; the rest is for what is made of the lists */
    size_t people_cap, teams_cap, members_cap, oncalls_cap;
};

/* Takes one row of a list. */
typedef struct err row_taker(struct fetch *f, const struct json *row);

struct text_field {
    const char *key;
    struct str *out;
    bool common; /* many rows have the same */
};

/* Sets of ids, each with a row. */
bool fetch_has(const struct runs *set, struct str id);
void fetch_put(struct runs *set, struct str id, size_t row);
/* Wants somebody to be asked for by id; each is, once. */
void fetch_want(struct fetch *f, struct str id);
/* The same for somebody who is named, if nothing is known of him. */
void fetch_want_named(struct fetch *f, struct str id);
/* Asks for all that are wanted, then for the managers that the answers name, and so on upwards. Who
 * is not in any answer is gone, or was never there. */
MUST_USE struct err fetch_wanted(struct fetch *f);

/* One call. There may be many thousands, so that all together have a deadline, too. */
MUST_USE struct err fetch_ask(struct fetch *f, struct arena *page, struct str url, struct str body,
    const struct json **answer);
/* All pages of a list. `url` ends where "cursor=" goes. The list's name is that of the answer's
 * member. A cursor that is gone begins the list again: who comes twice is settled by etl's rules.
 */
MUST_USE struct err fetch_pages(struct fetch *f, struct str url, const char *name, row_taker *take);

/* ERR_LIMIT once the lists have taken their share of the arena. */
MUST_USE struct err fetch_fits(const struct fetch *f);
/* Texts without the blanks around them. */
MUST_USE struct err fetch_texts(
    struct fetch *f, const struct json *row, const struct text_field *fields, size_t n);
MUST_USE struct err fetch_time(const struct json *row, const char *key, int64_t *ms);
MUST_USE struct err fetch_user(struct fetch *f, const struct json *row, struct roster_person *p);
/* Somebody who is served. */
void fetch_put_user(struct fetch *f, const struct roster_person *p);
MUST_USE struct err fetch_take_user(struct fetch *f, const struct json *row);

/* Asks for the live chains that conf->chains wants of those who are served. */
MUST_USE struct err chains_fetch(struct fetch *f);

#endif
