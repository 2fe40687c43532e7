/* report_page.h: the verb `report`: a page as one file, asked from the store as the web program
 * would, which need not be running. */
#ifndef CRON_REPORT_PAGE_H
#define CRON_REPORT_PAGE_H

#include "lib/err.h"

struct task;

MUST_USE struct err report_page_run(struct task *t);

#endif
