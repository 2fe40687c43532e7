#include "query/where.h"

#include "lib/hash.h"
#include "store/reader.h"

static bool is_chosen(const struct filter *f, int32_t number)
{
    for (size_t i = 0; i < f->orgs; i++)
        if (f->org[i] == number)
            return true;
    return false;
}

/* Whether any node above this one is chosen too. Parents never loop in a whole store; the bound
 * keeps a damaged one from hanging us. */
static struct err is_below_chosen(
    struct snapshot *s, struct arena *a, const struct filter *f, int32_t number, bool *below)
{
    *below = false;
    for (int step = 0; step < NODE_DEPTH_MAX; step++) {
        struct node n;
        struct err e = snapshot_node(s, a, number, &n);
        if (e.code == ERR_MISSING)
            return OK;
        TRY(e);
        if (n.parent == 0 || n.parent == number)
            return OK;
        number = n.parent;
        *below = is_chosen(f, number);
        if (*below)
            return OK;
    }
    return OK;
}

struct err where_of(struct snapshot *s, struct arena *a, const struct filter *f, int64_t from,
    int64_t to, struct where *out)
{
    *out = (struct where){.from = from, .to = to, .channels = f->channels};
    for (size_t i = 0; i < f->orgs; i++) {
        bool below = false;
        if (f->orgs > 1)
            TRY(is_below_chosen(s, a, f, f->org[i], &below));
        if (!below)
            out->node[out->nodes++] = f->org[i];
    }
    if (f->orgs && !out->nodes) /* a damaged tree that loops: never wider than asked */
        out->node[out->nodes++] = f->org[0];
    for (size_t i = 0; i < f->teams; i++)
        out->team[out->teams++] = hash64(f->team[i]);
    for (size_t i = 0; i < f->persons; i++)
        out->person[out->persons++] = hash64(f->person[i]);
    return OK;
}
