// A real NFS server, and real Linux clients in two virtual machines: one that writes, one that reads.
// NFS=all: as often as it takes to trust it; else what fits into three minutes.
import test from 'node:test';
import assert from 'node:assert/strict';
import { openSync, closeSync, readdirSync, writeSync } from 'node:fs';
import { company, cron, folder, join, mkdirSync, program, readFileSync, run, until, writeFileSync } from '../system/harness.mjs';
import { guest, image, missing, server } from './guests.mjs';
import { ask } from './fcgi.mjs';

const ALL = process.env.NFS === 'all';
const PUBLISHES = ALL ? 60 : 8, KILLS = ALL ? 20 : 3, STOP_MS = ALL ? 60000 : 20000;
const PATIENCE_MS = 90000; // the guests are emulated, on whatever is left of the machine
const WEB = { shared: 9000, mirrored: 9002 };

/** Each part has the header and its share of the lines. */
function parts(dir, file, n) {
  const [head, ...lines] = readFileSync(file, 'utf8').trimEnd().split('\n');
  return Object.fromEntries(Array.from({ length: n }, (_, k) => {
    const path = join(dir, `part-${k}.csv`);
    writeFileSync(path, [head, ...lines.filter((_, i) => i % n === k)].join('\n') + '\n');
    return [`${k}`, path];
  }));
}

