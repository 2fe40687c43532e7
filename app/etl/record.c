#include "etl/record.h"

#include "lib/hash.h"

const char *const outcome_words[OUTCOME__N] = {
    [OUTCOME_IN_TARGET] = "in_target",
    [OUTCOME_LATE] = "late",
    [OUTCOME_UNTIMED] = "untimed",
    [OUTCOME_DECLINED] = "declined",
    [OUTCOME_NOBODY] = "nobody",
    [OUTCOME_UNDELIVERED] = "undelivered",
    [OUTCOME_CLEARED] = "cleared",
    [OUTCOME_OPEN] = "open",
};

const char *const purpose_words[PURPOSE__N] = {
    [PURPOSE_OTHER] = "other",
    [PURPOSE_INITIAL] = "initial",
    [PURPOSE_REPEAT] = "repeat",
    [PURPOSE_ESCALATION] = "escalation",
    [PURPOSE_REASSIGN] = "reassign",
    [PURPOSE_BROADCAST] = "broadcast",
    [PURPOSE_CONFERENCE] = "conference",
    [PURPOSE_STATUS_UPDATE] = "status_update",
    [PURPOSE_RESOLVE] = "resolve",
    [PURPOSE_CANCEL] = "cancel",
    [PURPOSE_HANDOFF] = "handoff",
    [PURPOSE_REMINDER] = "reminder",
    [PURPOSE_TEST] = "test",
    [PURPOSE_VERIFICATION] = "verification",
    [PURPOSE_SIGNAL] = "signal",
};

const char *const response_words[RESPONSE__N] = {
    [RESPONSE_OTHER] = "other",
    [RESPONSE_NONE] = "no_response",
    [RESPONSE_ACCEPTED] = "accepted",
    [RESPONSE_DECLINED] = "declined",
    [RESPONSE_FORWARDED] = "forwarded",
    [RESPONSE_ESCALATED] = "escalated_by_user",
    [RESPONSE_COMMENTED] = "commented",
    [RESPONSE_RESOLVED] = "resolved",
    [RESPONSE_LATE] = "late",
    [RESPONSE_UNDELIVERED] = "undelivered",
    [RESPONSE_NOT_EXPECTED] = "none_expected",
};

const char *const channel_words[CHANNEL__N] = {
    [CHANNEL_OTHER] = "other",
    [CHANNEL_VOICE] = "voice",
    [CHANNEL_SMS] = "sms",
    [CHANNEL_EMAIL] = "email",
    [CHANNEL_PUSH] = "push",
    [CHANNEL_CHAT] = "chat",
    [CHANNEL_WEBHOOK] = "webhook",
    [CHANNEL_WHATSAPP] = "whatsapp",
    [CHANNEL_PAGER] = "pager",
};

const char *const delivery_words[DELIVERY__N] = {
    [DELIVERY_UNKNOWN] = "unknown",
    [DELIVERY_SUPPRESSED] = "suppressed",
    [DELIVERY_PENDING] = "pending",
    [DELIVERY_SENT] = "sent",
    [DELIVERY_DELIVERED] = "delivered",
    [DELIVERY_FAILED] = "failed",
};

const char *const hours_words[HOURS__N] = {
    [HOURS_BUSINESS] = "business", [HOURS_OFF] = "off", [HOURS_SLEEP] = "sleep"};

bool purpose_is_page(enum purpose p)
{
    switch (p) {
    case PURPOSE_STATUS_UPDATE:
    case PURPOSE_RESOLVE:
    case PURPOSE_CANCEL:
    case PURPOSE_HANDOFF:
    case PURPOSE_REMINDER:
    case PURPOSE_TEST:
    case PURPOSE_VERIFICATION:
        return false;
    case PURPOSE_OTHER:
    case PURPOSE_INITIAL:
    case PURPOSE_REPEAT:
    case PURPOSE_ESCALATION:
    case PURPOSE_REASSIGN:
    case PURPOSE_BROADCAST:
    case PURPOSE_CONFERENCE:
    case PURPOSE_SIGNAL:
    case PURPOSE__N:
        break;
    }
    return true;
}

bool record_is_page(const struct record *r)
{
    return purpose_is_page(r->purpose);
}

