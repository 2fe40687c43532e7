/* params.h: the numbers that shape the simulated world, in one place; contact rules, words and
 * zones are tables where they are used. Shares are 0..1, times are in seconds unless the name says
 * otherwise, a rate says over what it is. */
#ifndef SIM_PARAMS_H
#define SIM_PARAMS_H

#include "lib/str.h"

/* The sizes a company is made in; the command line changes people, teams and days. */
struct preset {
    const char *name;
    size_t people, teams;
    int days;
    double incidents;     /* a day for each operational team */
    double announcements; /* attempts a day for each person that belong to no page-out */
    double step_row;      /* share of an attempt's passing states that have a row */
    double polls;         /* further rows of an attempt in such states, on average */
};

/* clang-format off */
static const struct preset presets[] = {
    /* name    people  teams  days  incidents  announcements  step_row  polls */
    { "demo",    3000,   200,   90,      6.50,         0.060,     0.03,  0.02 },
    { "full",  167000,  6500,  395,      3.30,         0.275,     0.95,  5.40 },
};

struct params {
    /* Teams */
    double operational_share;     /* of all teams, and at most this many: */
    size_t operational_max;
    double zipf;                  /* exponent of the teams' share of incidents */
    unsigned rota_min, rota_max;  /* people */
    double two_levels, three_levels; /* of the teams, and of those with more; the rest have four */
    /* People */
    double manager_share;         /* level-7 managers as a share of all people */
    double null_zone, leaver, renamed, inactive, mover;
    double near_manager;          /* live in the zone of their manager */
    unsigned loops, orphans, too_deep; /* managers in a loop, without a known manager, at level 8 */
    double hostile_name, hostile_title;
    /* Arrivals */
    double hour[24];              /* weight by local hour of the team */
    double weekend;               /* times the weight */
    double branching, decay;      /* children an incident has; mean delay of a child */
    double storms_a_month;
    unsigned storm_pages_min, storm_pages_max, storm_minutes_min, storm_minutes_max;
    unsigned storm_teams_min, storm_teams_max;
    double storm_slowdown;        /* times the answer time */
    /* Answers: what is left over is no response */
    double accepted, declined, forwarded, handed_up, commented, late, cleared, undelivered, other;
    double none_expected, night_loss, team_spread, auto_accept, untimed;
    double over_day;              /* answered after 24 to 36 hours */
    /* Answer time: log-normal, median and sigma */
    double awake_median, awake_sigma, away_median, away_sigma, asleep_median, asleep_sigma;
    double asleep_over_hour;      /* share of answers at night that take over an hour */
    double away_by_day, away_by_evening; /* share of people away in and out of business hours */
    /* Chain */
    unsigned delay_minutes[4];    /* a team has one of them */
    unsigned cycles_max;          /* of the whole policy */
    double broadcast, conference, signal, odd_purpose; /* shares of incidents */
    /* Messages that are not pages, as shares of incidents, and of teams a day */
    double status_update, resolve, cancel, reminder, test, verification;
    /* Delivery */
    double push_ok, email_ok, sms_ok, voice_human, voice_machine, voice_no_answer, voice_busy;
    double pending_forever, only_sent, unknown_state;
    double receipt_min, receipt_max, receipt_late; /* seconds, seconds, share late by up to 6 h */
    double outages_a_month;
    unsigned outage_minutes_min, outage_minutes_max;
    double outage_loss_min;       /* share of attempts lost in one; at most all */
    unsigned voice_per_15min, sms_per_15min; /* beyond them an attempt is throttled */
    double no_notification;       /* pages whose attempts are not in the export */
    double no_page_id;            /* attempts that do not name their page */
    double no_group, odd_group;   /* group empty; group in other case and with spaces */
    /* Dirt, as shares of rows */
    double twice, changed, broken, negative, outsider;
};

static const struct params params = {
    .operational_share = 0.6, .operational_max = 200, .zipf = 1.0, .rota_min = 4, .rota_max = 12,
    .two_levels = 0.6, .three_levels = 0.75,
    .manager_share = 0.06, .null_zone = 0.03, .leaver = 0.02, .renamed = 0.015, .inactive = 0.005,
    .mover = 0.01, .near_manager = 0.8, .loops = 3, .orphans = 4, .too_deep = 2,
    .hostile_name = 0.01, .hostile_title = 0.005,
    .hour = { 0.38, 0.36, 0.35, 0.35, 0.36, 0.40, 0.48, 0.60, 0.75, 0.90, 1.00, 0.98,
              0.85, 0.88, 0.98, 1.00, 0.97, 0.85, 0.70, 0.60, 0.52, 0.48, 0.44, 0.40 },
    .weekend = 0.5, .branching = 0.4, .decay = 600, .storms_a_month = 2,
    .storm_pages_min = 50, .storm_pages_max = 500, .storm_minutes_min = 30, .storm_minutes_max = 90,
    .storm_teams_min = 5, .storm_teams_max = 40, .storm_slowdown = 1.5,
    .accepted = 0.765, .declined = 0.04, .forwarded = 0.012, .handed_up = 0.008, .commented = 0.004,
    .late = 0.004, .cleared = 0.02, .undelivered = 0.03, .other = 0.002, .none_expected = 0.002,
    .night_loss = 0.08, .team_spread = 0.04, .auto_accept = 0.005, .untimed = 0.003,
    .over_day = 0.0005,
    .awake_median = 75, .awake_sigma = 1.1, .away_median = 360, .away_sigma = 1.0,
    .asleep_median = 420, .asleep_sigma = 1.2, .asleep_over_hour = 0.05,
    .away_by_day = 0.1, .away_by_evening = 0.4,
    .delay_minutes = { 5, 10, 15, 30 }, .cycles_max = 3,
    .broadcast = 0.01, .conference = 0.01, .signal = 0.01, .odd_purpose = 0.003,
    .status_update = 0.05, .resolve = 0.06, .cancel = 0.01, .reminder = 0.01, .test = 0.01,
    .verification = 0.005,
    .push_ok = 0.98, .email_ok = 0.993, .sms_ok = 0.97,
    .voice_human = 0.60, .voice_machine = 0.20, .voice_no_answer = 0.15, .voice_busy = 0.02,
    .pending_forever = 0.004, .only_sent = 0.02, .unknown_state = 0.004,
    .receipt_min = 2, .receipt_max = 20, .receipt_late = 0.01,
    .outages_a_month = 1, .outage_minutes_min = 10, .outage_minutes_max = 60,
    .outage_loss_min = 0.3,
    .voice_per_15min = 3, .sms_per_15min = 5,
    .no_notification = 0.03, .no_page_id = 0.2, .no_group = 0.02, .odd_group = 0.03,
    .twice = 0.005, .changed = 0.02, .broken = 0.001, .negative = 0.0005, .outsider = 0.01,
};
/* clang-format on */

#define SIM_PEOPLE_MIN 20
#define SIM_PEOPLE_MAX 400000 /* ids with leading zeros stay below the others */
#define SIM_TEAMS_MIN 2
#define SIM_TEAMS_MAX 9000 /* ids have four digits: the order of bytes is that of numbers */
#define SIM_DAYS_MAX 400
#define TRUTH_DAYS 90 /* the longest range that truth answers; older facts are let go */

#endif
