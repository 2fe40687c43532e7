#include "api/cells.h"

struct cells cells_of(struct out *o, const char *header, bool bom)
{
    if (bom)
        out_z(o, "\xef\xbb\xbf");
    out_z(o, header);
    out_z(o, "\r\n");
    return (struct cells){.o = o};
}

static void begin(struct cells *c)
{
    if (c->begun)
        out_char(c->o, ',');
    c->begun = true;
}

static bool looks_like_formula(struct str s)
{
    struct str first = STR("=+-@\t\r");
    return s.n && str_find(first, s.p[0]) < first.n;
}

void cells_text(struct cells *c, struct str s)
{
    begin(c);
    out_char(c->o, '"');
    if (looks_like_formula(s))
        out_char(c->o, '\'');
    for (size_t i = 0; i < s.n; i++) {
        if (s.p[i] == '"')
            out_char(c->o, '"');
        out_char(c->o, s.p[i]);
    }
    out_char(c->o, '"');
}

void cells_int(struct cells *c, int64_t v)
{
    begin(c);
    out_i64(c->o, v);
}

void cells_count(struct cells *c, uint64_t v, bool known)
{
    begin(c);
    if (known)
        out_i64(c->o, (int64_t)v);
}

void cells_f64(struct cells *c, double v, int digits)
{
    begin(c);
    out_f64(c->o, v, digits);
}

void cells_time(struct cells *c, const struct zone *z, int64_t ms)
{
    begin(c);
    if (ms != TIME_UNKNOWN && z)
        out_time_in(c->o, z, ms);
    else if (ms != TIME_UNKNOWN)
        out_time(c->o, ms);
    cells_count(c, (uint64_t)ms, ms != TIME_UNKNOWN);
}

void cells_ms(struct cells *c, int64_t ms)
{
    cells_count(c, (uint64_t)ms, ms != MS_UNKNOWN);
}

void cells_empty(struct cells *c)
{
    begin(c);
}

void cells_end(struct cells *c)
{
    out_z(c->o, "\r\n");
    c->begun = false;
}
