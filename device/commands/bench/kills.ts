// ridged bench kills: the service is killed at random moments of visits; nothing that was shown may be missing afterwards.

import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { z } from 'zod';
import { Deadline, KioskError, systemClock } from '../../../protocol/index.ts';
import { percentiles } from '../../health/percentiles.ts';
import type { CommandResult } from '../run-command.ts';
import { KeptJournal, type ShownSuccess } from './kept-journal.ts';
import { enrolAll, planOf, printFingers } from './kill-plan.ts';
import { visitUntilKilled } from './killed-visits.ts';
import { ServiceProcess } from './service-process.ts';

export interface BenchKillsOptions {
  /** Path of `ridged.js`. */
  readonly program: string;
  readonly kills: number;
  /** Decides who comes, and when the service is killed. */
  readonly seed: number;
}

export interface KillFigures {
  readonly kills: number;
  /** Successes that somebody saw. */
  readonly shown: number;
  /** Of these, missing from the journal. */
  readonly lost: number;
  /** Whether the chain was whole after each kill. */
  readonly intact: boolean;
  readonly restartMs: { readonly p50: number; readonly p95: number } | null;
  readonly reused: number;
  readonly declaredLost: number;
  /** Starts that noted in the journal that the run before them was cut off: one for each kill. */
  readonly recoveries: number;
  readonly entries: number;
  /** Entries that are not in the fleet's store exactly once. */
  readonly notInFleet: number;
  /** What the killed visits had last told of themselves, and how many of them. */
  readonly cutAfter: Readonly<Record<string, number>>;
}

const DRAIN_LIMIT_MS = 30_000;
const LOOK_EVERY_MS = 50;
const progress = (line: string): void => void process.stderr.write(`${line}\n`);

const stateSchema = z.object({
  journal: z.object({ lastSeq: z.int(), unacknowledged: z.int() }),
  fleet: z.object({ lastSeq: z.int(), entries: z.int() }),
});

export async function benchKills(options: BenchKillsOptions, signal: AbortSignal): Promise<CommandResult> {
  const json = await killAndCount(options, signal);
  const { kills, shown, lost, intact, restartMs, reused, declaredLost, recoveries, entries, notInFleet } = json;
  const isGood = lost + reused + declaredLost + notInFleet === 0 && intact && recoveries === kills;
  const text = [
    `${kills} kills; ${shown} successes shown, ${lost} of them missing afterwards`,
    `journal of ${entries} entries ${intact ? 'intact after each' : 'NOT INTACT'}; ${reused} numbers reused, ${declaredLost} lost; ${recoveries} starts noted the cut`,
    `${notInFleet} entries not in the fleet's store exactly once`,
    `ready again: p50 ${restartMs?.p50} ms, p95 ${restartMs?.p95} ms`,
    `cut after ${Object.entries(json.cutAfter)
      .map(([step, count]) => `${step} ${count}`)
      .join(', ')}`,
  ].join('\n');
  return { json, text, exitCode: isGood ? 0 : 1 };
}

export async function killAndCount(options: BenchKillsOptions, signal: AbortSignal): Promise<KillFigures> {
  const folder = await mkdtemp(join(tmpdir(), 'ridged-kills-'));
  try {
    return await killIn(folder, options, signal);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function killIn(folder: string, options: BenchKillsOptions, signal: AbortSignal): Promise<KillFigures> {
  const { kills, program, seed } = options;
  const prints = join(folder, 'prints');
  const dataDir = join(folder, 'data');
  await printFingers(prints, signal);
  const journal = new KeptJournal(dataDir);
  const shown: ShownSuccess[] = [];
  const restartsMs: number[] = [];
  const cutAfter: Record<string, number> = {};
  const start = (): Promise<ServiceProcess> => ServiceProcess.start({ program, dataDir }, signal);
  for (let kill = 0; kill < kills; kill += 1) {
    await using service = await start();
    if (kill === 0) await enrolAll(service, prints);
    else restartsMs.push(service.startMs);
    const run = await visitUntilKilled(service, planOf(prints, `${seed}/${kill}`), signal);
    shown.push(...run.shown);
    cutAfter[run.cutAfter] = (cutAfter[run.cutAfter] ?? 0) + 1;
    await journal.look(signal);
    if ((kill + 1) % 10 === 0) progress(`${kill + 1} of ${kills} kills`);
  }
  await using last = await start();
  restartsMs.push(last.startMs);
  const notInFleet = await missingInFleet(last, signal);
  await last.stop();
  await journal.look(signal);
  const spread = percentiles(restartsMs.map(Math.round));
  return {
    kills,
    shown: shown.length,
    lost: shown.filter((success) => !journal.holds(success)).length,
    intact: journal.isIntact,
    restartMs: spread && { p50: spread.p50, p95: spread.p95 },
    reused: journal.reused,
    declaredLost: journal.declaredLost,
    recoveries: journal.recoveries,
    entries: journal.entries,
    notInFleet,
    cutAfter,
  };
}

async function missingInFleet(service: ServiceProcess, signal: AbortSignal): Promise<number> {
  using limit = new Deadline(signal, DRAIN_LIMIT_MS, () => new KioskError('FLEET_UNREACHABLE'));
  for (;;) {
    const { journal, fleet } = stateSchema.parse(await service.ask('GET', 'bench/state'));
    if (journal.unacknowledged === 0) return Math.abs(journal.lastSeq - fleet.entries);
    await systemClock.sleep(LOOK_EVERY_MS, limit.signal);
  }
}
