#include "check.h"

#include "lib/jwt.h"

/* Made for these tests; nobody trusts them. */
/* clang-format off */
#define RSA_KEY \
    "-----BEGIN PRIVATE KEY-----\n" \
    "MIIEvQIBADANBgkqhkiG9w0BAQEFAASCBKcwggSjAgEAAoIBAQCcFob0LZhgFMn1\n" \
    "/FmMO68wKKMx/a83H7JfhFsqzDUvgx1pwXBcBdFBBtFW26eMDiDm9c7jXHxRem/J\n" \
    "0iNAgPn/vyzE5cn1vnGHj5lqNTBUShE1PTKijEhT65tUAFYkiVpPbjFILNQfBxZV\n" \
    "WuM/e0pyNTwlPSlHtDoJsXDrDuqKI/dTL6NVVSvsAxHLplTjYY+cuqqVoXBdLKcK\n" \
    "01lj17G9rUFEM3SYdM405sii/CrKAG5QmCe5xLbZ7DK9uUVwMZLFUYI2/iTo3Kfy\n" \
    "jUr6hnTcbQfLTudRTh6oTrjTgU3AYbxHDUlmg2pVnqffgE0uuj+eG4OQ89VDlTIu\n" \
    "4gFThoI7AgMBAAECggEANr9kCINxncnM6N3hXuGUWhT24NL1QSV6ACzBeWp1ATxA\n" \
    "9dYmnfBgbCmDBa83vlU6TyhKr87BwCZszWJKgRZ8GaspfcqHow1wbrb8fZc4Y2gz\n" \
    "TvQvLXp86AqMydLwZBJVPeUNnh4zLMrkl32wlZSeER8BAKLKNt9NOBcn3xq1Q0w7\n" \
    "7sv7VoeGr7Fwrg+9DHX3csZh8sW8zn131FCaC0C70nwQ3s8inHM8PT7HOM74ycYU\n" \
    "1GQ0iGCZcTv0RhuL1u40g5dxwPVxATYCcm0ievmz8cJHyFT7bK+A4RAY77cNenor\n" \
    "u6d3jYuRdAY2eH9DxQYazBCOKJOf8k61+CQNkQOgcQKBgQDNAjQqva2sguaoHcYX\n" \
    "f8dABTYouo1rRGkVUIZWJCtUlfWZsUyz1ZdN8zG/yJTZZVCleVKYQ7SZjab5Vd9w\n" \
    "RcjaS9s4t2X9IwORM0BiMU7PkESkoxSHqaXy814OM8jjpn3nclvxdf5Wm6+UB93A\n" \
    "CjddNz5UfUJqz7KbDlraeTYMqQKBgQDC6VVum7LMkDuf+e9lSi1tmNscCsToxgPV\n" \
    "9CmYCXwEvPv2nNL7CH5obgrTpX2mzcCELX3smjBkBJy9/NzDIUbFWc0BRbE8VcpC\n" \
    "L9HIXaJvyp+7z1CjgOm8zQpNomHV2q6KLuuY8cm/A4Sa2FE3glQW/6rJpzweM0My\n" \
    "yWqLdhTiQwKBgASDjuh+AqvwuelrtmfgDWAQfU/KQ8Df4bxxaHPPGhEjuCOpLroq\n" \
    "8sjpmOfTH8vlmi/6iuIFY52Z69pDlMbhEnoT/4CxMRKwyaxRx5Ih6c1SLOC/In2W\n" \
    "M6w0xZZkd4DjspP9BZ88bNw1U1lcDvrifrOTutCbbXHynskhOMjksFb5AoGBAJsE\n" \
    "bwEAbg0KLZHHe2HIxCalaqZ73i3vxv80KJyV9n/iOlbiVV54W+j8lDnOJggzHglC\n" \
    "ESPLYe86R9tGr+G1po6xJD39yr9cz/ciByvfZKCau73oXY8cqUmSnb4vBrbKLQUT\n" \
    "2icTLkxwJNfucXG/gtej0ZZ+Hm86gBh1Xvq6GFP3AoGAXAdLGDSn1WvVnTN3/rgs\n" \
    "Kk2OUenRUxa1MbVjkBBaKSXv/FGhxB1AWq/VDd8a6SVQng/kN7XIcvPzNIa+pG/n\n" \
    "Pf4qN/fdJgSnpycrVY2YSdgyeqjZ2G8p7SlgiiKhLUbc3ntHRoEL0hS7yAmVdCSc\n" \
    "WS0WiqkvM0v6dxUh4qRGzl8=\n" \
    "-----END PRIVATE KEY-----\n"
