/* writer.h: publishing into the store. A writer gathers records in a staging database of its own,
 * merges them day by day with what the base generation holds, seals one new segment a changed day,
 * and publishes by put-if-absent. Nothing is visible before that, and a published file is never
 * written again. */
#ifndef STORE_WRITER_H
#define STORE_WRITER_H

#include "etl/roster.h"
#include "store/manifest.h"

struct writer;

struct writer_conf {
    const char *store;       /* made when missing */
    const char *staging;     /* a local folder, never on the shared volume; made when missing */
    int64_t store_bytes_max; /* a publish that would pass it is ERR_LIMIT, nothing half done; 0 =
                                STORE_BYTES_MAX */
    int64_t activate_after_ms;
    struct keeping keeping;
    int32_t keep_days[FAMILY__N]; /* 0 = as the generation before says */
};

/* What became of a record that was put. Versions are compared by WHEN_UPDATED, then by a known
 * answer over an unknown one, then by content, so the order of rows never matters. PUT_SAME is a
 * row that the export told the same way before; what the directory adds to it now holds. An id that
 * comes again with another UTC day of creation is another row. */
enum put { PUT_NEW, PUT_NEWER, PUT_SAME, PUT_OLDER, PUT__N };

struct published {
    int64_t generation;
    struct sha256 sha256;
    int32_t days_written, days_unchanged;
    int64_t rows, bytes;          /* in the segments written */
    int64_t kept_new, kept_newer; /* against the base generation */
    bool nothing;                 /* everything was there already: no generation was made */
    bool near_limit;              /* the store is above 75 % of its limit */
    int64_t races_lost;
};

/* Reads the base generation; ERR_BUSY when the store is unreadable, ERR_INPUT when it is newer than
 * us. */
MUST_USE struct err writer_open(struct writer **out, enum family f, const struct writer_conf *conf);
void writer_done(struct writer **w); /* removes what it staged */
/* The generation this writer lays its change on; an empty one (generation 0) for a new store. */
const struct manifest *writer_base(const struct writer *w);
MUST_USE struct err writer_put(struct writer *w, const struct record *r, enum put *result);
/* The whole directory, in place of the one before. */
MUST_USE struct err writer_put_roster(struct writer *w, const struct roster *r);
/* The base's directory (empty, synced_at 0, when there is none). */
MUST_USE struct err writer_roster(struct writer *w, struct arena *a, struct roster *out);
/* This window of events is now held. Moves `through` to window.to if that is later. */
void writer_cover(struct writer *w, struct span window);
/* Once, at the end. Seals, publishes, moves the pointer. `run` is kept with the generation. Losing
 * the race for a generation number lays the change on the newer one and tries again. */
MUST_USE struct err writer_publish(struct writer *w, const struct run *run, struct published *out);

#endif
