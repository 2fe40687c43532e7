/* record.h: one row of an export, as the stages see it and as the store keeps it, and the rules
 * that are functions of one record alone. The words and rules are those of README's definitions. */
#ifndef ETL_RECORD_H
#define ETL_RECORD_H

#include "lib/day.h"
#include "lib/limits.h"
#include "lib/str.h"

enum dataset { DATASET_PAGEOUTS, DATASET_NOTIFICATIONS, DATASET__N };

/* Texts as the export gave them (raw words are always kept), and two that the directory adds. */
enum text {
    TEXT_ID,      /* page_id or notification_id: what the row is known by */
    TEXT_PAGE_ID, /* of a notification; may be empty */
    TEXT_INCIDENT,
    TEXT_TITLE,
    TEXT_SOURCE,
    TEXT_PRIORITY,
    TEXT_URGENCY,
    TEXT_GROUP,
    TEXT_POLICY,
    TEXT_RECIPIENT, /* recipient_id, immutable */
    TEXT_LOGIN,
    TEXT_PURPOSE,
    TEXT_RESPONSE,
    TEXT_VIA, /* responded_via */
    TEXT_CHANNEL,
    TEXT_GATEWAY,
    TEXT_CARRIER,
    TEXT_COUNTRY,
    TEXT_STATUS, /* delivery_status */
    TEXT_REASON, /* failure_reason */
    TEXT_NAME,   /* the recipient's name as of then; empty when unknown */
    TEXT_TEAM,   /* the team's id as of then; empty when unknown */
    TEXT__N
};

enum when { WHEN_CREATED, WHEN_SENT, WHEN_DELIVERED, WHEN_RESPONDED, WHEN_UPDATED, WHEN__N };

enum purpose {
    PURPOSE_OTHER,
    PURPOSE_INITIAL,
    PURPOSE_REPEAT,
    PURPOSE_ESCALATION,
    PURPOSE_REASSIGN,
    PURPOSE_BROADCAST,
    PURPOSE_CONFERENCE,
    PURPOSE_STATUS_UPDATE,
    PURPOSE_RESOLVE,
    PURPOSE_CANCEL,
    PURPOSE_HANDOFF,
    PURPOSE_REMINDER,
    PURPOSE_TEST,
    PURPOSE_VERIFICATION,
    PURPOSE_SIGNAL,
    PURPOSE__N
};

enum response {
    RESPONSE_OTHER,
    RESPONSE_NONE,
    RESPONSE_ACCEPTED,
    RESPONSE_DECLINED,
    RESPONSE_FORWARDED,
    RESPONSE_ESCALATED,
    RESPONSE_COMMENTED,
    RESPONSE_RESOLVED,
    RESPONSE_LATE,
    RESPONSE_UNDELIVERED,
    RESPONSE_NOT_EXPECTED,
    RESPONSE__N
};

enum channel {
    CHANNEL_OTHER,
    CHANNEL_VOICE,
    CHANNEL_SMS,
    CHANNEL_EMAIL,
    CHANNEL_PUSH,
    CHANNEL_CHAT,
    CHANNEL_WEBHOOK,
    CHANNEL_WHATSAPP,
    CHANNEL_PAGER,
    CHANNEL__N
};

/* What became of one attempt. "Sent" is never counted as delivered. */
enum delivery {
    DELIVERY_UNKNOWN,
    DELIVERY_SUPPRESSED,
    DELIVERY_PENDING,
    DELIVERY_SENT,
    DELIVERY_DELIVERED,
    DELIVERY_FAILED,
    DELIVERY__N
};

/* The recipient's own hours: sleep 22 to 08 every day, business Mon to Fri 08 to 18, off the rest.
 */
enum hours { HOURS_BUSINESS, HOURS_OFF, HOURS_SLEEP, HOURS__N };

enum flag {
    FLAG_PERSON_UNKNOWN = 1u << 0, /* the recipient is not in the directory */
    FLAG_TEAM_UNKNOWN = 1u << 1,   /* neither the group nor the person gave a team */
    FLAG_CHAIN_UNKNOWN = 1u << 2,  /* no place in the organisation is known */
    FLAG_ZONE_FALLBACK = 1u << 3,  /* hour class by another zone than the person's own */
    FLAG_CHAIN_CUT = 1u << 4,      /* a loop was cut, or more than seven levels folded */
    FLAG_TEXT_CUT = 1u << 5, /* a text was over its limit, or held bytes that were not UTF-8 */
    FLAG_REPEATED = 1u << 6, /* the store's: an earlier row of the day counted the page */
};

struct stay;

