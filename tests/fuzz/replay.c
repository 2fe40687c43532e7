/* Runs a fuzzer over the files that are its arguments: what fuzzing found once is tried on every
 * test run, also where there is no libFuzzer. */
#include "lib/file.h"

#include <stdio.h>

#define INPUT_MAX (4u << 20)

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int main(int argc, char **argv)
{
    for (int i = 1; i < argc; i++) {
        struct arena a = arena_of(2 * INPUT_MAX);
        struct str bytes;
        struct err e = file_read(&a, argv[i], INPUT_MAX, &bytes);
        if (e.code != ERR_OK) {
            fprintf(stderr, "%s\n", e.text);
            return 1;
        }
        (void)LLVMFuzzerTestOneInput((const uint8_t *)bytes.p, bytes.n);
        arena_done(&a);
    }
    printf("replayed %d inputs\n", argc - 1);
    return argc > 1 ? 0 : 1;
}
