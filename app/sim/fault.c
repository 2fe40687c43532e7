#include "sim/fault.h"

#include <stdio.h>
#include <stdlib.h>

#define STREAM_FAULTS 5

/* clang-format off */
const char *const fault_words[FAULT__N] = {
    [FAULT_NONE] = "", [FAULT_429] = "429", [FAULT_503] = "503",
    [FAULT_401_MID_POLL] = "401-mid-poll", [FAULT_HANG] = "hang",
    [FAULT_RESET_MID_STREAM] = "reset-mid-stream", [FAULT_TRUNCATED_FILE] = "truncated-file",
    [FAULT_TRUNCATED_STATE] = "truncated-state", [FAULT_HTML_200] = "html-200",
    [FAULT_WRONG_LENGTH] = "wrong-length", [FAULT_EXPIRED] = "expired", [FAULT_DRIP] = "drip",
    [FAULT_FOREIGN_REDIRECT] = "foreign-redirect", [FAULT_CURSOR_GONE] = "cursor-gone",
    [FAULT_MANAGERS_UNTOLD] = "managers-untold",
};

static const enum place places[FAULT__N] = {
    [FAULT_NONE] = PLACE__N,
    [FAULT_429] = PLACE_ANY, [FAULT_503] = PLACE_ANY, [FAULT_HANG] = PLACE_ANY,
    [FAULT_401_MID_POLL] = PLACE_POLL, [FAULT_TRUNCATED_STATE] = PLACE_REQUEST,
    [FAULT_RESET_MID_STREAM] = PLACE_DOWNLOAD, [FAULT_TRUNCATED_FILE] = PLACE_DOWNLOAD,
    [FAULT_HTML_200] = PLACE_DOWNLOAD, [FAULT_WRONG_LENGTH] = PLACE_DOWNLOAD,
    [FAULT_EXPIRED] = PLACE_DOWNLOAD, [FAULT_DRIP] = PLACE_DOWNLOAD,
    [FAULT_FOREIGN_REDIRECT] = PLACE_DOWNLOAD,
    [FAULT_CURSOR_GONE] = PLACE_CURSOR, [FAULT_MANAGERS_UNTOLD] = PLACE_PEOPLE,
};
/* clang-format on */

void faults_open(struct faults *f, uint64_t seed)
{
    *f = (struct faults){.dice = dice_of(seed, STREAM_FAULTS)};
    pthread_mutex_init(&f->lock, NULL);
}

static bool share_parse(struct str s, double *share)
{
    char text[24], *end;
    snprintf(text, sizeof text, "%.*s", STR_ARG(s));
    *share = strtod(text, &end);
    return s.n > 0 && s.n < sizeof text && *end == 0 && *share >= 0 && *share <= 1;
}

struct err faults_add(struct faults *f, struct str spec)
{
    struct str name, how, key, value;
    struct fault_plan plan = {.on = true, .share = 1};
    int64_t nth = 0;
    if (str_cut(spec, ':', &name, &how)) {
        bool known = str_cut(how, '=', &key, &value);
        if (known && str_eq(key, STR("p")))
            known = share_parse(value, &plan.share);
        else if (known && str_eq(key, STR("nth")))
            known = str_i64(value, &nth) && nth > 0;
        else
            known = false;
        if (!known)
            return err_of(
                ERR_USAGE, "--fault %.*s: not :p=0..1 or :nth=1..", STR_ARG(str_head(spec, 60)));
    }
    plan.nth = (uint64_t)nth;
    for (size_t i = 1; i < FAULT__N; i++)
        if (str_eq(name, str_of(fault_words[i]))) {
            f->plan[i] = plan;
            return OK;
        }
    return err_of(ERR_USAGE, "--fault %.*s: no such fault", STR_ARG(str_head(spec, 60)));
}

static bool due(struct faults *f, struct fault_plan *p)
{
    p->seen++;
    return p->nth ? p->seen == p->nth : dice_chance(&f->dice, p->share);
}

enum fault faults_due(struct faults *f, enum place place)
{
    enum fault strikes = FAULT_NONE;
    pthread_mutex_lock(&f->lock);
    for (size_t i = 1; i < FAULT__N; i++) {
        bool struck = f->plan[i].on && places[i] == place && due(f, &f->plan[i]);
        if (struck && strikes == FAULT_NONE)
            strikes = (enum fault)i;
    }
    pthread_mutex_unlock(&f->lock);
    return strikes;
}
