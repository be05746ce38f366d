// A job as the journal tells of it: what was ordered, by whose key, and how it ended. Never what came of it.
import type { JobStanding, JournalPayload, OpenedOrder } from '../../protocol/index.ts';

type JobEntry = Extract<JournalPayload, { event: 'job' }>;

export function entryOf({ order, orderedBy, approvedBy }: OpenedOrder, standing: JobStanding): JobEntry {
  const { id, by, what } = order;
  const state = standing.state === 'waiting' ? 'running' : standing.state;
  return { event: 'job', order: id, kind: what.kind, by, orderedBy, approvedBy, state, detail: detailOf(standing) };
}

function detailOf(standing: JobStanding): string {
  if (standing.state === 'failed') return `${standing.code}: ${standing.detail}`;
  if (standing.state === 'rejected') return `${standing.why}: ${standing.detail}`;
  return standing.state === 'timed-out' || standing.state === 'cancelled' ? (standing.detail ?? '') : '';
}
