// What README.md says is so: its settings are the program's, its commands and pictures exist.
import test from 'node:test';
import assert from 'node:assert/strict';
import { existsSync, join, program, readFileSync, root, run } from './harness.mjs';

const text = readFileSync(join(root, 'README.md'), 'utf8');

for (const table of ['settings', 'rules']) {
  test(`README's ${table} are those of the program`, () => {
    const r = run(program('cron'), [table, '--markdown']);
    assert.equal(r.status, 0, r.stderr);
    const [, block] = text.match(new RegExp(`<!-- ${table} -->\\n([^]*?)<!-- /${table} -->`));
    assert.ok(block.trim().length > 100);
    assert.equal(block.trim(), r.stdout.trim(), 'make readme writes them');
  });
}

test("README's targets, files and verbs exist", () => {
  const makefile = readFileSync(join(root, 'Makefile'), 'utf8');
  const targets = [...text.matchAll(/^ {4}make ([a-z-]+)/gm)].map((m) => m[1]);
  assert.ok(targets.includes('run') && targets.includes('test'));
  for (const target of targets) assert.match(makefile, new RegExp(`^${target}:`, 'm'), target);
  for (const [, path] of text.matchAll(/\]\(([^):]+)\)/g)) assert.ok(existsSync(join(root, path)), path);
  const help = run(program('cron'), ['help']);
  assert.equal(help.status, 0);
  for (const [, verb] of text.matchAll(/pagetrail-cron ([a-z]+)/g)) assert.match(help.stdout, new RegExp(`\\b${verb}\\b`), verb);
});
