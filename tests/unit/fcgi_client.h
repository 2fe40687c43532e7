/* fcgi_client.h: the other side of a FastCGI connection, as nginx speaks it, in a few lines: one
 * request, no kept connection. */
#ifndef UNIT_FCGI_CLIENT_H
#define UNIT_FCGI_CLIENT_H

#include "lib/out.h"

#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

enum { RECORD_BEGIN = 1, RECORD_END = 3, RECORD_PARAMS = 4, RECORD_STDIN = 5, RECORD_STDOUT = 6 };

static inline void record(struct out *o, int type, struct str body)
{
    const unsigned char head[8] = {
        1, (unsigned char)type, 0, 1, (unsigned char)(body.n >> 8), (unsigned char)body.n, 0, 0};
    out_str(o, (struct str){(const char *)head, sizeof head});
    out_str(o, body);
}

static inline void pair(struct out *o, const char *name, const char *value)
{
    size_t n = strlen(value);
    out_char(o, (char)strlen(name));
    for (int shift = 24; shift >= 0; shift -= 8)
        out_char(o, (char)((n >> shift & 0xff) | (shift == 24 ? 0x80 : 0)));
    out_z(o, name);
    out_z(o, value);
}

/* `params` are name, value, ..., NULL. */
static inline struct str fcgi_request(struct arena *a, const char *const *params, struct str body)
{
    struct out all = out_of(a), pairs = out_of(a);
    record(&all, RECORD_BEGIN, (struct str){"\0\1\0\0\0\0\0\0", 8});
    for (; *params; params += 2)
        pair(&pairs, params[0], params[1]);
    record(&all, RECORD_PARAMS, out_done(&pairs));
    record(&all, RECORD_PARAMS, STR(""));
    for (; body.n; body = str_from(body, 32768))
        record(&all, RECORD_STDIN, str_head(body, 32768));
    record(&all, RECORD_STDIN, STR(""));
    return out_done(&all);
}

static inline int fcgi_connect(const char *path)
{
    struct sockaddr_un to = {.sun_family = AF_UNIX};
    int fd = socket(AF_UNIX, SOCK_STREAM, 0);
    strncpy(to.sun_path, path, sizeof to.sun_path - 1);
    CHECK_INT(connect(fd, (struct sockaddr *)&to, sizeof to), 0);
    return fd;
}

static inline void send_all(int fd, struct str s)
{
    while (s.n) {
        ssize_t n = write(fd, s.p, s.n);
        CHECK(n > 0);
        s = str_from(s, (size_t)n);
    }
}

static inline bool read_all(int fd, void *p, size_t n)
{
    for (size_t done = 0; done < n;) {
        ssize_t part = read(fd, (char *)p + done, n - done);
        if (part <= 0)
            return false;
        done += (size_t)part;
    }
    return true;
}

/* Headers and body as they came, to the end of the connection. */
static inline struct str fcgi_answer(struct arena *a, int fd)
{
    struct out o = out_of(a);
    unsigned char head[8];
    while (read_all(fd, head, sizeof head)) {
        size_t n = (size_t)head[4] << 8 | head[5], padding = head[6];
        char *p = arena_take(a, 1, n + padding + 1);
        CHECK(read_all(fd, p, n + padding));
        if (head[1] == RECORD_STDOUT)
            out_str(&o, (struct str){p, n});
    }
    return out_done(&o);
}

#endif
