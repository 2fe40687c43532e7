#include "query/join.h"

#include <stdlib.h>

/* Pages, to be looked up by one key. */
struct known {
    struct keyed {
        int64_t key;
        const struct record *page;
        bool tried; /* an attempt was found to be of it */
    } * by_id, *by_key;
    size_t n;
};

static int by_key(const void *a, const void *b)
{
    const struct keyed *x = a, *y = b;
    if (x->key != y->key)
        return x->key < y->key ? -1 : 1;
    int64_t at = x->page->when[WHEN_CREATED], other = y->page->when[WHEN_CREATED];
    if (at != other)
        return at < other ? -1 : 1;
    return str_cmp(x->page->text[TEXT_ID], y->page->text[TEXT_ID]);
}

static int by_text(const void *a, const void *b)
{
    const struct keyed *x = a, *y = b;
    return str_cmp(x->page->text[TEXT_ID], y->page->text[TEXT_ID]);
}

static struct known know(struct arena *a, const struct story *s)
{
    struct known k = {NEW(a, struct keyed, s->n + 1), NEW(a, struct keyed, s->n + 1), 0};
    for (size_t i = 0; i < s->n; i++) {
        const struct record *r = &s->row[i];
        if (r->dataset != DATASET_PAGEOUTS)
            continue;
        k.by_id[k.n] = k.by_key[k.n] = (struct keyed){record_page_key(r), r, false};
        k.n++;
    }
    qsort(k.by_id, k.n, sizeof *k.by_id, by_text);
    qsort(k.by_key, k.n, sizeof *k.by_key, by_key);
    return k;
}

static int id_cmp(const void *id, const void *keyed)
{
    return str_cmp(*(const struct str *)id, ((const struct keyed *)keyed)->page->text[TEXT_ID]);
}

/* The first of the key, or where it would be. */
static size_t first_of(const struct known *k, int64_t key)
{
    size_t low = 0, high = k->n;
    while (low < high) {
        size_t mid = low + (high - low) / 2;
        if (k->by_key[mid].key < key)
            low = mid + 1;
        else
            high = mid;
    }
    return low;
}

/* Rows of one key and day are one page: the first of them is what counts, and what is tried. */
static const struct record *page_of(const struct known *k, const struct record *attempt)
{
    int32_t day = day_of(attempt->when[WHEN_CREATED]), of = INT32_MIN;
    int64_t key = record_page_key(attempt);
    const struct record *page = NULL;
    for (size_t i = first_of(k, key); i < k->n && k->by_key[i].key == key; i++) {
        int32_t its = day_of(k->by_key[i].page->when[WHEN_CREATED]);
        if ((its == day || its == day - 1) && its != of) {
            page = k->by_key[i].page;
            of = its;
        }
    }
    return page;
}

static const struct record *find_page(const struct known *k, const struct record *attempt)
{
    const struct keyed *named = NULL;
    if (attempt->text[TEXT_PAGE_ID].n && k->n)
        named = bsearch(&attempt->text[TEXT_PAGE_ID], k->by_id, k->n, sizeof *k->by_id, id_cmp);
    return named ? named->page : page_of(k, attempt);
}

static int text_cmp(const struct record *x, const struct record *y)
{
    if (!x || !y)
        return (x != NULL) - (y != NULL);
    return str_cmp(x->text[TEXT_ID], y->text[TEXT_ID]);
}

static int in_time(const void *a, const void *b)
{
    const struct event *x = a, *y = b;
    if (x->at != y->at)
        return x->at < y->at ? -1 : 1;
    int page = text_cmp(x->page, y->page);
    return page ? page : text_cmp(x->attempt, y->attempt);
}

static void mark_tried(struct known *k, const struct record *page)
{
    struct keyed *of = bsearch(&page->text[TEXT_ID], k->by_id, k->n, sizeof *k->by_id, id_cmp);
    if (of)
        of->tried = true;
}

void story_join(struct arena *a, struct story *s)
{
    struct known k = know(a, s);
    s->event = NEW(a, struct event, s->n + 1);
    s->events = 0;
    for (size_t i = 0; i < s->n; i++) {
        const struct record *r = &s->row[i];
        if (r->dataset != DATASET_NOTIFICATIONS)
            continue;
        const struct record *page = find_page(&k, r);
        s->event[s->events++] = (struct event){page, r, r->when[WHEN_CREATED]};
        if (page)
            mark_tried(&k, page);
    }
    for (size_t i = 0; i < k.n; i++)
        if (!k.by_id[i].tried)
            s->event[s->events++] =
                (struct event){k.by_id[i].page, NULL, k.by_id[i].page->when[WHEN_CREATED]};
    if (s->events)
        qsort(s->event, s->events, sizeof *s->event, in_time);
}
