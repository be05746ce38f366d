// What prove visits took and came to: of each the answer and its entry, of all of them what the process used.
import { cpuUsage, memoryUsage } from 'node:process';
import type { JournalPayload } from '../../../protocol/index.ts';
import { POLICY } from '../../config/index.ts';
import type { ProveAnswer } from '../../flows/prove/index.ts';
import { type Percentiles, percentiles } from '../../health/percentiles.ts';
import type { CommandResult } from '../run-command.ts';

export interface TimedProof {
  readonly answer: ProveAnswer;
  /** From the consent to the name on the screen. */
  readonly nameMs: number | undefined;
  /** The newest of the journal. */
  readonly entry: JournalPayload | null | undefined;
}

const MIB = 1024 * 1024;
/** What is promised of nineteen visits of twenty. */
const PROMISED_MS = 1000;

export class ProveTimes {
  readonly proofs: TimedProof[] = [];
  /** Resident, before the first visit and after each. */
  readonly rssMiB: number[] = [];
  #processorMs = 0;
  #beganMs = 0;

  begin(): void {
    this.#beganMs = processorMs();
    if (this.proofs.length === 0) this.rssMiB.push(residentMiB());
  }

  add(proof: TimedProof): void {
    this.#processorMs += processorMs() - this.#beganMs;
    this.proofs.push(proof);
    this.rssMiB.push(residentMiB());
  }

  /** Of the whole process in a visit, challenge and all; not of ffmpeg, which is another. */
  get processorMsPerVisit(): number {
    return Math.round(this.#processorMs / Math.max(1, this.proofs.length));
  }

  get countedMs(): Percentiles | null {
    return percentiles(known(this.proofs.map(({ answer }) => answer.ms)));
  }

  get soFar(): string {
    const { p50, p95 } = this.countedMs ?? {};
    const proved = this.proofs.filter(({ answer }) => answer.outcome === 'proved').length;
    return `${proved} proved, p50 ${p50} ms, p95 ${p95} ms, resident ${this.rssMiB.at(-1)} MiB`;
  }
}

interface Conditions {
  readonly eventLoopLagMs: Percentiles;
  readonly card: string;
  readonly reader: string | undefined;
  readonly camera: string | undefined;
}

export function proveReport(times: ProveTimes, conditions: Conditions): CommandResult {
  const { proofs, rssMiB, countedMs, processorMsPerVisit } = times;
  const answers = proofs.map(({ answer }) => answer);
  const names = [...new Set(answers.flatMap(({ stages }) => Object.keys(stages)))];
  const stages = Object.fromEntries(
    names.map((name) => [name, percentiles(known(answers.map((a) => a.stages[name])))]),
  );
  const notProved = proofs.flatMap((proof, at) =>
    proof.answer.outcome === 'proved' ? [] : [{ visit: at + 1, ...whyNot(proof) }],
  );
  const overMs = (limitMs: number): number => known(answers.map(({ ms }) => ms)).filter((ms) => ms > limitMs).length;
  const json = {
    proveMs: countedMs,
    overOneSecond: overMs(PROMISED_MS),
    overHardLimit: overMs(POLICY.visit.hardLimitMs),
    consentToNameMs: percentiles(known(proofs.map(({ nameMs }) => nameMs))),
    stages,
    visits: proofs.length,
    outcomes: countsOf(answers.map(({ outcome, code }) => (outcome === 'proved' ? 'proved' : code))),
    notProved,
    processorMsPerVisit,
    rssMiB: { first: rssMiB[0] ?? null, last: rssMiB.at(-1) ?? null, most: Math.max(...rssMiB) },
    ...conditions,
    drawnBeforehand: true,
    simulated: true,
  };
  const line = (name: string, of: Percentiles | null): string =>
    `${name.padEnd(18)} p50 ${of?.p50} ms, p95 ${of?.p95} ms, p99 ${of?.p99} ms`;
  const text = [
    line('proof', countedMs),
    `${json.overOneSecond} over 1 s, ${json.overHardLimit} over the hard limit of ${POLICY.visit.hardLimitMs / 1000} s`,
    line('consent to name', json.consentToNameMs),
    ...names.map((name) => line(`  ${name}`, stages[name] ?? null)),
    Object.entries(json.outcomes)
      .map(([outcome, count]) => `${count} ${outcome}`)
      .join(', '),
    ...notProved.map((why) => `  visit ${why.visit}: ${why.code}; ${why.detail}`),
    `${processorMsPerVisit} ms of the processor for a visit, ffmpeg's apart; resident ${rssMiB[0]} MiB before the first, ${rssMiB.at(-1)} after the last, ${json.rssMiB.most} at most`,
    `${json.reader}; ${json.camera}; ${json.card} card; people, card and camera are simulated, and drawn beforehand: what is measured decodes, looks and decides`,
  ].join('\n');
  return { json, text, exitCode: (json.outcomes['proved'] ?? 0) === proofs.length ? 0 : 1 };
}

function whyNot({ answer, entry }: TimedProof): { readonly code: string; readonly detail: string } {
  const { code, stages } = answer;
  if (entry?.event !== 'prove') return { code, detail: 'no entry' };
  const { challenge, liveness } = entry;
  const asked = challenge ? `challenge ${challenge.kind} ${challenge.result}` : 'before the challenge was over';
  const seen = `liveness ${liveness.result} ${liveness.reasons?.join(', ') ?? ''}`.trim();
  const slowest = Object.entries(stages).sort(([, a], [, b]) => b - a)[0];
  return { code, detail: `${asked}; ${seen}; slowest stage ${slowest?.join(' ')} ms` };
}

const residentMiB = (): number => Math.round(memoryUsage().rss / MIB);

function processorMs(): number {
  const { user, system } = cpuUsage();
  return (user + system) / 1000;
}

const known = (values: readonly (number | null | undefined)[]): readonly number[] =>
  values.filter((value) => value !== null && value !== undefined);

function countsOf(words: readonly string[]): Readonly<Record<string, number>> {
  const counts: Record<string, number> = {};
  for (const word of words) counts[word] = (counts[word] ?? 0) + 1;
  return counts;
}
