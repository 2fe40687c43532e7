/* web_site.h: a small store and a site on it, for tests of answers. */
#ifndef UNIT_WEB_SITE_H
#define UNIT_WEB_SITE_H

#include "record_kit.h"

#include "lib/file.h"
#include "lib/hash.h"
#include "lib/limits.h"
#include "query/preset.h"
#include "store/writer.h"
#include "web/req.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define THROUGH INT64_C(1795132800000) /* 2026-11-20T00:00:00Z */

static struct arena arena;
static struct site site;
static char store_path[64];

static struct record page_row(struct arena *a, int i)
{
    struct record r = {.row = (size_t)i + 1,
        .level = 1,
        .purpose = PURPOSE_INITIAL,
        .response = i % 2 ? RESPONSE_ACCEPTED : RESPONSE_NONE};
    r.text[TEXT_ID] = arena_fmt(a, "page%d", i);
    r.text[TEXT_INCIDENT] = arena_fmt(a, "inc%d", i);
    r.text[TEXT_RECIPIENT] = arena_fmt(a, "u%d", i % 3);
    r.text[TEXT_NAME] = STR("<script>alert(1)</script>");
    r.text[TEXT_TEAM] = i % 2 ? STR("ops") : STR("db");
    r.person = hash64(r.text[TEXT_RECIPIENT]);
    r.team = hash64(r.text[TEXT_TEAM]);
    r.when[WHEN_CREATED] = THROUGH - 2 * DAY_MS + i * 4 * HOUR_MS;
    r.when[WHEN_RESPONDED] = i % 2 ? r.when[WHEN_CREATED] + MINUTE_MS : TIME_UNKNOWN;
    r.when[WHEN_UPDATED] = r.when[WHEN_CREATED];
    return r;
}

/* Twelve pages over the last two days before THROUGH; even ones of team db unanswered, odd ones of
 * ops. */
static void publish_pages(void)
{
    AUTO(writer_done) struct writer *w = NULL;
    AUTO(arena_done) struct arena a = arena_of(ARENA_CAP_REQUEST);
    char staging[80];
    snprintf(staging, sizeof staging, "%s-staging", store_path);
    const struct writer_conf conf = {.store = store_path,
        .staging = staging,
        .store_bytes_max = STORE_BYTES_MAX,
        .makers = &kit_makers};
    CHECK_OK(writer_open(&w, FAMILY_PAGEOUTS, &conf));
    for (int i = 0; i < 12; i++) {
        struct record r = page_row(&a, i);
        CHECK_OK(kit_put(w, &r));
    }
    writer_cover(w, (struct span){THROUGH - 2 * DAY_MS, THROUGH});
    struct published done;
    const struct run run = {.verb = STR("ingest pageouts")};
    CHECK_OK(writer_publish(w, &run, &done));
    CHECK_INT(done.generation, 1);
}

static int site_open(void **state)
{
    (void)state;
    arena = arena_of(ARENA_CAP_REQUEST);
    snprintf(store_path, sizeof store_path, "/tmp/pagetrail-unit-XXXXXX");
    if (!mkdtemp(store_path))
        return 1;
    static const struct presets none = {0};
    site = (struct site){.build = STR("test"),
        .presets = &none,
        .statics = STR("/s/0123456789"),
        .panel_budget_ms = 2000,
        .allow_origin = STR("https://grafana.example")};
    CHECK_OK(zone_set_open(&site.zones, "/usr/share/zoneinfo"));
    CHECK_OK(reader_open(&site.reader, store_path));
    return 0;
}

static int site_done(void **state)
{
    (void)state;
    char command[160];
    reader_done(&site.reader);
    zone_set_done(&site.zones);
    arena_done(&arena);
    snprintf(command, sizeof command, "rm -rf %s %s-staging", store_path, store_path);
    return system(command); /* NOLINT(cert-env33-c): a path of ours */
}

static int site_with_pages(void **state)
{
    if (site_open(state) != 0)
        return 1;
    publish_pages();
    CHECK_OK(reader_refresh(site.reader, NULL));
    return reader_current(site.reader) == NULL;
}

static struct res ask_with(struct req req, const char *url)
{
    struct res res;
    str_cut(str_of(url), '?', &req.raw_path, &req.query);
    req.path = req.raw_path;
    serve(&site, &arena, &req, &res);
    return res;
}

static struct res get(const char *url)
{
    return ask_with((struct req){.method = METHOD_GET}, url);
}

static inline struct res post(const char *url, const char *body)
{
    return ask_with((struct req){.method = METHOD_POST, .body = str_of(body)}, url);
}

static struct str header_of(const struct res *res, const char *name)
{
    for (size_t i = 0; i < res->headers; i++)
        if (strcmp(res->header[i].name, name) == 0)
            return res->header[i].value;
    return STR("(none)");
}

static bool holds(const struct res *res, const char *text)
{
    struct str body = out_done(&res->body);
    return memmem(body.p, body.n, text, strlen(text)) != NULL;
}

#endif
