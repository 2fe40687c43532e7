/* limits.h: every size that comes from outside has its limit here, by name and with its reason. */
#ifndef LIB_LIMITS_H
#define LIB_LIMITS_H

#define ARENA_CAP_REQUEST (64u << 20) /* bytes; an honest page needs under 4 MiB */
#define ARENA_CAP_BATCH (256u << 20)  /* bytes; an import's whole working memory */
/* bytes; the directory with its history: 167,000 people take 46 MB, each later version 280 bytes */
#define ARENA_CAP_DIRECTORY (1u << 30)

#define CSV_FIELD_MAX (64u << 10) /* bytes; real exports hold 22 kB of JSON in one field */
#define CSV_ROW_MAX (256u << 10)  /* bytes */
#define CSV_COLUMNS_MAX 128
/* A block of rows: its bytes, and rows and fields as an export has them in so many bytes, twofold.
 */
#define CSV_BLOCK_BYTES (2 * CSV_ROW_MAX)
#define CSV_BLOCK_ROWS 4096
#define CSV_BLOCK_FIELDS (64u << 10)
#define TEXT_MAX 1024       /* bytes of one text kept with a record; the rest is cut and counted */
#define REJECTS_FREE 20     /* rows refused whatever the share: small files have small shares */
#define REJECTS_QUOTED 20   /* of the refused rows */
#define REJECT_VALUE_MAX 80 /* bytes of a refused value that are quoted */
#define CHAIN_WALK_MAX 256  /* managers above one another; a real company has under 20 */

#define HTTP_JSON_MAX (32u << 20)            /* bytes of one JSON answer from upstream */
#define HTTP_URL_MAX 4000                    /* bytes; signed links of object stores have 1,500 */
#define HTTP_TOKEN_MAX (64u << 10)           /* bytes of an answer that gives an access token */
#define HTTP_ERROR_MAX (16u << 10)           /* bytes kept of an answer that is an error */
#define HTTP_PROBLEM_MAX (4u << 20)          /* bytes of memory to read such an answer with */
#define HTTP_CONF_MAX (64u << 10)            /* bytes of memory for a client's configuration */
#define HTTP_HOPS_MAX 5                      /* redirects in one call */
#define HTTP_SPEED_MIN 4096                  /* bytes a second; 16 GiB would take 48 days so */
#define EXPORT_BYTES_MAX (INT64_C(16) << 30) /* one downloaded export */
#define DIRECTORY_PAGES_MAX 20000            /* of one list; a page holds 100 rows or more */
#define UNPACK_BYTES_MAX (INT64_C(64) << 30) /* one export, unpacked: 120 MB a day */
#define UNPACK_RATIO_MAX 200          /* exports shrink to a tenth or twentieth; bombs 1:1000 */
#define UNPACK_RATIO_FREE (64 << 20)  /* bytes that any file may unpack to */
#define MANIFEST_BYTES_MAX (4u << 20) /* 1,200 segments of 300 bytes, tenfold */
#define STORE_BYTES_MAX (INT64_C(20) << 30) /* the store, unless a setting says otherwise */
#define DAY_ROWS_MAX 500000        /* ten times the busiest day known; ~1 kB of memory each */
#define ARENA_CAP_DAY (1u << 30)   /* bytes; one day while it is merged */
#define FOLD_BYTES_MAX (48u << 20) /* bytes of rows that wait in memory; the rest in staging */
#define BUILD_ROWS_MAX 200000      /* of the days that are built at once; ~1.3 kB of memory each */
#define STAGING_GRACE_HOURS 48     /* a staging folder untouched for so long has no writer */
#define MIRROR_SPARE_BYTES (64 << 20)          /* of its disk, that a mirror leaves to others */
#define CREW_MAX 16                            /* processes or threads that work at a time */
#define ACTIVATE_AFTER_MAX_MS INT64_C(3600000) /* a generation may wait; more is a wrong clock */
#define SEGMENTS_MAX 4096                      /* files that one generation may name */
#define HISTORY_MAX 200                        /* generations kept and listed */
#define KEEP_DAYS_MAX 4000            /* days of a data set that may be kept: eleven years */
#define LEDGER_BYTES_MAX (8u << 20)   /* a backfill's plan: 4,000 chunks of 1 kB, twice */
#define LEDGER_MEMORY_MAX (64u << 20) /* bytes of memory to write it with */
#define CHUNK_ROWS_MAX INT64_C(1000000000000) /* that may be aimed at; twice it is no overflow */
#define ROOM_FREE_MIN (INT64_C(16) << 20) /* bytes free below which nothing is begun: two days */

#define URL_QUERY_MAX 2048 /* bytes */
#define URL_PATH_MAX 256   /* bytes */
#define URL_PAIRS_MAX 96   /* a form sends a pair for each of its fields, empty ones too */
#define URL_VALUES_MAX 64
#define ORG_MAX 8     /* nodes in one filter */
#define TEAM_MAX 20   /* teams in one filter */
#define PERSON_MAX 20 /* people in one filter */
#define ENUM_MAX 8    /* values of one enumerated filter */
#define COLUMN_MAX 16 /* columns chosen for a table */
#define RANGE_DAYS_MAX 400
#define ID_MAX 64 /* bytes of a person's or team's id in a URL */

#define FIND_WORDS_MAX 32  /* words searched for at once: 64 characters have no more */
#define WORD_BYTES_MAX 128 /* bytes of a word, or of an id, that search knows it by */

#define HISTORY_ROWS_MAX 40000 /* of one person or incident; 600 bytes of memory each */

#define BODY_MAX (4u << 20) /* bytes of a POST; ad hoc filters can be long */
#define NODE_DEPTH_MAX 7    /* manager levels */

#define JWT_KEY_MAX 16384  /* bytes of a key file; RSA of 8192 bits in PEM needs 6,400 */
#define JWT_TOKEN_MAX 8192 /* bytes; ours have 700 */

#endif
