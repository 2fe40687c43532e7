#include "lib/fold.h"

#include <utf8proc.h>

#include "lib/out.h"

static bool is_ascii(struct str s)
{
    for (size_t i = 0; i < s.n; i++)
        if ((unsigned char)s.p[i] >= 0x80)
            return false;
    return true;
}

/* utf8proc writes the text over the code points that it was made from. */
static struct str mapped(struct arena *a, struct str s, unsigned options)
{
    const utf8proc_uint8_t *bytes = (const utf8proc_uint8_t *)s.p;
    utf8proc_option_t how = (utf8proc_option_t)options;
    utf8proc_ssize_t points = utf8proc_decompose(bytes, (utf8proc_ssize_t)s.n, NULL, 0, how);
    if (points < 0)
        return s;
    utf8proc_int32_t *point = NEW(a, utf8proc_int32_t, (size_t)points + 1); /* it ends with a NUL */
    utf8proc_decompose(bytes, (utf8proc_ssize_t)s.n, point, points, how);
    utf8proc_ssize_t n = utf8proc_reencode(point, points, how);
    return n < 0 ? s : (struct str){(const char *)point, (size_t)n};
}

struct str fold_nfc(struct arena *a, struct str s)
{
    return is_ascii(s) ? s : mapped(a, s, UTF8PROC_STABLE | UTF8PROC_COMPOSE);
}

struct str fold_case(struct arena *a, struct str s)
{
    if (!is_ascii(s))
        return mapped(a, s, UTF8PROC_STABLE | UTF8PROC_COMPOSE | UTF8PROC_CASEFOLD);
    struct out o = out_of(a);
    for (size_t i = 0; i < s.n; i++)
        out_char(&o, str_lower(s.p[i]));
    return out_done(&o);
}
