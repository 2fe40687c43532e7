#include "query/chips.h"

#include "lib/hash.h"
#include "store/reader.h"

/* One filter value as the snapshot knows it: its name now, or ERR_MISSING. */
static struct err look_up(
    struct snapshot *s, struct arena *a, enum child_kind kind, struct str id, struct str *name)
{
    int64_t number = 0;
    switch (kind) {
    case CHILD_NODE: {
        struct node node = {0};
        if (!str_i64(id, &number))
            return err_of(ERR_MISSING, "no number");
        TRY(snapshot_node(s, a, (int32_t)number, &node));
        *name = node.label;
        return OK;
    }
    case CHILD_TEAM: {
        struct team team = {0};
        TRY(snapshot_team(s, a, hash64(id), &team));
        *name = team.name;
        return OK;
    }
    case CHILD_PERSON: {
        struct person person = {0};
        TRY(snapshot_person(s, a, hash64(id), &person));
        *name = person.name;
        return OK;
    }
    }
    return OK;
}

static struct err chip_of(
    struct snapshot *s, struct arena *a, enum child_kind kind, struct str id, struct chip *out)
{
    struct str name = {0};
    struct err e = look_up(s, a, kind, id, &name);
    if (e.code != ERR_MISSING)
        TRY(e);
    *out = (struct chip){
        .kind = kind, .id = id, .name = name.n ? name : id, .known = e.code == ERR_OK};
    return OK;
}

struct err chips_of(
    struct snapshot *s, struct arena *a, const struct filter *f, struct chip *chip, size_t *n)
{
    *n = 0;
    for (size_t i = 0; i < f->orgs; i++)
        TRY(chip_of(s, a, CHILD_NODE, arena_fmt(a, "%d", f->org[i]), &chip[(*n)++]));
    for (size_t i = 0; i < f->teams; i++)
        TRY(chip_of(s, a, CHILD_TEAM, f->team[i], &chip[(*n)++]));
    for (size_t i = 0; i < f->persons; i++)
        TRY(chip_of(s, a, CHILD_PERSON, f->person[i], &chip[(*n)++]));
    return OK;
}
