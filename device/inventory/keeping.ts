// How long what is kept is kept, and how it ends.
import { CLASS_OF_EVENT, type JournalEvent, type Keeping } from '../../protocol/index.ts';
import { type Policy, useRules } from '../config/index.ts';

const ROW = 'row deleted, its pages zeroed (secure_delete), the log folded in';
const UNLINKED = 'file removed';

const days = (key: string, count: number): string =>
  `${count} ${count === 1 ? 'day' : 'days'} (policy retention.${key})`;

function residencyIn(policy: Pick<Policy, 'use'>): string {
  const { residency, cachedDays } = useRules(policy);
  if (residency === 'none') return 'not at all (policy use.residency)';
  const until = 'until the fleet or an operator removes the person';
  return residency === 'resident'
    ? `${until} (policy use.residency)`
    : `${until}, at most ${cachedDays} days after the fleet’s last word (policy use.cachedDays)`;
}

/** By the policy that holds; each name is of what the tables and files say. */
export const keepings = ({ retention, snapshot, use }: Policy) =>
  ({
    person: { retention: 'until the fleet or an operator removes the person', destruction: ROW },
    biometrics: { retention: residencyIn({ use }), destruction: ROW },
    enrolment: { retention: 'until the journal has its entry: at once, or at the next start', destruction: ROW },
    capture: { retention: 'until the fleet has said the last word about who was enrolled here', destruction: ROW },
    part: { retention: 'until the change of people is whole, or another takes its place', destruction: ROW },
    failures: {
      retention: `until success, or ${days('failuresDays', retention.failuresDays)} after the last`,
      destruction: ROW,
    },
    evidence: {
      retention: `until the provider acknowledges it, at most ${days('evidenceDays', retention.evidenceDays)}`,
      destruction: ROW,
    },
    orders: {
      retention: `256 that are over, at most ${days('ordersDays', retention.ordersDays)}; what came of them until the fleet has heard`,
      destruction: ROW,
    },
    snapshot: {
      retention: `${Math.round(snapshot.keepMs / 86_400_000)} days of running (policy snapshot.keepMs), with its entry, with its person; none where the policy wants none`,
      destruction: ROW,
    },
    standing: {
      retention: 'until the next order of its kind but one',
      destruction: 'file replaced; shredded by a wipe',
    },
    tamper: {
      retention: 'until an administrator or the fleet says that all is well',
      destruction: 'file removed; shredded by a wipe',
    },
    damaged: {
      retention: `${days('damagedDays', retention.damagedDays)}, eight at most; people, templates and orders until anybody is removed`,
      destruction: UNLINKED,
    },
    entry: {
      retention: 'with the journal: 200,000 entries that the fleet has (journal.capacityEntries)',
      destruction: ROW,
    },
    terminal: { retention: 'as long as the terminal is the fleet’s', destruction: 'shredded by a wipe' },
    moment: { retention: 'until what it stands for is done', destruction: UNLINKED },
    wire: { retention: 'on the way only', destruction: 'nothing is kept by the broker of what is not retained' },
  }) as const satisfies Readonly<Record<string, Keeping>>;

export type KeepingName = keyof ReturnType<typeof keepings>;

/** Of what an entry tells: by its class, and never before the fleet has it. */
export const keepingOfEvent = (event: JournalEvent, { retention }: Policy): Keeping => {
  const kind = CLASS_OF_EVENT[event];
  return {
    retention: `once the fleet has it, ${days(`journalDays.${kind}`, retention.journalDays[kind])}`,
    destruction: 'payload erased, its pages zeroed; place and hash stay for the chain',
  };
};
