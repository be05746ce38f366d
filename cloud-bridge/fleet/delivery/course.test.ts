// When a terminal's report is a reason to begin its delivery anew, and when it has only crossed what is under way.
import t from 'tap';
import { type PeopleReport, terminalAddress } from '../../../protocol/index.ts';
import { type Course, hasCrossed, hasItsTurn, newCourse, noteProven, noteTry, recipientIn } from './course.ts';
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
  t.ok(hasCrossed(underWay(3), { ...report, problems: [{ person: 'p'.repeat(22), problem: 'no-room' }] }, 1500));
  const other = { what: 'parts', transfer: 'o'.repeat(22), missing: [2] } as const;
  t.ok(hasCrossed(underWay(3), { ...report, needs: other }, 1500), 'it lets that one go with the first part of this');
  t.ok(hasCrossed(underWay(3, { due: [1], sentTo: undefined }), { ...report, needs: other }, 60_000));
});

const begun = (course: Course): Course => Object.assign(course, { transfer: underWay(3).transfer, due: [1, 2] });

t.test('what came to nothing twice is tried later and later, however often it is begun meanwhile', async (t) => {
  const course = begun(newCourse(terminalAddress('bangkok', 'gate-17'), 0));
  for (const atMs of [0, 100]) {
    t.ok(hasItsTurn(course, atMs));
    noteTry(course, atMs);
    t.ok(hasItsTurn(course, atMs), 'the rest of it follows');
    begun(course);
  }
  for (let times = 0; times < 50; times += 1) begun(course);
  t.notOk(hasItsTurn(course, 5099));
  t.ok(hasItsTurn(course, 5100));
  noteTry(course, 5100);
  begun(course);
  t.notOk(hasItsTurn(course, 15_099));
  t.ok(hasItsTurn(course, 15_100));
  for (let times = 0; times < 20; times += 1) noteTry(begun(course), 20_000);
  begun(course);
  t.notOk(hasItsTurn(course, 319_999));
  t.ok(hasItsTurn(course, 320_000), 'five minutes at the longest');
  noteProven(course);
  t.ok(hasItsTurn(course, 20_001));
  t.notOk(hasItsTurn({ ...course, due: [] }, 20_001));
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
  const problems = [{ person: 'p'.repeat(22), problem: 'no-room' as const }];
  begins(underWay(3), { table: { revision: 4, hash, people: 2 }, problems });
  const own = underWay(3);
  begins(own, { needs: { what: 'parts', transfer: own.transfer?.id ?? '', missing: [1] } });
  begins(underWay(3), { table: { revision: 2, hash, people: 1 } });
  begins(underWay(3), { table: null });
  begins(underWay(null), { table: { revision: 4, hash: 'b'.repeat(64), people: 2 } });
});
