/* pick.h: the facts that are inside a filter, and what became of a page by each rule of which
 * answers count as acceptance. */
#ifndef SIM_PICK_H
#define SIM_PICK_H

#include "sim/facts.h"

#define PICK_VALUES_MAX 4
#define TARGET_MS (5 * 60 * INT64_C(1000))
#define WINDOW_MS (30 * 60 * INT64_C(1000))

enum end {
    END_IN_TARGET,
    END_LATE,
    END_UNTIMED,
    END_DECLINED,
    END_NOBODY,
    END_UNDELIVERED,
    END_CLEARED,
    END_OPEN,
    END__N
};
extern const char *const end_words[END__N];

/* Acceptance is the word itself; or a page that cleared counts too; or any human answer does. */
enum ack_rule { ACK_EXPLICIT, ACK_CLOSE, ACK_ANY, ACK__N };
extern const char *const ack_words[ACK__N];

enum class { CLASS_BUSINESS, CLASS_OFF, CLASS_SLEEP, CLASS__N };
extern const char *const class_words[CLASS__N];
enum class class_of(int hour_of_week);

struct filter {
    int days;         /* the range: whole UTC days up to the end of the data */
    int64_t from, to; /* or this one, UTC ms, when days is 0 */
    uint32_t org[PICK_VALUES_MAX], team[PICK_VALUES_MAX], person[PICK_VALUES_MAX];
    enum medium medium[PICK_VALUES_MAX];
    size_t org_n, team_n, person_n, medium_n;
    unsigned urgencies, ends, levels, classes, whys;    /* bits; 0 = any */
    const char *gateway, *carrier, *country, *provider; /* NULL = any */
    const char *source, *text;
    enum ack_rule ack;
    uint8_t zone; /* that the range's days are of, when days is 0 */
};

#define URGENCY_HIGH 1u
#define URGENCY_LOW 2u

struct picked {
    const struct facts *facts;
    const struct filter *filter;
    const struct page_fact **pages; /* ascending by creation, like attempts */
    const struct attempt_fact **attempts;
    size_t pages_n, attempts_n; /* of pages; the other purposes: */
    size_t not_pages[WHY__N], attempts_not_pages;
};

struct picked pick(struct arena *a, const struct facts *f, const struct filter *q);
bool page_accepted(const struct page_fact *p, enum ack_rule rule);
/* Time to acceptance, to a human answer; -1 where there is none or its time is unknown or before
 * the page. */
int64_t page_ack_ms(const struct page_fact *p, enum ack_rule rule);
int64_t page_answer_ms(const struct page_fact *p);
enum end page_end(const struct page_fact *p, enum ack_rule rule, int64_t through);

#endif
