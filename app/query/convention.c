#include "query/convention.h"

#include "lib/str.h"

/* clang-format off */
const struct convention conventions[] = {
    { "page", "A page",
        "One page-out of one incident to one person at one escalation level and cycle. Further "
        "attempts at it are notifications, not pages; tests, verifications, hand-offs, reminders, "
        "status updates, resolve and cancel messages are neither." },
    { "range", "Period",
        "Half-open: from its first instant up to, not with, its last. A page belongs to the "
        "instant it was created. Relative periods end where the data ends, never at the clock on "
        "the wall." },
    { "zone", "Days and hours",
        "Instants are kept in UTC. Days, weeks and hours are those of the zone asked for (tz, UTC "
        "unless said); a day may have 23 or 25 hours. Business (Mon-Fri 08-18), sleep (22-08 "
        "every day, before business) and off hours are the recipient's own: the zone of the "
        "person, else the account's. How often that had to do is counted." },
    { "acceptance", "Acceptance",
        "ack=explicit, unless said: an answer that accepts. ack=close: also an incident that was "
        "resolved, at that time. ack=any: any human answer. The same data gives another time "
        "under each." },
    { "answer", "Answered and open",
        "A page without an answer is open for 30 minutes after it was created, and then counts as "
        "unanswered. In target is an acceptance within 5 minutes." },
    { "percentile", "Percentiles",
        "Nearest rank: of n values in order the one at n times p, rounded up. Percentiles and "
        "means of groups are never averaged." },
    { "unknown", "Unknown and left out",
        "Nothing to count from gives no value, never 0. Every number says how many things it is "
        "made from and how many its rule left out." },
    { "place", "Teams and organisation",
        "The team and the place in the organisation are those at the time of the page; hier=now "
        "takes everybody's place of today." },
    { "way", "Ways of notifying",
        "A page is of a channel, gateway, carrier or country when at least one attempt at it went "
        "that way, so it may be of several." },
};
/* clang-format on */
const size_t conventions_n = COUNT_OF(conventions);
