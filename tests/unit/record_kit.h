/* record_kit.h: records that a test makes up, put into a writer as if an export had told them. The
 * bytes of such a row are the record itself, whose texts must outlive the writer. */
#ifndef UNIT_RECORD_KIT_H
#define UNIT_RECORD_KIT_H

#include "check.h"

#include "store/writer.h"

#include <string.h>

static inline struct err kit_read(void *self __attribute__((unused)),
    struct arena *a __attribute__((unused)), const struct sifted *row, struct record *out)
{
    CHECK_INT(row->rest.n, sizeof *out);
    memcpy(out, row->rest.p, sizeof *out);
    return OK;
}

static inline struct err kit_open_maker(
    void *self __attribute__((unused)), struct arena *a, void **maker)
{
    *maker = NEW(a, char, 1);
    return OK;
}

static inline void kit_count(
    void *maker __attribute__((unused)), void *counts __attribute__((unused)))
{
}

static inline void kit_built(void *self __attribute__((unused)),
    void *const *counts __attribute__((unused)), size_t n __attribute__((unused)),
    const int64_t put[PUT__N] __attribute__((unused)), struct run *run __attribute__((unused)))
{
}

static const struct makers kit_makers = {.read = kit_read,
    .open = kit_open_maker,
    .make = kit_read,
    .count = kit_count,
    .counts_bytes = 1,
    .built = kit_built};

static inline struct err kit_put(struct writer *w, const struct record *r)
{
    const struct sifted row = {.id = r->text[TEXT_ID],
        .created = r->when[WHEN_CREATED],
        .updated = r->when[WHEN_UPDATED],
        .answered = r->response != RESPONSE_NONE,
        .rest = {(const char *)r, sizeof *r}};
    return writer_put(w, &row);
}

#endif
