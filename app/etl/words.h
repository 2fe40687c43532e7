/* words.h: the vocabularies of exports: what each raw word means. Case does not count, and blanks
 * and '-' are '_'. A word in no vocabulary is "other" (for a delivery: unknown); the raw word stays
 * in the record. */
#ifndef ETL_WORDS_H
#define ETL_WORDS_H

#include "etl/record.h"

enum purpose purpose_of(struct str word);
enum response response_of(struct str word);
enum channel channel_of(struct str word);
enum delivery delivery_of(struct str word);

#endif