struct record {
    enum dataset dataset;
    size_t row, line;              /* in the export, from 1; the header is row 0 */
    struct str text[TEXT__N];      /* never NULL pointers with n > 0; empty = absent */
    int64_t when[WHEN__N];         /* UTC ms or TIME_UNKNOWN; WHEN_CREATED is always known */
    int32_t level, cycle, attempt; /* level from 1; 0 = absent */
    enum purpose purpose;
    enum response response;
    enum channel channel;
    enum delivery delivery;
    enum hours hours;
    int32_t local_hour;      /* at WHEN_CREATED in the recipient's zone: 0 = Monday 00 to 01 */
    int64_t person;          /* hash64 of recipient_id; 0 = no recipient */
    int64_t team;            /* hash64 of the team's id; 0 = unknown */
    const struct stay *stay; /* of the recipient then: stages give it on, the store ignores it */
    int32_t node[NODE_DEPTH_MAX]; /* org node numbers, the top first; `depth` of them */
    int32_t depth;
    uint32_t flags;
};

/* A row on its way to being a record: what decides which version of it holds, and all else that it
 * said, as bytes that only its maker can read (etl/sifted.h). */
struct sifted {
    struct str id;
    int64_t created, updated; /* UTC ms, both known */
    bool answered;            /* whether it tells an answer */
    uint32_t older;           /* rows of this id and day that it took the place of already */
    struct str rest;
};

#define MS_UNKNOWN INT64_MIN              /* a duration that is not known: never 0 */
#define ANSWER_TARGET_MS (5 * MINUTE_MS)  /* accepted within it is "in target" */
#define ANSWER_WINDOW_MS (30 * MINUTE_MS) /* past it an unanswered page counts as "nobody" */

/* What became of a page, seen from the instant `through`. */
enum outcome {
    OUTCOME_IN_TARGET, /* accepted within ANSWER_TARGET_MS */
    OUTCOME_LATE,      /* accepted later */
    OUTCOME_UNTIMED,   /* accepted, but the time is missing or negative */
    OUTCOME_DECLINED,  /* a human answer that is not acceptance: declined, forwarded, escalated,
                          commented, late, other */
    OUTCOME_NOBODY,    /* no answer within the window */
    OUTCOME_UNDELIVERED,
    OUTCOME_CLEARED, /* resolved by itself before the deadline */
    OUTCOME_OPEN,    /* no answer, and the window was still open at `through` */
    OUTCOME__N
};

/* Which answers count as acceptance. */
enum answers {
    ANSWERS_EXPLICIT, /* accepted alone */
    ANSWERS_CLOSE,    /* a page that resolved counts as accepted then, too */
    ANSWERS_ANY,      /* any human answer */
    ANSWERS__N
};

/* What is known of the answer to a page. */
struct answer {
    enum response response;
    bool by_machine; /* via "auto" */
    int64_t created; /* UTC ms */
    int64_t after;   /* ms from there to the answer; MS_UNKNOWN */
};
/* Acceptance: `after` of an accepted page, else MS_UNKNOWN. May be negative. */
int64_t answer_ack_ms(const struct answer *a, enum answers as);
/* `after` of a human answer of any kind. */
int64_t answer_human_ms(const struct answer *a);
enum outcome answer_outcome(const struct answer *a, enum answers as, int64_t through);

bool purpose_is_page(enum purpose p);
/* Whether the row is a page at all: tests, verification, hand-off, reminders, status updates,
 * resolve and cancel messages are not (definitions, "page"). */
bool record_is_page(const struct record *r);
/* Acceptance: WHEN_RESPONDED - WHEN_CREATED of an accepted page, else MS_UNKNOWN. May be negative.
 */
int64_t record_ack_ms(const struct record *r);
/* The first human answer of any kind; machine answers ("via" auto, resolved by itself) do not
 * count. */
int64_t record_answer_ms(const struct record *r);
enum outcome record_outcome(const struct record *r, int64_t through);
/* Answered by the machine: via "auto". */
bool record_by_machine(const struct record *r);
/* What a page is counted by, and how a notification finds its page: (incident, recipient, level,
 * cycle); `incident` is the hash64 of its id, 0 when it has none. */
int64_t page_key_of(int64_t incident, int64_t person, int32_t level, int32_t cycle);
int64_t record_page_key(const struct record *r);
/* 0 = Monday 00 .. 167 = Sunday 23, and its class. */
enum hours hours_of(int32_t local_hour);

/* The canonical words, for tables, filters and JSON: "in_target", "sms", "accepted" ... */
extern const char *const outcome_words[OUTCOME__N];
extern const char *const purpose_words[PURPOSE__N];
extern const char *const response_words[RESPONSE__N];
extern const char *const channel_words[CHANNEL__N];
extern const char *const delivery_words[DELIVERY__N];
extern const char *const hours_words[HOURS__N];

#endif
