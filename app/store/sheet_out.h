/* sheet_out.h: the sheet of a day's rows. The same rows give the same bytes. */
#ifndef STORE_SHEET_OUT_H
#define STORE_SHEET_OUT_H

#include "store/leaf.h"
#include "store/totals.h"

/* Rows by PART_WHO, marked as repeated. Memory for it is taken from the arena. */
void sheet_write(struct arena *a, struct stmt *insert, enum family f, int32_t day,
    const struct in_order *people);

#endif
