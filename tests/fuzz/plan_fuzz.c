/* Any bytes as a backfill's plan: refused, or read into one that writes back to the same plan. */
#include "cron/ledger.h"
#include "lib/limits.h"

#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    AUTO(arena_done) struct arena a = arena_of(512u << 20);
    struct plan p, again;
    struct str json = {(const char *)data, size};
    if (size > LEDGER_BYTES_MAX || ledger_read(&a, json, &p).code != ERR_OK)
        return 0;
    struct str written = ledger_write(&a, &p);
    if (ledger_read(&a, written, &again).code != ERR_OK)
        abort();
    if (!str_eq(ledger_write(&a, &again), written))
        abort();
    return 0;
}
