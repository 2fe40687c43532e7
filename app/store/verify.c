#include "store/verify.h"

#include "lib/day.h"
#include "lib/limits.h"
#include "store/generation.h"
#include "store/recount.h"
#include "store/retain.h"
#include "store/schema.h"
#include "store/set.h"
#include "store/shelf.h"

#define NONCE_AND_END 11 /* "9f3c01aa.db", where two names of the same days differ */

struct verify {
    const struct verify_conf *conf;
    struct verify_report *report;
    struct arena a, older; /* as long as it takes; one older generation at a time */
    struct scratch scratch;
    struct shelf *shelf;
    struct set names, files; /* segments met: by name; by name and SHA-256 */
};

static void say(struct verify *v, bool defect, const char *file, const char *what)
{
    v->report->defects += defect;
    v->report->notes += !defect;
    v->conf->found(v->conf->self, defect, file, what);
}

static void defect(struct verify *v, const char *file, struct err e)
{
    if (e.code != ERR_OK)
        say(v, true, file, e.text);
}

static const char *log_name(struct arena *a, int64_t generation)
{
    return arena_fmt(a, "log/%012lld.json", (long long)generation).p;
}

/* What is found in a segment begins with its name, which is said already. */
static void segment_defect(
    struct verify *v, const char *file, const struct segment_ref *ref, struct err e)
{
    struct str text = str_of(e.text);
    bool named = str_starts(text, ref->name) && text.n > ref->name.n + 2;
    if (e.code != ERR_OK)
        say(v, true, file, e.text + (named ? ref->name.n + 2 : 0));
}

static struct err check_ref(struct arena *a, enum family f, const struct segment_ref *ref)
{
    struct str like = shelf_name(a, f, ref->first, ref->last);
    if (!str_starts(ref->name, str_head(like, like.n - NONCE_AND_END)))
        return err_of(ERR_INPUT, "its name is not that of its days");
    if (ref->schema > schema_version(f))
        return err_of(ERR_INPUT, "schema %d is newer than this program", ref->schema);
    return OK;
}

/* *found is what is wrong with it. */
static struct err open_and_recount(struct verify *v, const struct manifest *m, enum family f,
    const struct segment_ref *ref, struct err *found)
{
    struct db *db = NULL;
    *found = check_ref(&v->a, f, ref);
    if (found->code == ERR_OK)
        *found = shelf_take(v->shelf, f, ref, &db);
    if (found->code == ERR_OK)
        *found = db_check(db);
    if (found->code != ERR_OK)
        return OK;
    if (f == FAMILY_DIRECTORY) {
        *found = recount_directory(db, ref);
        return OK;
    }
    return recount_segment(&v->scratch, db, f, ref, m->family[f].through, found);
}

/* Whether it was looked at before. A name that comes again with another SHA-256 is a defect. */
static bool is_met(struct verify *v, const char *file, const struct segment_ref *ref)
{
    const struct str both[] = {ref->name, str_of(ref->sha256.hex)};
    int64_t name = hash64(ref->name), whole = hash64_of(both, COUNT_OF(both));
    uint32_t unused;
    if (set_get(&v->files, whole, &unused))
        return true;
    if (set_get(&v->names, name, &unused))
        say(v, true, file, "one name for two files");
    set_put(&v->names, name, 0);
    set_put(&v->files, whole, 0);
    return false;
}

static struct err check_segment(
    struct verify *v, const struct manifest *m, enum family f, const struct segment_ref *ref)
{
    struct err found = OK;
    const char *file = arena_fmt(&v->a, "seg/%.*s", STR_ARG(ref->name)).p;
    if (is_met(v, file, ref))
        return OK;
    v->report->segments++;
    v->report->bytes += ref->bytes;
    v->report->rows += ref->rows;
    TRY(err_at(open_and_recount(v, m, f, ref, &found), "%s", file));
    segment_defect(v, file, ref, found);
    shelf_sweep(v->shelf); /* nothing is marked: it is closed */
    v->conf->checked(v->conf->self, file, ref->bytes);
    return OK;
}

static struct err check_family(const struct family_state *f)
{
    int32_t edge = retain_edge(f);
    if (f->covered_n && f->covered[f->covered_n - 1].to > f->through)
        return err_of(ERR_INPUT, "windows are held beyond what the data goes through to");
    if (f->covered_n && edge != INT32_MIN && f->covered[0].from < edge * DAY_MS)
        return err_of(ERR_INPUT, "windows are held that are past their retention");
    if (f->segments && f->segment[0].last < edge)
        return err_of(ERR_INPUT, "a segment is past its retention");
    return OK;
}

static struct err check_generation(struct verify *v, const struct manifest *m)
{
    const char *file = log_name(&v->a, m->generation);
    v->report->generations++;
    for (enum family f = 0; f < FAMILY__N; f++) {
        const struct family_state *state = &m->family[f];
        defect(v, file, err_at(check_family(state), "%s", family_words[f]));
        for (size_t i = 0; i < state->segments; i++)
            TRY(check_segment(v, m, f, &state->segment[i]));
    }
    return OK;
}

/* Each older generation that is listed is there, is the one that was listed, and follows the one
 * before it without a gap. */
static struct err check_history(struct verify *v, const struct manifest *m)
{
    for (size_t i = 0; i < m->history_n; i++) {
        const struct generation_ref *ref = &m->history[i];
        const struct pointer p = {.generation = ref->generation, .sha256 = ref->sha256};
        const char *file = log_name(&v->a, ref->generation);
        struct manifest old;
        if (ref->generation != m->generation - 1 - (int64_t)i)
            say(v, true, log_name(&v->a, m->generation), "its history has a gap");
        arena_wipe(&v->older);
        struct err e = generation_read(&v->older, v->conf->store, &p, &old);
        if (e.code == ERR_OK && old.made_at != ref->made_at)
            e = err_of(ERR_INPUT, "was not made when the newest one says it was");
        defect(v, file, e);
        if (e.code == ERR_OK && v->conf->all)
            TRY(check_generation(v, &old));
    }
    return OK;
}

static struct err check_store(struct verify *v)
{
    struct manifest m = {0};
    struct pointer named;
    const char *store = v->conf->store;
    struct err e = generation_look(&v->a, store, &m, &named);
    if (e.code == ERR_OK && m.generation == 0) {
        say(v, false, "CURRENT", "nothing was ever published here");
        return OK;
    }
    struct err pointed = pointer_check(store);
    if (pointed.code != ERR_MISSING || m.generation > 1) /* else the first writer of all died */
        defect(v, "CURRENT", pointed);
    defect(v, "log", e);
    if (e.code != ERR_OK)
        return OK;
    v->report->generation = m.generation;
    v->report->sha256 = m.sha256;
    if (named.generation != m.generation)
        say(v, false, "CURRENT",
            "names an older generation than the log: the next writer mends it");
    TRY(check_generation(v, &m));
    return check_history(v, &m);
}

struct err verify_run(const struct verify_conf *conf, struct verify_report *out)
{
    struct verify v = {.conf = conf, .report = out};
    *out = (struct verify_report){0};
    v.a = arena_of(ARENA_CAP_BATCH);
    v.older = arena_of(ARENA_CAP_BATCH);
    v.names = v.files = set_of(&v.a);
    v.shelf = shelf_of(&v.a, conf->store, NULL, NULL);
    struct err e = scratch_open(&v.scratch, &v.a, conf->staging, "verify");
    if (e.code == ERR_OK)
        e = check_store(&v);
    shelf_done(v.shelf);
    scratch_done(&v.scratch);
    arena_done(&v.older);
    arena_done(&v.a);
    return e;
}
