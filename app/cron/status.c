#include "cron/status.h"

#include "api/status.h"
#include "cron/task.h"
#include "store/reader.h"

struct err status_run(struct task *t)
{
    AUTO(reader_done) struct reader *r = NULL;
    TRY(reader_open(&r, t->set.store.p));
    TRY(reader_refresh(r, NULL));
    struct snapshot *s = reader_current(r);
    const struct manifest *m = s ? snapshot_manifest(s) : NULL;
    (t->json.n ? status_json : status_text)(&t->text, m);
    return OK;
}