#define RSA_PUBLIC \
    "-----BEGIN PUBLIC KEY-----\n" \
    "MIIBIjANBgkqhkiG9w0BAQEFAAOCAQ8AMIIBCgKCAQEAnBaG9C2YYBTJ9fxZjDuv\n" \
    "MCijMf2vNx+yX4RbKsw1L4MdacFwXAXRQQbRVtunjA4g5vXO41x8UXpvydIjQID5\n" \
    "/78sxOXJ9b5xh4+ZajUwVEoRNT0yooxIU+ubVABWJIlaT24xSCzUHwcWVVrjP3tK\n" \
    "cjU8JT0pR7Q6CbFw6w7qiiP3Uy+jVVUr7AMRy6ZU42GPnLqqlaFwXSynCtNZY9ex\n" \
    "va1BRDN0mHTONObIovwqygBuUJgnucS22ewyvblFcDGSxVGCNv4k6Nyn8o1K+oZ0\n" \
    "3G0Hy07nUU4eqE6404FNwGG8Rw1JZoNqVZ6n34BNLro/nhuDkPPVQ5UyLuIBU4aC\n" \
    "OwIDAQAB\n" \
    "-----END PUBLIC KEY-----\n"
#define EC_KEY \
    "-----BEGIN EC PRIVATE KEY-----\n" \
    "MHcCAQEEIL0H20vD/S9js2k9W0N3peDJ0WtlBrIAU5ja/Bopd4EmoAoGCCqGSM49\n" \
    "AwEHoUQDQgAEJ6tTRVBEtRo51CSPvH5bqlWy4JQxMev9aIWOcVtIINWdzp6dSxLf\n" \
    "nTs+nIK5q4n4md/zr7db0C0FlvFD/MHNZg==\n" \
    "-----END EC PRIVATE KEY-----\n"
#define EC_PUBLIC \
    "-----BEGIN PUBLIC KEY-----\n" \
    "MFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAEJ6tTRVBEtRo51CSPvH5bqlWy4JQx\n" \
    "Mev9aIWOcVtIINWdzp6dSxLfnTs+nIK5q4n4md/zr7db0C0FlvFD/MHNZg==\n" \
    "-----END PUBLIC KEY-----\n"
/* clang-format on */

#define NOW INT64_C(1790000000)
#define SECRET "0123456789abcdef0123456789abcdef"

static const struct {
    struct str sign, check;
} keys[JWT__N] = {
    [JWT_HS256] = {{SECRET, 32}, {SECRET, 32}},
    [JWT_RS256] = {{RSA_KEY, sizeof RSA_KEY - 1}, {RSA_PUBLIC, sizeof RSA_PUBLIC - 1}},
    [JWT_ES256] = {{EC_KEY, sizeof EC_KEY - 1}, {EC_PUBLIC, sizeof EC_PUBLIC - 1}},
};

static struct jwt_claims claims(void)
{
    return (struct jwt_claims){
        STR("pagetrail"), STR("reader"), STR("reports"), STR("n1"), NOW, NOW + JWT_LIFE_S};
}

static struct jwt_expect expect(void)
{
    return (struct jwt_expect){STR("pagetrail"), STR("reports"), NOW, 0};
}

static struct str signed_by(struct arena *a, enum jwt_alg alg, struct jwt_claims c)
{
    struct str token = STR("");
    CHECK_OK(jwt_sign(a, alg, keys[alg].sign, &c, &token));
    return token;
}

TEST(what_is_signed_is_verified_by_every_algorithm)
{
    AUTO(arena_done) struct arena a = arena_of(1u << 20);
    for (enum jwt_alg alg = 0; alg < JWT__N; alg++) {
        struct jwt_expect x = expect();
        struct str sub = STR(""), token = signed_by(&a, alg, claims());
        CHECK_OK(jwt_verify(&a, token, alg, keys[alg].check, &x, &sub));
        CHECK_STR(sub, STR("reader"));
    }
}

TEST(a_token_of_another_algorithm_is_refused)
{
    AUTO(arena_done) struct arena a = arena_of(1u << 20);
    struct jwt_expect x = expect();
    struct jwt_claims c = claims();
    struct str sub, token;
    for (enum jwt_alg by = 0; by < JWT__N; by++)
        for (enum jwt_alg wanted = 0; wanted < JWT__N; wanted++)
            if (by != wanted)
                CHECK_ERR(jwt_verify(&a, signed_by(&a, by, claims()), wanted, keys[wanted].check,
                              &x, &sub),
                    ERR_DENIED);
    /* the public key, known to all, taken as a shared secret */
    CHECK_OK(jwt_sign(&a, JWT_HS256, keys[JWT_RS256].check, &c, &token));
    CHECK_ERR(jwt_verify(&a, token, JWT_RS256, keys[JWT_RS256].check, &x, &sub), ERR_DENIED);
}

