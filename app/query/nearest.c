#include "query/nearest.h"

#define WORD_MAX 40

static char lower(char c)
{
    return c >= 'A' && c <= 'Z' ? (char)(c + 32) : c;
}

static size_t least(size_t a, size_t b)
{
    return a < b ? a : b;
}

size_t word_distance(struct str a, struct str b)
{
    if (a.n > WORD_MAX || b.n > WORD_MAX)
        return SIZE_MAX;
    size_t cost[WORD_MAX + 1][WORD_MAX + 1];
    for (size_t i = 0; i <= a.n; i++) {
        for (size_t k = 0; k <= b.n; k++) {
            if (i == 0 || k == 0) {
                cost[i][k] = i + k;
                continue;
            }
            bool same = lower(a.p[i - 1]) == lower(b.p[k - 1]);
            size_t changed = cost[i - 1][k - 1] + !same;
            cost[i][k] = least(changed, least(cost[i - 1][k], cost[i][k - 1]) + 1);
            if (i > 1 && k > 1 && lower(a.p[i - 1]) == lower(b.p[k - 2]) &&
                lower(a.p[i - 2]) == lower(b.p[k - 1]))
                cost[i][k] = least(cost[i][k], cost[i - 2][k - 2] + 1);
        }
    }
    return cost[a.n][b.n];
}

struct nearest nearest_of(struct str to)
{
    /* One change in three letters, and always one: "tx" may be "tz", "abc" is not "sms". */
    return (struct nearest){.to = to, .distance = to.n / 3 + 1 + (to.n < 3)};
}

void nearest_offer(struct nearest *n, struct str word, struct str say)
{
    size_t d = word_distance(n->to, word);
    if (d >= n->distance || d >= word.n)
        return;
    n->distance = d;
    n->word = say;
}
