/* param.h: the rules behind the parameter table, for this room; everyone else takes url.h. */
#ifndef QUERY_PARAM_H
#define QUERY_PARAM_H

#include "lib/out.h"
#include "query/url.h"

enum kind {
    KIND_NODES,  /* org numbers */
    KIND_IDS,    /* texts with a letter in front */
    KIND_CHOICE, /* one word, kept as its index */
    KIND_MASK,   /* words, kept as bits */
    KIND_MOMENT,
    KIND_ZONE,
    KIND_ROWS, /* one word, kept as the number it is */
    KIND_FLAG,
    KIND_TEXT, /* search text */
    KIND_NAME, /* one word, kept as text */
    KIND_NAMES,
    KIND_EXACT, /* texts as exported: a comma that separates is bare, one within is %2C */
    KIND_CURSOR,
};

struct rule {
    enum kind kind;
    char prefix;
    bool in_order;            /* a list that keeps the order given */
    size_t at, count_at;      /* in struct filter */
    const char *const *words; /* allowed, by index; NULL below `first` */
    size_t words_n;
    unsigned first, standard; /* the first index that may be written; the default one */
};

extern const struct rule rules[P__N];

bool param_is_list(enum param p);
/* The ith word of a parameter, NULL past the last; those of the page come first. Without any it
 * takes what its form says. */
const char *param_word(enum param p, const struct vocabulary *words, size_t i);
/* What is allowed, for a sentence: "voice, sms or email". `words` may be NULL. */
struct str param_allowed(struct arena *a, enum param p, const struct vocabulary *words);
/* The valid value nearest to this one, or empty. */
struct str param_nearest(enum param p, const struct vocabulary *words, struct str value);

#endif
