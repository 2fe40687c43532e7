/* row.h: one record as a row of a segment's table, its texts and its place in the organisation as
 * numbers of the segment's dictionaries. */
#ifndef STORE_ROW_H
#define STORE_ROW_H

#include "store/db.h"
#include "store/intern.h"
#include "store/version.h"

struct row {
    int64_t key; /* hash64 of TEXT_ID: what the table is ordered by */
    struct version version;
    struct record record;
    struct str path; /* path_text of the record; only while a segment is built */
    bool repeated;   /* a page whose key an earlier row of the day has */
};

/* In the order of the table; row_read expects a statement that selects exactly these. */
#define ROW_COLUMNS                                                                                \
    "key, id, page_id, incident, title, source, priority, urgency, grp, policy, recipient, login," \
    " purpose_word, response_word, via, channel_word, gateway, carrier, country, status, reason,"  \
    " name, team_word, created, sent, delivered, responded, updated, level, cycle, attempt,"       \
    " purpose, response, channel, delivery, hours, local_hour, person, team, path, flags,"         \
    " repeated, raw, made"
#define ROW_INSERT                                                                                 \
    "INSERT INTO record VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15," \
    " ?16, ?17, ?18, ?19, ?20, ?21, ?22, ?23, ?24, ?25, ?26, ?27, ?28, ?29, ?30, ?31, ?32, ?33,"   \
    " ?34, ?35, ?36, ?37, ?38, ?39, ?40, ?41, ?42, ?43, ?44)"

/* The dictionaries of an open segment. */
struct words {
    struct db *db;
    struct arena *a;
    struct str *text; /* by number; NULL: each is looked up when it is asked for */
    struct str *path;
    size_t texts, paths;
    struct err e; /* the first failure; asked once, at the end */
};

struct words words_of(struct db *db, struct arena *a);
/* All of them at once, for who reads all rows: the texts, the paths. */
void words_load_texts(struct words *w);
void words_load_paths(struct words *w);
struct str words_text(struct words *w, int64_t id);              /* empty when there is none */
void words_place(struct words *w, int64_t id, struct record *r); /* the path as nodes and depth */

#define TEXTS_ALL ((1u << TEXT__N) - 1)
#define TEXTS_FOR_TALLY (1u << TEXT_VIA | 1u << TEXT_INCIDENT)
#define TEXTS_FOR_KEY (1u << TEXT_INCIDENT | 1u << TEXT_RECIPIENT)
/* Only the texts in the mask are filled, in the arena of `w`; the organisation's path only if
 * asked. */
struct row row_read(struct stmt *q, struct words *w, enum dataset d, uint32_t texts, bool path);
/* Binds all columns and inserts. */
void row_write(
    struct stmt *q, const struct row *r, const struct intern *texts, const struct intern *paths);

/* A path as a text of the paths' dictionary: the numbers, big-endian, so that its order is theirs.
 */
struct str path_text(struct arena *a, const struct record *r);
int32_t path_node(struct str path, size_t i); /* 0 past its end */

#endif
