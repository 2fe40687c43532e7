/* names.h: the words people, teams and incidents are named with, and the names that try to break
 * things. */
#ifndef SIM_NAMES_H
#define SIM_NAMES_H

#include "lib/out.h"
#include "sim/rand.h"

/* "Ana Kowalska"; *login gets "akowalska17" with the number in it. */
struct str name_of_person(struct arena *a, struct dice *d, size_t number, struct str *login);
/* What breaks spreadsheets, pages, terminals and parsers; the nth, counted round. */
struct str name_hostile(size_t n);
/* A title for a manager of that level (1 = top): "SVP Technology", "Director Payments Ledger". */
struct str name_of_manager(struct arena *a, int level, size_t n);
struct str name_of_job(struct dice *d);
/* "Payments Ledger"; the nth is unlike all others. */
struct str name_of_team(struct arena *a, size_t n);
/* An incident's title, hostile now and then. */
struct str name_of_incident(struct arena *a, struct dice *d, struct str team);
const char *name_of_source(struct dice *d);

#endif
