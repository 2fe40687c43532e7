#include "query/value.h"

#include "lib/plain.h"
#include "query/param.h"
#include "query/percent.h"

#include <stdlib.h>
#include <string.h>

#define YEAR_MIN 2015
#define YEAR_MAX 2100
#define WORD_BYTES 32  /* of a metric or column */
#define EXACT_BYTES 64 /* of a text as exported */
#define CURSOR_BYTES 64
#define SEARCH_CHARS_MIN 2
#define SEARCH_CHARS_MAX 64
#define ZONE_BYTES 40

static void *field(struct filter *f, size_t at)
{
    return (char *)f + at;
}

/* The index of that word among those that may be written; words_n when there is none. */
static size_t word_at(const struct rule *r, struct str value)
{
    for (size_t i = r->first; i < r->words_n; i++)
        if (r->words[i] && str_eq(str_of(r->words[i]), value))
            return i;
    return r->words_n;
}

static bool is_word(struct str s, const char *also, size_t max)
{
    for (size_t i = 0; i < s.n; i++) {
        char c = s.p[i];
        bool plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
        if (!plain && (!c || !strchr(also, c)))
            return false;
    }
    return s.n >= 1 && s.n <= max;
}

static enum fit read_node(struct str value, struct filter *f)
{
    int64_t number = 0;
    struct str digits = str_from(value, 1);
    if (value.p[0] != 'o' || !is_word(digits, "", 9) || !str_i64(digits, &number) || number < 1)
        return FIT_BAD;
    size_t at = 0;
    while (at < f->orgs && f->org[at] < number)
        at++;
    if (at < f->orgs && f->org[at] == number)
        return FIT_OK;
    if (f->orgs == ORG_MAX)
        return FIT_FULL;
    memmove(f->org + at + 1, f->org + at, (f->orgs - at) * sizeof *f->org);
    f->org[at] = (int32_t)number;
    f->orgs++;
    return FIT_OK;
}

static enum fit put_text(struct arena *a, enum param p, struct str value, struct filter *f)
{
    const struct rule *r = &rules[p];
    struct str *list = field(f, r->at);
    size_t *n = field(f, r->count_at);
    size_t at = 0;
    while (at < *n && !str_eq(list[at], value) && (r->in_order || str_cmp(list[at], value) < 0))
        at++;
    if (at < *n && str_eq(list[at], value))
        return FIT_OK;
    if (*n == (size_t)params[p].max)
        return FIT_FULL;
    memmove(list + at + 1, list + at, (*n - at) * sizeof *list);
    list[at] = arena_copy(a, value);
    ++*n;
    return FIT_OK;
}

bool url_takes_id(struct str id)
{
    return is_word(id, "_.-", ID_MAX);
}

static enum fit read_id(struct arena *a, enum param p, struct str value, struct filter *f)
{
    struct str id = str_from(value, 1);
    if (value.p[0] != rules[p].prefix || !url_takes_id(id))
        return FIT_BAD;
    return put_text(a, p, id, f);
}

static bool two_digits(struct str s, int *out)
{
    int64_t v = 0;
    if (!is_word(s, "", 2) || s.n != 2 || !str_i64(s, &v))
        return false;
    *out = (int)v;
    return true;
}

static enum fit read_moment(struct str value, struct moment *out)
{
    int32_t day = 0;
    struct moment m = {.given = true, .has_time = value.n == STR("2026-08-23T06:30").n};
    if (!date_parse(str_head(value, 10), &day))
        return FIT_BAD;
    m.at = civil_of(day * DAY_MS);
    if (m.at.year < YEAR_MIN || m.at.year > YEAR_MAX)
        return FIT_BAD;
    if (m.has_time &&
        (value.p[10] != 'T' || value.p[13] != ':' ||
            !two_digits((struct str){value.p + 11, 2}, &m.at.hour) ||
            !two_digits((struct str){value.p + 14, 2}, &m.at.minute) || !civil_is_valid(m.at)))
        return FIT_BAD;
    if (!m.has_time && value.n != 10)
        return FIT_BAD;
    *out = m;
    return FIT_OK;
}

static enum fit read_zone(
    struct arena *a, struct zone_set *zones, struct str value, struct str *out)
{
    bool known = str_eq(value, STR("own")) || (value.n <= ZONE_BYTES && zone_find(zones, value));
    if (known)
        *out = arena_copy(a, value);
    return known ? FIT_OK : FIT_BAD;
}

