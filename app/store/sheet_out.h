/* sheet_out.h: the sheet of a day's rows. The same rows give the same bytes. */
#ifndef STORE_SHEET_OUT_H
#define STORE_SHEET_OUT_H

#include "store/leaf.h"
#include "store/manifest.h"
#include "store/row.h"

struct sheet_plan {
    enum family family;
    int32_t day;
    const struct placed *placed; /* in the order of the table, marked as repeated */
    size_t n;
    size_t entries[PART__N]; /* of each dictionary */
};

/* Memory for it is taken from the arena. */
void sheet_write(struct arena *a, struct stmt *insert, const struct sheet_plan *plan);

#endif
