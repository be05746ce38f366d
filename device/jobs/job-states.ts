// Which standing of a job may follow which, as a table.
import type { JobState } from '../../protocol/index.ts';

const MAY_FOLLOW: Readonly<Record<JobState, readonly JobState[]>> = {
  waiting: ['waiting', 'running', 'timed-out', 'cancelled', 'rejected'],
  running: ['running', 'done', 'failed', 'rejected', 'timed-out', 'cancelled'],
  done: [],
  failed: [],
  rejected: [],
  'timed-out': [],
  cancelled: [],
};

export const mayFollow = (before: JobState, next: JobState): boolean => MAY_FOLLOW[before].includes(next);
