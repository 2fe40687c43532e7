#include "sim/words.h"

#define FORMS 8

/* The first form is the usual one: it fills the places that a row leaves empty. */
/* clang-format off */
static const char *const whys[WHY__N][FORMS] = {
    [WHY_OTHER]         = { "paging_v2" },
    [WHY_INITIAL]       = { "initial", "new", "page", "Initial" },
    [WHY_REPEAT]        = { "repeat", "repeat_page", "Repeat Page" },
    [WHY_ESCALATION]    = { "escalation", "escalate", "ESCALATION" },
    [WHY_REASSIGN]      = { "reassign", "reassignment" },
    [WHY_BROADCAST]     = { "broadcast" },
    [WHY_CONFERENCE]    = { "conference", "responder-request", "responder_request" },
    [WHY_SIGNAL]        = { "signal" },
    [WHY_STATUS_UPDATE] = { "status_update", "status", "Status Update" },
    [WHY_RESOLVE]       = { "resolve", "resolved" },
    [WHY_CANCEL]        = { "cancel", "cancelled" },
    [WHY_HANDOFF]       = { "handoff", "on_call_reminder", "oncall-reminder", "offcall_reminder" },
    [WHY_REMINDER]      = { "reminder" },
    [WHY_TEST]          = { "test", "Test" },
    [WHY_VERIFICATION]  = { "verification", "verify" },
};
static const char *const answers[ANSWER__N][FORMS] = {
    [ANSWER_NONE]         = { "no_response", "timeout", "Not Confirmed", "none", "No-Response" },
    [ANSWER_NOT_EXPECTED] = { "none_expected", "not_expected" },
    [ANSWER_CLEARED]      = { "resolved", "auto_resolved", "Auto-Resolved" },
    [ANSWER_UNDELIVERED]  = { "undelivered", "Unreachable" },
    [ANSWER_ACCEPTED]     = { "accepted", "acknowledged", "ack", "Confirmed", "positive", "joined",
                              "claimed" },
    [ANSWER_DECLINED]     = { "declined", "rejected", "Reject", "negative" },
    [ANSWER_FORWARDED]    = { "forwarded", "forward", "delegated", "reassigned" },
    [ANSWER_HANDED_UP]    = { "escalated_by_user", "Escalated" },
    [ANSWER_COMMENTED]    = { "commented", "comment" },
    [ANSWER_LATE]         = { "late" },
    [ANSWER_OTHER]        = { "snoozed", "wrong person" },
};
static const char *const media[MEDIUM__N][FORMS] = {
    [MEDIUM_OTHER]    = { "fax", "siren" },
    [MEDIUM_VOICE]    = { "voice", "phone", "call", "phone_notification" },
    [MEDIUM_SMS]      = { "sms", "SMS", "text", "sms_notification" },
    [MEDIUM_EMAIL]    = { "email", "mail", "email_notification" },
    [MEDIUM_PUSH]     = { "push", "mobile", "push-notification", "Push Notification" },
    [MEDIUM_CHAT]     = { "chat", "slack", "teams", "im" },
    [MEDIUM_WEBHOOK]  = { "webhook" },
    [MEDIUM_WHATSAPP] = { "whatsapp", "WhatsApp" },
    [MEDIUM_PAGER]    = { "pager" },
};
static const char *const vias[] = { "app", "app", "phone", "sms", "web", "chat" };
/* clang-format on */

static struct str form(const char *const forms[FORMS], uint32_t roll)
{
    const char *word = forms[roll % FORMS];
    return str_of(word ? word : forms[0]);
}

struct str words_of_why(enum why w, uint32_t roll)
{
    return form(whys[w], roll);
}

struct str words_of_answer(enum answer a, uint32_t roll)
{
    if (a == ANSWER_NONE && roll % 2)
        return STR("");
    return form(answers[a], roll);
}

struct str words_of_medium(enum medium m, uint32_t roll)
{
    return form(media[m], roll);
}

struct str words_of_state(enum state s, uint32_t roll)
{
    static const char *const odd[STATE__N] = {[STATE_UNKNOWN] = "in-transit?",
        [STATE_DELIVERED] = "Delivered",
        [STATE_DELIVERED_CARRIER] = "Delivered Carrier",
        [STATE_HUMAN] = "answered-human",
        [STATE_NO_ANSWER] = "No Answer"};
    return str_of(odd[s] && roll % FORMS == 0 ? odd[s] : state_word(s));
}

const char *words_of_via(const struct page *p)
{
    if (!p || (p->responded == 0 && p->answer < ANSWER_ACCEPTED))
        return "";
    return p->by_machine ? "auto" : vias[(p->wording >> 16) % COUNT_OF(vias)];
}

struct str words_shouted(struct arena *a, struct str s)
{
    struct out o = out_of(a);
    out_z(&o, "  ");
    for (size_t i = 0; i < s.n; i++)
        out_char(&o, s.p[i] >= 'a' && s.p[i] <= 'z' ? (char)(s.p[i] - 'a' + 'A') : s.p[i]);
    out_char(&o, ' ');
    return out_done(&o);
}
