// uncached.mjs: asking the site for pages that no cache holds, timed by the program's own request log.
import { until } from '../system/harness.mjs';
import { quantile, row } from './table.mjs';

/** Asks each path once, so none is cached; the median in ms. */
export async function uncached(s, what, paths) {
  const log = () => s.web.log().split('\n').filter((l) => l.includes('"event":"request"')).map((l) => JSON.parse(l)).filter((l) => l.status === 200);
  const before = log().length;
  for (const path of paths) await (await s.get(path)).text();
  await until('the requests are in the log', () => log().length >= before + paths.length);
  const ms = log().slice(before).map((l) => l.ms).sort((a, b) => a - b);
  row(what, `p50 ${quantile(ms, 0.5).toFixed(2)} ms, p99 ${quantile(ms, 0.99).toFixed(2)} ms, n ${ms.length}`);
  return quantile(ms, 0.5);
}

/** The same number of days, begun a day earlier each time. */
export function shifted(made, n, days, more = '') {
  const date = (ms) => new Date(ms).toISOString().slice(0, 10);
  const end = Date.parse(`${made.end}T00:00:00Z`) - 86400e3;
  return Array.from({ length: n }, (_, i) => `/overview?${more}from=${date(end - (i + days) * 86400e3)}&to=${date(end - (i + 1) * 86400e3)}`);
}
