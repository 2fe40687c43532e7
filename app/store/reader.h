/* reader.h: asking the store. A reader follows the pointer; a snapshot is one generation, immutable
 * while it is held. How an answer is found (totals, or records by which index) is decided in here,
 * so what is asked stays apart from how SQLite answers it. One thread. */
#ifndef STORE_READER_H
#define STORE_READER_H

#include "etl/roster.h"
#include "store/crew.h"
#include "store/manifest.h"
#include "store/who.h"

struct reader;
struct snapshot;
struct proofs;
struct pointer;

/* `store` is the folder with CURRENT, log/ and seg/. An empty or missing store is fine: there is
 * then no current snapshot until one is published. */
MUST_USE struct err reader_open(struct reader **out, const char *store);
void reader_done(struct reader **r);
/* Opens, reads and closes the pointer, and moves to the newer generation if all its segments open,
 * are whole (SHA-256, once a file) and have a schema this program knows. Otherwise the old one
 * stays, or with none held the newest kept one that is whole is taken, and the reason is returned
 * (the caller logs it and goes on). *moved may be NULL. */
MUST_USE struct err reader_refresh(struct reader *r, bool *moved);
/* A reader that is told where to go: somebody else follows the pointer and proves segments. One
 * that has no proof yet is hashed when it is first read. Of a `mirror`, a kept generation that it
 * does not hold is ERR_BUSY: it may come. */
MUST_USE struct err reader_open_led(
    struct reader **out, const char *store, struct proofs *proofs, bool mirror);
/* To that generation, which may be an older one. When it cannot be read the one before stays. */
MUST_USE struct err reader_move(struct reader *r, const struct pointer *to);
/* NULL when nothing was ever published. Valid until the next reader_refresh or reader_move. */
struct snapshot *reader_current(struct reader *r);
/* The generation whose id begins with these 8 to 16 hex digits. ERR_MISSING: not one of the kept
 * ones. */
MUST_USE struct err reader_pinned(struct reader *r, struct str id, struct snapshot **out);

/* The first 8 hex digits of the manifest's SHA-256. */
struct str snapshot_id(const struct snapshot *s);
const struct manifest *snapshot_manifest(const struct snapshot *s);
/* Questions after this monotonic instant (clock_tick_ns) stop with ERR_BUSY "budget"; 0 = no limit.
 */
void snapshot_deadline(struct snapshot *s, int64_t tick_ns);

/* Texts of which a row must have one, exactly as the export gave it; none = any. */
struct choice {
    struct str text[ENUM_MAX];
    size_t n;
};

/* Which rows. No node, team or person = all of them; several of one kind = any of them; kinds are
 * joined by "and". Keys that exist nowhere simply match nothing. A kind that a data set has no word
 * for: of pages, one attempt (created on the page's UTC day or the next, as the notifications tell)
 * must match all of channels, deliveries, gateway, carrier, country and provider; of attempts, the
 * page must match urgency and outcomes. Bit masks are 1u << enum, 0 = any. */
struct where {
    int64_t from, to;      /* UTC ms, half-open, on WHEN_CREATED */
    int32_t node[ORG_MAX]; /* none below another */
    int64_t team[TEAM_MAX], person[PERSON_MAX];
    size_t nodes, teams, persons;
    bool now; /* nodes are those above each person's place of today, not of page time */
    uint32_t channels, deliveries;
    uint32_t outcomes, levels, hours, purposes; /* levels: 1u << level, 7 = that or deeper */
    struct choice urgency, source;
    struct choice gateway, carrier, country, provider; /* provider: the gateway or the carrier */
    struct str q;         /* a plain_of; within that of the title, incident id or source */
    enum answers answers; /* which count as acceptance where outcomes are told */
};

/* Given each UTC day that may have pages, with its quarters: as often as there are totals that it
 * comes from, and in no order. What it is given adds up. */
struct day_taker {
    void (*take)(void *self, int32_t day, tally_slots slots);
    void *self;
};
/* Adds all that is inside `w`. The way to ask for a range: what is known of whole months is not put
 * together from their days. days may be NULL. */
MUST_USE struct err snapshot_pages(
    struct snapshot *s, const struct where *w, const struct day_taker *days, struct tally *into);
