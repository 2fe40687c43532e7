/* platform.h: the Report Export API as a function from a request to a reply; it sees no HTTP
 * library. */
#ifndef SIM_PLATFORM_H
#define SIM_PLATFORM_H

#include "sim/fault.h"
#include "sim/grant.h"
#include "sim/job.h"
#include "sim/listing.h"

#define LOOKUP_MAX 500
#define CHAIN_MAX 20 /* managers above one person */

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

struct call {
    struct arena *a;
    struct str method, path, query, body; /* the query is as it came, without the '?' */
    struct str authorization, range, if_range;
    bool foreign; /* it came to the other origin, which knows files only and asks for no token */
};

struct reply {
    int status;
    const char *type;
    struct str body;
    struct str etag, location; /* empty = absent */
    struct str content_range, allow;
    int64_t retry_s; /* Retry-After; -1 = absent */
    bool file;       /* the body is a stream of `conf` */
    struct stream_conf conf;
    int64_t length;    /* of the file as announced; -1 = unknown */
    int64_t skip;      /* bytes of the stream that are left out at its start */
    int64_t half_rows; /* where faults break it */
    bool ranges;       /* Accept-Ranges: bytes */
    enum fault fault;  /* struck; those of the wire are done by the server */
};

struct reply platform_answer(struct platform *p, const struct call *c);
/* "bytes=N-" of a file of n bytes: true when it names a part that is there. */
bool range_parse(struct str range, int64_t length, int64_t *from);

#endif
