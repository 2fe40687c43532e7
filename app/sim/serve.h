/* serve.h: `pagetrail-sim serve`: the platform on a socket, by libmicrohttpd, seen in serve.c
 * alone. */
#ifndef SIM_SERVE_H
#define SIM_SERVE_H

#include "sim/platform.h"

struct serve_conf {
    const char *listen;         /* "127.0.0.1:8081"; port 0 = any */
    const char *foreign_listen; /* the other origin; NULL = none */
};

/* Serves until SIGTERM or SIGINT. Prints "listening http://ADDRESS:PORT", and "foreign http://..."
 * where there is one, each a line. */
MUST_USE struct err serve_upstream(struct platform *p, const struct serve_conf *conf);

#endif
