/* snapshot.h: the inside of a snapshot, for the files that answer its questions. */
#ifndef STORE_SNAPSHOT_H
#define STORE_SNAPSHOT_H

#include "store/reader.h"
#include "store/shelf.h"

enum spans { SPANS_UNKNOWN, SPANS_KEPT, SPANS_NONE };

struct snapshot {
    struct arena arena;   /* holds the snapshot itself and its manifest */
    struct arena scratch; /* for the question at hand, wiped before it */
    struct shelf *shelf;
    struct db_watch *watch;
    struct manifest manifest;
    char id[SNAPSHOT_ID_BYTES + 1];
    int64_t deadline;
    struct often often;           /* of the incidents of the page-outs that are `met` */
    bool *met;                    /* by segment; NULL until one is */
    enum spans *spans[FAMILY__N]; /* by segment; NULL until one is asked */
    struct asking *asking;        /* the question about sheets at hand, or NULL */
    struct today *today;          /* read when it is first asked for */
    uint64_t used;                /* when it was last asked for, in questions to the reader */
};

/* At the start of each question: wipes the scratch and sets the deadline; ERR_BUSY when it has
 * passed. */
MUST_USE struct err snapshot_begin(struct snapshot *s);
/* Adds one UTC day's pages, or attempts, that are inside `w`, by its rows. slots may be NULL. */
MUST_USE struct err snapshot_rows_pages(
    struct snapshot *s, const struct where *w, int32_t day, tally_slots slots, struct tally *into);
MUST_USE struct err snapshot_rows_crew(
    struct snapshot *s, const struct where *w, int32_t day, struct crew *into);
MUST_USE struct err snapshot_rows_attempts(
    struct snapshot *s, const struct where *w, int32_t day, struct attempts *into);

/* The directory's database, or NULL; a question begins with it. */
MUST_USE struct err snapshot_directory(struct snapshot *s, struct db **out);
/* The database of that day, or NULL; a day past its retention has none, wherever its file is. */
MUST_USE struct err snapshot_day(struct snapshot *s, enum family f, int32_t day, struct db **out);

#endif
