#include "query/percent.h"

#include <string.h>

static int hex_digit(char c)
{
    if (c >= '0' && c <= '9')
        return c - '0';
    if (c >= 'a' && c <= 'f')
        return c - 'a' + 10;
    return c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
}

bool percent_decode(struct arena *a, struct str s, bool plus, struct str *out)
{
    char *p = arena_take(a, 1, s.n + 1);
    size_t n = 0;
    bool whole = true;
    for (size_t i = 0; i < s.n && whole; i++) {
        char c = s.p[i];
        if (c == '%') {
            int high = s.n - i > 2 ? hex_digit(s.p[i + 1]) : -1;
            int low = high >= 0 ? hex_digit(s.p[i + 2]) : -1;
            whole = low >= 0;
            c = (char)(high * 16 + low);
            i += 2;
        } else if (c == '+' && plus) {
            c = ' ';
        }
        if (whole)
            p[n++] = c;
    }
    *out = (struct str){p, n};
    return whole;
}

static bool is_plain(char c, const char *also)
{
    if ((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9'))
        return true;
    return c && (strchr("-_.~", c) || strchr(also, c));
}

void percent_encode(struct out *o, struct str s, const char *also)
{
    static const char digits[] = "0123456789ABCDEF";
    for (size_t i = 0; i < s.n; i++) {
        unsigned char c = (unsigned char)s.p[i];
        if (is_plain(s.p[i], also)) {
            out_char(o, s.p[i]);
        } else {
            const char code[3] = {'%', digits[c >> 4], digits[c & 15]};
            out_str(o, (struct str){code, sizeof code});
        }
    }
}

static bool is_control(struct str s, size_t n)
{
    unsigned char c = (unsigned char)s.p[0];
    if (n == 1)
        return c < 0x20 || c == 0x7f;
    if (n == 2)
        return c == 0xc2 && (unsigned char)s.p[1] < 0xa0;
    return n == 3 && c == 0xef && (unsigned char)s.p[1] == 0xbf && (unsigned char)s.p[2] >= 0xbe;
}

bool text_is_clean(struct str s)
{
    while (s.n) {
        size_t n = str_utf8(s);
        if (n == 0 || is_control(s, n))
            return false;
        s = str_from(s, n);
    }
    return true;
}

struct str text_head(struct str s, size_t n)
{
    struct str head = str_head(s, n);
    while (head.n && head.n < s.n && ((unsigned char)s.p[head.n] & 0xc0) == 0x80)
        head.n--;
    return head;
}
