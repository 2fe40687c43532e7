/* nearest.h: "did you mean": the word that is fewest changes away from what was written. */
#ifndef QUERY_NEAREST_H
#define QUERY_NEAREST_H

#include "lib/str.h"

/* Changes (insert, drop, replace, swap of neighbours) from one to the other, ASCII case aside;
 * words over 40 bytes are as far as can be. */
size_t word_distance(struct str a, struct str b);

/* Offered words one by one, keeps the nearest that is near enough; the first among equals. */
struct nearest {
    struct str to, word;
    size_t distance;
};
struct nearest nearest_of(struct str to);
/* `word` stands for `say`: a label may lead to its parameter's name. */
void nearest_offer(struct nearest *n, struct str word, struct str say);

#endif
