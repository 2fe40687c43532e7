/* listen.h: an address in words to a listening socket. */
#ifndef WEB_LISTEN_H
#define WEB_LISTEN_H

#include "lib/err.h"

/* Connections that wait for a worker. Past it nginx is refused at once and answers from its cache
 * or by 503: a longer queue would only hold answers that nobody waits for any more. */
#define LISTEN_BACKLOG 64

/* "unix:/path" or "127.0.0.1:port" ("[::1]:port"; port 0 = any). Non-blocking: several processes
 * wait on it, one gets the connection. A socket file that nobody listens on any more is replaced,
 * one in use is ERR_BUSY. */
MUST_USE struct err listen_open(const char *address, int *fd);
/* Closes it, and removes the socket file of a "unix:" address. */
void listen_done(const char *address, int *fd);

#endif
