#include "check.h"

#include "lib/arena.h"
#include "lib/file.h"
#include "web/listen.h"

#include <fcntl.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

static char dir[] = "/tmp/pagetrail-listen-XXXXXX";

static const char *at(struct arena *a, const char *name)
{
    return arena_fmt(a, "unix:%s/%s", dir, name).p;
}

TEST(a_socket_in_use_is_not_taken_over)
{
    AUTO(arena_done) struct arena a = arena_of(1 << 16);
    int first = -1, second = -1;
    CHECK_OK(listen_open(at(&a, "s"), &first));
    CHECK_ERR(listen_open(at(&a, "s"), &second), ERR_BUSY);
    CHECK_INT(second, -1);
    listen_done(at(&a, "s"), &first);
    CHECK_INT(access(at(&a, "s") + 5, F_OK), -1);
}

TEST(a_socket_that_a_dead_program_left_is_replaced)
{
    AUTO(arena_done) struct arena a = arena_of(1 << 16);
    int fd = -1;
    CHECK_OK(listen_open(at(&a, "left"), &fd));
    close(fd);
    CHECK_INT(access(at(&a, "left") + 5, F_OK), 0);
    CHECK_OK(listen_open(at(&a, "left"), &fd));
    listen_done(at(&a, "left"), &fd);
}

TEST(a_file_that_is_no_socket_is_left_alone)
{
    AUTO(arena_done) struct arena a = arena_of(1 << 16);
    int fd = -1;
    CHECK_OK(file_create(at(&a, "file") + 5, STR("precious")));
    CHECK_ERR(listen_open(at(&a, "file"), &fd), ERR_USAGE);
    CHECK_INT(unlink(at(&a, "file") + 5), 0);
}

TEST(a_tcp_port_is_taken_once)
{
    int fd = -1, other = -1;
    CHECK_OK(listen_open("127.0.0.1:0", &fd));
    CHECK(fcntl(fd, F_GETFL) & O_NONBLOCK);
    listen_done("127.0.0.1:0", &fd);
    CHECK_INT(fd, -1);
    CHECK_ERR(listen_open("192.0.2.1:1", &other), ERR_IO);
}

TEST(what_is_no_address_is_named)
{
    const char *const cases[] = {
        "",
        ":",
        ":80",
        "localhost:80",
        "127.0.0.1",
        "127.0.0.1:http",
        "unix:",
        "/run/web.sock",
        "unix:/a-path-that-is-longer-than-a-socket-can-be-named-which-has-room-for-one-hundred-and-"
        "seven-bytes-and-no-more",
    };
    for (EACH(i, cases)) {
        int fd = -1;
        struct err e = listen_open(cases[i], &fd);
        CHECK_INT(e.code, ERR_USAGE);
        CHECK_INT(fd, -1);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_socket_in_use_is_not_taken_over),
        cmocka_unit_test(a_socket_that_a_dead_program_left_is_replaced),
        cmocka_unit_test(a_file_that_is_no_socket_is_left_alone),
        cmocka_unit_test(a_tcp_port_is_taken_once),
        cmocka_unit_test(what_is_no_address_is_named),
    };
    if (!mkdtemp(dir))
        return 1;
    int failed = RUN(tests);
    rmdir(dir);
    return failed;
}
