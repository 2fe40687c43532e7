/* words.h: which entries of a list have a word that begins so: an index in a segment, written with
 * it. An entry is known by its place in the list, from 0, and places are in the order in which
 * answers are wanted. Texts are plain ones of lib/plain.h. */
#ifndef STORE_WORDS_H
#define STORE_WORDS_H

#include "lib/limits.h"
#include "store/db.h"
#include "store/intern.h"

#define WORD_TABLE                                                                                 \
    "CREATE TABLE word (list INTEGER NOT NULL, word TEXT NOT NULL, grade INTEGER NOT NULL,"        \
    " places BLOB NOT NULL, PRIMARY KEY (list, word, grade)) STRICT, WITHOUT ROWID;"

struct words {
    struct arena *a;
    struct intern keys;
    struct word_place {
        uint32_t key, place;
    } * at;
    size_t n, cap, places;
};

struct words words_of(struct arena *a);
/* Every word of the text leads to that entry. Entries come in ascending order of their places. */
void words_put(struct words *w, struct str plain, uint32_t place);
/* The text as a whole is the entry's name, as an id is; its words lead there too. */
void words_put_name(struct words *w, struct str plain, uint32_t place);
MUST_USE struct err words_write(struct words *w, struct db *db, int list);

/* Entries as bits by place. */
struct matches {
    uint64_t *any;   /* every word asked for is the beginning of one of the entry's */
    uint64_t *whole; /* every one is one of the entry's */
    uint64_t *named; /* the text is the entry's name */
    size_t places;
};
/* Of a list of so many entries, those that a plain text asks for; one without words, or with more
 * than FIND_WORDS_MAX, asks for none. In the arena. */
MUST_USE struct err words_find(
    struct arena *a, struct db *db, int list, struct str plain, size_t places, struct matches *out);
size_t matches_count(const struct matches *m);
/* The next place of answers, best first: named, then whole, then any; true while there is one.
 * *step begins as 0; *round says which of the three. */
bool matches_next(const struct matches *m, size_t *step, int *round, size_t *place);

#endif
