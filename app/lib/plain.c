#include "lib/plain.h"

#include "lib/out.h"

#include <utf8proc.h>

#define LETTERS_MAX 32 /* that one may stand for: Unicode has one of 18 */

/* Letters that Unicode does not take apart and keyboards do not have. */
static const struct {
    utf8proc_int32_t letter;
    const char *plain;
} strokes[] = {
    {0xe6, "ae"},
    {0xf0, "d"},
    {0xf8, "o"},
    {0xfe, "th"},
    {0x111, "d"},
    {0x127, "h"},
    {0x131, "i"},
    {0x142, "l"},
    {0x153, "oe"},
    {0x167, "t"},
};

#define CATEGORY(c) (1u << UTF8PROC_CATEGORY_##c)
#define OF_WORDS                                                                                   \
    (CATEGORY(LU) | CATEGORY(LL) | CATEGORY(LT) | CATEGORY(LM) | CATEGORY(LO) | CATEGORY(ND) |     \
        CATEGORY(NL) | CATEGORY(NO))

static bool is_of_word(utf8proc_int32_t letter)
{
    return OF_WORDS >> utf8proc_category(letter) & 1;
}

static void part(struct out *o)
{
    if (o->n && o->p[o->n - 1] != ' ')
        out_char(o, ' ');
}

static void put_letter(struct out *o, utf8proc_int32_t letter)
{
    if (!is_of_word(letter)) {
        part(o);
        return;
    }
    for (EACH(i, strokes)) {
        if (strokes[i].letter == letter) {
            out_z(o, strokes[i].plain);
            return;
        }
    }
    char bytes[4];
    utf8proc_ssize_t n = utf8proc_encode_char(letter, (utf8proc_uint8_t *)bytes);
    out_str(o, (struct str){bytes, (size_t)n});
}

/* One that is not ASCII, at s.p. Gives its length. */
static size_t put_decomposed(struct out *o, struct str s)
{
    utf8proc_int32_t letter, to[LETTERS_MAX];
    int boundary = 0;
    utf8proc_ssize_t read =
        utf8proc_iterate((const utf8proc_uint8_t *)s.p, (utf8proc_ssize_t)s.n, &letter);
    utf8proc_ssize_t n = -1;
    if (read > 0)
        n = utf8proc_decompose_char(letter, to, LETTERS_MAX,
            UTF8PROC_DECOMPOSE | UTF8PROC_COMPAT | UTF8PROC_CASEFOLD | UTF8PROC_STRIPMARK |
                UTF8PROC_IGNORE,
            &boundary);
    if (n < 0 || n > LETTERS_MAX)
        part(o);
    for (utf8proc_ssize_t i = 0; n <= LETTERS_MAX && i < n; i++)
        put_letter(o, to[i]);
    return read > 0 ? (size_t)read : 1;
}

static bool is_ascii(struct str s)
{
    for (size_t i = 0; i < s.n; i++)
        if ((unsigned char)s.p[i] >= 0x80)
            return false;
    return true;
}

static bool is_ascii_letter(char lower)
{
    return (lower >= 'a' && lower <= 'z') || (lower >= '0' && lower <= '9');
}

/* Titles by the hundred thousand are ASCII: one pass, and no room but their own. */
static struct str plain_of_ascii(struct arena *a, struct str s)
{
    char *to = NEW(a, char, s.n + 1);
    size_t n = 0;
    for (size_t i = 0; i < s.n; i++) {
        char c = str_lower(s.p[i]);
        to[n] = is_ascii_letter(c) ? c : ' ';
        n += to[n] != ' ' || (n > 0 && to[n - 1] != ' ');
    }
    return str_trim((struct str){to, n});
}

struct str plain_of(struct arena *a, struct str s)
{
    if (is_ascii(s))
        return plain_of_ascii(a, s);
    struct out o = out_of(a);
    while (s.n) {
        char c = str_lower(s.p[0]);
        size_t n = 1;
        if (is_ascii_letter(c))
            out_char(&o, c);
        else if ((unsigned char)c < 0x80)
            part(&o);
        else
            n = put_decomposed(&o, s);
        s = str_from(s, n);
    }
    return str_trim(out_done(&o));
}

/* utf8proc writes the text over the code points that it was made from. */
struct str plain_nfc(struct arena *a, struct str s)
{
    if (is_ascii(s))
        return s;
    const utf8proc_uint8_t *bytes = (const utf8proc_uint8_t *)s.p;
    utf8proc_option_t how = UTF8PROC_STABLE | UTF8PROC_COMPOSE;
    utf8proc_ssize_t points = utf8proc_decompose(bytes, (utf8proc_ssize_t)s.n, NULL, 0, how);
    if (points < 0)
        return s;
    utf8proc_int32_t *point = NEW(a, utf8proc_int32_t, (size_t)points + 1); /* it ends with a NUL */
    utf8proc_decompose(bytes, (utf8proc_ssize_t)s.n, point, points, how);
    utf8proc_ssize_t n = utf8proc_reencode(point, points, how);
    return n < 0 ? s : (struct str){(const char *)point, (size_t)n};
}

bool plain_word(struct str *plain, struct str *word)
{
    str_cut(*plain, ' ', word, plain);
    return word->n > 0;
}
