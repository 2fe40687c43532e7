/* The path half of url.h. */
#include "query/url.h"

#include "query/percent.h"

#include <string.h>

#define GEN_MIN 8
#define GEN_MAX 16
#define WORD_BYTES 32 /* of a page's or panel's name */

/* clang-format off */
static const char *const suffixes[FORMAT__N] = {
    [FORMAT_HTML] = "",
    [FORMAT_CSV]  = ".csv",
    [FORMAT_JSON] = ".json",
    [FORMAT_SVG]  = ".svg",
};
/* clang-format on */

static bool is_of(struct str s, const char *allowed, size_t min, size_t max)
{
    for (size_t i = 0; i < s.n; i++)
        if (!s.p[i] || !strchr(allowed, s.p[i]))
            return false;
    return s.n >= min && s.n <= max;
}

static enum format suffix_of(struct str s)
{
    enum format f = FORMAT__N;
    while (--f > FORMAT_HTML)
        if (str_ends(s, str_of(suffixes[f])))
            break;
    return f;
}

/* Behind the pin: page ["/" id] ["~" panel] [fmt]; the home page's name is empty. */
static bool parse_page(struct arena *a, struct str rest, struct place *out)
{
    static const char name[] = "abcdefghijklmnopqrstuvwxyz-";
    out->format = suffix_of(rest);
    rest = str_head(rest, rest.n - strlen(suffixes[out->format]));
    bool has_panel = str_cut(rest, '~', &rest, &out->panel);
    bool has_id = str_cut(rest, '/', &out->page, &out->id);
    if (has_id && (!percent_decode(a, out->id, false, &out->id) || out->id.n == 0 ||
                      out->id.n > ID_MAX + 1 || memchr(out->id.p, '/', out->id.n)))
        return false;
    if (has_panel && !is_of(out->panel, name, 1, WORD_BYTES))
        return false;
    bool home = out->page.n == 0 && !has_id && !has_panel;
    return home || is_of(out->page, name, 1, WORD_BYTES);
}

bool place_parse(struct arena *a, struct str path, struct place *out, bool *bad)
{
    *out = (struct place){0};
    struct str decoded = {0};
    *bad = path.n > URL_PATH_MAX || !percent_decode(a, path, false, &decoded) ||
           !text_is_clean(decoded);
    if (*bad || !str_starts(path, STR("/")))
        return false;
    struct str rest = str_from(path, 1);
    if (str_starts(rest, STR("g/"))) {
        str_cut(str_from(rest, 2), '/', &out->gen, &rest);
        if (!is_of(out->gen, "0123456789abcdef", GEN_MIN, GEN_MAX))
            return false;
    }
    return parse_page(a, rest, out);
}

/* An id that ends like a format keeps its dot encoded, so that it is read back as an id. */
static void write_id(struct out *o, struct str id)
{
    enum format f = suffix_of(id);
    struct str tail = str_from(id, id.n - strlen(suffixes[f]));
    struct str head = str_head(id, id.n - tail.n);
    bool more = true;
    while (more) { /* "~" begins a panel's name */
        struct str part;
        more = str_cut(head, '~', &part, &head);
        percent_encode(o, part, "");
        out_z(o, more ? "%7E" : "");
    }
    if (tail.n) {
        out_z(o, "%2E");
        out_str(o, str_from(tail, 1));
    }
}

struct str url_write(struct arena *a, const struct place *p, const struct filter *f)
{
    struct out o = out_of(a);
    if (p->gen.n) {
        out_z(&o, "/g/");
        out_str(&o, p->gen);
    }
    out_char(&o, '/');
    out_str(&o, p->page);
    if (p->id.n) {
        out_char(&o, '/');
        write_id(&o, p->id);
    }
    if (p->panel.n) {
        out_char(&o, '~');
        out_str(&o, p->panel);
    }
    out_z(&o, suffixes[p->format]);
    struct str query = query_write(a, f);
    if (query.n)
        out_char(&o, '?');
    out_str(&o, query);
    return out_done(&o);
}
