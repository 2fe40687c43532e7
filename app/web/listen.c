#include "web/listen.h"

#include "lib/file.h"

#include <errno.h>
#include <netdb.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#define UNIX_PREFIX "unix:"
#define SOCKET_TYPE (SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK)
#define HOST_MAX 128 /* bytes of "host:port" */

static const char *unix_path(const char *address)
{
    size_t n = sizeof UNIX_PREFIX - 1;
    return strncmp(address, UNIX_PREFIX, n) == 0 ? address + n : NULL;
}

/* Takes it out of the reach of AUTO. */
static int keep(int *fd)
{
    int kept = *fd;
    *fd = -1;
    return kept;
}

static struct err listen_on(int fd, const struct sockaddr *to, socklen_t n, const char *address)
{
    if (bind(fd, to, n) != 0)
        return errno == EADDRINUSE ? err_of(ERR_BUSY, "%s: in use", address)
                                   : err_errno("%s: bind", address);
    return listen(fd, LISTEN_BACKLOG) == 0 ? OK : err_errno("%s: listen", address);
}

/* A socket file outlives a killed program; it is ours to remove only when nobody answers behind it.
 */
static struct err unix_sweep(const struct sockaddr_un *to, const char *address)
{
    struct stat st;
    if (lstat(to->sun_path, &st) != 0)
        return OK;
    if (!S_ISSOCK(st.st_mode))
        return err_of(ERR_USAGE, "%s: is there and is not a socket", address);
    AUTO(fd_done) int fd = socket(AF_UNIX, SOCKET_TYPE, 0);
    if (fd < 0)
        return err_errno("%s: socket", address);
    if (connect(fd, (const struct sockaddr *)to, sizeof *to) == 0 || errno != ECONNREFUSED)
        return err_of(ERR_BUSY, "%s: in use", address);
    return unlink(to->sun_path) == 0 ? OK : err_errno("%s: unlink", address);
}

static struct err unix_open(const char *path, const char *address, int *out)
{
    struct sockaddr_un to = {.sun_family = AF_UNIX};
    if (*path == 0 || strlen(path) >= sizeof to.sun_path)
        return err_of(ERR_USAGE, "%s: a path of 1 to %zu bytes", address, sizeof to.sun_path - 1);
    memcpy(to.sun_path, path, strlen(path));
    TRY(unix_sweep(&to, address));
    AUTO(fd_done) int fd = socket(AF_UNIX, SOCKET_TYPE, 0);
    if (fd < 0)
        return err_errno("%s: socket", address);
    TRY(listen_on(fd, (const struct sockaddr *)&to, sizeof to, address));
    *out = keep(&fd);
    return OK;
}

static struct err tcp_open(const char *address, int *out)
{
    char host[HOST_MAX];
    struct addrinfo *found = NULL;
    const char *colon = strrchr(address, ':');
    if (!colon || colon == address || (size_t)(colon - address) >= sizeof host)
        return err_of(ERR_USAGE, "%.80s: neither unix:/path nor address:port", address);
    bool bracketed = address[0] == '[' && colon[-1] == ']';
    snprintf(
        host, sizeof host, "%.*s", (int)(colon - address) - 2 * bracketed, address + bracketed);
    const struct addrinfo hints = {
        .ai_flags = AI_NUMERICHOST | AI_NUMERICSERV | AI_PASSIVE, .ai_socktype = SOCK_STREAM};
    if (getaddrinfo(host, colon + 1, &hints, &found) != 0)
        return err_of(ERR_USAGE, "%.80s: neither unix:/path nor address:port", address);
    AUTO(fd_done) int fd = socket(found->ai_family, SOCKET_TYPE, 0);
    int one = 1;
    struct err e = OK;
    if (fd < 0 || setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &one, sizeof one) != 0)
        e = err_errno("%s: socket", address);
    if (e.code == ERR_OK)
        e = listen_on(fd, found->ai_addr, found->ai_addrlen, address);
    freeaddrinfo(found);
    TRY(e);
    *out = keep(&fd);
    return OK;
}

struct err listen_open(const char *address, int *fd)
{
    const char *path = unix_path(address);
    *fd = -1;
    return path ? unix_open(path, address, fd) : tcp_open(address, fd);
}

void listen_done(const char *address, int *fd)
{
    const char *path = unix_path(address);
    if (*fd >= 0 && path)
        unlink(path);
    fd_done(fd);
}
