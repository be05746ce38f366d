// ridged bench prove: whole prove visits of simulated citizens, from the card on the virtual reader to sealed evidence.

import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ridgedVersion } from '../../../cloud-bridge/index.ts';
import { KioskError, type KioskEvent } from '../../../protocol/index.ts';
import type { BenchCitizen } from '../../bench/kiosk/bench-citizen.ts';
import { openVirtualTerminal, type VirtualTerminal } from '../../bench/virtual-terminal.ts';
import { ClosingOrder } from '../../closing-order.ts';
import { readConfig } from '../../config/index.ts';
import { openLog } from '../../kiosk/kiosk-log.ts';
import type { CommandResult } from '../run-command.ts';
import { ProveTimes, proveReport } from './prove-times.ts';

export interface BenchProveOptions {
  readonly visits: number;
  /** The card without TA1: its photo takes five seconds. */
  readonly slowCard?: boolean;
  /** No pcscd, no pcsclite. */
  readonly inProcess?: boolean;
  readonly weights?: string | undefined;
}

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
      rehearsed: true,
    },
    closing,
  );
  const end = new AbortController();
  const served = terminal.kiosk.serve(end.signal);
  try {
    const times = await visitAll(terminal, options, { folder: dataDir, signal });
    const { walkUp } = terminal.hardware;
    return proveReport(times, {
      eventLoopLagMs: terminal.kiosk.parts.lag.lagMs,
      card: options.slowCard ? 'slow' : 'fast',
      reader: walkUp?.reader.bus,
      camera: walkUp && `${walkUp.camera.info.bus}, ${walkUp.camera.info.framesPerSecond} frames a second`,
    });
  } finally {
    end.abort();
    await served;
  }
}

async function visitAll(
  { kiosk, bench }: VirtualTerminal,
  { visits, slowCard = false }: BenchProveOptions,
  { folder, signal }: { readonly folder: string; readonly signal: AbortSignal },
): Promise<ProveTimes> {
  const { citizen } = bench;
  const { proving, events, clock, stores } = kiosk.parts;
  if (!citizen || proving.kind === 'closed')
    throw new KioskError('USAGE', {
      what: 'nobody can be proved here',
      why: proving.kind === 'closed' ? proving.why : '',
    });
  const names = new NameTimes(() => clock.monotonicMs());
  const stop = events.listen((event) => names.follow(event));
  const times = new ProveTimes();
  const people = turns(visits);
  try {
    for (const [turn, person] of people.entries()) {
      signal.throwIfAborted();
      if (person !== people[turn - 1]) await walkUp(citizen, person, { isSlow: slowCard, folder });
      proving.forgetFailures();
      times.begin();
      const answer = await citizen.prove({ consent: AGREED, challenge: 'perform' });
      times.add({ answer, nameMs: names.take(), entry: stores.journal.readNewest(1)[0]?.payload });
      if ((turn + 1) % 10 === 0) progress(`${turn + 1} of ${visits} visits; ${times.soFar}`);
    }
    return times;
  } finally {
    stop();
    await citizen.noFace();
    await citizen.remove();
  }
}

/** Each of the three comes for a third of the visits: a scene takes a moment to be drawn anew. */
const turns = (visits: number): readonly (typeof PEOPLE)[number][] =>
  Array.from({ length: visits }, (_, turn) => PEOPLE[Math.floor((turn * PEOPLE.length) / visits)] ?? 'somsri');

async function walkUp(
  citizen: BenchCitizen,
  person: (typeof PEOPLE)[number],
  { isSlow, folder }: { readonly isSlow: boolean; readonly folder: string },
): Promise<void> {
  progress(`${person} is drawn beforehand: half a minute`);
  await citizen.remove();
  await citizen.rehearsedFace(person, join(folder, `${person}.film`));
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
