/* answers.h: truth.json: the filters that are asked and what they must give. */
#ifndef SIM_ANSWERS_H
#define SIM_ANSWERS_H

#include "lib/err.h"
#include "sim/facts.h"

MUST_USE struct err answers_write(const struct facts *f, const char *path);

#endif
