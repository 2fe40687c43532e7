/* preset.h: a view that whoever runs this has named: /v/<slug> leads to it. */
#ifndef QUERY_PRESET_H
#define QUERY_PRESET_H

#include "query/url.h"

struct preset {
    struct str slug;  /* small letters, digits and "-" */
    struct str title; /* "The week" */
    struct str about; /* for whom, in a few words; may be empty */
    struct place place;
    struct filter filter;
};
struct presets {
    const struct preset *preset;
    size_t n;
    struct str text; /* the file as it was read */
};

#endif
