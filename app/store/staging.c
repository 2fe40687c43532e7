#include "store/staging.h"

#include "lib/file.h"
#include "lib/hash.h"
#include "store/varint.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <time.h>

#define BATCH_CAP (1u << 20) /* one record has at most TEXT__N texts of TEXT_MAX bytes */

static void dir_done(DIR **dir)
{
    if (*dir)
        closedir(*dir);
}

static bool is_leftover(DIR *dir, const char *name, struct str prefix)
{
    struct stat st;
    if (!str_starts(str_of(name), prefix))
        return false;
    if (fstatat(dirfd(dir), name, &st, AT_SYMLINK_NOFOLLOW) != 0 || !S_ISDIR(st.st_mode))
        return false;
    return time(NULL) - st.st_mtime > STAGING_GRACE_HOURS * INT64_C(3600);
}

static void sweep(struct arena *a, const char *parent, struct str prefix)
{
    AUTO(dir_done) DIR *dir = opendir(parent);
    if (!dir)
        return;
    for (struct dirent *entry; (entry = readdir(dir));)
        if (is_leftover(dir, entry->d_name, prefix))
            err_drop(dir_remove(arena_fmt(a, "%s/%s", parent, entry->d_name).p),
                "an old staging folder only takes room");
}

struct err staging_open(struct staging *s, struct arena *a, const char *parent, enum family f)
{
    *s = (struct staging){.a = a, .batch = arena_of(BATCH_CAP)};
    TRY(dir_make(parent));
    struct str prefix = arena_fmt(a, "%s-", family_words[f]);
    sweep(a, parent, prefix);
    const char *folder =
        arena_fmt(a, "%s/%.*s%.*s", parent, STR_ARG(prefix), STR_ARG(file_nonce(a))).p;
    if (mkdir(folder, 0700) != 0)
        return err_errno("%s: mkdir", folder);
    s->folder = folder;
    TRY(db_open_scratch(&s->db, staging_path(s, "staged.db")));
    TRY(db_run(&s->db,
        "CREATE TABLE staged (day INTEGER NOT NULL, key INTEGER NOT NULL, updated INTEGER NOT NULL,"
        " answered INTEGER NOT NULL, raw INTEGER NOT NULL, made INTEGER NOT NULL,"
        " body BLOB NOT NULL, PRIMARY KEY (day, key)) STRICT, WITHOUT ROWID"));
    return db_run(&s->db, "BEGIN"); /* never committed: nobody else reads it, and it ends with us */
}

void staging_done(struct staging *s)
{
    db_done(&s->db);
    if (s->folder)
        err_drop(dir_remove(s->folder), "a staging folder left behind is swept later");
    s->folder = NULL;
    arena_done(&s->batch);
}

const char *staging_path(struct staging *s, const char *name)
{
    return arena_fmt(s->a, "%s/%s", s->folder, name).p;
}

static void bind(struct stmt *q, const struct record *r, const struct version *v, struct str body)
{
    stmt_put_i64(q, 1, day_of(r->when[WHEN_CREATED]));
    stmt_put_i64(q, 2, hash64(r->text[TEXT_ID]));
    stmt_put_i64(q, 3, v->updated);
    stmt_put_i64(q, 4, v->answered);
    stmt_put_i64(q, 5, v->raw);
    stmt_put_i64(q, 6, v->made);
    stmt_put_blob(q, 7, body);
    stmt_again(q);
}

static struct err staged_version(struct staging *s, const struct record *r, struct version *out)
{
    AUTO(stmt_done)
    struct stmt q = stmt_of(&s->db, "SELECT updated, answered, raw, made, body FROM staged"
                                    " WHERE day = ?1 AND key = ?2");
    stmt_put_i64(&q, 1, day_of(r->when[WHEN_CREATED]));
    stmt_put_i64(&q, 2, hash64(r->text[TEXT_ID]));
    if (!stmt_row(&q))
        return q.e.code == ERR_OK ? err_of(ERR_IO, "staging: a row vanished") : stmt_end(&q);
    *out = (struct version){
        stmt_col_i64(&q, 0), stmt_col_i64(&q, 1), stmt_col_i64(&q, 2), stmt_col_i64(&q, 3)};
    struct cursor c = cursor_of(stmt_col_blob(&q, 4));
    struct str id = text_get(&c);
    if (!str_eq(id, r->text[TEXT_ID]))
        return err_of(ERR_INPUT, "two ids with one key: \"%.*s\" and \"%.*s\"",
            STR_ARG(str_head(id, ID_MAX)), STR_ARG(str_head(r->text[TEXT_ID], ID_MAX)));
    return stmt_end(&q);
}

struct err staging_put(
    struct staging *s, const struct record *r, const struct version *v, enum put *result)
{
    arena_wipe(&s->batch);
    struct out body = out_of(&s->batch);
    record_pack(r, &body);
    AUTO(stmt_done)
    struct stmt add =
        stmt_of(&s->db, "INSERT OR IGNORE INTO staged VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)");
    bind(&add, r, v, out_done(&body));
    TRY(stmt_end(&add));
    *result = PUT_NEW;
    if (db_changes(&s->db))
        return OK;
    struct version there;
    TRY(staged_version(s, r, &there));
    int c = version_cmp(v, &there);
    *result = c > 0 ? PUT_NEWER : c == 0 ? PUT_SAME : PUT_OLDER;
    if (c < 0 || version_same(v, &there))
        return OK;
    AUTO(stmt_done)
    struct stmt replace =
        stmt_of(&s->db, "REPLACE INTO staged VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)");
    bind(&replace, r, v, out_done(&body));
    return stmt_end(&replace);
}

struct err staging_days(struct staging *s, int32_t **days, size_t *n)
{
    AUTO(stmt_done) struct stmt count = stmt_of(&s->db, "SELECT count(DISTINCT day) FROM staged");
    size_t most = stmt_row(&count) ? (size_t)stmt_col_i64(&count, 0) : 0;
    TRY(stmt_end(&count));
    *days = NEW(s->a, int32_t, most + 1);
    *n = 0;
    AUTO(stmt_done) struct stmt q = stmt_of(&s->db, "SELECT DISTINCT day FROM staged ORDER BY day");
    while (*n < most && stmt_row(&q))
        (*days)[(*n)++] = stmt_col_i32(&q, 0);
    return stmt_end(&q);
}
