/* statics.h: the URL prefix under which nginx serves the static folder. It holds a hash of the
 * folder's content, so browsers may keep what they got for good and still see a new style sheet at
 * once. */
#ifndef WEB_STATICS_H
#define WEB_STATICS_H

#include "lib/arena.h"
#include "lib/err.h"

#define STATICS_FILES_MAX 64
#define STATICS_FILE_BYTES_MAX (1u << 20)

/* "/s/<10 hex digits>" for the files in `dir`: their names and content, in order of name. */
MUST_USE struct err statics_prefix(struct arena *a, const char *dir, struct str *out);
/* 10 hex digits: the same program with the same static files gives the same bytes; another one need
 * not, and says so in every ETag. */
MUST_USE struct err statics_build(struct arena *a, struct str prefix, struct str *out);

#endif
