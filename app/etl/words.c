#include "etl/words.h"

struct word {
    struct str raw;
    int means;
};

/* clang-format off */
#define W(lit) { "" lit, sizeof(lit) - 1 }
static const struct word purposes[] = {
    { W("initial"), PURPOSE_INITIAL }, { W("new"), PURPOSE_INITIAL }, { W("page"), PURPOSE_INITIAL },
    { W("repeat"), PURPOSE_REPEAT }, { W("repeat_page"), PURPOSE_REPEAT },
    { W("escalation"), PURPOSE_ESCALATION }, { W("escalate"), PURPOSE_ESCALATION },
    { W("reassign"), PURPOSE_REASSIGN }, { W("reassignment"), PURPOSE_REASSIGN },
    { W("broadcast"), PURPOSE_BROADCAST },
    { W("conference"), PURPOSE_CONFERENCE }, { W("responder_request"), PURPOSE_CONFERENCE },
    { W("status_update"), PURPOSE_STATUS_UPDATE }, { W("status"), PURPOSE_STATUS_UPDATE },
    { W("resolve"), PURPOSE_RESOLVE }, { W("resolved"), PURPOSE_RESOLVE },
    { W("cancel"), PURPOSE_CANCEL }, { W("cancelled"), PURPOSE_CANCEL },
    { W("handoff"), PURPOSE_HANDOFF }, { W("on_call_reminder"), PURPOSE_HANDOFF },
    { W("oncall_reminder"), PURPOSE_HANDOFF }, { W("offcall_reminder"), PURPOSE_HANDOFF },
    { W("reminder"), PURPOSE_REMINDER },
    { W("test"), PURPOSE_TEST },
    { W("verification"), PURPOSE_VERIFICATION }, { W("verify"), PURPOSE_VERIFICATION },
    { W("signal"), PURPOSE_SIGNAL },
};
static const struct word responses[] = {
    { W(""), RESPONSE_NONE }, { W("no_response"), RESPONSE_NONE }, { W("timeout"), RESPONSE_NONE },
    { W("not_confirmed"), RESPONSE_NONE }, { W("none"), RESPONSE_NONE },
    { W("accepted"), RESPONSE_ACCEPTED }, { W("acknowledge"), RESPONSE_ACCEPTED },
    { W("acknowledged"), RESPONSE_ACCEPTED }, { W("ack"), RESPONSE_ACCEPTED },
    { W("confirmed"), RESPONSE_ACCEPTED }, { W("joined"), RESPONSE_ACCEPTED },
    { W("claimed"), RESPONSE_ACCEPTED }, { W("positive"), RESPONSE_ACCEPTED },
    { W("accept"), RESPONSE_ACCEPTED },
    { W("declined"), RESPONSE_DECLINED }, { W("reject"), RESPONSE_DECLINED },
    { W("rejected"), RESPONSE_DECLINED }, { W("negative"), RESPONSE_DECLINED },
    { W("decline"), RESPONSE_DECLINED },
    { W("forwarded"), RESPONSE_FORWARDED }, { W("forward"), RESPONSE_FORWARDED },
    { W("reassigned"), RESPONSE_FORWARDED }, { W("delegated"), RESPONSE_FORWARDED },
    { W("escalated_by_user"), RESPONSE_ESCALATED }, { W("escalated"), RESPONSE_ESCALATED },
    { W("commented"), RESPONSE_COMMENTED }, { W("comment"), RESPONSE_COMMENTED },
    { W("resolved"), RESPONSE_RESOLVED }, { W("auto_resolved"), RESPONSE_RESOLVED },
    { W("late"), RESPONSE_LATE },
    { W("undelivered"), RESPONSE_UNDELIVERED }, { W("unreachable"), RESPONSE_UNDELIVERED },
    { W("none_expected"), RESPONSE_NOT_EXPECTED }, { W("not_expected"), RESPONSE_NOT_EXPECTED },
};
static const struct word channels[] = {
    { W("voice"), CHANNEL_VOICE }, { W("phone"), CHANNEL_VOICE }, { W("call"), CHANNEL_VOICE },
    { W("phone_notification"), CHANNEL_VOICE },
    { W("sms"), CHANNEL_SMS }, { W("text"), CHANNEL_SMS }, { W("sms_notification"), CHANNEL_SMS },
    { W("email"), CHANNEL_EMAIL }, { W("mail"), CHANNEL_EMAIL },
    { W("email_notification"), CHANNEL_EMAIL },
    { W("push"), CHANNEL_PUSH }, { W("push_notification"), CHANNEL_PUSH },
    { W("mobile"), CHANNEL_PUSH },
    { W("chat"), CHANNEL_CHAT }, { W("im"), CHANNEL_CHAT }, { W("slack"), CHANNEL_CHAT },
    { W("teams"), CHANNEL_CHAT },
    { W("webhook"), CHANNEL_WEBHOOK }, { W("whatsapp"), CHANNEL_WHATSAPP },
    { W("pager"), CHANNEL_PAGER },
};
static const struct word deliveries[] = {
    { W("delivered"), DELIVERY_DELIVERED }, { W("delivered_device"), DELIVERY_DELIVERED },
    { W("read"), DELIVERY_DELIVERED }, { W("answered_human"), DELIVERY_DELIVERED },
    { W("answered_machine"), DELIVERY_DELIVERED }, { W("answered"), DELIVERY_DELIVERED },
    { W("sent"), DELIVERY_SENT }, { W("delivered_carrier"), DELIVERY_SENT },
    { W("accepted"), DELIVERY_SENT },
    { W("failed"), DELIVERY_FAILED }, { W("failed_temp"), DELIVERY_FAILED },
    { W("failed_perm"), DELIVERY_FAILED }, { W("no_answer"), DELIVERY_FAILED },
    { W("busy"), DELIVERY_FAILED }, { W("rejected"), DELIVERY_FAILED },
    { W("undelivered"), DELIVERY_FAILED }, { W("expired"), DELIVERY_FAILED },
    { W("cancelled"), DELIVERY_FAILED },
    { W("queued"), DELIVERY_PENDING }, { W("pending"), DELIVERY_PENDING },
    { W("sending"), DELIVERY_PENDING }, { W("ringing"), DELIVERY_PENDING },
    { W("buffered"), DELIVERY_PENDING },
    { W("suppressed"), DELIVERY_SUPPRESSED }, { W("bundled"), DELIVERY_SUPPRESSED },
    { W("throttled"), DELIVERY_SUPPRESSED }, { W("quiet_time"), DELIVERY_SUPPRESSED },
    { W("unsubscribed"), DELIVERY_SUPPRESSED }, { W("not_attempted"), DELIVERY_SUPPRESSED },
    { W("duplicate_path"), DELIVERY_SUPPRESSED },
};
/* clang-format on */

static char plain(char c)
{
    return c == ' ' || c == '-' ? '_' : str_lower(c);
}

static bool same_word(struct str raw, struct str word)
{
    if (raw.n != word.n)
        return false;
    for (size_t i = 0; i < raw.n; i++)
        if (plain(raw.p[i]) != word.p[i])
            return false;
    return true;
}

static int meaning(const struct word *words, size_t n, struct str raw, int otherwise)
{
    raw = str_trim(raw);
    for (size_t i = 0; i < n; i++)
        if (same_word(raw, words[i].raw))
            return words[i].means;
    return otherwise;
}

enum purpose purpose_of(struct str word)
{
    return (enum purpose)meaning(purposes, COUNT_OF(purposes), word, PURPOSE_OTHER);
}

enum response response_of(struct str word)
{
    return (enum response)meaning(responses, COUNT_OF(responses), word, RESPONSE_OTHER);
}

enum channel channel_of(struct str word)
{
    return (enum channel)meaning(channels, COUNT_OF(channels), word, CHANNEL_OTHER);
}

enum delivery delivery_of(struct str word)
{
    return (enum delivery)meaning(deliveries, COUNT_OF(deliveries), word, DELIVERY_UNKNOWN);
}
