// Who clocked last: how many are remembered, for how long, and that a restart remembers the same.

import t from 'tap';
import type { JournalEntry, JournalPayload } from '../../../protocol/index.ts';
import { isRepeated } from '../direction.ts';
import { NOT_ASSESSED } from './evidence.ts';
import { RecentPunches } from './recent-punches.ts';

const HOUR_MS = 3_600_000;
const NOW = Date.UTC(2026, 10, 2, 1);
/** The longest that can be configured. */
const WINDOW_MS = HOUR_MS;

type ClockPayload = Extract<JournalPayload, { event: 'clock' }>;

const punch = (subject: string, captureStartMs: number, more: Partial<ClockPayload> = {}): ClockPayload => ({
  ...({ event: 'clock', outcome: 'accepted', reason: null, subject, direction: 'in', directionSource: 'key' } as const),
  ...({
    method: 'finger',
    repeated: false,
    attempt: 1,
    quality: 50,
    score: 1,
    threshold: 1,
    falseMatchRate: 0,
  } as const),
  ...{ liveness: NOT_ASSESSED, match: null, purpose: 'attendance', policyVersion: 'p', captureStartMs },
  ...{ decisionMs: captureStartMs, stages: {} },
  ...more,
});

/** A journal of these, the first of them with the sequence number `firstSeq`. Says how much of it was read. */
function journalOf(payloads: readonly ClockPayload[], firstSeq = 1) {
  const entries = payloads.map(
    (payload, index) => ({ seq: firstSeq + index, utcMs: payload.captureStartMs, payload }) as unknown as JournalEntry,
  );
  const read = { entries: 0 };
  return {
    lastSeq: firstSeq + entries.length - 1,
    readEntries: read,
    read: (fromSeq: number, limit: number) => {
      const start = Math.max(0, fromSeq - firstSeq);
      const page = entries.slice(start, start + limit);
      read.entries += page.length;
      return page;
    },
  };
}

t.test('of more people than there is room for, those who clocked longest ago are forgotten', async (t) => {
  const punches = new RecentPunches();
  const total = 30_000;
  // All within the window of a repeat: none has outlived the horizon.
  const at = (nth: number): number => NOW + Math.floor((nth / total) * (WINDOW_MS - 1));
  for (let nth = 0; nth < total; nth += 1) punches.note(punch(`p-${nth}`, at(nth)));
  // Who was first clocks again: the last of all now.
  punches.note(punch('p-10001', at(total)));
  t.equal(punches.people, 20_000);
  t.equal(punches.lastOf('p-9999'), undefined);
  const lastSubjects = ['p-10001', ...Array.from({ length: 8000 }, (_, nth) => `p-${total - 1 - nth}`)];
  const again = { direction: 'in', atMs: NOW + WINDOW_MS - 1 } as const;
  t.ok(
    lastSubjects.every((subject) => isRepeated(punches.lastOf(subject), again, WINDOW_MS)),
    'the last 8,000 people are known to have clocked within the window',
  );
});

t.test('a punch is remembered for a day and a half', async (t) => {
  const punches = new RecentPunches();
  punches.note(punch('night', NOW));
  punches.note(punch('day', NOW + 20 * HOUR_MS));
  punches.note(punch('other', NOW + 35 * HOUR_MS));
  t.match(punches.lastOf('night'), { atMs: NOW });
  punches.note(punch('other', NOW + 36 * HOUR_MS));
  t.equal(punches.lastOf('night'), undefined);
  t.equal(punches.people, 2);
});

t.test('after a restart the same is remembered, however many refusals lie in between', async (t) => {
  const refusals = Array.from({ length: 25_000 }, () =>
    punch('p-1', NOW - HOUR_MS, { outcome: 'refused', reason: 'expired' }),
  );
  const journal = journalOf([
    punch('p-old', NOW - 37 * HOUR_MS),
    punch('p-1', NOW - 9 * HOUR_MS),
    punch('p-2', NOW - 8 * HOUR_MS),
    ...refusals,
    punch('p-2', NOW - 60_000, { direction: 'out' }),
  ]);
  const punches = new RecentPunches();
  punches.rebuild(journal, NOW);
  t.strictSame(punches.lastOf('p-1'), { direction: 'in', atMs: NOW - 9 * HOUR_MS });
  t.strictSame(punches.lastOf('p-2'), { direction: 'out', atMs: NOW - 60_000 }, 'the newer of two');
  t.equal(punches.lastOf('p-old'), undefined);
  punches.forget('p-2');
  t.equal(punches.people, 1);
});

t.test('no more of the journal is read than is remembered', async (t) => {
  const old = Array.from({ length: 5000 }, (_, nth) => punch(`old-${nth}`, NOW - 40 * HOUR_MS));
  const journal = journalOf([...old, punch('p-1', NOW - HOUR_MS)]);
  new RecentPunches().rebuild(journal, NOW);
  t.ok(journal.readEntries.entries <= 1000, `${journal.readEntries.entries} of 5,001`);

  const crowd = journalOf(Array.from({ length: 30_000 }, (_, nth) => punch(`p-${nth}`, NOW - HOUR_MS)));
  const punches = new RecentPunches();
  punches.rebuild(crowd, NOW);
  t.equal(punches.people, 20_000);
  t.ok(punches.lastOf('p-29999'));
  t.equal(punches.lastOf('p-9999'), undefined);

  const pruned = journalOf([punch('p-1', NOW - HOUR_MS), punch('p-2', NOW - HOUR_MS)], 700);
  const few = new RecentPunches();
  few.rebuild(pruned, NOW);
  t.equal(few.people, 2, 'older entries have given way');
});