MUST_USE struct err snapshot_attempts(
    struct snapshot *s, const struct where *w, struct attempts *into);
/* Adds who was paged, and with what. Teams have totals of it; anything else is read row by row. */
MUST_USE struct err snapshot_crew(struct snapshot *s, const struct where *w, struct crew *into);
/* Every whole record inside `w`, by day and then by (WHEN_CREATED, id), found by time, people,
 * teams, nodes and an attempt's own channel alone (else ERR_INPUT). The record is borrowed for the
 * call. Only the texts whose bits (1u << enum text) are set are read, the others are empty: each
 * costs a look-up a row. FLAG_REPEATED is set on further rows of a page that the totals count once.
 * Nothing may be asked of the snapshot from within. */
MUST_USE struct err snapshot_scan(struct snapshot *s, enum dataset d, const struct where *w,
    uint32_t texts, void (*take)(void *self, const struct record *r), void *self);
/* A part of those rows, for what no sheet tells and the whole table takes too long to: stretches at
 * even distances from the first to the last, about `most` rows in all; all of them when there are
 * no more. */
struct sampled {
    uint64_t of, looked; /* rows there are, as far as days and people tell; those looked at */
};
struct row_taker {
    uint32_t texts; /* the bits of those that are read */
    void (*take)(void *self, const struct record *r);
    void *self;
};
MUST_USE struct err snapshot_sample(struct snapshot *s, enum dataset d, const struct where *w,
    uint64_t most, const struct row_taker *taker, struct sampled *out);

/* What can be searched for. */
enum find_list { FIND_PERSON, FIND_TEAM, FIND_NODE, FIND_INCIDENT, FIND__N };
/* By keys, and nodes by numbers, best first: whose id or login it is, then those that have all of
 * its words, then those that have words that begin so; each by name, former ones last. */
struct found {
    int64_t *key;
    size_t n, of; /* shown, and how many there are */
};
/* `plain` is a plain_of; the list is not FIND_INCIDENT. */
MUST_USE struct err snapshot_find(struct snapshot *s, struct arena *a, enum find_list list,
    struct str plain, size_t max, struct found *out);
/* Incidents in the same order, the newest first: those that page-outs tell of, by id and title; of
 * those that only notifications tell of, the one whose id is exactly `text`. */
struct found_incidents {
    struct incident *row;
    size_t n, of;
    bool more; /* than `of`: no more were counted, and the oldest not looked at */
};
MUST_USE struct err snapshot_find_incidents(
    struct snapshot *s, struct arena *a, struct str text, size_t max, struct found_incidents *out);

/* Every record of the incident with that id, page-outs first, by day; each as snapshot_scan gives
 * it, with all its texts. */
MUST_USE struct err snapshot_incident(struct snapshot *s, struct str id,
    void (*take)(void *self, const struct record *r), void *self);

/* The directory as of the last sync. ERR_MISSING when unknown. Texts are in the arena. */
MUST_USE struct err snapshot_node(
    struct snapshot *s, struct arena *a, int32_t number, struct node *out);
/* number 0: the roots. Current ones only, by label then number. */
MUST_USE struct err snapshot_children(
    struct snapshot *s, struct arena *a, int32_t number, struct node **out, size_t *n);
/* By their hash64 keys; a person the directory does not know but the records name is not found
 * here. */
MUST_USE struct err snapshot_person(
    struct snapshot *s, struct arena *a, int64_t key, struct person *out);
/* All that was ever known of a person, the oldest first: versions, and memberships of teams. */
struct life {
    struct roster_person *version;
    struct roster_member *member;
    size_t versions, members;
};
MUST_USE struct err snapshot_life(
    struct snapshot *s, struct arena *a, int64_t key, struct life *out);
MUST_USE struct err snapshot_team(
    struct snapshot *s, struct arena *a, int64_t key, struct team *out);
/* Current teams by id; ERR_OK with 0 when there is no directory. */
MUST_USE struct err snapshot_teams(
    struct snapshot *s, struct arena *a, struct team **out, size_t *n);
/* The whole directory, for an import. */
MUST_USE struct err snapshot_roster(struct snapshot *s, struct arena *a, struct roster *out);

/* SQL statements stepped since the reader was opened: a test shows that a refused URL runs none. */
uint64_t reader_statements(const struct reader *r);

#endif
