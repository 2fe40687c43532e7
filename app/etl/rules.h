/* rules.h: how the directory is settled where its sources disagree, in order, as users read it. */
#ifndef ETL_RULES_H
#define ETL_RULES_H

#include "lib/out.h"

struct rule {
    const char *of, *holds;
};
extern const struct rule directory_rules[];
extern const size_t directory_rules_n;

/* Numbered lines; as a list in Markdown for README.md. */
void rules_text(struct out *o);
void rules_markdown(struct out *o);

#endif
