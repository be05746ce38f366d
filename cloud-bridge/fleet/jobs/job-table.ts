// What may become of a job at one terminal, as the fleet knows it. Pure.
import { JOB_STATES, type JobReport, type JobState } from '../../../protocol/index.ts';

/** `planned`: its stage, or the approval, is still to come; `queued`: it may be given, and the terminal has not been heard of it yet. */
export const FLEET_JOB_STATES = {
  planned: { over: false },
  queued: { over: false },
  ...JOB_STATES,
} as const satisfies Readonly<Record<JobState | 'planned' | 'queued', { readonly over: boolean }>>;
export type FleetJobState = keyof typeof FLEET_JOB_STATES;

export const isFleetJobState = (text: string): text is FleetJobState => Object.hasOwn(FLEET_JOB_STATES, text);

export const isJobOver = (state: FleetJobState): boolean => FLEET_JOB_STATES[state].over;

export interface JobStanding {
  readonly state: FleetJobState;
  /** Of the terminal's latest word; 0 before it has spoken. */
  readonly number: number;
  /** Whose conclusion it is. */
  readonly saidBy: 'fleet' | 'terminal';
}

/**
 * A terminal's word counts where it is newer than its last. What the fleet has concluded without it, that it was too late, gives way: what the
 * terminal says is what really happened. What the terminal itself has called over never changes again.
 */
export const doesCount = ({ state, number, saidBy }: JobStanding, report: Pick<JobReport, 'number'>): boolean =>
  report.number > number && (saidBy === 'fleet' || !isJobOver(state));

/** A word of it may be on its way still. */
const GRACE_MS = 60_000;

/** Whether it can be said without the terminal that nothing has come of it: what runs may go on for as long as it takes. */
export const isTooLate = (state: FleetJobState, untilMs: number | null, nowMs: number): boolean =>
  (state === 'queued' || state === 'waiting' || state === 'planned') && untilMs !== null && nowMs > untilMs + GRACE_MS;

/** Whether it speaks against going on with other terminals. What an officer has called off says nothing of the order. */
export const hasGoneWrong = (state: FleetJobState): boolean =>
  state === 'failed' || state === 'rejected' || state === 'timed-out';
