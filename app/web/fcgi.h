/* fcgi.h: FastCGI requests from a listening socket and answers to them, by libfcgi, seen in fcgi.c
 * alone. One connection carries one request: a worker that kept connections would serve nobody else
 * meanwhile. */
#ifndef WEB_FCGI_H
#define WEB_FCGI_H

#include "web/req.h"

struct fcgi;

/* `listening` is non-blocking and stays the caller's. Lives as long as `a`. */
MUST_USE struct err fcgi_open(struct arena *a, int listening, struct fcgi **out);
/* Accepts and reads one request into `a`. *got is false when there was none after all: another
 * process took it, or the other side went away. Blocks while the other side is slow to send: set an
 * alarm. */
MUST_USE struct err fcgi_accept(struct fcgi *f, struct arena *a, struct req *req, bool *got);
/* Writes the answer, ends the request and closes. Gives the body's bytes written; the other side's
 * going away is not an error of ours. */
size_t fcgi_reply(struct fcgi *f, const struct req *req, const struct res *res);

#endif
