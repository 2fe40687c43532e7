#include "sim/event.h"

/* clang-format off */
const char *const why_words[WHY__N] = {
    [WHY_OTHER] = "other", [WHY_INITIAL] = "initial", [WHY_REPEAT] = "repeat",
    [WHY_ESCALATION] = "escalation", [WHY_REASSIGN] = "reassign", [WHY_BROADCAST] = "broadcast",
    [WHY_CONFERENCE] = "conference", [WHY_SIGNAL] = "signal", [WHY_STATUS_UPDATE] = "status_update",
    [WHY_RESOLVE] = "resolve", [WHY_CANCEL] = "cancel", [WHY_HANDOFF] = "handoff",
    [WHY_REMINDER] = "reminder", [WHY_TEST] = "test", [WHY_VERIFICATION] = "verification",
};

const char *const medium_words[MEDIUM__N] = {
    [MEDIUM_OTHER] = "other", [MEDIUM_VOICE] = "voice", [MEDIUM_SMS] = "sms",
    [MEDIUM_EMAIL] = "email", [MEDIUM_PUSH] = "push", [MEDIUM_CHAT] = "chat",
    [MEDIUM_WEBHOOK] = "webhook", [MEDIUM_WHATSAPP] = "whatsapp", [MEDIUM_PAGER] = "pager",
};

const char *const attempt_fate_words[FATE__N] = {
    [FATE_DELIVERED] = "delivered", [FATE_SENT] = "sent", [FATE_FAILED] = "failed",
    [FATE_PENDING] = "pending", [FATE_SUPPRESSED] = "suppressed", [FATE_UNKNOWN] = "unknown",
};

static const struct {
    const char *word;
    enum fate fate;
} states[STATE__N] = {
    [STATE_UNKNOWN]           = { "",                  FATE_UNKNOWN },
    [STATE_QUEUED]            = { "queued",            FATE_PENDING },
    [STATE_SENDING]           = { "sending",           FATE_PENDING },
    [STATE_RINGING]           = { "ringing",           FATE_PENDING },
    [STATE_SENT]              = { "sent",              FATE_SENT },
    [STATE_DELIVERED_CARRIER] = { "delivered_carrier", FATE_SENT },
    [STATE_DELIVERED]         = { "delivered",         FATE_DELIVERED },
    [STATE_DELIVERED_DEVICE]  = { "delivered_device",  FATE_DELIVERED },
    [STATE_READ]              = { "read",              FATE_DELIVERED },
    [STATE_HUMAN]             = { "answered_human",    FATE_DELIVERED },
    [STATE_MACHINE]           = { "answered_machine",  FATE_DELIVERED },
    [STATE_NO_ANSWER]         = { "no_answer",         FATE_FAILED },
    [STATE_BUSY]              = { "busy",              FATE_FAILED },
    [STATE_FAILED_TEMP]       = { "failed_temp",       FATE_FAILED },
    [STATE_FAILED_PERM]       = { "failed_perm",       FATE_FAILED },
    [STATE_REJECTED]          = { "rejected",          FATE_FAILED },
    [STATE_EXPIRED]           = { "expired",           FATE_FAILED },
    [STATE_THROTTLED]         = { "throttled",         FATE_SUPPRESSED },
    [STATE_BUNDLED]           = { "bundled",           FATE_SUPPRESSED },
};
/* clang-format on */

const char *state_word(enum state s)
{
    return states[s].word;
}

enum fate fate_of(enum state s)
{
    return states[s].fate;
}

bool why_is_page(enum why w)
{
    return w < WHY_STATUS_UPDATE;
}
