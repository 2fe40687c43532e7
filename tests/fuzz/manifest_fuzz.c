/* Any bytes as a manifest: refused, or read into one that writes back to the same manifest. */
#include "store/manifest.h"

#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    AUTO(arena_done) struct arena a = arena_of(512u << 20);
    struct manifest m, again;
    struct str json = {(const char *)data, size};
    if (size > MANIFEST_BYTES_MAX || manifest_read(&a, json, &m).code != ERR_OK)
        return 0;
    struct str written = manifest_write(&a, &m);
    if (manifest_read(&a, written, &again).code != ERR_OK)
        abort();
    if (!str_eq(manifest_write(&a, &again), written))
        abort();
    return 0;
}
