/* ledger.h: a plan on a local disk, as JSON: always whole, and as new as what was last kept,
 * however the program ends. */
#ifndef CRON_LEDGER_H
#define CRON_LEDGER_H

#include "cron/plan.h"

struct str ledger_write(struct arena *a, const struct plan *p);
/* ERR_INPUT: not what ledger_write writes. */
MUST_USE struct err ledger_read(struct arena *a, struct str json, struct plan *out);
/* Goes on with the plan in the file, if there is one. One that is done whole gives way to another
 * window; one that is not is ERR_USAGE for another window, data set or store, and so is a file that
 * is no plan. */
MUST_USE struct err ledger_open(struct arena *a, const char *path, struct plan *plan);
/* Puts the file in place of what was there, synced. */
MUST_USE struct err ledger_keep(const char *path, const struct plan *p);

#endif