const reason = missing();
test('N1 to N9: a real NFS server and two clients', { skip: reason }, async (t) => {
  const dir = folder(t);
  const made = company({ days: 6, people: 120, teams: 8 });
  const files = parts(dir, join(made.dir, 'pageouts.csv'), PUBLISHES + 12);
  const volume = join(dir, 'volume');
  mkdirSync(volume);
  const nfs = await server(t, dir, volume);
  const img = image(dir, files);
  const [one, two] = await Promise.all([guest(t, dir, img, 'one', nfs), guest(t, dir, img, 'two', nfs, Object.values(WEB))]);
  const store = join(volume, 'store');
  let part = 0;
  const ingest = (g, k = part++) => g.sh(`pagetrail-cron ingest pageouts --file /data/${k}`);
  const status = () => JSON.parse(run(program('cron'), ['status', '--json', '--store', store]).stdout);
  const good = async (r) => assert.equal((await r).status, 0, (await r).text);

  await good(ingest(one));
  await good(two.sh(`mkdir -p /www; for w in "shared 9000 9001" "mirrored 9002 9003"; do set -- $w
    m=; [ $1 = mirrored ] && m="--mirror /tmp/mirror"
    pagetrail-web --statics /www --workers 1 --listen 0.0.0.0:$2 --health-listen 0.0.0.0:$3 --panel-budget 20s $m 2>/tmp/$1.log & done`));
  const page = async (port) => {
    const r = await ask(port, '/overview.json?range=90d');
    return { status: r.status, ...(r.status === 200 ? { id: JSON.parse(r.text).meta.snapshot, pages: JSON.parse(r.text).panels.tiles.pages } : {}) };
  };
  const seen = async (id) => {
    const late = (await Promise.all(Object.entries(WEB).map(([name, p]) =>
      until('it is served', async () => (await page(two.port[p])).id === id, PATIENCE_MS).then(() => null, () => name)))).filter(Boolean);
    for (const name of late) t.diagnostic(`${name}: ${(await two.sh(`grep -v '"request"' /tmp/${name}.log | tail -n 12`)).text}`);
    assert.deepEqual(late, [], `${id} is not served within ${PATIENCE_MS} ms`);
  };
  await seen(status().snapshot);

  // The four readers, until told: both webs, and two that open the store anew each time.
  const watched = { looks: 0, errors: [] };
  let going = true;
  const watch = Object.values(WEB).map(async (p) => {
    for (let pages = 0; going;) {
      const r = await page(two.port[p]);
      if (r.status !== 200) watched.errors.push(`${p}: ${r.status}`);
      else if (r.pages < pages) watched.errors.push(`${p}: ${r.pages} pages after ${pages}`);
      else pages = r.pages;
      watched.looks++;
      await new Promise((done) => setTimeout(done, 200));
    }
  });
  await good(two.sh(`for i in 1 2; do (while [ ! -e /tmp/end ]; do pagetrail-cron status >/dev/null 2>>/tmp/read-$i || echo failed >>/tmp/read-$i; echo >>/tmp/looks; sleep 1; done) & done`));

  await t.test(`N1: ${PUBLISHES} publishes while four readers loop`, async () => {
    for (let i = 0; i < PUBLISHES; i++) await good(ingest(one));
    await seen(status().snapshot);
    assert.deepEqual(watched.errors, []);
    const r = await two.sh('cat /tmp/read-*; wc -l </tmp/looks');
    assert.match(r.text, /^\s*\d+\s*$/, `readers said: ${r.text}`);
    assert.ok(Number(r.text) >= PUBLISHES / 2 && watched.looks >= PUBLISHES, `${r.text} and ${watched.looks} looks`);
    t.diagnostic(`${watched.looks} pages and ${r.text.trim()} openings of the store, no error`);
  });

  await t.test('N2: a torn slot of the pointer, and one of zeros', async () => {
    const before = status().generation;
    const fd = openSync(join(store, 'CURRENT'), 'r+');
    writeSync(fd, Buffer.alloc(200), 0, 200, 512 * (before % 2) + 20);
    closeSync(fd);
    assert.equal(status().generation, before - 1, 'the other slot');
    await good(ingest(one)); // finds the newest in the log, and mends the pointer
    assert.equal(status().generation, before + 1);
    await seen(status().snapshot);
  });

  await t.test('N7: a name that was looked for before it was there', async () => {
    const next = String(status().generation + 1).padStart(12, '0');
    assert.equal((await two.sh(`cat /mnt/store/log/${next}.json`)).status, 1);
    await good(ingest(one));
    const began = Date.now();
    await seen(status().snapshot);
    t.diagnostic(`seen by both after ${Date.now() - began} ms`);
    const after = String(status().generation + 1).padStart(12, '0');
    assert.equal((await two.sh(`cat /mnt/store/log/${after}.json`)).status, 1);
    await good(ingest(one));
    await good(ingest(two)); // a writer on the client that remembers the absence
  });

  await t.test('N5: two guests that race', async () => {
    const before = status().generation;
    const both = await Promise.all([one, two].map(async (g, i) => {
      const said = [];
      for (let k = 0; k < 2; k++) said.push(await ingest(g, part + i * 2 + k));
      return said;
    }));
    part += 4;
    for (const r of both.flat()) assert.equal(r.status, 0, r.text);
    assert.equal(status().generation, before + 4, 'each made one of its own');
    await seen(status().snapshot);
  });

  await t.test('N9: a writer whose clock is an hour ahead', async () => {
    await good(one.sh('date -s @$(($(date +%s) + 3600))'));
    await good(ingest(one));
    await seen(status().snapshot);
    await good(one.sh('date -s @$(($(date +%s) - 3600))'));
    await good(ingest(one));
    await seen(status().snapshot);
  });

  await t.test('N6: gc while readers read', async () => {
    const files = readdirSync(join(store, 'seg')).length;
    await good(one.sh('pagetrail-cron gc --keep-generations 1 --gc-grace 1s'));
    assert.ok(readdirSync(join(store, 'seg')).length < files, 'something was removed');
    await new Promise((done) => setTimeout(done, 3000));
    assert.deepEqual(watched.errors, []);
    assert.equal((await two.sh('cat /tmp/read-*; grep -hi stale /tmp/shared.log /tmp/mirrored.log | tail -n 3')).text, '');
  });

  await t.test(`N4: the writing guest dies at ${KILLS} moments`, async (t4) => {
    const file = `/data/${part++}`;
    const before = status();
    let g = one;
    for (let i = 0; i < KILLS; i++) {
      void g.sh(`for k in 1 2 3; do pagetrail-cron ingest pageouts --file ${file}; done`).catch(() => {});
      await new Promise((done) => setTimeout(done, 200 + (1500 * i) / KILLS));
      await g.kill();
      const now = status();
      assert.ok(now.generation === before.generation || now.generation === before.generation + 1, `${now.generation}`);
      g = await guest(t4, dir, img, `one${i}`, nfs);
    }
    await good(g.sh(`pagetrail-cron ingest pageouts --file ${file}`));
    assert.equal(status().generation, before.generation + 1);
    await seen(status().snapshot);
    assert.deepEqual(watched.errors, []);
  });

  await t.test(`N3: the server stands still for ${STOP_MS / 1000} s`, async () => {
    going = false;
    await Promise.all(watch);
    await two.sh('touch /tmp/end');
    nfs.child.kill('SIGSTOP');
    const began = Date.now();
    try {
      await new Promise((done) => setTimeout(done, 2000));
      for (let n = 0; Date.now() - began < STOP_MS; n++) {
        assert.equal((await page(two.port[WEB.mirrored])).status, 200, 'pages from the mirror');
        await new Promise((done) => setTimeout(done, 500));
      }
      const health = JSON.parse((await ask(two.port[WEB.mirrored], '/health.json')).text);
      assert.ok(Date.parse(health.meta.store_unreadable_since), 'it says since when');
    } finally {
      nfs.child.kill('SIGCONT');
    }
    const back = Date.now();
    for (const p of Object.values(WEB)) await until('pages are answered', async () => (await page(two.port[p])).status === 200, PATIENCE_MS);
    await until('nothing is lost any more', async () => JSON.parse((await ask(two.port[WEB.mirrored], '/health.json')).text).meta.store_unreadable_since === null, PATIENCE_MS);
    t.diagnostic(`recovered ${Date.now() - back} ms after`);
  });

  await t.test('the content is that of one writer alone', () => {
    const calm = join(dir, 'calm');
    for (let k = 0; k < part; k++) assert.equal(cron(calm, ['ingest', 'pageouts', '--file', files[k]]).status, 0);
    const content = (s) => s.families.pageouts.segments.map((x) => `${x.first}..${x.last} ${x.sha256}`);
    assert.deepEqual(content(status()), content(JSON.parse(cron(calm, ['status', '--json']).stdout)));
  });
});

