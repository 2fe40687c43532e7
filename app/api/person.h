/* person.h: one person as JSON and CSV: what they carried, and the history of api/history.h. */
#ifndef API_PERSON_H
#define API_PERSON_H

#include "api/api.h"

struct person_told;

/* "hours", "weeks", "channels"; those of the Overview's that are about one person, and their own.
 */
bool person_has_panel(struct str panel);
/* The panel, or with an empty one all of them and the history. */
void person_json(
    struct out *o, const struct person_told *p, const struct api_meta *m, struct str panel);
/* The whole page's table is the history. */
void person_csv(struct out *o, const struct person_told *p, struct str panel, bool bom);

#endif
