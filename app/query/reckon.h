/* reckon.h: rows of sheets added up to what totals hold, for filters that no totals are kept of. */
#ifndef QUERY_RECKON_H
#define QUERY_RECKON_H

#include "query/items.h"
#include "store/cube.h"

/* What reckon_pages reads. */
#define RECKON_PAGES                                                                               \
    (SHEET_BIT(CREATED) | SHEET_BIT(WHO) | SHEET_BIT(ABOUT) | SHEET_BIT(SAID) | SHEET_BIT(LEVEL) | \
        SHEET_BIT(LOCAL) | SHEET_BIT(FLAGS) | SHEET_BIT(ANSWERED))

/* The pages of one sheet, made from `picked` rows; `days` may be NULL. */
void reckon_pages(const struct items *it, size_t picked, enum answers answers, struct tally *into,
    const struct day_taker *days);
/* All attempts inside `w`. Those that are of no page are not told of: sheets do not hold them. */
MUST_USE struct err reckon_attempts(
    struct snapshot *s, struct arena *a, const struct where *w, struct attempts *into);

#endif
