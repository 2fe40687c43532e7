#include "check.h"

#include "lib/file.h"
#include "lib/out.h"
#include "source/unpack.h"

#include <fcntl.h>
#include <stdio.h>
#include <unistd.h>

#define PLAIN "a,b\n1,2\n"
/* clang-format off */
static const char gzip[] =
    "\x1f\x8b\x08\x00\x00\x00\x00\x00\x02\x03\x4b\xd4\x49\xe2\x32\xd4\x31\xe2\x02\x00"
    "\x7b\x07\x97\x0a\x08\x00\x00\x00";
static const char zip_one[] = /* in a folder */
    "\x50\x4b\x03\x04\x14\x00\x00\x00\x08\x00\x00\x00\x21\x5c\x00\x00\x00\x00\x02\x00"
    "\x00\x00\x00\x00\x00\x00\x02\x00\x00\x00\x78\x2f\x03\x00\x50\x4b\x03\x04\x14\x00"
    "\x00\x00\x08\x00\x00\x00\x21\x5c\x7b\x07\x97\x0a\x0a\x00\x00\x00\x08\x00\x00\x00"
    "\x07\x00\x00\x00\x78\x2f\x78\x2e\x63\x73\x76\x4b\xd4\x49\xe2\x32\xd4\x31\xe2\x02"
    "\x00\x50\x4b\x01\x02\x14\x03\x14\x00\x00\x00\x08\x00\x00\x00\x21\x5c\x00\x00\x00"
    "\x00\x02\x00\x00\x00\x00\x00\x00\x00\x02\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00"
    "\x00\x80\x01\x00\x00\x00\x00\x78\x2f\x50\x4b\x01\x02\x14\x03\x14\x00\x00\x00\x08"
    "\x00\x00\x00\x21\x5c\x7b\x07\x97\x0a\x0a\x00\x00\x00\x08\x00\x00\x00\x07\x00\x00"
    "\x00\x00\x00\x00\x00\x00\x00\x00\x00\x80\x01\x22\x00\x00\x00\x78\x2f\x78\x2e\x63"
    "\x73\x76\x50\x4b\x05\x06\x00\x00\x00\x00\x02\x00\x02\x00\x65\x00\x00\x00\x51\x00"
    "\x00\x00\x00\x00";
static const char zip_two[] =
    "\x50\x4b\x03\x04\x14\x00\x00\x00\x08\x00\x00\x00\x21\x5c\x7b\x07\x97\x0a\x0a\x00"
    "\x00\x00\x08\x00\x00\x00\x05\x00\x00\x00\x78\x2e\x63\x73\x76\x4b\xd4\x49\xe2\x32"
    "\xd4\x31\xe2\x02\x00\x50\x4b\x03\x04\x14\x00\x00\x00\x08\x00\x00\x00\x21\x5c\x7b"
    "\x07\x97\x0a\x0a\x00\x00\x00\x08\x00\x00\x00\x05\x00\x00\x00\x79\x2e\x63\x73\x76"
    "\x4b\xd4\x49\xe2\x32\xd4\x31\xe2\x02\x00\x50\x4b\x01\x02\x14\x03\x14\x00\x00\x00"
    "\x08\x00\x00\x00\x21\x5c\x7b\x07\x97\x0a\x0a\x00\x00\x00\x08\x00\x00\x00\x05\x00"
    "\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x80\x01\x00\x00\x00\x00\x78\x2e\x63\x73"
    "\x76\x50\x4b\x01\x02\x14\x03\x14\x00\x00\x00\x08\x00\x00\x00\x21\x5c\x7b\x07\x97"
    "\x0a\x0a\x00\x00\x00\x08\x00\x00\x00\x05\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00"
    "\x00\x80\x01\x2d\x00\x00\x00\x79\x2e\x63\x73\x76\x50\x4b\x05\x06\x00\x00\x00\x00"
    "\x02\x00\x02\x00\x66\x00\x00\x00\x5a\x00\x00\x00\x00\x00";
static const char zip_none[] =
    "\x50\x4b\x05\x06\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00"
    "\x00\x00";
/* clang-format on */
#define BYTES(array) ((struct str){(array), sizeof(array) - 1})

/* Little room, so that bytes come in pieces. */
struct gathered {
    char room[7];
    struct out o;
};

static struct sink_room gather_room(void *self)
{
    struct gathered *g = self;
    return (struct sink_room){g->room, sizeof g->room};
}

static struct err gather(void *self, size_t n)
{
    struct gathered *g = self;
    out_str(&g->o, (struct str){g->room, n});
    return OK;
}

static struct err refuse(void *self __attribute__((unused)), size_t n __attribute__((unused)))
{
    return err_of(ERR_DENIED, "no");
}

/* A file without a name that holds these bytes, read from its start. */
static int file_of(struct str bytes)
{
    int fd = open("/tmp", O_TMPFILE | O_RDWR | O_CLOEXEC, 0600);
    CHECK(fd >= 0);
    CHECK_INT(pwrite(fd, bytes.p, bytes.n, 0), bytes.n);
    return fd;
}

static struct err unpacked(struct str bytes, struct out *o)
{
    AUTO(fd_done) int fd = file_of(bytes);
    struct gathered g = {.o = *o};
    struct err e = unpack_fd(fd, (struct sink){gather_room, gather, &g});
    *o = g.o;
    return e;
}

