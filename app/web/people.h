/* people.h: the handlers of teams and people. */
#ifndef WEB_PEOPLE_H
#define WEB_PEOPLE_H

#include "web/ask.h"

/* The words of the parameter sort of the two lists. */
extern const struct vocabulary teams_words, people_words;

void page_teams(struct ask *ask, struct res *res);
void page_people(struct ask *ask, struct res *res);
void page_team(struct ask *ask, struct res *res);
void page_person(struct ask *ask, struct res *res);

#endif
