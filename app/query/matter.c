#include "query/matter.h"

enum matter matter_of(enum metric m)
{
    /* clang-format off */
    static const uint8_t matters[METRIC__N] = {
        [METRIC_PEOPLE]                 = MATTER_PEOPLE,
        [METRIC_ACK_MEAN]               = MATTER_ACK,
        [METRIC_ACK_P50]                = MATTER_ACK,
        [METRIC_ACK_P90]                = MATTER_ACK,
        [METRIC_ACK_P95]                = MATTER_ACK,
        [METRIC_ACK_P99]                = MATTER_ACK,
        [METRIC_ANSWER_MEAN]            = MATTER_ANSWER,
        [METRIC_ANSWER_P50]             = MATTER_ANSWER,
        [METRIC_ANSWER_P90]             = MATTER_ANSWER,
        [METRIC_ANSWER_P95]             = MATTER_ANSWER,
        [METRIC_ANSWER_P99]             = MATTER_ANSWER,
        [METRIC_ANSWERED_BY_P50]        = MATTER_ACK,
        [METRIC_ANSWERED_BY_P90]        = MATTER_ACK,
        [METRIC_ESCALATED]              = MATTER_INCIDENTS,
        [METRIC_DEPTH]                  = MATTER_INCIDENTS,
        [METRIC_SLEEP_PER_PERSON]       = MATTER_PEOPLE,
        [METRIC_REPAGE]                 = MATTER_PAIRS,
        [METRIC_MTTA_MEAN]              = MATTER_INCIDENTS,
        [METRIC_MTTA_P50]               = MATTER_INCIDENTS,
        [METRIC_MTTA_P90]               = MATTER_INCIDENTS,
        [METRIC_MTTA_P95]               = MATTER_INCIDENTS,
        [METRIC_MTTA_P99]               = MATTER_INCIDENTS,
        [METRIC_PEOPLE_PER_INCIDENT]    = MATTER_INCIDENTS,
        [METRIC_ESCALATED_TIMEOUT]      = MATTER_INCIDENTS,
        [METRIC_ESCALATED_MANUAL]       = MATTER_INCIDENTS,
        [METRIC_REPEATS]                = MATTER_REPEATS,
        [METRIC_NEVER_ACCEPTED]         = MATTER_INCIDENTS,
        [METRIC_PAGES_PER_PERSON]       = MATTER_LOAD,
        [METRIC_PAGES_PER_ONCALL_DAY]   = MATTER_LOAD,
        [METRIC_GINI]                   = MATTER_LOAD,
        [METRIC_TOP10]                  = MATTER_LOAD,
        [METRIC_LATENCY_MEAN]           = MATTER_LATENCY,
        [METRIC_LATENCY_P50]            = MATTER_LATENCY,
        [METRIC_LATENCY_P90]            = MATTER_LATENCY,
        [METRIC_LATENCY_P95]            = MATTER_LATENCY,
        [METRIC_LATENCY_P99]            = MATTER_LATENCY,
        [METRIC_UNCREDITED]             = MATTER_LATENCY,
        [METRIC_ATTEMPTS]               = MATTER_ATTEMPTS,
        [METRIC_DELIVERY]               = MATTER_ATTEMPTS,
        [METRIC_DELIVERY_UNKNOWN]       = MATTER_ATTEMPTS,
        [METRIC_SUPPRESSED]             = MATTER_ATTEMPTS,
        [METRIC_INTERRUPTIONS]          = MATTER_INTERRUPTIONS,
        [METRIC_INTERRUPTIONS_BUSINESS] = MATTER_INTERRUPTIONS,
        [METRIC_INTERRUPTIONS_OFF]      = MATTER_INTERRUPTIONS,
        [METRIC_INTERRUPTIONS_SLEEP]    = MATTER_INTERRUPTIONS,
        [METRIC_DISRUPTED_HOURS]        = MATTER_INTERRUPTIONS,
    };
    /* clang-format on */
    return (enum matter)matters[m];
}

enum dataset matter_dataset(enum matter m)
{
    return m == MATTER_ATTEMPTS || m == MATTER_INTERRUPTIONS ? DATASET_NOTIFICATIONS
                                                             : DATASET_PAGEOUTS;
}

uint32_t matter_columns(enum matter m)
{
    const uint32_t page =
        SHEET_BIT(CREATED) | SHEET_BIT(SAID) | SHEET_BIT(ANSWERED) | SHEET_BIT(FLAGS);
    const uint32_t columns[MATTER__N] = {
        [MATTER_PAGES] = page,
        [MATTER_ACK] = page,
        [MATTER_ANSWER] = page,
        [MATTER_LATENCY] = page | SHEET_BIT(PAGE),
        [MATTER_PEOPLE] = page | SHEET_BIT(WHO) | SHEET_BIT(LOCAL),
        [MATTER_PAIRS] = page | SHEET_BIT(WHO) | SHEET_BIT(ABOUT),
        [MATTER_INCIDENTS] = page | SHEET_BIT(WHO) | SHEET_BIT(ABOUT) | SHEET_BIT(LEVEL),
        [MATTER_REPEATS] =
            page | SHEET_BIT(WHO) | SHEET_BIT(ABOUT) | SHEET_BIT(LEVEL) | SHEET_BIT(TITLES),
        [MATTER_LOAD] = page | SHEET_BIT(WHO),
        [MATTER_CHILDREN] =
            page | SHEET_BIT(WHO) | SHEET_BIT(ABOUT) | SHEET_BIT(LEVEL) | SHEET_BIT(LOCAL),
        [MATTER_ATTEMPTS] = SHEET_BIT(SAID),
        [MATTER_INTERRUPTIONS] = SHEET_BIT(CREATED) | SHEET_BIT(WHO) | SHEET_BIT(SAID) |
                                 SHEET_BIT(GATE) | SHEET_BIT(LOCAL),
    };
    return columns[m];
}
