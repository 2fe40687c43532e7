#include "store/words.h"

#include "lib/plain.h"
#include "store/varint.h"

#include <string.h>

/* A beginning that more keys have gets a row that holds all of their entries, so that a question
 * reads one row or a few: there are few such beginnings. */
#define KEYS_SCANNED 256
#define END_OF_PLAIN "\xf4\x8f\xbf\xbf" /* U+10FFFF, behind every letter */

/* Whether a byte is one of a letter's later ones. */
static bool is_inside(char c)
{
    return ((unsigned char)c & 0xc0) == 0x80;
}

/* A key is a word and its grade, which sorts before whatever letter follows. */
enum grade { GRADE_BEGINNING, GRADE_WORD, GRADE_NAME, GRADE__N };

struct words words_of(struct arena *a)
{
    return (struct words){.a = a, .keys = intern_of(a)};
}

/* At most WORD_BYTES_MAX bytes of it, no letter in parts. */
static struct str cut(struct str word)
{
    size_t n = word.n < WORD_BYTES_MAX ? word.n : WORD_BYTES_MAX;
    while (n < word.n && is_inside(word.p[n]))
        n--;
    return str_head(word, n);
}

static void put(struct words *w, struct str word, enum grade grade, uint32_t place)
{
    char key[WORD_BYTES_MAX + 1];
    word = cut(word);
    memcpy(key, word.p, word.n);
    key[word.n] = (char)grade;
    w->at = arena_room(w->a, w->at, sizeof *w->at, w->n, &w->cap);
    w->at[w->n++] = (struct word_place){intern_put(&w->keys, (struct str){key, word.n + 1}), place};
    w->places = place + 1;
}

void words_put(struct words *w, struct str plain, uint32_t place)
{
    struct str word;
    while (plain_word(&plain, &word))
        put(w, word, GRADE_WORD, place);
}

void words_put_name(struct words *w, struct str plain, uint32_t place)
{
    if (plain.n == 0)
        return;
    put(w, plain, GRADE_NAME, place);
    if (str_find(plain, ' ') < plain.n)
        words_put(w, plain, place);
}

/* Keys in order, and the places of each. */
struct writing {
    struct words *w;
    uint32_t *start, *place; /* by rank from 0 */
    uint64_t *bits;          /* of all places */
    int list;
    struct out blob;
    struct stmt q;
};

static void writing_done(struct writing *x)
{
    stmt_done(&x->q);
}

static size_t bits_words(size_t places)
{
    return places / 64 + 1;
}

static void sort_places(struct writing *x)
{
    struct words *w = x->w;
    intern_sort(&w->keys);
    x->start = NEW(w->a, uint32_t, w->keys.n + 3);
    x->place = NEW(w->a, uint32_t, w->n + 1);
    x->bits = NEW(w->a, uint64_t, bits_words(w->places));
    for (size_t i = 0; i < w->n; i++)
        x->start[intern_rank(&w->keys, w->at[i].key) + 1]++;
    for (size_t i = 2; i < w->keys.n + 2; i++)
        x->start[i + 1] += x->start[i];
    for (size_t i = 0; i < w->n; i++)
        x->place[x->start[intern_rank(&w->keys, w->at[i].key)]++] = w->at[i].place;
}

/* The entries of the keys from..to - 1, each once, as distances. */
static void write_row(struct writing *x, struct str word, enum grade grade, size_t from, size_t to)
{
    size_t words = bits_words(x->w->places), before = 0;
    for (uint32_t i = x->start[from]; i < x->start[to]; i++)
        x->bits[x->place[i] / 64] |= UINT64_C(1) << x->place[i] % 64;
    x->blob.n = 0;
    for (size_t i = 0; i < words; i++) {
        for (uint64_t left = x->bits[i]; left; left &= left - 1) {
            size_t place = i * 64 + (size_t)__builtin_ctzll(left);
            varint_put(&x->blob, place - before);
            before = place;
        }
        x->bits[i] = 0;
    }
    stmt_put_i64(&x->q, 1, x->list);
    stmt_put_text(&x->q, 2, word);
    stmt_put_i64(&x->q, 3, (int)grade);
    stmt_put_blob(&x->q, 4, out_done(&x->blob));
    stmt_again(&x->q);
}

static struct str key_at(const struct writing *x, size_t i)
{
    return intern_nth(&x->w->keys, i + 1);
}

static size_t shared(struct str a, struct str b)
{
    size_t n = 0;
    while (n < a.n && n < b.n && a.p[n] == b.p[n])
        n++;
    return n;
}

/* The first key behind `from` that does not begin as that one's n first bytes. */
static size_t end_of(const struct writing *x, size_t from, size_t n)
{
    struct str head = str_head(key_at(x, from), n);
    size_t low = from + 1, high = x->w->keys.n;
    while (low < high) {
        size_t mid = low + (high - low) / 2;
        if (str_starts(key_at(x, mid), head))
            low = mid + 1;
        else
            high = mid;
    }
    return low;
}

/* Rows come in the order of the table: a beginning before what begins so. */
static void write_beginnings(struct writing *x, size_t i)
{
    struct str key = key_at(x, i);
    size_t known = i ? shared(key_at(x, i - 1), key) : 0;
    for (size_t n = known + 1; n < key.n; n++) {
        if (is_inside(key.p[n]))
            continue;
        size_t end = end_of(x, i, n);
        if (end - i <= KEYS_SCANNED)
            break;
        write_row(x, str_head(key, n), GRADE_BEGINNING, i, end);
    }
}

