/* directory.h: people, teams and on-call duty as the platform serves them now, in the rows that
 * etl/roster.h describes: unsorted, `from` 0, no nodes. What they mean is etl's. */
#ifndef SOURCE_DIRECTORY_H
#define SOURCE_DIRECTORY_H

#include "etl/roster.h"
#include "source/api.h"

/* When the live chain above somebody is asked for. */
enum chains {
    CHAINS_NEVER,
    CHAINS_UNKNOWN, /* no manager was told of, or one whom nobody knows */
    CHAINS_DUE,     /* everybody who is asked for in this run */
    CHAINS__N
};
extern const char *const chains_words[CHAINS__N];

struct directory_conf {
    const struct roster *before; /* what is known */
    const struct str *named;     /* ids that exports name; who is not known is asked for */
    size_t named_n;
    int64_t cache_ms; /* how old what is known of somebody may become */
    bool full;        /* lists everybody, whoever is due */
    enum chains chains;
};

struct directory_counts {
    int64_t users, teams, members, oncalls; /* as listed */
    int64_t due;       /* known, and asked for by id: it was their turn, or they were not listed */
    int64_t named;     /* not known, and asked for: exports, teams, duty or somebody named them */
    int64_t unknown;   /* of those, the ones whom the platform does not know either */
    int64_t deleted;   /* served as deleted, or not at all any more */
    int64_t chains;    /* asked for */
    int64_t managers;  /* found above somebody by them */
    int64_t unchained; /* should have been asked for, but were too many for one run */
    int64_t skipped;   /* rows without an id */
    bool listed;       /* everybody was listed */
};

/* Lists teams and duty (90 days back, 30 ahead; a platform without duty has none), and either
 * everybody or, by id in batches of 500, those who are due; then whoever is named and not known.
 * Who was asked for by id and is not in the answer is gone: a tombstone. Who is not in `out` was
 * not asked for. out->checked tells when each slot was asked for. Rows and texts are in the arena,
 * of which they take a quarter at most: more, or a list that does not end, is ERR_LIMIT. ERR_BUSY
 * after two hours. */
MUST_USE struct err directory_fetch(struct api *api, struct arena *a,
    const struct directory_conf *conf, struct roster *out, struct directory_counts *counts);

#endif
