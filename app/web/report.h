/* report.h: the handler of /report/weekly, /report/handoff and /report/leadership. */
#ifndef WEB_REPORT_H
#define WEB_REPORT_H

#include "web/ask.h"

void page_report(struct ask *ask, struct res *res);

#endif
