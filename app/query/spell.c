/* Values spelled out: the writing half of value.h, and what url.h says about single parameters. */
#include "query/param.h"
#include "query/percent.h"
#include "query/value.h"

#include <assert.h>

static void *field(struct filter *f, size_t at)
{
    return (char *)f + at;
}

static const void *field_of(const struct filter *f, size_t at)
{
    return (const char *)f + at;
}

bool value_is_default(enum param p, const struct filter *f)
{
    const struct rule *r = &rules[p];
    const void *at = field_of(f, r->at);
    switch (r->kind) {
    case KIND_NODES:
    case KIND_IDS:
    case KIND_NAMES:
    case KIND_EXACT:
        return *(const size_t *)field_of(f, r->count_at) == 0;
    case KIND_CHOICE:
        return *(const unsigned *)at == r->standard || !r->words[*(const unsigned *)at];
    case KIND_MASK:
        return *(const uint32_t *)at == 0;
    case KIND_ROWS:
        return f->n == (int)r->standard;
    case KIND_FLAG:
        return !*(const bool *)at;
    case KIND_MOMENT:
        return !((const struct moment *)at)->given;
    case KIND_ZONE:
        return str_eq(f->tz, STR("UTC")) || f->tz.n == 0;
    case KIND_TEXT:
    case KIND_NAME:
    case KIND_CURSOR:
        return ((const struct str *)at)->n == 0;
    }
    return true;
}

static void write_moment(struct out *o, struct moment m)
{
    out_fmt(o, "%04d-%02d-%02d", m.at.year, m.at.month, m.at.day);
    if (m.has_time)
        out_fmt(o, "T%02d:%02d", m.at.hour, m.at.minute);
}

static void write_mask(struct out *o, const struct rule *r, uint32_t mask)
{
    bool more = false;
    for (size_t i = r->first; i < r->words_n; i++) {
        if (!(mask & (1u << i)))
            continue;
        out_z(o, more ? "," : "");
        out_z(o, r->words[i]);
        more = true;
    }
}

static void write_list(struct out *o, const struct rule *r, const struct filter *f)
{
    size_t n = *(const size_t *)field_of(f, r->count_at);
    const char prefix[2] = {r->prefix, 0};
    for (size_t i = 0; i < n; i++) {
        out_z(o, i ? "," : "");
        out_z(o, prefix);
        if (r->kind == KIND_NODES)
            out_i64(o, f->org[i]);
        else
            percent_encode(o, ((const struct str *)field_of(f, r->at))[i], "");
    }
}

void value_write(struct out *o, enum param p, const struct filter *f)
{
    const struct rule *r = &rules[p];
    const void *at = field_of(f, r->at);
    switch (r->kind) {
    case KIND_NODES:
    case KIND_IDS:
    case KIND_NAMES:
    case KIND_EXACT:
        write_list(o, r, f);
        break;
    case KIND_CHOICE:
        out_z(o, r->words[*(const unsigned *)at]);
        break;
    case KIND_MASK:
        write_mask(o, r, *(const uint32_t *)at);
        break;
    case KIND_ROWS:
        out_i64(o, f->n);
        break;
    case KIND_FLAG:
        out_char(o, '1');
        break;
    case KIND_MOMENT:
        write_moment(o, *(const struct moment *)at);
        break;
    case KIND_ZONE:
    case KIND_TEXT:
    case KIND_NAME:
    case KIND_CURSOR:
        percent_encode(o, *(const struct str *)at, ":/");
        break;
    }
}

struct filter filter_cleared(const struct filter *f, enum param p)
{
    const struct filter none = filter_default();
    const struct rule *r = &rules[p];
    struct filter to = *f;
    switch (r->kind) {
    case KIND_NODES:
    case KIND_IDS:
    case KIND_NAMES:
    case KIND_EXACT:
        *(size_t *)field(&to, r->count_at) = 0;
        break;
    case KIND_CHOICE:
        *(unsigned *)field(&to, r->at) = r->standard;
        break;
    case KIND_MASK:
        *(uint32_t *)field(&to, r->at) = 0;
        break;
    case KIND_ROWS:
        to.n = none.n;
        break;
    case KIND_FLAG:
        *(bool *)field(&to, r->at) = false;
        break;
    case KIND_MOMENT:
        *(struct moment *)field(&to, r->at) = (struct moment){0};
        break;
    case KIND_ZONE:
    case KIND_TEXT:
    case KIND_NAME:
    case KIND_CURSOR:
        *(struct str *)field(&to, r->at) = *(const struct str *)field_of(&none, r->at);
        break;
    }
    return to;
}

static void say_list(struct out *o, const struct rule *r, const struct filter *f)
{
    size_t n = *(const size_t *)field_of(f, r->count_at);
    for (size_t i = 0; i < n; i++) {
        out_z(o, i ? ", " : "");
        if (r->prefix)
            out_char(o, r->prefix);
        if (r->kind == KIND_NODES)
            out_i64(o, f->org[i]);
        else
            out_str(o, ((const struct str *)field_of(f, r->at))[i]);
    }
}

static void say_mask(struct out *o, const struct rule *r, uint32_t mask)
{
    for (size_t i = r->first; i < r->words_n; i++)
        if (mask & 1u << i) {
            out_z(o, o->n ? ", " : "");
            out_z(o, r->words[i]);
        }
}

struct str filter_says(struct arena *a, const struct filter *f, enum param p)
{
    const struct rule *r = &rules[p];
    const void *at = field_of(f, r->at);
    struct out o = out_of(a);
    if (value_is_default(p, f))
        return STR("");
    switch (r->kind) {
    case KIND_NODES:
    case KIND_IDS:
    case KIND_NAMES:
    case KIND_EXACT:
        say_list(&o, r, f);
        break;
    case KIND_MASK:
        say_mask(&o, r, *(const uint32_t *)at);
        break;
    case KIND_ZONE:
    case KIND_TEXT:
    case KIND_NAME:
    case KIND_CURSOR:
        return *(const struct str *)at;
    case KIND_CHOICE:
    case KIND_MOMENT:
    case KIND_ROWS:
    case KIND_FLAG:
        value_write(&o, p, f); /* nothing in them is encoded */
        break;
    }
    return out_done(&o);
}

bool filter_text(const struct filter *f, enum param p, size_t i, struct str *out)
{
    const struct rule *r = &rules[p];
    assert(r->kind == KIND_EXACT || r->kind == KIND_NAMES || r->kind == KIND_IDS);
    bool there = i < *(const size_t *)field_of(f, r->count_at);
    if (there)
        *out = ((const struct str *)field_of(f, r->at))[i];
    return there;
}

bool filter_has(const struct filter *f, enum param p, size_t i)
{
    const struct rule *r = &rules[p];
    assert(r->kind == KIND_MASK);
    return *(const uint32_t *)field_of(f, r->at) & 1u << (r->first + i);
}
