/* event.h: what happened: incidents, pages and attempts to deliver them, as the simulator knows it.
 */
#ifndef SIM_EVENT_H
#define SIM_EVENT_H

#include "lib/out.h"

#define PATH_MAX_STATES 6

enum why {
    WHY_OTHER,
    WHY_INITIAL,
    WHY_REPEAT,
    WHY_ESCALATION,
    WHY_REASSIGN,
    WHY_BROADCAST,
    WHY_CONFERENCE,
    WHY_SIGNAL,
    WHY_STATUS_UPDATE, /* from here on they are no pages */
    WHY_RESOLVE,
    WHY_CANCEL,
    WHY_HANDOFF,
    WHY_REMINDER,
    WHY_TEST,
    WHY_VERIFICATION,
    WHY__N
};

enum answer {
    ANSWER_NONE,
    ANSWER_NOT_EXPECTED,
    ANSWER_CLEARED,
    ANSWER_UNDELIVERED,
    ANSWER_ACCEPTED, /* from here on a human gave it */
    ANSWER_DECLINED,
    ANSWER_FORWARDED,
    ANSWER_HANDED_UP,
    ANSWER_COMMENTED,
    ANSWER_LATE,
    ANSWER_OTHER,
    ANSWER__N
};

enum medium {
    MEDIUM_OTHER,
    MEDIUM_VOICE,
    MEDIUM_SMS,
    MEDIUM_EMAIL,
    MEDIUM_PUSH,
    MEDIUM_CHAT,
    MEDIUM_WEBHOOK,
    MEDIUM_WHATSAPP,
    MEDIUM_PAGER,
    MEDIUM__N
};

enum state {
    STATE_UNKNOWN,
    STATE_QUEUED,
    STATE_SENDING,
    STATE_RINGING,
    STATE_SENT,
    STATE_DELIVERED_CARRIER,
    STATE_DELIVERED,
    STATE_DELIVERED_DEVICE,
    STATE_READ,
    STATE_HUMAN,
    STATE_MACHINE,
    STATE_NO_ANSWER,
    STATE_BUSY,
    STATE_FAILED_TEMP,
    STATE_FAILED_PERM,
    STATE_REJECTED,
    STATE_EXPIRED,
    STATE_THROTTLED,
    STATE_BUNDLED,
    STATE__N
};

/* What a state counts as. "Sent" is never "delivered". */
enum fate {
    FATE_DELIVERED,
    FATE_SENT,
    FATE_FAILED,
    FATE_PENDING,
    FATE_SUPPRESSED,
    FATE_UNKNOWN,
    FATE__N
};

/* How the export writes the group: plain, in capitals with spaces around, not at all, by another
 * name. */
enum group_form { GROUP_PLAIN, GROUP_ODD, GROUP_EMPTY, GROUP_FOREIGN };

struct incident {
    uint64_t number;
    struct str title;
    const char *source;
    int64_t start;
    uint32_t team;
    uint8_t priority; /* 1..5 */
    bool storm;
};

struct page {
    const struct incident *incident;
    uint64_t number;
    int64_t created, responded, updated; /* UTC ms; responded 0 = not known */
    uint32_t who;
    uint8_t level, cycle;
    enum why why;
    enum answer answer;
    enum group_form group;
    bool exported, by_machine;
    uint16_t media;   /* bit per medium: attempts that are in the export */
    uint32_t wording; /* dice kept for the words of its rows */
};

struct attempt {
    const struct page *page;
    uint64_t number;
    int64_t created;
    enum medium medium;
    enum state states[PATH_MAX_STATES];
    int64_t at[PATH_MAX_STATES]; /* rising; when the state was reached */
    unsigned states_n;           /* the last one holds at the end of the data */
    int64_t sent, delivered;     /* 0 = never */
    const char *gateway, *carrier, *reason;
    bool brought_answer, names_page;
    uint8_t nth; /* of the page's, from 1 */
    uint32_t wording;
};

extern const char *const why_words[WHY__N]; /* the canonical ones */
extern const char *const medium_words[MEDIUM__N];
const char *state_word(enum state s);
extern const char *const attempt_fate_words[FATE__N];
enum fate fate_of(enum state s);
bool why_is_page(enum why w);

#endif
