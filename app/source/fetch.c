#include "source/fetch.h"

#include "lib/hash.h"
#include "lib/limits.h"

#define LOOKUP_IDS 500     /* ids in one lookup, as the platform takes them */
#define CURSOR_MAX 1024    /* bytes; escaped it still fits into a URL */
#define CURSORS_LOST_MAX 3 /* of one list; each begins it again */

bool fetch_has(const struct runs *set, struct str id)
{
    return runs_find(set, hash64(id)).n > 0;
}

void fetch_put(struct runs *set, struct str id, size_t row)
{
    struct run_of_rows *run = runs_take(set, hash64(id));
    run->first = (uint32_t)row;
    run->n = 1;
}

/* Each is asked for once. */
void fetch_want(struct fetch *f, struct str id)
{
    if (id.n == 0 || fetch_has(&f->asked, id))
        return;
    fetch_put(&f->asked, id, f->wanted.n);
    f->wanted.id = arena_room(f->a, f->wanted.id, sizeof id, f->wanted.n, &f->wanted.cap);
    f->wanted.id[f->wanted.n++] = texts_keep(&f->texts, id);
}

/* Somebody who is named, and of whom nothing is known. */
void fetch_want_named(struct fetch *f, struct str id)
{
    if (id.n == 0 || fetch_has(&f->known, id) || fetch_has(&f->served, id) ||
        fetch_has(&f->asked, id))
        return;
    f->counts->named++;
    fetch_want(f, id);
}

/* Ids and names without the blanks around them. */
struct err fetch_texts(
    struct fetch *f, const struct json *row, const struct text_field *fields, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        struct str text = STR("");
        TRY(json_get_text(row, fields[i].key, &text));
        text = str_head(str_trim(text), TEXT_MAX);
        *fields[i].out =
            fields[i].common ? texts_share(&f->texts, text) : texts_keep(&f->texts, text);
    }
    return OK;
}

struct err fetch_fits(const struct fetch *f)
{
    if (arena_left(f->a) >= f->least_left)
        return OK;
    return err_of(ERR_LIMIT, "more people, teams and duty than there is memory for");
}

static bool flag_of(const struct json *row, const char *key, bool fallback)
{
    const struct json *flag = json_get(row, key);
    return flag && flag->kind == JSON_IS_BOOL ? flag->i != 0 : fallback;
}

struct err fetch_time(const struct json *row, const char *key, int64_t *ms)
{
    struct str text = STR("");
    *ms = TIME_UNKNOWN;
    TRY(json_get_text(row, key, &text));
    if (text.n && !time_parse_rfc3339(text, ms))
        return err_of(ERR_INPUT, "%s: \"%.*s\" is not a time", key, STR_ARG(str_head(text, 40)));
    return OK;
}

struct err fetch_user(struct fetch *f, const struct json *row, struct roster_person *p)
{
    int64_t deleted_at = TIME_UNKNOWN;
    *p = (struct roster_person){.active = flag_of(row, "active", true)};
    const struct text_field fields[] = {{"id", &p->id, false}, {"login", &p->login, false},
        {"name", &p->name, false}, {"time_zone", &p->zone, true},
        {"manager_id", &p->manager_id, true}, {"title", &p->title, true}};
    TRY(fetch_texts(f, row, fields, COUNT_OF(fields)));
    TRY(fetch_time(row, "updated_at", &p->updated));
    TRY(fetch_time(row, "deleted_at", &deleted_at));
    p->manager_untold = json_get(row, "manager_id") == NULL;
    p->deleted = deleted_at != TIME_UNKNOWN;
    p->updated = p->deleted ? deleted_at : p->updated;
    return OK;
}

void fetch_put_user(struct fetch *f, const struct roster_person *p)
{
    struct roster *r = f->out;
    r->people = arena_room(f->a, r->people, sizeof *p, r->people_n, &f->people_cap);
    fetch_put(&f->served, p->id, r->people_n);
    r->people[r->people_n++] = *p;
    f->counts->deleted += p->deleted;
}

struct err fetch_take_user(struct fetch *f, const struct json *row)
{
    struct roster_person p;
    TRY(fetch_user(f, row, &p));
    if (p.id.n)
        fetch_put_user(f, &p);
    else
        f->counts->skipped++;
    return OK;
}

static struct err list_take(
    struct fetch *f, const struct json *answer, const char *name, row_taker *take)
{
    const struct json *list = json_get(answer, name);
    if (!list || list->kind != JSON_IS_LIST)
        return err_of(ERR_INPUT, "\"%s\": not a list", name);
    size_t i = 0;
    for (const struct json *row = list->first; row; row = row->next, i++) {
        if (row->kind != JSON_IS_OBJECT)
            return err_of(ERR_INPUT, "\"%s\": item %zu is not an object", name, i);
        TRY(err_at(take(f, row), "%s: item %zu", name, i));
        TRY(fetch_fits(f));
    }
    return OK;
}

