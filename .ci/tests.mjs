#!/usr/bin/env node
// Runs every test, or the files named: TAP on stdout, a line on stderr as each process of them ends.
// As `tap` would, without what costs each process and thread of them a second: on Node 20 it loads a compiler of
// TypeScript, though .ci/typescript has done that work, what puts mocks in the place of modules, and what records who
// read which.

import { readdirSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join, relative } from 'node:path';
import { pathToFileURL } from 'node:url';
import t from 'tap';
import { load } from './typescript/hooks.mjs';

const ROOT = join(import.meta.dirname, '..');
const FOLDERS = ['device', 'cloud-bridge', 'models', 'hal', 'protocol'];
const TOGETHER = '.ci/together/run.mjs';
/** Neighbours load the same modules, and their terminals recognise on the same threads: both take seconds to begin. */
const MOST_TOGETHER = 12;
/** Those that start a machine of their own take longer: at the end nobody waits for a dozen of them. */
const MOST_MACHINES = 6;
const NODE = [process.execPath, '--enable-source-maps', `--import=${import.meta.resolve('./typescript/import.mjs')}`];
const { TAP_TIMEOUT = '600' } = process.env;

const filesWith = (ending) =>
  FOLDERS.flatMap((folder) =>
    readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' })
      .filter((file) => file.endsWith(ending))
      .map((file) => join(folder, file))
      .sort(),
  );

/** Those with a machine of their own begin first. */
function inProcesses(files) {
  const hasMachine = (file) => file.endsWith('.emulated.test.ts');
  return [
    ...inGroups(files.filter(hasMachine), MOST_MACHINES),
    ...inGroups(
      files.filter((file) => !hasMachine(file)),
      MOST_TOGETHER,
    ),
  ];
}

const inGroups = (files, most) =>
  Array.from({ length: Math.ceil(files.length / most) }, (_, at) => files.slice(at * most, (at + 1) * most));

async function run(files) {
  const [first] = files;
  const isAlone = files.length === 1;
  const name = isAlone ? first : `${first} and ${files.length - 1} more`;
  const { ok, time } = await t.spawn('env', ['-u', 'NODE_OPTIONS', ...NODE, isAlone ? first : TOGETHER], {
    ...{ name, cwd: ROOT, buffered: true, at: null, stack: '' },
    // Those that go together are short: one that hangs is not waited for as long as all of them may take.
    env: {
      ...process.env,
      TAP_TIMEOUT: String(Math.min(files.length, 2) * Number(TAP_TIMEOUT)),
      TEST_FILES: files.join(':'),
    },
  });
  process.stderr.write(`${ok ? 'ok' : 'NOT OK'} ${name} ${(time / 1000).toFixed(1)} s\n`);
}

const named = process.argv.slice(2).map((file) => relative(ROOT, file));
const processes = inProcesses(named.length > 0 ? named : filesWith('.test.ts'));
// Whatever has changed is transpiled here, once, and not by each of the first processes and every thread of theirs.
for (const file of filesWith('.ts').filter((it) => !/\.(d|as)\.ts$/.test(it)))
  await load(pathToFileURL(join(ROOT, file)).href);
t.setTimeout(0);
// One more than there are processors, for each waits a third of its time; not two more: a device that is played on a crowded
// machine does not answer in time.
t.jobs = availableParallelism() + 1;
await Promise.all(processes.map(run));
