/* dir.h: the directory as files: users.json, teams.json and oncalls.json, one object a line, so
 * that the server finds an object without reading the rest. */
#ifndef SIM_DIR_H
#define SIM_DIR_H

#include "lib/err.h"
#include "sim/company.h"

MUST_USE struct err dir_write(const struct company *c, const char *folder);

#endif