test('N8: a full server', { skip: reason }, async (t) => {
  const dir = folder(t);
  const made = company({ days: 6, people: 120, teams: 8 });
  const volume = join(dir, 'volume'), disk = join(dir, 'disk');
  mkdirSync(volume);
  assert.equal(run('sh', ['-c', `truncate -s 24M '${disk}' && mkfs.ext4 -q -m 0 '${disk}' && mount -o loop '${disk}' '${volume}'`]).status, 0);
  const ends = [() => run('umount', [volume])]; // the folder is removed after it
  try {
    const nfs = await server(t, dir, volume);
    ends.unshift(() => nfs.stop());
    const img = image(dir, { small: parts(dir, join(made.dir, 'pageouts.csv'), 2)[0], all: join(made.dir, 'notifications.csv') });
    const g = await guest(t, dir, img, 'one', nfs);
    ends.unshift(() => g.kill());
    const ingest = (set, file) => g.sh(`pagetrail-cron ingest ${set} --file /data/${file}`);
    const first = await ingest('pageouts', 'small');
    assert.equal(first.status, 0, first.text);
    const free = Number(run('df', ['-k', '--output=avail', volume]).stdout.split('\n')[1]);
    assert.equal((await g.sh(`dd if=/dev/zero of=/mnt/filler bs=1024 count=${free - 200}`)).status, 0);
    const full = await ingest('notifications', 'all');
    assert.notEqual(full.status, 0);
    assert.match(full.text, /space|room|bytes free|left/i);
    assert.equal(JSON.parse((await g.sh('pagetrail-cron status --json')).text).generation, 1);
    await g.sh('rm /mnt/filler');
    const again = await ingest('notifications', 'all');
    assert.equal(again.status, 0, again.text);
  } finally {
    for (const end of ends) await end();
  }
});
