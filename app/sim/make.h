/* make.h: `pagetrail-sim make`: a company, its history as exports, and the truth about it. */
#ifndef SIM_MAKE_H
#define SIM_MAKE_H

#include "lib/err.h"
#include "sim/company.h"

/* Writes pageouts.csv notifications.csv users.json teams.json oncalls.json truth.json into `dir`.
 */
MUST_USE struct err make_all(const struct plan *plan, const char *dir);
/* The preset of that name, or NULL. */
const struct preset *preset_find(struct str name);

#endif