static enum fit read_search(struct arena *a, struct str value, struct str *out)
{
    size_t chars = 0;
    value = plain_nfc(a, value);
    for (struct str rest = value; rest.n; rest = str_from(rest, str_utf8(rest)))
        chars++;
    if (chars < SEARCH_CHARS_MIN || chars > SEARCH_CHARS_MAX || plain_of(a, value).n == 0)
        return FIT_BAD;
    *out = arena_copy(a, value);
    return FIT_OK;
}

static bool is_page_word(const struct vocabulary *words, enum param p, struct str value)
{
    if (!words || !words->word[p])
        return true;
    const char *word = NULL;
    for (size_t i = 0; (word = words->word[p](i)) != NULL; i++)
        if (str_eq(str_of(word), value))
            return true;
    return false;
}

static enum fit read_name(struct arena *a, enum param p, const struct vocabulary *words,
    struct str value, struct str *out)
{
    const struct rule *r = &rules[p];
    struct str word = r->prefix && value.p[0] == r->prefix ? str_from(value, 1) : value;
    if (r->words ? word_at(r, value) == r->words_n
                 : word.n == 0 || word.p[0] == '-' || !is_word(word, "_-", WORD_BYTES) ||
                       !is_page_word(words, p, word))
        return FIT_BAD;
    *out = arena_copy(a, value);
    return FIT_OK;
}

static enum fit read_word(const struct rule *r, struct str value, struct filter *f)
{
    size_t i = word_at(r, value);
    if (i == r->words_n)
        return FIT_BAD;
    if (r->kind == KIND_MASK)
        *(uint32_t *)field(f, r->at) |= 1u << i;
    else if (r->kind == KIND_ROWS)
        f->n = atoi(r->words[i]); /* NOLINT(cert-err34-c): a word of ours */
    else if (r->kind == KIND_FLAG)
        *(bool *)field(f, r->at) = true;
    else
        *(unsigned *)field(f, r->at) = (unsigned)i;
    return FIT_OK;
}

enum fit value_read(struct arena *a, struct zone_set *zones, enum param p,
    const struct vocabulary *words, struct str value, struct filter *f)
{
    const struct rule *r = &rules[p];
    switch (r->kind) {
    case KIND_NODES:
        return read_node(value, f);
    case KIND_IDS:
        return read_id(a, p, value, f);
    case KIND_CHOICE:
    case KIND_MASK:
    case KIND_ROWS:
    case KIND_FLAG:
        return read_word(r, value, f);
    case KIND_MOMENT:
        return read_moment(value, field(f, r->at));
    case KIND_ZONE:
        return read_zone(a, zones, value, field(f, r->at));
    case KIND_TEXT:
        return read_search(a, value, field(f, r->at));
    case KIND_NAME:
        return read_name(a, p, words, value, field(f, r->at));
    case KIND_NAMES:
        return is_word(value, "_.-", WORD_BYTES) && is_page_word(words, p, value)
                   ? put_text(a, p, value, f)
                   : FIT_BAD;
    case KIND_EXACT:
        return value.n <= EXACT_BYTES && text_is_clean(value) ? put_text(a, p, value, f) : FIT_BAD;
    case KIND_CURSOR:
        if (!is_word(value, "_-", CURSOR_BYTES))
            return FIT_BAD;
        *(struct str *)field(f, r->at) = arena_copy(a, value);
        return FIT_OK;
    }
    return FIT_BAD;
}

int64_t moment_ms(const struct zone *z, struct moment m, bool end)
{
    if (!m.has_time && end)
        return zone_day_start(z, day_of_civil(m.at.year, m.at.month, m.at.day) + 1);
    return m.has_time ? zone_utc(z, m.at)
                      : zone_day_start(z, day_of_civil(m.at.year, m.at.month, m.at.day));
}

bool filter_narrow(
    struct arena *a, const struct filter *f, enum param p, struct str value, struct filter *out)
{
    bool fits = value.n > 0 && rules[p].kind != KIND_ZONE && text_is_clean(value) &&
                str_eq(str_trim(value), value);
    *out = filter_cleared(f, p);
    return fits && value_read(a, NULL, p, NULL, value, out) == FIT_OK;
}
