// make power-cuts: a guest with the stores of a terminal on its disk has its power cut again and again, and finds what it had said to be durable.
import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, open, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { Command } from 'commander';
import { seeded } from '../../../protocol/base/fixtures/seeded.ts';
import { wholeFrom } from '../../commands/finger/whole-number.ts';
import { type CommandResult, runCommand } from '../../commands/run-command.ts';
import { Guest } from './guest.ts';
import { Promises } from './promises.ts';
import { saidIn } from './said.ts';

const DISK_BYTES = 256 * 2 ** 20;
const LONGEST_LIFE_MS = 5000;
/** It may be cut while it starts as well: so long it takes to begin, about. */
const START_MS = 12_000;
const SILENT_FOR_MS = 600_000;
const run = promisify(execFile);
const program = join(import.meta.dirname, 'in-guest.js');

interface Asked {
  readonly cuts: number;
  readonly seed: number;
  readonly kernel: string;
  readonly json?: true;
}

interface CutParts {
  readonly guest: Guest;
  readonly promises: Promises;
  /** After the first promise; undefined: while it starts. */
  readonly afterMs: number | undefined;
  readonly startMs: number;
}

/** One life of the guest. What must not be, and whether it came so far as to say what it found. */
async function live({ guest, promises, afterMs, startMs }: CutParts): Promise<{ wrong: string[]; hasLooked: boolean }> {
  const wrong: string[] = [];
  let hasLooked = false;
  const cutIn = (ms: number) => setTimeout(() => void guest.cut(), ms);
  let timer = cutIn(afterMs === undefined ? startMs : SILENT_FOR_MS);
  for await (const line of guest.lines()) {
    const said = saidIn(line);
    if (!said) continue;
    wrong.push(...promises.hear(said));
    if (said.is !== 'found') continue;
    hasLooked = true;
    if (afterMs === undefined) continue;
    clearTimeout(timer);
    timer = cutIn(afterMs);
  }
  clearTimeout(timer);
  await guest.cut();
  if (!hasLooked && afterMs !== undefined) wrong.push('it did not start');
  return { wrong, hasLooked };
}

async function cutAgainAndAgain({ cuts, seed, kernel }: Asked, signal: AbortSignal): Promise<CommandResult> {
  await mkdir(kernel, { recursive: true });
  const folder = await mkdtemp(join(kernel, 'disk-'));
  try {
    const image = join(folder, 'disk.img');
    await makeDisk(image);
    const random = seeded(seed);
    const promises = new Promises();
    const wrong: string[] = [];
    let looked = 0;
    // One life more than cuts: the last finds what the last cut has left.
    for (let boot = 0; boot <= cuts; boot += 1) {
      signal.throwIfAborted();
      await using guest = new Guest({ kernelDir: kernel, image, program, boot });
      const early = boot > 0 && boot < cuts && random() < 1 / 6;
      const parts = {
        guest,
        promises,
        afterMs: early ? undefined : random() * LONGEST_LIFE_MS,
        startMs: random() * START_MS,
      };
      const life = await live(parts);
      const found = life.wrong.map((what) => `life ${boot}: ${what}`);
      wrong.push(...found);
      for (const line of found) process.stderr.write(`${line}\n`);
      looked += life.hasLooked ? 1 : 0;
      process.stderr.write(`${boot} of ${cuts} cuts; ${promises.count} promises; ${wrong.length} broken\n`);
    }
    const { count, controlRowsLost } = promises;
    const json = { cuts, promises: count, looked, controlRowsLost, wrong };
    return { json, text: wordsOf(json), exitCode: wrong.length === 0 && controlRowsLost > 0 ? 0 : 1 };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function makeDisk(image: string): Promise<void> {
  await using file = await open(image, 'wx');
  await file.truncate(DISK_BYTES);
  await run('/sbin/mkfs.ext4', ['-q', '-F', image]);
}

const wordsOf = (json: { cuts: number; promises: number; looked: number; controlRowsLost: number; wrong: string[] }) =>
  [
    `${json.cuts} power cuts, looked at after ${json.looked} starts: ${json.promises} promises, ${json.wrong.length} broken`,
    `beside them ${json.controlRowsLost} rows of a database with synchronous=NORMAL were lost`,
    ...(json.controlRowsLost > 0 ? [] : ['where not even those were, the cuts prove nothing']),
    ...json.wrong,
  ].join('\n');

await new Command('power-cut')
  .description('cuts the power of a guest with the stores of a terminal again and again, and looks what is left')
  .option('--cuts <n>', 'how many', wholeFrom(1, 10_000), 30)
  .option('--seed <n>', 'other moments', wholeFrom(0, 1_000_000), 1)
  .option('--kernel <dir>', 'as guest-kernel.sh has made it', 'build/power')
  .option('--json', 'one JSON document')
  .action((asked: Asked) => runCommand((signal) => cutAgainAndAgain(asked, signal), { json: asked.json === true }))
  .parseAsync();
