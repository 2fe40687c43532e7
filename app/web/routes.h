/* routes.h: what there is to ask for, one row each. */
#ifndef WEB_ROUTES_H
#define WEB_ROUTES_H

#include "web/ask.h"

#define METHOD_BIT(m) (1u << (m))
#define FORMAT_BIT(f) (1u << (f))

/* Whether the path of a page names what it is about. */
enum ids { IDS_NONE, IDS_SOME, IDS_ALWAYS };

struct route {
    unsigned methods; /* METHOD_BITs */
    unsigned params;  /* P_BITs: the only ones read */
    const char *path;
    unsigned formats; /* FORMAT_BITs; 0: no page of the URL grammar, the handler does all of it */
    unsigned panels;  /* FORMAT_BITs of "~panel" addresses */
    void (*serve)(struct ask *, struct res *);
    const struct vocabulary *words; /* NULL: no parameter with words of its own */
    enum ids ids;
};

/* The page of that name, or NULL. */
const struct route *route_of_page(struct str page);
/* Whether it answers there: with or without an id, a panel, in that format. */
bool route_offers(const struct route *r, const struct place *p);
/* The route with exactly that path among those that are no pages, or NULL. */
const struct route *route_of_path(struct str path);
/* The parameters that this format of it reads. */
unsigned route_params(const struct route *r, enum format format);
/* Their paths, under which requests are counted; how many of them, at most `max`. */
size_t route_names(const char **out, size_t max);

#endif
