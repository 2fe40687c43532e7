#include "store/scratch.h"

#include "lib/file.h"

#include <sys/stat.h>

#define NONCE_HEX 8

struct err scratch_open(struct scratch *s, struct arena *a, const char *staging, const char *word)
{
    *s = (struct scratch){.a = a};
    TRY(dir_make(staging));
    const char *folder = arena_fmt(a, "%s/%s-%.*s", staging, word, STR_ARG(file_nonce(a))).p;
    if (mkdir(folder, 0700) != 0)
        return err_errno("%s: mkdir", folder);
    s->folder = folder;
    return OK;
}

void scratch_done(struct scratch *s)
{
    if (s->folder)
        err_drop(dir_remove(s->folder), "gc sweeps what is left in staging");
    s->folder = NULL;
}

const char *scratch_path(const struct scratch *s, const char *name)
{
    return arena_fmt(s->a, "%s/%s", s->folder, name).p;
}

bool scratch_is(struct str name)
{
    unsigned char nonce[NONCE_HEX / 2];
    if (name.n < NONCE_HEX + 2 || name.p[name.n - NONCE_HEX - 1] != '-')
        return false;
    return str_unhex(str_from(name, name.n - NONCE_HEX), nonce, sizeof nonce);
}
