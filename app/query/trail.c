#include "query/trail.h"

#include "store/reader.h"

#include <string.h>

struct err trail_of(struct snapshot *s, struct arena *a, int32_t number, struct trail *out)
{
    struct node up[NODE_DEPTH_MAX] = {0};
    size_t n = 0;
    *out = (struct trail){0};
    while (number != 0 && n < NODE_DEPTH_MAX) {
        struct err e = snapshot_node(s, a, number, &up[n]);
        if (e.code == ERR_MISSING)
            break;
        TRY(e);
        number = up[n].parent != number ? up[n].parent : 0;
        n++;
    }
    while (n > 0)
        out->node[out->n++] = up[--n];
    return OK;
}

struct err trail_of_person(
    struct snapshot *s, struct arena *a, const struct person *p, struct trail *out)
{
    return trail_of(s, a, p->depth ? p->path[p->depth - 1] : 0, out);
}
