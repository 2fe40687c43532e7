/* link.h: links from a page to its neighbours: another page, the same page with one thing of its
 * filter changed, another face of the same answer. All are written by url_write. */
#ifndef VIEWS_LINK_H
#define VIEWS_LINK_H

#include "query/metric.h"
#include "views/frame.h"

/* Another page of the same snapshot, with nothing filtered. */
struct str link_page(struct arena *a, const struct frame *f, struct str page);
/* Where a metric is defined. */
struct str link_metric(struct arena *a, const struct frame *f, enum metric m);
/* This page with another filter: its first rows. */
struct str link_filter(struct arena *a, const struct frame *f, const struct filter *to);
/* A panel ("" = the whole page) as HTML, CSV, JSON or SVG. */
struct str link_face(struct arena *a, const struct frame *f, struct str panel, enum format format);
/* This page laid out for paper. */
struct str link_print(struct arena *a, const struct frame *f);
/* Another page under that filter, of which it must read all; and of a filter what every page about
 * pages reads. */
struct str link_same(
    struct arena *a, const struct frame *f, struct str page, const struct filter *to);
struct filter filter_shared(const struct filter *f);
/* The incidents that paged a level, under the same filter. */
struct str link_level(struct arena *a, const struct frame *f, size_t level);
/* The moving link: the current snapshot, the range as it was asked. */
struct str link_live(struct arena *a, const struct frame *f);
/* The frozen link: this snapshot and, with a window, its resolved dates. */
struct str link_frozen(struct arena *a, const struct frame *f, const struct window *w);

/* The filter with its range replaced by an absolute one: of a window, or of part of it. */
struct filter filter_span(const struct filter *f, const struct window *w, int64_t from, int64_t to);
struct filter filter_days(const struct filter *f, int32_t first, int32_t last);
/* Without the kth org node, team or person; out of range: unchanged. */
struct filter filter_without(const struct filter *f, enum child_kind kind, size_t k);
/* Narrowed to one child: of its kind this one alone, everything else as it was. */
struct filter filter_narrowed(const struct filter *f, const struct child *c);

#endif