/* One call. There may be many thousands, so that all together have a deadline, too. */
struct err fetch_ask(struct fetch *f, struct arena *page, struct str url, struct str body,
    const struct json **answer)
{
    if (f->api->world.tick_ms(f->api->world.self) >= f->until)
        return err_of(
            ERR_BUSY, "the directory did not come within %d minutes", (int)(FETCH_MS / MINUTE_MS));
    return api_json(f->api, page, url, body, answer);
}

/* One page of a list; *next is the cursor of the one after it, empty when that was the last. */
static struct err page_take(struct fetch *f, struct arena *page, struct str at, const char *name,
    row_taker *take, struct str *next)
{
    const struct json *answer = NULL;
    TRY(fetch_ask(f, page, at, STR(""), &answer));
    TRY(list_take(f, answer, name, take));
    TRY(json_get_text(answer, "next", next));
    if (next->n > CURSOR_MAX)
        return err_of(ERR_LIMIT, "next: %zu bytes, more than %d", next->n, CURSOR_MAX);
    return OK;
}

/* All pages of a list. `url` ends where "cursor=" goes. The list's name is that of the answer's
 * member. A cursor that is gone begins the list again: who comes twice is settled by the rules. */
struct err fetch_pages(struct fetch *f, struct str url, const char *name, row_taker *take)
{
    AUTO(arena_done) struct arena kept = arena_of(2 * CURSOR_MAX);
    AUTO(arena_done) struct arena page = arena_of(PAGE_ARENA);
    struct str cursor = STR("");
    for (int n = 0, lost = 0; n < DIRECTORY_PAGES_MAX; n++) {
        struct str next = STR(""), escaped = api_escape(&page, cursor);
        struct str at = arena_fmt(&page, "%.*scursor=%.*s", STR_ARG(url), STR_ARG(escaped));
        struct err e = page_take(f, &page, at, name, take, &next);
        bool gone = e.code == ERR_MISSING && cursor.n && lost++ < CURSORS_LOST_MAX;
        if (!gone)
            TRY(err_at(e, "%.*s", STR_ARG(at)));
        if (!gone && next.n == 0)
            return OK;
        if (!gone && str_eq(next, cursor))
            return err_of(ERR_INPUT, "%.*s: the next page is this one again", STR_ARG(at));
        arena_wipe(&kept);
        cursor = gone ? STR("") : arena_copy(&kept, next);
        arena_wipe(&page);
    }
    return err_of(ERR_LIMIT, "%s: more than %d pages", name, DIRECTORY_PAGES_MAX);
}

/* Asks for n that are wanted, from the one at `first`. */
static struct err lookup(struct fetch *f, struct arena *a, size_t first, size_t n)
{
    const struct json *answer = NULL;
    struct out body = out_of(a);
    struct json_out j = json_out_of(&body);
    json_begin_object(&j);
    json_key(&j, STR("ids"));
    json_begin_list(&j);
    for (size_t i = first; i < first + n; i++)
        json_text(&j, f->wanted.id[i]);
    json_end_list(&j);
    json_end_object(&j);
    TRY(fetch_ask(f, a, STR("/v1/users/lookup"), out_done(&body), &answer));
    return err_at(list_take(f, answer, "users", fetch_take_user), "/v1/users/lookup");
}

/* Asks for all that are wanted, and for the managers that the answers name, and so on upwards. */
static struct err lookups(struct fetch *f)
{
    AUTO(arena_done) struct arena a = arena_of(PAGE_ARENA);
    size_t first = 0, looked = 0;
    for (;;) {
        for (; looked < f->out->people_n; looked++)
            fetch_want_named(f, f->out->people[looked].manager_id);
        if (first == f->wanted.n)
            return OK;
        size_t left = f->wanted.n - first, n = left < LOOKUP_IDS ? left : LOOKUP_IDS;
        TRY(lookup(f, &a, first, n));
        arena_wipe(&a);
        first += n;
    }
}

/* Who was asked for and is not in any answer is gone, or was never there. */
static void bury(struct fetch *f)
{
    for (size_t i = 0; i < f->wanted.n; i++) {
        struct str id = f->wanted.id[i];
        if (fetch_has(&f->served, id))
            continue;
        if (fetch_has(&f->known, id))
            fetch_put_user(f, &(struct roster_person){.id = id, .deleted = true});
        else
            f->counts->unknown++;
    }
}

struct err fetch_wanted(struct fetch *f)
{
    TRY(lookups(f));
    bury(f);
    return OK;
}
