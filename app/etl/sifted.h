/* sifted.h: a row as bytes between the sift, which all rows of an export pass, and the maker, which
 * sees of each row only the version that holds. Times and numbers are read by then; texts are as
 * they came, trimmed, and mended when a record is made. */
#ifndef ETL_SIFTED_H
#define ETL_SIFTED_H

#include "etl/record.h"
#include "lib/arena.h"
#include "lib/err.h"

/* One byte more than is kept of a text: it shows that the text is cut, and whether within a letter.
 */
#define TEXT_SIFTED_MAX (TEXT_MAX + 1)

/* Whether text_mend would give it back as it is. */
bool text_is_whole(struct str s);
/* Well-formed UTF-8 of at most TEXT_MAX bytes; a text that has to be mended for that is flagged.
 * Borrowed, or in the arena. */
struct str text_mend(struct arena *a, struct str s, uint32_t *flags);

/* WHEN_UPDATED. A row without it is as new as the newest thing it tells: never newer than it really
 * is. */
int64_t updated_of(const struct record *r);

/* The row that has been read into `r`, its texts of at most TEXT_SIFTED_MAX bytes: all is borrowed
 * from it and from `rest`. */
#define SIFTED_REST_MAX (128 + TEXT__N * TEXT_SIFTED_MAX)
struct sifted sifted_of(const struct record *r, char rest[SIFTED_REST_MAX]);
/* What the row told, as a record without what follows from it or the directory adds. Texts are
 * borrowed from the row, or in the arena. */
MUST_USE struct err sifted_read(
    const struct sifted *s, enum dataset d, struct arena *a, struct record *out);

#endif
