// ridged bench prove: whole prove visits of simulated citizens, from the card on the virtual reader to sealed evidence.

import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { memoryUsage } from 'node:process';
import { ridgedVersion } from '../../../cloud-bridge/index.ts';
import { KioskError } from '../../../protocol/index.ts';
import type { BenchCitizen } from '../../bench/kiosk/bench-citizen.ts';
import { openVirtualTerminal, type VirtualTerminal } from '../../bench/virtual-terminal.ts';
import { ClosingOrder } from '../../closing-order.ts';
import { readConfig } from '../../config/index.ts';
import type { KioskEvent } from '../../flows/events.ts';
import type { ProveAnswer } from '../../flows/prove/index.ts';
import { type Percentiles, percentiles } from '../../health/percentiles.ts';
import { openLog } from '../../kiosk/kiosk-log.ts';
import type { CommandResult } from '../run-command.ts';

export interface BenchProveOptions {
  readonly visits: number;
  /** The card without TA1: its photo takes five seconds. */
  readonly slowCard?: boolean;
  /** No pcscd, no pcsclite. */
  readonly inProcess?: boolean;
  readonly weights?: string | undefined;
}

const MIB = 1024 * 1024;
const PEOPLE = ['somsri', 'anan', 'malee'] as const;
const AGREED = ['identity-proofing'];

const progress = (line: string): void => void process.stderr.write(`${line}\n`);

/** @throws KioskError USAGE where nobody can be proved here: no networks, above all */
export async function benchProve(options: BenchProveOptions, signal: AbortSignal): Promise<CommandResult> {
  const dataDir = await mkdtemp(join(tmpdir(), 'ridged-bench-prove-'));
  try {
    return await benchIn(dataDir, options, signal);
  } finally {
    await rm(dataDir, { recursive: true, force: true });
  }
}

async function benchIn(dataDir: string, options: BenchProveOptions, signal: AbortSignal): Promise<CommandResult> {
  const overrides = { data: { dir: dataDir }, engine: { threads: 1 }, models: { weightsDir: options.weights } };
  const config = readConfig({ env: process.env, overrides });
  await using closing = new ClosingOrder();
  const terminal = await openVirtualTerminal(
    {
      ...{ config, log: openLog('error'), version: ridgedVersion(), paced: true, demo: false, progress, signal },
      walkUp: options.inProcess ? 'in-process' : 'pcscd',
    },
    closing,
  );
  const end = new AbortController();
  const served = terminal.kiosk.serve(end.signal);
  try {
    return resultOf(await visitAll(terminal, options, signal), terminal, options);
  } finally {
    end.abort();
    await served;
  }
}

interface TimedProof {
  readonly answer: ProveAnswer;
  /** From the consent to the name on the screen. */
  readonly nameMs: number | undefined;
}

async function visitAll(
  { kiosk, bench }: VirtualTerminal,
  { visits, slowCard = false }: BenchProveOptions,
  signal: AbortSignal,
): Promise<readonly TimedProof[]> {
  const { citizen } = bench;
  const { proving, events, clock } = kiosk.parts;
  if (!citizen || proving.kind === 'closed')
    throw new KioskError('USAGE', {
      what: 'nobody can be proved here',
      why: proving.kind === 'closed' ? proving.why : '',
    });
  const names = new NameTimes(() => clock.monotonicMs());
  const stop = events.listen((event) => names.follow(event));
  const timed: TimedProof[] = [];
  try {
    for (const [turn, person] of turns(visits).entries()) {
      signal.throwIfAborted();
      if (person !== turns(visits)[turn - 1]) await walkUp(citizen, person, slowCard);
      proving.forgetFailures();
      const answer = await citizen.prove({ consent: AGREED, challenge: 'perform' });
      timed.push({ answer, nameMs: names.take() });
      if ((turn + 1) % 10 === 0) progress(`${turn + 1} of ${visits} visits`);
    }
    return timed;
  } finally {
    stop();
    await citizen.noFace();
    await citizen.remove();
  }
}

/** Each of the three comes for a third of the visits: a scene takes a moment to be drawn anew. */
const turns = (visits: number): readonly (typeof PEOPLE)[number][] =>
  Array.from({ length: visits }, (_, turn) => PEOPLE[Math.floor((turn * PEOPLE.length) / visits)] ?? 'somsri');

async function walkUp(citizen: BenchCitizen, person: (typeof PEOPLE)[number], isSlow: boolean): Promise<void> {
  await citizen.remove();
  await citizen.face({ person, as: 'living', seed: 1 });
  await citizen.insert({ card: { like: person, make: isSlow ? 'slow' : 'fast', isExpired: false } });
}

/** From `reading`, which follows the consent, to the event that shows the name. */
class NameTimes {
  readonly #nowMs: () => number;
  #agreedAtMs: number | undefined;
  #tookMs: number | undefined;

  constructor(nowMs: () => number) {
    this.#nowMs = nowMs;
  }

  follow(event: KioskEvent): void {
    if (event.type === 'prove' && event.state === 'reading') this.#agreedAtMs = this.#nowMs();
    if (event.type === 'prove-person' && this.#agreedAtMs !== undefined)
      this.#tookMs = this.#nowMs() - this.#agreedAtMs;
  }

  take(): number | undefined {
    const ms = this.#tookMs;
    this.#tookMs = undefined;
    this.#agreedAtMs = undefined;
    return ms;
  }
}

function resultOf(
  timed: readonly TimedProof[],
  { kiosk, hardware }: VirtualTerminal,
  options: BenchProveOptions,
): CommandResult {
  const answers = timed.map(({ answer }) => answer);
  const names = [...new Set(answers.flatMap(({ stages }) => Object.keys(stages)))];
  const stages = Object.fromEntries(
    names.map((name) => [name, percentiles(known(answers.map((a) => a.stages[name])))]),
  );
  const outcomes = countsOf(answers.map(({ outcome, code }) => (outcome === 'proved' ? 'proved' : code)));
  const { walkUp } = hardware;
  const json = {
    proveMs: percentiles(known(answers.map(({ ms }) => ms))),
    consentToNameMs: percentiles(known(timed.map(({ nameMs }) => nameMs))),
    stages,
    visits: timed.length,
    outcomes,
    eventLoopLagMs: kiosk.parts.lag.lagMs,
    rssMiB: Math.round(memoryUsage().rss / MIB),
    card: options.slowCard ? 'slow' : 'fast',
    reader: walkUp?.reader.bus,
    camera: walkUp?.camera.info.bus,
    simulated: true,
  };
  const line = (name: string, of: Percentiles | null): string =>
    `${name.padEnd(18)} p50 ${of?.p50} ms, p95 ${of?.p95} ms, p99 ${of?.p99} ms`;
  const text = [
    line('proof', json.proveMs),
    line('consent to name', json.consentToNameMs),
    ...names.map((name) => line(`  ${name}`, stages[name] ?? null)),
    Object.entries(outcomes)
      .map(([outcome, count]) => `${count} ${outcome}`)
      .join(', '),
    `${json.reader}; ${json.camera}; ${json.card} card; resident ${json.rssMiB} MiB; people, card and camera are simulated`,
  ].join('\n');
  return { json, text, exitCode: (outcomes['proved'] ?? 0) === timed.length ? 0 : 1 };
}

const known = (values: readonly (number | null | undefined)[]): readonly number[] =>
  values.filter((value) => value !== null && value !== undefined);

function countsOf(words: readonly string[]): Readonly<Record<string, number>> {
  const counts: Record<string, number> = {};
  for (const word of words) counts[word] = (counts[word] ?? 0) + 1;
  return counts;
}