struct err words_write(struct words *w, struct db *db, int list)
{
    AUTO(writing_done)
    struct writing x = {.w = w,
        .list = list,
        .blob = out_of(w->a),
        .q = stmt_of(db, "INSERT INTO word VALUES (?1, ?2, ?3, ?4)")};
    sort_places(&x);
    for (size_t i = 0; i < w->keys.n; i++) {
        struct str key = key_at(&x, i);
        write_beginnings(&x, i);
        write_row(&x, str_head(key, key.n - 1), (enum grade)key.p[key.n - 1], i, i + 1);
    }
    return err_at(stmt_end(&x.q), "words");
}

/* One question to one list. */
struct asking {
    struct db *db;
    int list;
    size_t places;
};

static bool add(const struct asking *x, struct str blob, uint64_t *bits)
{
    struct cursor c = cursor_of(blob);
    size_t place = 0;
    while (cursor_left(&c) && !c.bad) {
        place += varint_get(&c);
        if (place >= x->places)
            return false;
        bits[place / 64] |= UINT64_C(1) << place % 64;
    }
    return !c.bad;
}

static struct err add_all(const struct asking *x, struct stmt *q, uint64_t *bits, bool *found)
{
    bool sound = true;
    *found = false;
    while (sound && stmt_row(q)) {
        sound = add(x, stmt_col_blob(q, 0), bits);
        *found = true;
    }
    TRY(stmt_end(q));
    return sound ? OK : err_of(ERR_IO, "words: an entry that the list does not have");
}

/* Of grades low..high, exactly that text. */
static struct err add_text(
    const struct asking *x, struct str text, const enum grade grade[2], uint64_t *bits, bool *found)
{
    AUTO(stmt_done)
    struct stmt q = stmt_of(x->db, "SELECT places FROM word WHERE list = ?1 AND word = ?2"
                                   " AND grade BETWEEN ?3 AND ?4");
    stmt_put_i64(&q, 1, x->list);
    stmt_put_text(&q, 2, text);
    stmt_put_i64(&q, 3, (int)grade[0]);
    stmt_put_i64(&q, 4, (int)grade[1]);
    return add_all(x, &q, bits, found);
}

static struct err add_beginning(
    struct arena *a, const struct asking *x, struct str word, uint64_t *bits)
{
    static const enum grade beginning[2] = {GRADE_BEGINNING, GRADE_BEGINNING};
    bool found = false;
    TRY(add_text(x, word, beginning, bits, &found));
    if (found)
        return OK;
    AUTO(stmt_done)
    struct stmt q =
        stmt_of(x->db, "SELECT places FROM word WHERE list = ?1 AND word >= ?2 AND word < ?3");
    stmt_put_i64(&q, 1, x->list);
    stmt_put_text(&q, 2, word);
    stmt_put_text(&q, 3, arena_fmt(a, "%.*s" END_OF_PLAIN, STR_ARG(word)));
    return add_all(x, &q, bits, &found);
}

/* Keeps of the first those that the second has too. */
static void keep(uint64_t *bits, const uint64_t *of, size_t places)
{
    for (size_t i = 0; i < bits_words(places); i++)
        bits[i] &= of[i];
}

struct err words_find(
    struct arena *a, struct db *db, int list, struct str plain, size_t places, struct matches *out)
{
    static const enum grade words[2] = {GRADE_WORD, GRADE_NAME};
    static const enum grade name[2] = {GRADE_NAME, GRADE_NAME};
    const struct asking x = {db, list, places};
    size_t bytes = bits_words(places) * sizeof(uint64_t), n = 0;
    *out = (struct matches){NEW(a, uint64_t, bits_words(places)),
        NEW(a, uint64_t, bits_words(places)), NEW(a, uint64_t, bits_words(places)), places};
    bool found;
    struct str rest = plain, word;
    for (; plain_word(&rest, &word) && word.n <= WORD_BYTES_MAX; n++) {
        uint64_t *any = NEW(a, uint64_t, bits_words(places));
        uint64_t *whole = NEW(a, uint64_t, bits_words(places));
        TRY(add_beginning(a, &x, word, any));
        TRY(add_text(&x, word, words, whole, &found));
        if (n == 0) {
            memcpy(out->any, any, bytes);
            memcpy(out->whole, whole, bytes);
        }
        keep(out->any, any, places);
        keep(out->whole, whole, places);
    }
    if (n == 0 || n > FIND_WORDS_MAX || word.n) {
        *out = (struct matches){0};
        return OK;
    }
    TRY(add_text(&x, plain, name, out->named, &found));
    return OK;
}

size_t matches_count(const struct matches *m)
{
    size_t n = 0;
    for (size_t i = 0; m->places && i < bits_words(m->places); i++)
        n += (size_t)__builtin_popcountll(m->any[i]);
    return n;
}

/* The places of one round: the best first, each in one round alone. */
static uint64_t bits_of_round(const struct matches *m, size_t round, size_t i)
{
    uint64_t named = m->any[i] & m->named[i], whole = m->any[i] & m->whole[i] & ~named;
    return round == 0 ? named : round == 1 ? whole : m->any[i] & ~whole & ~named;
}

bool matches_next(const struct matches *m, size_t *step, int *round, size_t *place)
{
    size_t words = bits_words(m->places);
    while (m->places && *step < 3 * words * 64) {
        size_t at = *step / 64;
        uint64_t left = bits_of_round(m, at / words, at % words) >> *step % 64;
        if (left) {
            *step += (size_t)__builtin_ctzll(left);
            *place = *step % (words * 64);
            *round = (int)(at / words);
            ++*step;
            return true;
        }
        *step = (at + 1) * 64;
    }
    return false;
}
