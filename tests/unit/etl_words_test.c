#include "check.h"

#include "etl/words.h"

struct word_case {
    const char *raw;
    const char *want;
};

TEST(purposes_mean_what_the_definitions_say)
{
    static const struct word_case cases[] = {
        {"initial", "initial"},
        {"new", "initial"},
        {"page", "initial"},
        {"repeat", "repeat"},
        {"repeat_page", "repeat"},
        {"Repeat Page", "repeat"},
        {"escalation", "escalation"},
        {"ESCALATE", "escalation"},
        {"reassign", "reassign"},
        {"reassignment", "reassign"},
        {"broadcast", "broadcast"},
        {"conference", "conference"},
        {"responder-request", "conference"},
        {"status_update", "status_update"},
        {"status", "status_update"},
        {"resolve", "resolve"},
        {"resolved", "resolve"},
        {"cancel", "cancel"},
        {"cancelled", "cancel"},
        {"handoff", "handoff"},
        {"on_call_reminder", "handoff"},
        {"On-Call Reminder", "handoff"},
        {"oncall_reminder", "handoff"},
        {"offcall_reminder", "handoff"},
        {"reminder", "reminder"},
        {"test", "test"},
        {"verification", "verification"},
        {"verify", "verification"},
        {"signal", "signal"},
        {"", "other"},
        {"tests", "other"},
        {"page\xc3\xa9", "other"},
    };
    for (EACH(i, cases))
        CHECK_STR(str_of(purpose_words[purpose_of(str_of(cases[i].raw))]), str_of(cases[i].want));
}

TEST(responses_mean_what_the_definitions_say)
{
    static const struct word_case cases[] = {
        {"", "no_response"},
        {"no_response", "no_response"},
        {"No Response", "no_response"},
        {"timeout", "no_response"},
        {"not-confirmed", "no_response"},
        {"none", "no_response"},
        {"accepted", "accepted"},
        {"acknowledge", "accepted"},
        {"Acknowledged", "accepted"},
        {"ACK", "accepted"},
        {"confirmed", "accepted"},
        {"joined", "accepted"},
        {"claimed", "accepted"},
        {"positive", "accepted"},
        {"accept", "accepted"},
        {"declined", "declined"},
        {"reject", "declined"},
        {"rejected", "declined"},
        {"negative", "declined"},
        {"decline", "declined"},
        {"forwarded", "forwarded"},
        {"forward", "forwarded"},
        {"reassigned", "forwarded"},
        {"delegated", "forwarded"},
        {"escalated by user", "escalated_by_user"},
        {"escalated", "escalated_by_user"},
        {"commented", "commented"},
        {"comment", "commented"},
        {"resolved", "resolved"},
        {"auto_resolved", "resolved"},
        {"late", "late"},
        {"undelivered", "undelivered"},
        {"unreachable", "undelivered"},
        {"none_expected", "none_expected"},
        {"not_expected", "none_expected"},
        {"maybe", "other"},
    };
    for (EACH(i, cases))
        CHECK_STR(str_of(response_words[response_of(str_of(cases[i].raw))]), str_of(cases[i].want));
}

TEST(channels_mean_what_the_definitions_say)
{
    static const struct word_case cases[] = {
        {"voice", "voice"},
        {"Phone", "voice"},
        {"call", "voice"},
        {"phone_notification", "voice"},
        {"sms", "sms"},
        {"text", "sms"},
        {"sms_notification", "sms"},
        {"email", "email"},
        {"mail", "email"},
        {"email_notification", "email"},
        {"push", "push"},
        {"push_notification", "push"},
        {"mobile", "push"},
        {"chat", "chat"},
        {"im", "chat"},
        {"slack", "chat"},
        {"teams", "chat"},
        {"webhook", "webhook"},
        {"WhatsApp", "whatsapp"},
        {"pager", "pager"},
        {"e-mail", "other"},
        {"", "other"},
        {"fax", "other"},
    };
    for (EACH(i, cases))
        CHECK_STR(str_of(channel_words[channel_of(str_of(cases[i].raw))]), str_of(cases[i].want));
}

TEST(a_delivery_that_was_only_sent_is_never_delivered)
{
    static const struct word_case cases[] = {
        {"delivered", "delivered"},
        {"delivered_device", "delivered"},
        {"read", "delivered"},
        {"answered_human", "delivered"},
        {"Answered Machine", "delivered"},
        {"answered", "delivered"},
        {"sent", "sent"},
        {"delivered_carrier", "sent"},
        {"Delivered-Carrier", "sent"},
        {"accepted", "sent"},
        {"failed", "failed"},
        {"failed_temp", "failed"},
        {"failed_perm", "failed"},
        {"no-answer", "failed"},
        {"busy", "failed"},
        {"rejected", "failed"},
        {"undelivered", "failed"},
        {"expired", "failed"},
        {"cancelled", "failed"},
        {"queued", "pending"},
        {"pending", "pending"},
        {"sending", "pending"},
        {"ringing", "pending"},
        {"buffered", "pending"},
        {"suppressed", "suppressed"},
        {"bundled", "suppressed"},
        {"throttled", "suppressed"},
        {"quiet time", "suppressed"},
        {"unsubscribed", "suppressed"},
        {"not_attempted", "suppressed"},
        {"duplicate_path", "suppressed"},
        {"", "unknown"},
        {"unknown", "unknown"},
        {"teleported", "unknown"},
    };
    for (EACH(i, cases))
        CHECK_STR(str_of(delivery_words[delivery_of(str_of(cases[i].raw))]), str_of(cases[i].want));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(purposes_mean_what_the_definitions_say),
        cmocka_unit_test(responses_mean_what_the_definitions_say),
        cmocka_unit_test(channels_mean_what_the_definitions_say),
        cmocka_unit_test(a_delivery_that_was_only_sent_is_never_delivered),
    };
    return RUN(tests);
}
