#!/usr/bin/env node
// Runs every test, or the files named: TAP on stdout, a line for each file on stderr as it ends.
// As `tap` would, without what costs each process of a test a second: on Node 20 it loads a compiler of TypeScript into
// all of them, though .ci/typescript has done that work, and what records which files they read.

import { readdirSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join, relative } from 'node:path';
import t from 'tap';

const ROOT = join(import.meta.dirname, '..');
const FOLDERS = ['device', 'cloud-bridge', 'models', 'hal', 'protocol'];
const { TAP_TIMEOUT = '600' } = process.env;
const IMPORTS = ['@tapjs/mock/import', './typescript/import.mjs'].map((it) => `--import=${import.meta.resolve(it)}`);

const everyTest = () =>
  FOLDERS.flatMap((folder) =>
    readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' })
      .filter((file) => file.endsWith('.test.ts'))
      .map((file) => join(folder, file)),
  );

/** Those with a machine of their own take the longest, and begin first: at the end no processor waits for one of them. */
const inOrder = (files) => files.sort((a, b) => Number(isLong(b)) - Number(isLong(a)) || a.localeCompare(b, 'en'));
const isLong = (file) => file.endsWith('.emulated.test.ts');

async function run(file) {
  const node = ['-u', 'NODE_OPTIONS', process.execPath, '--enable-source-maps', ...IMPORTS];
  const { ok, time } = await t.spawn('env', [...node, file], {
    ...{ name: file, cwd: ROOT, buffered: true, timeout: Number(TAP_TIMEOUT) * 1000, at: null, stack: '' },
    env: { ...process.env, TAP_TIMEOUT },
  });
  process.stderr.write(`${ok ? 'ok' : 'NOT OK'} ${file} ${(time / 1000).toFixed(1)} s\n`);
}

const named = process.argv.slice(2).map((file) => relative(ROOT, file));
const files = named.length > 0 ? named : inOrder(everyTest());
t.setTimeout(0);
t.jobs = availableParallelism();
t.plan(files.length);
await Promise.all(files.map(run));
