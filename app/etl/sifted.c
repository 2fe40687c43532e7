#include "etl/sifted.h"

#include "etl/words.h"
#include "lib/out.h"

#include <string.h>

#define TOLD_TEXTS TEXT_NAME /* those before it are what exports tell */
_Static_assert(TEXT_ID == 0 && TEXT_TEAM == TEXT_NAME + 1 && TEXT__N == TEXT_TEAM + 1,
    "the id comes first, what the directory adds last");

/* What stands before the texts, which follow one another in their order. */
struct head {
    int64_t when[WHEN__N];
    int32_t level, cycle, attempt;
    uint16_t n[TEXT__N]; /* bytes of each text but the id and those of the directory */
};
_Static_assert(sizeof(struct head) == offsetof(struct head, n) + sizeof((struct head){0}.n),
    "equal rows have equal bytes: no gap that nobody writes");
_Static_assert(sizeof(struct head) + TOLD_TEXTS * TEXT_SIFTED_MAX <= SIFTED_REST_MAX, "room");

bool text_is_whole(struct str s)
{
    return s.n <= TEXT_MAX && str_is_utf8(s);
}

struct str text_mend(struct arena *a, struct str s, uint32_t *flags)
{
    struct str whole = str_head(s, TEXT_MAX);
    while (whole.n < s.n && whole.n && ((unsigned char)s.p[whole.n] & 0xc0) == 0x80)
        whole.n--;
    if (whole.n < s.n)
        *flags |= FLAG_TEXT_CUT;
    if (str_is_utf8(whole))
        return whole;
    *flags |= FLAG_TEXT_CUT;
    struct out o = out_of(a);
    while (whole.n) {
        size_t n = str_utf8(whole);
        out_str(&o, n ? str_head(whole, n) : STR("\xef\xbf\xbd")); /* U+FFFD */
        whole = str_from(whole, n ? n : 1);
    }
    return out_done(&o);
}

int64_t updated_of(const struct record *r)
{
    int64_t newest = r->when[WHEN_UPDATED];
    if (newest == TIME_UNKNOWN)
        for (size_t i = 0; i < WHEN__N; i++)
            newest = r->when[i] > newest ? r->when[i] : newest;
    return newest;
}

/* Of the text as it will be kept: mending must not change the answer. */
static bool is_answered(struct str response)
{
    AUTO(arena_done) struct arena a = arena_of(4 * TEXT_SIFTED_MAX);
    uint32_t flags = 0;
    return response.n && response_of(text_mend(&a, response, &flags)) != RESPONSE_NONE;
}

struct sifted sifted_of(const struct record *r, char rest[SIFTED_REST_MAX])
{
    struct head head = {.level = r->level, .cycle = r->cycle, .attempt = r->attempt};
    char *to = rest + sizeof head;
    memcpy(head.when, r->when, sizeof head.when);
    for (size_t i = TEXT_ID + 1; i < TOLD_TEXTS; i++) {
        head.n[i] = (uint16_t)r->text[i].n;
        if (r->text[i].n)
            memcpy(to, r->text[i].p, r->text[i].n);
        to += r->text[i].n;
    }
    memcpy(rest, &head, sizeof head);
    return (struct sifted){.id = r->text[TEXT_ID],
        .created = r->when[WHEN_CREATED],
        .updated = updated_of(r),
        .answered = is_answered(r->text[TEXT_RESPONSE]),
        .rest = {rest, (size_t)(to - rest)}};
}

/* As text_mend would, of a text among others that are ASCII together. */
static struct str text_of(struct arena *a, struct str s, bool ascii, uint32_t *flags)
{
    return ascii && s.n <= TEXT_MAX ? s : text_mend(a, s, flags);
}

struct err sifted_read(const struct sifted *s, enum dataset d, struct arena *a, struct record *out)
{
    struct head head;
    struct str texts = str_from(s->rest, sizeof head);
    size_t told = TEXT_ID;
    bool ascii = str_is_ascii(texts);
    *out = (struct record){.dataset = d};
    if (s->rest.n < sizeof head)
        return err_of(ERR_IO, "staging: a row was damaged");
    memcpy(&head, s->rest.p, sizeof head);
    memcpy(out->when, head.when, sizeof out->when);
    out->level = head.level;
    out->cycle = head.cycle;
    out->attempt = head.attempt;
    out->text[TEXT_ID] = s->id;
    for (size_t i = TEXT_ID + 1; i < TOLD_TEXTS && head.n[i] <= texts.n; i++) {
        out->text[i] = text_of(a, str_head(texts, head.n[i]), ascii, &out->flags);
        texts = str_from(texts, head.n[i]);
        told = i;
    }
    return texts.n || told + 1 < TOLD_TEXTS ? err_of(ERR_IO, "staging: a row was damaged") : OK;
}
