/* upstream.h: the platform, as the settings describe it. */
#ifndef CRON_UPSTREAM_H
#define CRON_UPSTREAM_H

#include "settings.h"
#include "source/api.h"

struct upstream {
    struct http *http;
    struct api api;
};

/* Makes the client and reads the key; asks nothing yet. What is wrong or missing is ERR_USAGE and
 * names the setting. `a` and the settings must outlive it. */
MUST_USE struct err upstream_open(
    struct arena *a, const struct settings *set, struct upstream *out);
void upstream_done(struct upstream *u);

#endif