/* {"alg":"none"} {"iss":"pagetrail","sub":"reader","aud":"reports","exp":1790000100} */
#define UNSIGNED                                                                                   \
    "eyJhbGciOiJub25lIn0.eyJpc3MiOiJwYWdldHJhaWwiLCJzdWIiOiJyZWFkZXIiLCJhdWQiOiJyZXBvcnRzIiwiZXhw" \
    "IjoxNzkwMDAwMTAwfQ."

TEST(a_token_without_a_good_signature_is_refused)
{
    AUTO(arena_done) struct arena a = arena_of(1u << 20);
    struct jwt_expect x = expect();
    struct str sub, token = signed_by(&a, JWT_HS256, claims());
    const struct str bad[] = {STR(""), STR("x"), STR("a.b.c"), STR(UNSIGNED),
        {token.p, token.n / 2}, {token.p, token.n - 4}, {"a\0b.c.d", 7}};
    for (EACH(i, bad))
        CHECK_ERR(jwt_verify(&a, bad[i], JWT_HS256, keys[JWT_HS256].check, &x, &sub), ERR_DENIED);
    CHECK_ERR(jwt_verify(&a, token, JWT_HS256, STR("another secret of 32 bytes......"), &x, &sub),
        ERR_DENIED);
}

TEST(no_key_is_never_taken_for_no_need_of_one)
{
    AUTO(arena_done) struct arena a = arena_of(1u << 20);
    struct jwt_expect x = expect();
    struct jwt_claims c = claims();
    struct str sub, token = signed_by(&a, JWT_HS256, claims());
    const struct str none[] = {{NULL, 0}, STR(""), STR("short")};
    for (EACH(i, none))
        for (enum jwt_alg alg = 0; alg < JWT__N; alg++) {
            struct str made;
            CHECK_ERR(jwt_verify(&a, token, alg, none[i], &x, &sub), ERR_USAGE);
            CHECK_ERR(jwt_sign(&a, alg, none[i], &c, &made), ERR_USAGE);
        }
    CHECK_ERR(jwt_sign(&a, JWT_RS256, STR("-----BEGIN ENCRYPTED PRIVATE KEY-----\n"), &c, &token),
        ERR_USAGE);
}

TEST(claims_that_do_not_fit_are_refused)
{
    AUTO(arena_done) struct arena a = arena_of(1u << 20);
    struct jwt_claims c[] = {claims(), claims(), claims(), claims(), claims()};
    c[0].issuer = STR("somebody");
    c[1].audience = STR("elsewhere");
    c[2].subject = STR("");
    c[3].expires = NOW;
    c[4].expires = NOW + JWT_LIFE_S + 1;
    for (EACH(i, c)) {
        struct jwt_expect x = expect();
        struct str sub;
        CHECK_ERR(jwt_verify(&a, signed_by(&a, JWT_HS256, c[i]), JWT_HS256, keys[JWT_HS256].check,
                      &x, &sub),
            ERR_DENIED);
    }
}

TEST(clocks_may_differ_by_the_skew_and_no_more)
{
    AUTO(arena_done) struct arena a = arena_of(1u << 20);
    const struct {
        int64_t expires;
        enum err_code want;
    } cases[] = {
        {NOW - 30, ERR_DENIED},
        {NOW - 29, ERR_OK},
        {NOW + JWT_LIFE_S + 30, ERR_OK},
        {NOW + JWT_LIFE_S + 31, ERR_DENIED},
    };
    for (EACH(i, cases)) {
        struct jwt_claims c = claims();
        struct jwt_expect x = expect();
        struct str sub;
        c.expires = cases[i].expires;
        x.skew = 30;
        CHECK_ERR(
            jwt_verify(&a, signed_by(&a, JWT_HS256, c), JWT_HS256, keys[JWT_HS256].check, &x, &sub),
            cases[i].want);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_is_signed_is_verified_by_every_algorithm),
        cmocka_unit_test(a_token_of_another_algorithm_is_refused),
        cmocka_unit_test(a_token_without_a_good_signature_is_refused),
        cmocka_unit_test(no_key_is_never_taken_for_no_need_of_one),
        cmocka_unit_test(claims_that_do_not_fit_are_refused),
        cmocka_unit_test(clocks_may_differ_by_the_skew_and_no_more),
    };
    return RUN(tests);
}