bool record_by_machine(const struct record *r)
{
    return str_eq_nocase(r->text[TEXT_VIA], STR("auto"));
}

static struct answer record_answer(const struct record *r)
{
    int64_t created = r->when[WHEN_CREATED], responded = r->when[WHEN_RESPONDED];
    return (struct answer){.response = r->response,
        .by_machine = record_by_machine(r),
        .created = created,
        .after = responded == TIME_UNKNOWN ? MS_UNKNOWN : responded - created};
}

/* By which the page was answered, at a known time or not. */
static bool is_human(const struct answer *a)
{
    switch (a->response) {
    case RESPONSE_NONE:
    case RESPONSE_RESOLVED:
    case RESPONSE_UNDELIVERED:
    case RESPONSE_NOT_EXPECTED:
        return false;
    case RESPONSE_OTHER:
    case RESPONSE_ACCEPTED:
    case RESPONSE_DECLINED:
    case RESPONSE_FORWARDED:
    case RESPONSE_ESCALATED:
    case RESPONSE_COMMENTED:
    case RESPONSE_LATE:
    case RESPONSE__N:
        break;
    }
    return !a->by_machine;
}

static bool answer_accepts(const struct answer *a, enum answers as)
{
    return a->response == RESPONSE_ACCEPTED ||
           (as == ANSWERS_CLOSE && a->response == RESPONSE_RESOLVED) ||
           (as == ANSWERS_ANY && is_human(a));
}

int64_t answer_ack_ms(const struct answer *a, enum answers as)
{
    return answer_accepts(a, as) ? a->after : MS_UNKNOWN;
}

int64_t answer_human_ms(const struct answer *a)
{
    return is_human(a) ? a->after : MS_UNKNOWN;
}

static enum outcome outcome_of_accepted(int64_t ack_ms)
{
    if (ack_ms < 0) /* MS_UNKNOWN too */
        return OUTCOME_UNTIMED;
    return ack_ms <= ANSWER_TARGET_MS ? OUTCOME_IN_TARGET : OUTCOME_LATE;
}

enum outcome answer_outcome(const struct answer *a, enum answers as, int64_t through)
{
    if (answer_accepts(a, as))
        return outcome_of_accepted(a->after);
    switch (a->response) {
    case RESPONSE_UNDELIVERED:
        return OUTCOME_UNDELIVERED;
    case RESPONSE_RESOLVED:
        return OUTCOME_CLEARED;
    case RESPONSE_NONE:
    case RESPONSE_NOT_EXPECTED:
        return a->created + ANSWER_WINDOW_MS > through ? OUTCOME_OPEN : OUTCOME_NOBODY;
    case RESPONSE_OTHER:
    case RESPONSE_ACCEPTED:
    case RESPONSE_DECLINED:
    case RESPONSE_FORWARDED:
    case RESPONSE_ESCALATED:
    case RESPONSE_COMMENTED:
    case RESPONSE_LATE:
    case RESPONSE__N:
        break;
    }
    return OUTCOME_DECLINED;
}

int64_t record_ack_ms(const struct record *r)
{
    struct answer a = record_answer(r);
    return answer_ack_ms(&a, ANSWERS_EXPLICIT);
}

int64_t record_answer_ms(const struct record *r)
{
    struct answer a = record_answer(r);
    return answer_human_ms(&a);
}

enum outcome record_outcome(const struct record *r, int64_t through)
{
    struct answer a = record_answer(r);
    return answer_outcome(&a, ANSWERS_EXPLICIT, through);
}

int64_t page_key_of(int64_t incident, int64_t person, int32_t level, int32_t cycle)
{
    const struct {
        int64_t incident, person;
        int32_t level, cycle;
    } key = {incident, person, level, cycle};
    return hash64((struct str){(const char *)&key, sizeof key});
}

int64_t record_page_key(const struct record *r)
{
    struct str incident = r->text[TEXT_INCIDENT];
    return page_key_of(incident.n ? hash64(incident) : 0, r->person, r->level, r->cycle);
}

enum hours hours_of(int32_t local_hour)
{
    int32_t hour = local_hour % 24;
    if (hour >= 22 || hour < 8)
        return HOURS_SLEEP;
    return local_hour < 5 * 24 && hour < 18 ? HOURS_BUSINESS : HOURS_OFF;
}
