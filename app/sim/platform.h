/* platform.h: the Report Export API as a function from a request to a reply; it sees no HTTP
 * library. */
#ifndef SIM_PLATFORM_H
#define SIM_PLATFORM_H

#include "sim/fault.h"
#include "sim/grant.h"
#include "sim/job.h"
#include "sim/listing.h"
#include "sim/reply.h"

struct platform {
    struct grants grants;
    struct jobs jobs;
    struct faults faults;
    struct listing users, teams, oncalls;
    bool has_oncalls;
    enum pack pack;
    int64_t as_of; /* UTC ms; INT64_MAX = no limit */
    int64_t rate;  /* requests a minute; 0 = any */
    size_t page_size;
    struct str base;    /* "http://127.0.0.1:8081", for links */
    struct str foreign; /* another origin, for the redirect fault; may be empty */
    pthread_mutex_t rate_lock;
    double rate_left;
    int64_t rate_at; /* ns, of the last look */
};

struct reply platform_answer(struct platform *p, const struct call *c);

#endif
