/* writer.h: publishing into the store. A writer gathers rows in a staging folder of its own, of
 * each the version that holds. When all are in it makes records of them day by day, several days at
 * once, lays them over what the base generation holds, seals new segments of what changed, and
 * publishes by put-if-absent. Nothing is visible before that, and a published file is never written
 * again. */
#ifndef STORE_WRITER_H
#define STORE_WRITER_H

#include "etl/roster.h"
#include "store/manifest.h"

struct writer;

/* What became of a row that was put. Versions are compared by WHEN_UPDATED, then by a known answer
 * over an unknown one, then by content, so the order of rows never matters: of an id one row is
 * new, newer, the same or older than what the base holds, and the others tell the same as that row
 * or are older. PUT_SAME also stands for a row whose directory data is new; that now holds. An id
 * that comes again with another UTC day of creation is another row. */
enum put { PUT_NEW, PUT_NEWER, PUT_SAME, PUT_OLDER, PUT__N };

/* How rows become records; by whoever knows what their bytes mean. */
struct makers {
    void *self;
    /* As far as the row tells by itself: enough to say which of two versions holds. */
    struct err (*read)(void *self, struct arena *a, const struct sifted *row, struct record *out);
    /* A maker for one thread, in an arena of its own. Its texts may be borrowed from the row. */
    struct err (*open)(void *self, struct arena *a, void **maker);
    struct err (*make)(void *maker, struct arena *a, const struct sifted *row, struct record *out);
    /* What the maker counted since it was opened, or asked last, into counts_bytes of zeros. */
    void (*count)(void *maker, void *counts);
    size_t counts_bytes;
    /* All that changes is built; once more if a lost race made some of it be built again. Completes
     * what the run tells from the counts of all n parts. */
    void (*built)(
        void *self, void *const *counts, size_t n, const int64_t put[PUT__N], struct run *run);
};

struct writer_conf {
    const char *store;       /* made when missing */
    const char *staging;     /* a local folder, never on the shared volume; made when missing */
    int64_t store_bytes_max; /* a publish that would pass it is ERR_LIMIT, nothing half done; 0 =
                                STORE_BYTES_MAX */
    int64_t activate_after_ms;
    struct keeping keeping;
    int32_t keep_days[FAMILY__N]; /* 0 = as the generation before says */
    const struct makers *makers;  /* outlives the writer; NULL for the directory */
    size_t jobs;                  /* days that are built at once; 0 = 1 */
    size_t fold_bytes;            /* of memory for rows that wait; 0 = FOLD_BYTES_MAX */
    size_t build_rows;            /* of one segment in memory; 0 = BUILD_ROWS_MAX */
};

struct published {
    int64_t generation;
    struct sha256 sha256;
    int32_t days_written, days_unchanged;
    int64_t rows, bytes;          /* in the segments written */
    int64_t put[PUT__N];          /* of the rows that were put */
    int64_t kept_new, kept_newer; /* ids, against the base generation */
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
MUST_USE struct err writer_put(struct writer *w, const struct sifted *row);
/* The whole directory, in place of the one before. */
MUST_USE struct err writer_put_roster(struct writer *w, const struct roster *r);
/* Of a directory that is still the base's: when it was synced and when people were asked for. */
void writer_put_times(struct writer *w, const struct roster *r);
/* The base's directory (empty, synced_at 0, when there is none). */
MUST_USE struct err writer_roster(struct writer *w, struct arena *a, struct roster *out);
/* This window of events is now held. Moves `through` to window.to if that is later. */
void writer_cover(struct writer *w, struct span window);
/* Once, at the end. Seals, publishes, moves the pointer. `run` is kept with the generation,
 * completed by the makers. Losing the race for a generation number lays the change on the newer one
 * and tries again. */
MUST_USE struct err writer_publish(struct writer *w, const struct run *run, struct published *out);

#endif
