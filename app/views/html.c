#include "views/html.h"

#include <math.h>

void html_raw_(struct html *h, const char *p, size_t n)
{
    out_str(&h->o, (struct str){p, n});
}

struct html html_of(struct arena *a)
{
    return (struct html){.o = out_of(a)};
}

static struct str entity(char c)
{
    switch (c) {
    case '&':
        return STR("&amp;");
    case '<':
        return STR("&lt;");
    case '>':
        return STR("&gt;");
    case '"':
        return STR("&quot;");
    case '\'':
        return STR("&#39;");
    default:
        return STR("");
    }
}

static bool is_control(char c)
{
    return ((unsigned char)c < 0x20 && c != '\t' && c != '\n') || c == 0x7f;
}

void html_text(struct html *h, struct str s)
{
    while (s.n > 0) {
        size_t n = str_utf8(s);
        struct str safe = entity(s.p[0]);
        if (n == 0 || is_control(s.p[0]))
            safe = STR("\xef\xbf\xbd");
        out_str(&h->o, safe.n > 0 ? safe : str_head(s, n));
        s = str_from(s, n > 0 ? n : 1);
    }
}

bool html_leads(const struct html *h)
{
    return !h->away || h->base.n;
}

void html_attr(struct html *h, const char *name, struct str v)
{
    bool ours = h->away && str_eq(str_of(name), STR("href")) && str_starts(v, STR("/"));
    if (ours && !html_leads(h))
        return;
    out_char(&h->o, ' ');
    out_z(&h->o, name);
    html(h, "=\"");
    if (ours)
        html_text(h, h->base);
    html_text(h, v);
    out_char(&h->o, '"');
}

void html_num(struct html *h, uint64_t v)
{
    char digits[32];
    size_t at = sizeof digits;
    for (int i = 0; i == 0 || v > 0; i++, v /= 10) {
        if (i > 0 && i % 3 == 0)
            digits[--at] = ',';
        digits[--at] = (char)('0' + v % 10);
    }
    out_str(&h->o, (struct str){digits + at, sizeof digits - at});
}

void html_int(struct html *h, int64_t v)
{
    out_i64(&h->o, v);
}

void html_at(struct html *h, double v)
{
    double tenths = round(v * 10);
    out_f64(&h->o, tenths / 10, fmod(tenths, 10) == 0 ? 0 : 1);
}

void html_link(struct html *h, struct str href, struct str text)
{
    if (!html_leads(h)) {
        html_text(h, text);
        return;
    }
    html(h, "<a");
    html_attr(h, "href", href);
    html(h, ">");
    html_text(h, text);
    html(h, "</a>");
}

void html_named(struct html *h, struct str href, struct str text)
{
    if (href.n)
        html_link(h, href, text);
    else
        html_text(h, text);
}

void html_fact(struct html *h, const char *name, struct str value)
{
    if (value.n == 0)
        return;
    html(h, "<dt>");
    html_text(h, str_of(name));
    html(h, "</dt><dd>");
    html_text(h, value);
    html(h, "</dd>\n");
}
