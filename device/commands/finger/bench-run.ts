// What a run of the bench is asked for, and which finger of its gallery is whose.
import type { FingerRecords } from '../../../models/index.ts';
import type { FingerPosition } from '../../../protocol/index.ts';
import type { SetPlace } from './print-set.ts';

export interface BenchOptions {
  readonly people: number;
  readonly fingers: number;
  readonly probes: number;
  readonly seed: number;
  readonly threads: number | undefined;
  /** Templates extracted from whole synthetic pictures instead of strewn minutiae. */
  readonly images: boolean;
  /** Folders of real prints that are enrolled among the synthetic ones, and looked for. */
  readonly among: readonly SetPlace[];
}

export interface BenchContext {
  readonly progress: (line: string) => void;
  readonly signal: AbortSignal;
}

export interface Run {
  readonly options: BenchOptions;
  readonly context: BenchContext;
}

export const POSITIONS: readonly FingerPosition[] = [
  'right-index',
  'left-index',
  'right-thumb',
  'left-thumb',
  'right-middle',
  'left-middle',
  'right-ring',
  'left-ring',
  'right-little',
  'left-little',
];
export const PURPOSE = 'bench';
export const ENROLLED_IMPRESSIONS = [0, 1, 2];
export const PROBE_IMPRESSION = 3;

export const range = (from: number, until: number): readonly number[] =>
  Array.from({ length: Math.max(0, until - from) }, (_, index) => from + index);

export const keyOf = (finger: number, perPerson: number): FingerRecords['key'] => ({
  subject: `person-${Math.floor(finger / perPerson)}`,
  finger: POSITIONS[finger % perPerson] ?? 'unknown',
});
