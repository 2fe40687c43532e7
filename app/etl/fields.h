/* fields.h: the columns of the two exports: their names, the other names they go by elsewhere, and
 * where in a record each one goes. */
#ifndef ETL_FIELDS_H
#define ETL_FIELDS_H

#include "csv/columns.h"
#include "etl/record.h"

/* A duration counts from WHEN_CREATED and fills in a time that is not there: it stands after both.
 */
enum field_kind { FIELD_TEXT, FIELD_TIME, FIELD_NUMBER, FIELD_DURATION };
enum number { NUMBER_LEVEL, NUMBER_CYCLE, NUMBER_ATTEMPT, NUMBER__N };

struct field {
    enum field_kind kind;
    int slot;    /* an enum text, when or number */
    bool needed; /* a row without it, or with one that cannot be read, is refused */
};

struct fields {
    const struct column *column;
    const struct field *field; /* of the same index */
    size_t n;
};

extern const struct fields dataset_fields[DATASET__N];

#endif
