/* sheet_in.h: a day's sheet as it is read from a segment: each part when it is first asked for.
 * What is not a sheet is ERR_IO. */
#ifndef STORE_SHEET_IN_H
#define STORE_SHEET_IN_H

#include "store/leaf.h"
#include "store/sheet.h"

/* Rows that are looked at: all of the day, or those listed, ascending. */
struct rows_of_day {
    uint32_t *row; /* room for all of them; not filled when `all` */
    size_t n;
    bool all;
};
static inline uint32_t row_at(const struct rows_of_day *r, size_t i)
{
    return r->all ? (uint32_t)i : r->row[i];
}

/* The tables as they are kept: a column for each field. */
struct about_table {
    size_t n; /* entries from place 1 on */
    uint32_t *incident, *team, *title, *group, *source, *urgency, *priority, *policy;
    int32_t *level, *cycle;
    const int64_t *incident_key, *team_key; /* from place 1 on */
    const struct str *word;
    size_t incidents, teams, words;
};
struct title_table {
    const struct str *incident, *title, *group; /* from place 1 on */
    size_t incidents, titles, groups;
};
struct path_table {
    size_t n, nodes; /* paths from 0 on */
    uint32_t *kept, *depth, *whos;
    uint32_t *node; /* the nodes of each that it does not share with the one before */
};

/* What is kept when days are turned. */
enum tray {
    TRAY_FIRST,
    TRAY_PERSON,
    TRAY_WHOS,
    TRAY_PATHS,
    TRAY_ABOUTS,
    TRAY_ABOUT_OF,
    TRAY_LOCAL,
    TRAY_ROWS, /* of a caller */
    TRAY_MARKS,
    TRAY_ENTRIES, /* of a caller: marks of a table's entries */
    TRAY_COLUMN,  /* from here on one for each column of the sheet */
    TRAY__N = TRAY_COLUMN + SHEET__N
};
struct sheet_in {
    struct arena day, keep; /* what is wiped with the day; what is used again */
    struct {
        void *p;
        size_t bytes;
    } tray[TRAY__N];
    struct leaves leaves;
    struct sheet sheet;
    size_t whos;         /* from place 1 on */
    uint32_t *first;     /* of each who, its first row; one more at the end */
    uint32_t got, whole; /* columns that hold the rows at hand; all rows */
    const int64_t *person;
    struct about_table *about;
    struct cursor about_rest; /* its columns of words, not looked at yet */
    const struct title_table *title;
    const struct path_table *path;
    const uint32_t *about_of;      /* of rows */
    struct column column[LEAF__N]; /* from LEAF_ROWS on, as far as they were read: */
    uint32_t columns;              /* 1u << enum leaf */
};

void sheet_in_open(struct sheet_in *x);
void sheet_in_done(struct sheet_in *x);
/* To that day of an open segment; *has is false when there is no sheet of it. */
MUST_USE struct err sheet_in_turn(
    struct sheet_in *x, struct db *db, enum dataset d, int32_t day, bool *has);
/* Room for n things of `size` bytes that is kept when days are turned. */
void *sheet_in_tray(struct sheet_in *x, enum tray place, size_t size, size_t n);

/* Parts, once a day each. */
MUST_USE struct err sheet_in_persons(struct sheet_in *x); /* x->person[1 .. whos] */
MUST_USE struct err sheet_in_paths(struct sheet_in *x);
MUST_USE struct err sheet_in_abouts(struct sheet_in *x);
MUST_USE struct err sheet_in_about_words(struct sheet_in *x); /* its texts and titles, too */
MUST_USE struct err sheet_in_titles(struct sheet_in *x);
/* x->sheet.saids and .gates. */
MUST_USE struct err sheet_in_saids(struct sheet_in *x);
MUST_USE struct err sheet_in_gates(struct sheet_in *x);
/* x->about_of of the rows. */
MUST_USE struct err sheet_in_about_of(struct sheet_in *x, const struct rows_of_day *rows);
/* Those columns of the rows, with the tables they name, as far as x->got does not have them. */
MUST_USE struct err sheet_in_columns(
    struct sheet_in *x, uint32_t columns, const struct rows_of_day *rows);
/* Marks of entries, 0 each, for sheet_in_keep. One kind lives at a time. */
struct column_marks sheet_in_marks(struct sheet_in *x, size_t entries);
/* Leaves of the rows those whose number in that column of entries' places is marked. */
MUST_USE struct err sheet_in_keep(
    struct sheet_in *x, enum leaf l, const struct column_marks *marks, struct rows_of_day *rows);
/* Those at such hours, 1u << enum hours. */
MUST_USE struct err sheet_in_keep_hours(
    struct sheet_in *x, uint32_t hours, struct rows_of_day *rows);
MUST_USE struct err sheet_in_leaf(struct sheet_in *x, enum leaf l, struct cursor *out);
MUST_USE struct err sheet_in_ended(const struct sheet_in *x, const struct cursor *c);
MUST_USE struct err sheet_in_bad(const struct sheet_in *x);
/* Other rows than before: what was not read of all rows is read anew. */
void sheet_in_other_rows(struct sheet_in *x);

#endif
