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

#endif
