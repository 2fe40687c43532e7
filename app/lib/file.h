/* file.h: files as the store needs them: whole or not at all, synced, under names used once. */
#ifndef LIB_FILE_H
#define LIB_FILE_H

#include "lib/arena.h"
#include "lib/err.h"

/* The whole file into the arena; ERR_LIMIT above max bytes, ERR_MISSING when there is none. */
MUST_USE struct err file_read(struct arena *a, const char *path, size_t max, struct str *out);
/* Writes all of s to a new file (O_EXCL, mode 0644), fsyncs it and its folder, closes and checks.
 * What failed half way is left there. */
MUST_USE struct err file_create(const char *path, struct str s);
/* The same with the bytes of another file; what failed half way is removed. */
MUST_USE struct err file_copy(const char *from, const char *to);
/* Makes `path` appear whole or not at all, and only if nobody else made it: a synced temporary file
 * in the same folder, then link(2), then the folder's fsync. *won tells whether it was us; losing
 * is OK. Who is killed on the way leaves the temporary file, "<path>.<8 hex digits>.new": nobody
 * reads a file of such a name, so it costs its bytes and no more. */
MUST_USE struct err file_put_if_absent(const char *path, struct str s, bool *won);
/* Puts s in place of what stood at `path`, whole or not at all, synced: for a local disk, where a
 * rename is atomic. Two processes must not do it at a time. */
MUST_USE struct err file_replace(const char *path, struct str s);
/* Makes an NFS client ask the server about a folder or file instead of answering from memory, and
 * with a folder about the names in it. Missing is fine. */
MUST_USE struct err file_ask_anew(const char *path);
MUST_USE struct err file_sync_dir(const char *dir);
/* mkdir -p, mode 0755; what was made is synced, each into the folder above it. */
MUST_USE struct err dir_make(const char *path);
/* Removes the files in a folder and the folder; a missing one is fine. One level, no following of
 * links. */
MUST_USE struct err dir_remove(const char *path);
/* The same with all that is below it. */
MUST_USE struct err tree_remove(const char *path);
MUST_USE struct err file_size(const char *path, int64_t *bytes);
/* 8 random hex digits from getrandom(2), for names that are used once. */
struct str file_nonce(struct arena *a);
void fd_done(int *fd); /* for AUTO; -1 is fine */

#endif
