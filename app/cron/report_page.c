#include "cron/report_page.h"

#include "cron/task.h"
#include "lib/file.h"
#include "store/reader.h"
#include "web/req.h"
#include "web/statics.h"

#include <string.h>

#define STYLE_FILE "pagetrail.css"
#define BUDGET_MS (10 * MINUTE_MS) /* nobody waits for it as for a page */

static struct err read_style(struct task *t, struct site *site)
{
    struct str path = arena_fmt(t->a, "%.*s/" STYLE_FILE, STR_ARG(t->set.statics));
    TRY(err_at(statics_prefix(t->a, t->set.statics.p, &site->statics), "--statics"));
    TRY(err_at(statics_build(t->a, site->statics, &site->build), "build"));
    TRY(err_at(file_read(t->a, path.p, STATICS_FILE_BYTES_MAX, &site->style), "--statics"));
    if (memmem(site->style.p, site->style.n, "</", 2))
        return err_of(ERR_USAGE, "--statics: %s is no style sheet", path.p);
    return OK;
}

static struct err check_options(const struct task *t)
{
    bool web = str_starts(t->base, STR("https://")) || str_starts(t->base, STR("http://"));
    if (t->url.n == 0 || t->out.n == 0)
        return err_of(ERR_USAGE, "report needs --url and --out");
    if (!str_starts(t->url, STR("/")))
        return err_of(ERR_USAGE, "--url: begins with /, as in /report/weekly?org=o12");
    if (t->base.n && (!web || str_ends(t->base, STR("/"))))
        return err_of(ERR_USAGE, "--base: https://host, without a / at its end");
    return OK;
}

static struct str header(const struct res *res, const char *name)
{
    for (size_t i = 0; i < res->headers; i++)
        if (str_eq(str_of(res->header[i].name), str_of(name)))
            return res->header[i].value;
    return STR("");
}

static void ask(struct site *site, struct arena *a, struct str url, struct res *res)
{
    struct req req = {.method = METHOD_GET};
    str_cut(url, '?', &req.raw_path, &req.query);
    req.path = req.raw_path;
    serve(site, a, &req, res);
}

static struct err refused(const struct res *res)
{
    static const struct {
        int status;
        enum err_code code;
    } codes[] = {{503, ERR_BUSY}, {404, ERR_MISSING}, {410, ERR_MISSING}};
    for (EACH(i, codes))
        if (codes[i].status == res->status)
            return err_of(codes[i].code, "--url: %.*s", STR_ARG(res->why));
    return err_of(ERR_USAGE, "--url: %.*s", STR_ARG(res->why));
}

static struct err write_page(struct task *t, struct site *site)
{
    struct res res;
    ask(site, t->a, t->url, &res);
    if (res.status == 302) /* to its canonical form, which is none */
        ask(site, t->a, header(&res, "Location"), &res);
    if (res.status != 200)
        return refused(&res);
    struct str page = out_done(&res.body);
    TRY(err_at(file_replace(t->out.p, page), "--out"));
    out_fmt(&t->text, "%.*s: %zu bytes of snapshot %.*s\n", STR_ARG(t->out), page.n,
        STR_ARG(header(&res, "X-Snapshot")));
    return OK;
}

struct err report_page_run(struct task *t)
{
    AUTO(reader_done) struct reader *r = NULL;
    AUTO(zone_set_done) struct zone_set *zones = NULL;
    struct site site = {.panel_budget_ms = BUDGET_MS, .alone = true, .base = t->base};
    TRY(check_options(t));
    TRY(read_style(t, &site));
    TRY(zone_set_open(&zones, t->set.zoneinfo.p));
    TRY(reader_open(&r, t->set.store.p));
    TRY(reader_refresh(r, NULL));
    site.reader = r;
    site.zones = zones;
    return write_page(t, &site);
}
