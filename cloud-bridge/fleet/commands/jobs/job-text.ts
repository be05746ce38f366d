// How jobs are shown: a line each as they come along, and what came of them.
import type { BookedJob, FleetJobState } from '../../jobs/index.ts';

const BAR = 10;

const STATE_WORDS: Readonly<Record<FleetJobState, string>> = {
  planned: 'comes later',
  queued: 'on its way',
  waiting: 'waits',
  running: 'runs',
  done: 'done',
  failed: 'FAILED',
  rejected: 'REJECTED',
  'timed-out': 'TOO LATE',
  cancelled: 'called off',
};

const BECAUSE: Readonly<Record<string, string>> = {
  busy: 'a person stands there',
  queue: 'another job comes first',
  clock: 'it does not know what time it is ("ridgectl command TERMINAL set-time", or a time service there)',
};

export const stateText = ({ state }: Pick<BookedJob, 'state'>): string => STATE_WORDS[state];

/** As `bangkok.gate-17: runs [#####.....] sensor`. */
export const lineOfJob = (job: BookedJob): string =>
  [`${job.terminal}: ${stateText(job)}`, detailOf(job)]
    .filter((text) => text !== '')
    .join(job.state === 'waiting' ? ': ' : ' ');

export function detailOf({ state, standing, saidBy }: BookedJob): string {
  const { because, progress, step, code, why, detail } = standing ?? {};
  if (state === 'waiting') return BECAUSE[`${because}`] ?? '';
  if (state === 'running') return [barOf(progress), step].filter((text) => typeof text === 'string').join(' ');
  if (saidBy === 'fleet') return state === 'timed-out' ? 'it was not heard of in its time' : '';
  return [code ?? why, detail].filter((text) => typeof text === 'string' && text !== '').join(': ');
}

const barOf = (progress: unknown): string | undefined =>
  typeof progress === 'number' ? `[${'#'.repeat(Math.round(BAR * progress)).padEnd(BAR, '.')}]` : undefined;
