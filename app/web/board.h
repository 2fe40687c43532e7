/* board.h: where the keeper writes what is to be served and the workers read it: in shared memory,
 * whole or not at all. One writes; who is killed while writing leaves the board as if it were blank
 * until the next one writes, and readers keep what they have. */
#ifndef WEB_BOARD_H
#define WEB_BOARD_H

#include "store/follow.h"

#define BOARD_WORDS 16

struct board {
    _Atomic uint64_t turn; /* odd: being written */
    _Atomic uint64_t word[BOARD_WORDS];
};

void board_write(struct board *b, const struct offer *o);
/* True when there is another offer than at *turn, which is 0 at first; then *turn is that one's. */
bool board_read(const struct board *b, uint64_t *turn, struct offer *out);

#endif