TEST(what_is_packed_comes_out_as_it_was)
{
    AUTO(arena_done) struct arena a = arena_of(1u << 20);
    const struct {
        struct str in;
        enum packing packing;
    } cases[] = {
        {STR(PLAIN), PACKED_PLAIN}, {BYTES(gzip), PACKED_GZIP}, {BYTES(zip_one), PACKED_ZIP}};
    for (EACH(i, cases)) {
        struct out o = out_of(&a);
        CHECK_INT(packing_of(cases[i].in), cases[i].packing);
        CHECK_OK(unpacked(cases[i].in, &o));
        CHECK_STR(out_done(&o), STR(PLAIN));
    }
}

TEST(an_empty_file_is_plain_and_gives_nothing)
{
    AUTO(arena_done) struct arena a = arena_of(1u << 20);
    struct out o = out_of(&a);
    CHECK_OK(unpacked(STR(""), &o));
    CHECK_INT(out_done(&o).n, 0);
}

TEST(gzip_files_that_were_joined_are_read_to_the_end)
{
    AUTO(arena_done) struct arena a = arena_of(1u << 20);
    struct out two = out_of(&a), o = out_of(&a);
    out_str(&two, BYTES(gzip));
    out_str(&two, BYTES(gzip));
    CHECK_OK(unpacked(out_done(&two), &o));
    CHECK_STR(out_done(&o), STR(PLAIN PLAIN));
}

TEST(a_cut_gzip_is_refused_wherever_it_is_cut)
{
    AUTO(arena_done) struct arena a = arena_of(1u << 20);
    for (size_t n = 2; n < sizeof gzip - 1; n++) {
        struct out o = out_of(&a);
        CHECK_ERR(unpacked(str_head(BYTES(gzip), n), &o), ERR_INPUT);
    }
}

/* A bit that pads the last byte of the data means nothing: what comes out is then right. */
TEST(a_damaged_gzip_is_refused_or_harmless_whichever_byte_is_wrong)
{
    AUTO(arena_done) struct arena a = arena_of(1u << 20);
    for (size_t i = 10; i < sizeof gzip - 1; i++) { /* the header's flags apart */
        struct str bad = arena_copy(&a, BYTES(gzip));
        char *p = NEW(&a, char, bad.n);
        for (size_t k = 0; k < bad.n; k++)
            p[k] = (char)(bad.p[k] ^ (k == i ? 0x10 : 0));
        struct out o = out_of(&a);
        struct err e = unpacked((struct str){p, bad.n}, &o);
        CHECK(e.code == ERR_INPUT || (e.code == ERR_OK && str_eq(out_done(&o), STR(PLAIN))));
    }
}

TEST(a_zip_holds_exactly_one_file_and_all_of_it)
{
    AUTO(arena_done) struct arena a = arena_of(1u << 20);
    struct out o = out_of(&a);
    CHECK_ERR(unpacked(BYTES(zip_two), &o), ERR_INPUT);
    CHECK_ERR(unpacked(BYTES(zip_none), &o), ERR_INPUT);
    CHECK_ERR(unpacked(str_head(BYTES(zip_one), 70), &o), ERR_INPUT);
}

TEST(a_pipe_gives_plain_and_gzip_but_no_zip)
{
    AUTO(arena_done) struct arena a = arena_of(1u << 20);
    const struct {
        struct str in;
        enum err_code want;
    } cases[] = {{STR(PLAIN), ERR_OK}, {BYTES(gzip), ERR_OK}, {BYTES(zip_one), ERR_INPUT}};
    for (EACH(i, cases)) {
        int ends[2];
        struct gathered g = {.o = out_of(&a)};
        CHECK_INT(pipe(ends), 0);
        CHECK_INT(write(ends[1], cases[i].in.p, cases[i].in.n), cases[i].in.n);
        close(ends[1]);
        CHECK_ERR(unpack_fd(ends[0], (struct sink){gather_room, gather, &g}), cases[i].want);
        close(ends[0]);
    }
}

/* 80 MiB of zeros, packed by the real gzip: more than a thousand times smaller. */
TEST(a_bomb_is_refused)
{
    AUTO(arena_done) struct arena a = arena_of(256u << 20);
    struct gathered g = {.o = out_of(&a)};
    FILE *p =
        popen("head -c 83886080 /dev/zero | gzip", "r"); /* NOLINT(cert-env33-c): a constant */
    CHECK(p);
    CHECK_ERR(unpack_fd(fileno(p), (struct sink){gather_room, gather, &g}), ERR_LIMIT);
    pclose(p);
}

TEST(an_error_of_the_sink_comes_back)
{
    AUTO(fd_done) int fd = file_of(BYTES(gzip));
    struct gathered g = {0};
    CHECK_ERR(unpack_fd(fd, (struct sink){gather_room, refuse, &g}), ERR_DENIED);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_is_packed_comes_out_as_it_was),
        cmocka_unit_test(an_empty_file_is_plain_and_gives_nothing),
        cmocka_unit_test(gzip_files_that_were_joined_are_read_to_the_end),
        cmocka_unit_test(a_cut_gzip_is_refused_wherever_it_is_cut),
        cmocka_unit_test(a_damaged_gzip_is_refused_or_harmless_whichever_byte_is_wrong),
        cmocka_unit_test(a_zip_holds_exactly_one_file_and_all_of_it),
        cmocka_unit_test(a_pipe_gives_plain_and_gzip_but_no_zip),
        cmocka_unit_test(a_bomb_is_refused),
        cmocka_unit_test(an_error_of_the_sink_comes_back),
    };
    return RUN(tests);
}
