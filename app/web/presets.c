#include "web/presets.h"

#include "lib/file.h"
#include "lib/json.h"
#include "web/routes.h"

#define SLUG_MAX 40
#define TITLE_MAX 60
#define ABOUT_MAX 120

static bool is_slug(struct str s)
{
    for (size_t i = 0; i < s.n; i++)
        if (!(s.p[i] >= 'a' && s.p[i] <= 'z') && !(s.p[i] >= '0' && s.p[i] <= '9') && s.p[i] != '-')
            return false;
    return s.n > 0 && s.n <= SLUG_MAX;
}

/* Only a page, as it is asked for here and now: no snapshot, no table, no drawing. */
static struct err read_url(
    struct arena *a, struct zone_set *zones, struct str url, struct preset *p)
{
    struct str path, query;
    struct query parsed;
    bool bad = false;
    str_cut(url, '?', &path, &query);
    if (!place_parse(a, path, &p->place, &bad) || p->place.gen.n || p->place.format != FORMAT_HTML)
        return err_of(ERR_INPUT, "url: not the path of a page");
    const struct route *r = route_of_page(p->place.page);
    if (!r || !route_offers(r, &p->place))
        return err_of(ERR_INPUT, "url: there is no such page");
    query_parse(a, query, route_params(r, FORMAT_HTML), r->words, zones, &parsed);
    if (parsed.problems)
        return err_of(ERR_INPUT, "url: %.*s", STR_ARG(parsed.problem[0].message));
    p->filter = parsed.filter;
    return OK;
}

static struct err read_entry(
    struct arena *a, struct zone_set *zones, const struct json *entry, struct preset *p)
{
    struct str url = {0};
    TRY(json_get_text(entry, "slug", &p->slug));
    TRY(json_get_text(entry, "title", &p->title));
    TRY(json_get_text(entry, "about", &p->about));
    TRY(json_get_text(entry, "url", &url));
    if (!is_slug(p->slug))
        return err_of(ERR_INPUT, "slug: 1 to %d small letters, digits and -", SLUG_MAX);
    if (p->title.n == 0 || p->title.n > TITLE_MAX)
        return err_of(ERR_INPUT, "title: 1 to %d bytes", TITLE_MAX);
    if (p->about.n > ABOUT_MAX)
        return err_of(ERR_INPUT, "about: at most %d bytes", ABOUT_MAX);
    return read_url(a, zones, url, p);
}

static struct err read_list(
    struct arena *a, struct zone_set *zones, const struct json *list, struct presets *out)
{
    if (!list || list->kind != JSON_IS_LIST)
        return err_of(ERR_INPUT, "\"presets\" is not a list");
    if (list->n > PRESETS_MAX)
        return err_of(ERR_LIMIT, "more than %d presets", PRESETS_MAX);
    struct preset *preset = NEW(a, struct preset, list->n + 1);
    out->preset = preset;
    for (const struct json *entry = list->first; entry; entry = entry->next) {
        struct preset *p = &preset[out->n];
        TRY(err_at(read_entry(a, zones, entry, p), "entry %zu", out->n + 1));
        if (presets_find(out, p->slug))
            return err_of(
                ERR_INPUT, "entry %zu: slug: \"%.*s\" is taken", out->n + 1, STR_ARG(p->slug));
        out->n++;
    }
    return OK;
}

struct err presets_read(
    struct arena *a, struct str file, struct zone_set *zones, struct presets *out)
{
    struct json *json = NULL;
    *out = (struct presets){0};
    if (file.n == 0)
        return OK;
    TRY(err_at(file_read(a, file.p, PRESETS_BYTES_MAX, &out->text), "%s", file.p));
    TRY(err_at(json_read(a, out->text, &json), "%s", file.p));
    return err_at(read_list(a, zones, json_get(json, "presets"), out), "%s", file.p);
}

const struct preset *presets_find(const struct presets *p, struct str slug)
{
    for (size_t i = 0; i < p->n; i++)
        if (str_eq(p->preset[i].slug, slug))
            return &p->preset[i];
    return NULL;
}
