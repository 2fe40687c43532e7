/* Any bytes, whole and in pieces: the reader must give the same rows, and never read beyond them.
 * The first byte says how long the pieces are. */
#include "../unit/csv_rows.h"

#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct arena whole = arena_of(256u << 20);
    struct arena pieces = arena_of(256u << 20);
    struct str bytes = {(const char *)data, size};
    size_t step = size ? (size_t)data[0] % 17 + 1 : 1;
    if (!str_eq(rows_of(&whole, bytes, size, 1), rows_of(&pieces, bytes, 0, step)))
        abort();
    arena_done(&whole);
    arena_done(&pieces);
    return 0;
}
