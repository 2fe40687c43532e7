/* Plain text: whatever comes, words of UTF-8 with one space between them, and plain already. */
#include "lib/plain.h"

#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void must(bool holds)
{
    if (!holds)
        abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static struct arena arena;
    if (arena.cap == 0)
        arena = arena_of(64u << 20);
    struct str typed = {(const char *)data, size}, composed = plain_nfc(&arena, typed);
    must(str_eq(plain_nfc(&arena, composed), composed));
    must(str_is_utf8(composed) == str_is_utf8(typed));
    struct str once = plain_of(&arena, typed);
    must(str_is_utf8(once) && str_eq(plain_of(&arena, once), once));
    struct str rest = once, word;
    size_t n = 0;
    while (plain_word(&rest, &word)) {
        must(str_find(word, ' ') == word.n);
        n += word.n + (n > 0);
    }
    must(n == once.n && rest.n == 0);
    arena_wipe(&arena);
    return 0;
}
