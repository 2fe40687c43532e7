// A platform that fails in two or three ways at once: every import ends with the right exit status and with all or
// nothing of its rows, and once the platform is well the store holds what it always would have.
import test from 'node:test';
import assert from 'node:assert/strict';
import { ALL, Change, checkServed, cron, dice, exports, held, strike } from './kit.mjs';
import { folder, upstream } from '../system/harness.mjs';

const FAULTS = ['429', '503', '401-mid-poll', 'hang', 'reset-mid-stream', 'truncated-file', 'truncated-state', 'html-200', 'wrong-length', 'expired', 'drip'];
const ROUNDS = ALL ? 60 : 3, TRIES = 3;
const QUICK = { PAGETRAIL_POLL_DEADLINE: '6', PAGETRAIL_STALL: '2', PAGETRAIL_CALL_TIMEOUT: '2s' };

test(`the platform fails in several ways at once, ${ROUNDS} times`, async (t) => {
  const dir = folder(t), { data, pageouts } = exports(t), random = dice('upstream');
  const window = ['--from', '2026-03-05T00:00:00Z', '--to', `${data.end}T00:00:00Z`];
  const well = await upstream(t, dir, data.dir);
  const change = await Change.of(t, 'over the API', [['ingest', 'pageouts', '--file', pageouts]], ['ingest', 'notifications', ...window], well.env);
  const rounds = Array.from({ length: ROUNDS }, () => {
    const left = [...FAULTS], chosen = Array.from({ length: 2 + Math.floor(random() * 2) }, () => left.splice(Math.floor(random() * left.length), 1)[0]);
    return chosen.flatMap((name) => ['--fault', `${name}:${random() < 0.5 ? `nth=${1 + Math.floor(random() * 3)}` : `p=${(0.2 + random() / 2).toFixed(2)}`}`]);
  });
  let struck = 0;
  await strike(t, rounds, async (args, i) => {
    const here = change.fresh(), ill = await upstream(t, dir, data.dir, { args: [...args, '--seed', String(i + 1)] });
    for (let n = 0; n < TRIES; n++) {
      const label = `${args.filter((a) => a !== '--fault').join(' ')}, import ${n + 1}`;
      const r = await cron(here, change.args, { ...ill.env, ...QUICK });
      assert.ok([0, 1, 3, 4].includes(r.status), `${label}: ${r.status}\n${r.stderr}`);
      if (r.status === 3) assert.match(r.stderr, /status 401|the platform truncates it/, label);
      if (r.status !== 0) assert.match(r.stderr, /"error":"[^"]{10,}"/, label);
      const all = held(here).content === change.after.content;
      await checkServed(here, [all ? change.after.content : change.before.content], label);
      assert.ok(all || r.status !== 0, `${label}: done, and nothing came`);
    }
    struck += (ill.log().match(/"fault":"/g) ?? []).length;
    await ill.stop();
    await change.converges(here, args.join(' '));
  });
  assert.ok(struck >= ROUNDS, `${struck} faults in ${ROUNDS} rounds`);
  t.diagnostic(`${struck} answers of the platform were faulty`);
});
