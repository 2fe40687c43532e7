/* words.h: the words that an export writes for one and the same thing; which one is drawn by
 * `roll`. */
#ifndef SIM_WORDS_H
#define SIM_WORDS_H

#include "sim/event.h"

struct str words_of_why(enum why w, uint32_t roll);
struct str words_of_answer(enum answer a, uint32_t roll);
struct str words_of_medium(enum medium m, uint32_t roll);
struct str words_of_state(enum state s, uint32_t roll);
/* How an answer came; NULL and pages without an answer give "". */
const char *words_of_via(const struct page *p);
/* In ASCII capitals, with spaces around. */
struct str words_shouted(struct arena *a, struct str s);

#endif
