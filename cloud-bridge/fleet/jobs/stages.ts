// An order reaches a fleet in stages: a few terminals first, the rest only where all went well. Pure.
import { KioskError } from '../../../protocol/index.ts';
import { type FleetJobState, hasGoneWrong, isJobOver } from './job-table.ts';

const STAGE = /^(?:(?<count>[1-9]\d{0,5})|(?<percent>[1-9]\d?|100)%)$/;

/**
 * @param text as `1,10%,100%`: so many terminals in all by the end of each stage
 * @returns the stage of each terminal in its order, from 0; whoever is left out is in one more
 * @throws KioskError USAGE
 */
export function stagesOf(text: string, terminals: number): readonly number[] {
  const ends = text.split(',').map((part) => endOf(part.trim(), text, terminals));
  const falls = ends.some((end, at) => at > 0 && end < (ends[at - 1] ?? 0));
  if (falls) throw wrong(text);
  const distinct = [...new Set([...ends, terminals])];
  return Array.from({ length: terminals }, (_, at) => distinct.findIndex((end) => at < end));
}

function endOf(part: string, text: string, terminals: number): number {
  const { count, percent } = STAGE.exec(part)?.groups ?? {};
  if (count !== undefined) return Math.min(terminals, Number(count));
  if (percent !== undefined) return Math.ceil((terminals * Number(percent)) / 100);
  throw wrong(text);
}

const wrong = (text: string): KioskError =>
  new KioskError('USAGE', { why: `--stages ${text}: give how many terminals in all, rising, as 1,10%,100%` });

export interface StagedJob {
  readonly stage: number;
  readonly state: FleetJobState;
}

export type NextStep =
  | { readonly do: 'wait' | 'end' }
  | { readonly do: 'begin'; readonly stage: number }
  | { readonly do: 'stop'; readonly failed: number; readonly of: number };

/**
 * What to do now with an order that may be carried out.
 * @param abortAt in per cent: the next stage begins where no more of the one before went wrong
 */
export function nextStep(jobs: readonly StagedJob[], abortAt: number): NextStep {
  const planned = jobs.filter(({ state }) => state === 'planned').map(({ stage }) => stage);
  const begun = jobs.filter(({ state }) => state !== 'planned');
  if (begun.some(({ state }) => !isJobOver(state))) return { do: 'wait' };
  if (planned.length === 0) return { do: 'end' };
  const last = Math.max(-1, ...begun.map(({ stage }) => stage));
  const before = begun.filter(({ stage }) => stage === last);
  const failed = before.filter(({ state }) => hasGoneWrong(state)).length;
  if (100 * failed > abortAt * before.length) return { do: 'stop', failed, of: before.length };
  return { do: 'begin', stage: Math.min(...planned) };
}
