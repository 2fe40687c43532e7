/* company.h: the made-up company: people under seven levels of managers, teams with a rota, and
 * what is odd about them. "Served" is what the directory shows at the end of the data, which is all
 * it knows. */
#ifndef SIM_COMPANY_H
#define SIM_COMPANY_H

#include "sim/local.h"
#include "sim/params.h"
#include "sim/rand.h"

#define NOBODY UINT32_MAX
#define NO_TEAM UINT32_MAX
#define LEVELS 8 /* 7, and a few people deeper than any page shows */

struct person {
    struct str id, login, name, title;
    struct str old_login;                                 /* until renamed_at */
    struct str manager_id;                                /* as served; empty = null */
    int64_t renamed_at, deleted_at, moved_at, updated_at; /* UTC ms; 0 = never */
    uint32_t manager; /* who it really is: the one who is paged when the team is silent */
    uint32_t up;      /* the manager as served, loops cut; NOBODY */
    uint32_t team;    /* the served team with the smallest id; NO_TEAM */
    uint8_t zone;     /* where he lives */
    uint8_t rules;    /* which contact rules he set up */
    uint8_t level;    /* of a manager, 1 = top; 0 = manages nobody */
    bool zone_unknown, inactive, odd, manages;
};

struct member {
    uint32_t who;
    const char *role;
};

struct team {
    struct str id, name;
    uint32_t manager;
    uint32_t rota[16];
    unsigned rota_n;
    struct member *members; /* as served, without those who left */
    size_t members_n;
    int64_t delay_ms; /* until the next level is paged */
    double luck;      /* added to the share of accepted pages */
    uint8_t levels, zone;
    uint8_t lanes; /* rotas side by side: a busy team shares its incidents out */
    const char *kind;
};

struct plan {
    uint64_t seed;
    int64_t from, to; /* UTC ms, whole days */
    size_t people, teams;
    const struct preset *preset;
};

struct company {
    struct plan plan;
    struct local local;
    struct person *people;
    size_t people_n, managers_n;    /* managers come first, by level */
    size_t level_first[LEVELS + 2]; /* people of level k: [level_first[k], level_first[k + 1]) */
    struct str *outsiders; /* ids that the directory does not know; paged as people_n + i */
    size_t outsiders_n;
    struct team *teams; /* the operational ones first, by falling load */
    size_t teams_n, operational_n;
};

struct company company_of(struct arena *a, const struct plan *plan);
/* The id of a recipient, outsiders included. */
struct str company_id(const struct company *c, uint32_t who);
struct str company_login(struct arena *a, const struct company *c, uint32_t who, int64_t at);
/* Whether the directory shows this recipient. */
bool company_knows(const struct company *c, uint32_t who);
/* The zone as the directory has it; ZONE_NONE where it has none. */
uint8_t company_zone(const struct company *c, uint32_t who);
/* Whether the recipient is in that manager's part of the company as served: seven levels from the
 * top. */
bool company_under(const struct company *c, uint32_t who, uint32_t manager);

#endif
