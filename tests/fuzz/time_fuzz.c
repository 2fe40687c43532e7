/* Any text as a time: what is read is within the years that are accepted, and reads the same again
 * in the one notation that we write ourselves. */
#include "csv/time.h"

#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    const struct time_base base = {.offset_s = 3600};
    int64_t ms = -1, again = -1;
    enum time_read read = time_read((struct str){(const char *)data, size}, base, &ms);
    if (read != TIME_READ) {
        if (ms != TIME_UNKNOWN)
            abort();
        return 0;
    }
    struct arena a = arena_of(1u << 20);
    struct out o = out_of(&a);
    out_time(&o, ms);
    if (time_read(out_done(&o), base, &again) != TIME_READ || again != ms)
        abort();
    arena_done(&a);
    return 0;
}
