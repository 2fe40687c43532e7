#include "csv/marks.h"

#include <endian.h>
#include <string.h>

#define ALL(byte) (UINT64_C(0x0101010101010101) * (byte))

/* Bit i is set where byte i of the word is c. Exact: no carry leaves its byte. */
static uint64_t where(uint64_t word, unsigned char c)
{
    uint64_t x = word ^ ALL(c);
    uint64_t zero = ~(((x & ALL(0x7f)) + ALL(0x7f)) | x | ALL(0x7f)); /* 0x80 for each zero byte */
    return (zero >> 7) * UINT64_C(0x0102040810204080) >> 56;
}

void marks_portable(const char *p, size_t n, struct marks *out)
{
    for (size_t i = 0; i < n; i++, p += MARKS_BYTES) {
        struct marks m = {0};
        for (unsigned at = 0; at < MARKS_BYTES; at += 8) {
            uint64_t word;
            memcpy(&word, p + at, sizeof word);
            word = le64toh(word);
            m.quote |= where(word, '"') << at;
            m.comma |= where(word, ',') << at;
            m.lf |= where(word, '\n') << at;
            m.cr |= where(word, '\r') << at;
            m.nul |= where(word, '\0') << at;
        }
        out[i] = m;
    }
}

#if defined(__x86_64__)

#include <immintrin.h>

#define AVX2 __attribute__((target("avx2")))

AVX2 static inline uint64_t equal(__m256i low, __m256i high, char c)
{
    __m256i all = _mm256_set1_epi8(c);
    uint32_t l = (uint32_t)_mm256_movemask_epi8(_mm256_cmpeq_epi8(low, all));
    uint32_t h = (uint32_t)_mm256_movemask_epi8(_mm256_cmpeq_epi8(high, all));
    return (uint64_t)h << 32 | l;
}

AVX2 static void marks_avx2(const char *p, size_t n, struct marks *out)
{
    for (size_t i = 0; i < n; i++, p += MARKS_BYTES) {
        __m256i low = _mm256_loadu_si256((const __m256i_u *)p);
        __m256i high = _mm256_loadu_si256((const __m256i_u *)(p + 32));
        out[i] = (struct marks){
            .quote = equal(low, high, '"'),
            .comma = equal(low, high, ','),
            .lf = equal(low, high, '\n'),
            .cr = equal(low, high, '\r'),
            .nul = equal(low, high, '\0'),
        };
    }
}

marks_fn *marks_best(void)
{
    return __builtin_cpu_supports("avx2") ? marks_avx2 : marks_portable;
}

#else

marks_fn *marks_best(void)
{
    return marks_portable;
}

#endif
