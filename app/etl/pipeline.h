/* pipeline.h: from the bytes of an export to records, in nine stages and two halves. Every row
 * passes the sift (parse, retain, fold): what cannot be used or is not kept is dropped here, and
 * the rest goes into a sink, which keeps of each row the version that holds. Only of those a maker
 * makes records (derive to migrate). Pure: no file, no clock, no store. The same bytes give the
 * same records, however they are cut. */
#ifndef ETL_PIPELINE_H
#define ETL_PIPELINE_H

#include "etl/census.h"
#include "etl/record.h"
#include "etl/rejects.h"
#include "lib/zone.h"

/* What became of a row in a sink; the same numbers as the store's. */
enum sunk { SUNK_NEW, SUNK_NEWER, SUNK_SAME, SUNK_OLDER, SUNK__N };

struct pipeline_conf {
    enum dataset dataset;
    const struct census *census; /* NULL: nobody and no team is known */
    struct zone_set *zones;
    const struct zone *source_zone;  /* of times that name none; NULL = UTC */
    const struct zone *account_zone; /* of people who have none; NULL = UTC */
    double reject_share;    /* 0.01: more refused rows than one in a hundred fail the file */
    int32_t retention_days; /* 0 = for ever */
    int64_t newest;         /* UTC ms from which retention counts back; 0 = drop nothing */
    /* Takes a row, borrowed for the call. */
    struct err (*put)(void *self, const struct sifted *row);
    void *put_self;
    /* Whether the stored segment of that UTC day has an older schema; may be NULL. Called by every
     * maker, in its thread. */
    bool (*day_is_old)(void *self, int32_t day);
    void *day_self;
};

/* In the order in which they run. */
enum stage_place {
    STAGE_PARSE,
    STAGE_RETAIN,
    STAGE_FOLD,
    STAGE_DERIVE,
    STAGE_PEOPLE,
    STAGE_TEAMS,
    STAGE_ONCALL,
    STAGE_CHAIN,
    STAGE_MIGRATE,
    STAGE__N
};
extern const char *const stage_words[STAGE__N];

struct stage_report {
    const char *name;
    size_t seen, changed, dropped;
};

/* rows = rejected + retired + sunk[0..3] once the sink has told: nothing vanishes unseen. The
 * counts from texts_cut to zone_fallback are of the rows that records were made of, unreadable
 * times and numbers of all. */
struct pipeline_report {
    struct stage_report stage[STAGE__N];
    size_t rows;     /* without headers and empty lines */
    size_t rejected; /* could not be used; the first ones are in `rejects` */
    size_t retired;  /* older than is kept */
    size_t sunk[SUNK__N];
    size_t headers_repeated, columns_ignored;
    size_t times_bad, numbers_bad; /* fields that could not be read: unknown, not zero */
    size_t texts_cut;              /* rows with a text cut or with bytes that are not UTF-8 */
    size_t answers_negative;       /* pages answered before they were created: a clock is wrong */
    size_t words_other;            /* purposes, responses and channels that are in no vocabulary */
    size_t person_unknown, team_unknown, chain_unknown, zone_fallback; /* rows */
    int64_t created_first, created_last; /* of all usable rows; TIME_UNKNOWN without one */
    int64_t event_last;                  /* the latest time of any kind in them */
    bool headed;                         /* there was a header with all it needs */
    size_t truncated_line; /* of the row in whose middle the file ended; 0 = it ended well */
    struct rejects rejects;
};

struct csv_block;
struct pipeline;

/* What `conf` points to must outlive the pipeline; the report's texts are in the arena. */
MUST_USE struct err pipeline_open(
    struct arena *a, const struct pipeline_conf *conf, struct pipeline **out);
void pipeline_done(struct pipeline **p);
/* Any error means that nothing of the file may be published. */
MUST_USE struct err pipeline_feed(struct pipeline *p, struct str bytes);
/* The same for rows that were cut elsewhere: a file comes by the one or by the other. */
MUST_USE struct err pipeline_rows(struct pipeline *p, const struct csv_block *b);
/* The file is over. The report is filled in also when the answer is an error. ERR_INPUT: no header,
 * or more rows were refused than the share allows. */
MUST_USE struct err pipeline_end(struct pipeline *p, struct pipeline_report *out);

#endif
