/* Any bytes, whole and in pieces, by the state machine and by the fast ways: the reader must give
 * the same rows, and never read beyond them. The first byte says how long the pieces are. */
#include "../unit/csv_rows.h"

#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const enum csv_way ways[] = {CSV_BEST, CSV_PORTABLE};
    struct arena a = arena_of(256u << 20);
    struct str bytes = {(const char *)data, size};
    size_t step = size ? (size_t)data[0] % 17 + 1 : 1;
    struct str want = rows_by(CSV_MACHINE, &a, bytes, size, 1);
    for (EACH(i, ways))
        if (!str_eq(rows_by(ways[i], &a, bytes, 0, step), want))
            abort();
    arena_done(&a);
    return 0;
}
