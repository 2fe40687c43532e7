// table.mjs: what every part of the bench shares: rows of a table, timed runs, quantiles. Absolute times say
// something about the machine, ratios about the program: each row that can have one is set against a peer.
import { spawnSync } from 'node:child_process';

const table = [];
export const row = (what, value, against = '') => table.push([what, value, against]);
/** To stderr: stdout is the test runner's. */
export const print = () => {
  for (const [what, value, against] of table) console.error(`${what.padEnd(66)} ${value.padEnd(44)} ${against}`.trimEnd());
};

export const quantile = (sorted, p) => sorted[Math.max(0, Math.ceil(p * sorted.length) - 1)];

/** Runs a program to its end under time(1): seconds of wall clock and the most memory it held, in MiB. */
export function timed(file, args, { env = {}, input, allow = [0] } = {}) {
  const r = spawnSync('time', ['-f', '@ %e %U %S %M', file, ...args], { env: { ...process.env, ...env }, input, encoding: 'utf8', maxBuffer: 64 << 20 });
  if (r.error) throw r.error;
  if (!allow.includes(r.status)) throw new Error(`${file} ${args.join(' ')}: exit status ${r.status}\n${r.stderr}`);
  const [s, user, sys, kb] = r.stderr.match(/^@ ([\d.]+) ([\d.]+) ([\d.]+) (\d+)$/m).slice(1).map(Number);
  return { s, cpu: user + sys, mib: kb / 1024, stdout: r.stdout, stderr: r.stderr };
}

export const times = (a, b) => `${(a / b).toFixed(2)} x`;
export const perSecond = (n, s) => `${Math.round(n / s).toLocaleString('en')}/s`;
export const mib = (n) => `${n.toFixed(0)} MiB`;
