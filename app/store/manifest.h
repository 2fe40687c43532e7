/* manifest.h: one generation of the store: everything a reader needs to know, as JSON written once
 * under log/NNNNNNNNNNNN.json. Its SHA-256 names the snapshot. */
#ifndef STORE_MANIFEST_H
#define STORE_MANIFEST_H

#include "etl/record.h"
#include "etl/roster.h"
#include "lib/arena.h"
#include "lib/err.h"
#include "lib/hash.h"

#define SNAPSHOT_ID_BYTES 8 /* hex digits of the SHA-256 that name a snapshot */

struct json_out;

/* The two of enum dataset, and the directory. */
enum family {
    FAMILY_PAGEOUTS = DATASET_PAGEOUTS,
    FAMILY_NOTIFICATIONS = DATASET_NOTIFICATIONS,
    FAMILY_DIRECTORY,
    FAMILY__N
};

extern const char *const family_words[FAMILY__N]; /* "pageouts", "notifications", "directory" */

struct segment_ref {
    struct str name; /* "pageouts-20260823-20260823-9f3c01aa.db", below seg/ */
    struct sha256 sha256;
    int64_t bytes, rows;
    int32_t first, last; /* UTC days, both inclusive */
    int64_t open_pages;  /* pages whose answer window was open when it was built: built anew when
                            `through` moves */
    int32_t schema;
};

struct span {
    int64_t from, to; /* UTC ms, half-open */
};

#define STAGES_MAX 16
struct stage_count {
    struct str name;
    int64_t seen, changed, dropped;
};

/* The last run that published into a family: printed on /health and by `status`. */
struct run {
    struct str verb;
    int64_t began, ended; /* UTC ms */
    struct span window;   /* what was asked for; 0,0 for a file without one */
    int64_t bytes, rows, kept, rejected, duplicates, older,
        newer; /* newer: late updates of known rows */
    int64_t person_unknown, team_unknown, chain_unknown;
    struct stage_count stage[STAGES_MAX];
    size_t stages;
};

/* What a run counted, in the order in which it is told. */
struct run_number {
    const char *name; /* "rows" */
    size_t at;        /* of an int64_t in struct run */
};
extern const struct run_number run_counts[];
extern const size_t run_counts_n;
int64_t run_counted(const struct run *r, size_t i);
/* The member "stages" of an object: each stage with what it saw, changed and dropped. */
void run_stages_write(struct json_out *j, const struct run *r);

struct family_state {
    int64_t through;   /* UTC ms: events before it are in; 0 = nothing yet */
    int32_t keep_days; /* before the day of `through`; older ones do not count; 0 = all are kept */
    struct span *covered; /* windows held, merged and in order */
    size_t covered_n;
    struct segment_ref *segment; /* ascending by first; never two for one day */
    size_t segments;
    struct run run;
};

struct generation_ref {
    int64_t generation, made_at;
    struct sha256 sha256;
};

/* The disk as the writer found it, its own change added; 0 = nobody looked. */
struct room {
    int64_t limit,
        held;     /* bytes: allowed, and taken by seg/ and log/, older generations included */
    int64_t free; /* bytes that the volume has left; a quota may leave less */
};

/* Whether that many bytes more would take it above 75 % of its limit. */
bool room_is_near(const struct room *r, int64_t bytes);

struct manifest {
    int64_t generation; /* from 1 */
    int64_t made_at;
    int64_t activate_at;  /* 0: at once, also where a reader's clock is behind the writer's */
    struct sha256 sha256; /* of the JSON; not in the JSON */
    struct family_state family[FAMILY__N];
    struct generation_ref *history; /* kept older generations, newest first */
    size_t history_n;
    struct room room;
    int64_t checked[CHECK_SLOTS]; /* when people were last asked for, as in struct roster */
};

/* Which older generations a new one lists, and gc therefore keeps. */
struct keeping {
    int64_t generations; /* so many at most; 0 = HISTORY_MAX */
    int64_t age_ms;      /* none made longer ago, but always the last one; 0 = of any age */
};

/* The generation after `base`, made now: what base holds, in lists of its own, and the history that
 * `keeping` leaves of it. The caller changes what it came for. */
struct manifest manifest_next(
    struct arena *a, const struct manifest *base, struct keeping keeping, int64_t now);

MUST_USE struct err manifest_read(struct arena *a, struct str json, struct manifest *out);
struct str manifest_write(struct arena *a, const struct manifest *m);
/* The segment of that UTC day, or NULL. */
const struct segment_ref *manifest_segment(const struct manifest *m, enum family f, int32_t day);

#endif
