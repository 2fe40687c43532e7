// directory.mjs: 167,000 people from the platform: a whole sync, and the day after it, when a seventh of them is due.
import test from 'node:test';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { build, folder, program, run, upstream } from '../system/harness.mjs';
import { mib, perSecond, print, row, timed } from './table.mjs';

const made = join(build, 'bench', 'full-1');
const clock = '/usr/lib/x86_64-linux-gnu/faketime/libfaketime.so.1';
const last = (stderr) => JSON.parse(stderr.split('\n').filter((l) => l.startsWith('{')).at(-1));

test('directory', async (t) => {
  const dir = folder(t);
  if (!existsSync(join(made, 'truth.json')))
    timed(program('sim'), ['make', '--preset', 'full', '--seed', '1', '--days', '1', '--end', '2026-11-20', '--out', made]);
  const once = async (what, args = []) => {
    const up = await upstream(t, dir, made);
    const r = timed(program('cron'), ['directory', '--store', join(dir, 'store'), '--staging', join(dir, 'staging'), ...args], { env: up.env });
    await up.stop();
    const { people_listed, people_asked } = last(r.stderr);
    row(what, `${r.s.toFixed(2)} s, ${r.cpu.toFixed(2)} s of it ours, ${mib(r.mib)}`, `${perSecond(people_listed + people_asked, r.s)} people`);
  };
  await once('directory, everybody for the first time');
  await once('directory --full, everybody known', ['--full']);
  if (existsSync(clock)) {
    Object.assign(process.env, { LD_PRELOAD: clock, FAKETIME: '+1d', FAKETIME_DONT_FAKE_MONOTONIC: '1' });
    await once('directory, the day after: a seventh is due');
  } else {
    row('directory, the day after', 'not measured: faketime is not installed');
  }
  row('its segment', run('du', ['-h', join(dir, 'store', 'seg')]).stdout.split('\t')[0]);
  print();
});
