// When a terminal's report is a reason to begin its delivery anew, and when it has only crossed what is under way.
import t from 'tap';
import { type PeopleReport, terminalAddress } from '../../../protocol/index.ts';
import { type Course, hasCrossed, newCourse, recipientIn } from './course.ts';
import { Transfer } from './transfer.ts';

const hash = 'a'.repeat(64);
const report: PeopleReport = {
  ...{ from: 'ridged/v1/bangkok/gate-17', number: 1, utcMs: 1, needs: null, fault: null, problems: [], captures: [] },
  ...{ table: { revision: 3, hash, people: 1 }, capacity: { fingers: 9 }, challenge: 'c'.repeat(22), answers: [] },
  sealingKey: { kty: 'EC', crv: 'P-256', x: 'x'.repeat(43), y: 'y'.repeat(43) },
};

/** Of everything (`from` null), or of what has changed since revision 3; sent at 1,000 ms. */
const underWay = (from: number | null, more: Partial<Course> = {}): Course => ({
  ...newCourse(terminalAddress('bangkok', 'gate-17'), 0),
  transfer: new Transfer({ from, to: { revision: 4, hash, people: 2 }, put: ['p'], remove: [] }, new Map()),
  ...{ sentTo: recipientIn(report), sentAtMs: 1000 },
  ...more,
});

t.test('a report that was on its way already when the parts came is no reason to begin anew', async (t) => {
  t.ok(hasCrossed(underWay(3), report, 1500));
  t.ok(hasCrossed(underWay(null), report, 1500));
  t.ok(hasCrossed(underWay(null), { ...report, table: null, needs: { what: 'snapshot' } }, 1500), 'it gets one');
  t.ok(hasCrossed(underWay(3, { due: [1], sentTo: undefined, sentAtMs: 0 }), report, 60_000), 'it is not sent yet');
});

t.test('whatever it does not see to begins anew', async (t) => {
  const begins = (course: Course, change: Partial<PeopleReport> = {}, atMs = 1500): void => {
    t.notOk(hasCrossed(course, { ...report, ...change }, atMs), JSON.stringify(change));
  };
  begins(underWay(3, { transfer: undefined }));
  begins(underWay(3), {}, 6000);
  begins(underWay(null, { sentTo: undefined }), { table: null }, 1000);
  begins(underWay(3), { challenge: 'd'.repeat(22) });
  begins(underWay(3), { sealingKey: { ...report.sealingKey, x: 'z'.repeat(43) } });
  begins(underWay(3), { needs: { what: 'snapshot' } });
  begins(underWay(3), { fault: 'STORE_FULL' });
  begins(underWay(3), { problems: [{ person: 'p'.repeat(22), problem: 'no-room' }] });
  begins(underWay(3), { table: { revision: 2, hash, people: 1 } });
  begins(underWay(3), { table: null });
  begins(underWay(null), { table: { revision: 4, hash: 'b'.repeat(64), people: 2 } });
});
