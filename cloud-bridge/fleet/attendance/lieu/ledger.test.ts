// Time off in lieu as the regulation has it: not across fiscal years but for September, never paid as well, never cut.
import t from 'tap';
import { approved, dayOf, record, rulesWith, type Situation, SOMSRI, seen } from '../fixtures/worked-days.ts';
import type { RecordBody } from '../records/record-kinds.ts';
import { UNIVERSITY_RULES } from '../rules/university-rules.ts';
import { balanceOf, type LieuEarned, ledgerOf, usableUntil } from './ledger.ts';

const earned = (date: string, hours: number, request = 1): LieuEarned => ({
  ...{ date, hours, request, usableUntil: usableUntil(date, UNIVERSITY_RULES) },
});
const taken = (date: string, hours = 8, request = 9) => ({ date, hours, request });

t.test('it ends with the fiscal year; what was worked in September may be taken in October', async (t) => {
  t.equal(usableUntil('2026-10-01', UNIVERSITY_RULES), '2027-09-30');
  t.equal(usableUntil('2027-08-31', UNIVERSITY_RULES), '2027-09-30');
  t.equal(usableUntil('2027-09-01', UNIVERSITY_RULES), '2027-10-31');
  t.equal(usableUntil('2027-09-30', UNIVERSITY_RULES), '2027-10-31');
  const { lateness, lieu } = UNIVERSITY_RULES;
  const calendarYear = {
    lateness: { ...lateness, fiscalYearFromMonth: 1 },
    lieu: { ...lieu, lastMonthUsableMonths: 2 },
  };
  t.equal(usableUntil('2027-12-05', calendarYear), '2028-02-29');
  t.equal(usableUntil('2027-12-05', { ...calendarYear, lieu: { ...lieu, lastMonthUsableMonths: 0 } }), '2027-12-31');
});

t.test('a day off takes what ends soonest of what was worked before it', async (t) => {
  const ledger = ledgerOf(
    [earned('2027-10-02', 4, 3), earned('2027-09-04', 7, 2), earned('2027-08-07', 3, 1)],
    [taken('2027-10-05', 8, 9), taken('2027-09-10', 4, 8)],
  );
  t.match(ledger.grants, [
    { date: '2027-08-07', usedHours: 3, leftHours: 0 },
    { date: '2027-09-04', usedHours: 7, leftHours: 0 },
    { date: '2027-10-02', usedHours: 2, leftHours: 2, usableUntil: '2028-09-30' },
  ]);
  t.match(ledger.taken, [
    { date: '2027-09-10', uncoveredHours: 0 },
    { date: '2027-10-05', uncoveredHours: 0 },
  ]);
});

t.test('what was over by then, or was worked only later, covers nothing; that is told of, and not cut', async (t) => {
  const ledger = ledgerOf([earned('2027-08-07', 8), earned('2027-10-09', 8, 2)], [taken('2027-10-08')]);
  t.match(ledger.taken, [{ hours: 8, uncoveredHours: 8 }]);
  t.match(ledger.grants, [{ leftHours: 8 }, { leftHours: 8 }]);
  t.match(ledgerOf([], [taken('2027-10-08')]).taken, [{ uncoveredHours: 8 }]);
  t.match(ledgerOf([earned('2027-10-08', 8)], [taken('2027-10-08')]).taken, [{ uncoveredHours: 8 }], 'the same day');
});

t.test('a month says what it gave, what was taken, what lapsed, and what ends next', async (t) => {
  const ledger = ledgerOf([earned('2027-08-07', 5), earned('2027-09-04', 7)], [taken('2027-09-10', 4)]);
  t.strictSame(balanceOf(ledger, { from: '2027-09-01', until: '2027-09-30' }), {
    ...{ earnedHours: 7, takenHours: 4, leftHours: 7, lapsedHours: 1, uncoveredHours: 0 },
    next: { hours: 7, usableUntil: '2027-10-31' },
  });
  t.match(balanceOf(ledger, { from: '2027-10-01', until: '2027-10-31' }), {
    ...{ earnedHours: 0, leftHours: 0, lapsedHours: 7, next: null },
  });
});

const SATURDAY = '2026-11-07';
const order = (change: Partial<RecordBody<'overtime'>> = {}, decided = approved(SATURDAY)) =>
  record(
    'overtime',
    { kind: 'ordinary', hours: '08:30-16:30', breakMinutes: null, travels: false, reason: 'r', ...change },
    { from: SATURDAY, ...decided },
  );
const worked = (records: Situation['records'] = [], person = SOMSRI) =>
  dayOf(SATURDAY, {
    ...{ sightings: [seen(`in ${SATURDAY} 08:30`), seen(`out ${SATURDAY} 16:30`)], records, person },
  });

t.test(
  'overtime that is ordered as time off is never paid as well, and gives nothing before it is approved',
  async (t) => {
    t.match(worked([order({ inLieu: true })]).overtime, [{ hours: 7, baht: null, lieuHours: 7, isApproved: true }]);
    t.match(worked([order()]).overtime, [{ hours: 7, baht: 350, lieuHours: null }]);
    const open = { decision: null, decidedBy: null, decidedMs: null } as never;
    t.match(worked([order({ inLieu: true }, open)]).overtime, [{ lieuHours: null, isApproved: false }]);
    const excluded = rulesWith({ overtime: { ...UNIVERSITY_RULES.overtime, excludedGroups: ['heads'] } });
    t.match(worked([excluded, order({ inLieu: true })], { ...SOMSRI, group: 'heads' }).overtime, [
      { lieuHours: null, baht: null },
    ]);
  },
);

const lieu = (part: 'day' | 'morning' | 'afternoon', from: string, decided: object = approved('2026-11-01')) =>
  record('lieu', { part, reason: 'r' }, { from, ...decided });

t.test(
  'a day off in lieu is no absence and no leave; half of one moves the hours; without permission it is nothing',
  async (t) => {
    const monday = '2026-11-09';
    t.match(dayOf(monday, { records: [lieu('day', monday)] }), {
      ...{ status: 'lieu', leave: 'day', lieu: 'day', counted: 0, remarks: [] },
    });
    const open = { decision: null, decidedBy: null, decidedMs: null };
    t.match(dayOf(monday, { records: [lieu('day', monday, open)] }), {
      ...{ status: 'absent', lieu: null, remarks: [{ remark: 'lieu-asked' }] },
    });
    const declined = { ...approved('2026-11-01'), decision: 'declined' };
    t.strictSame(dayOf(monday, { records: [lieu('day', monday, declined)] }).remarks, []);
    const sightings = [seen(`in ${monday} 13:00`), seen(`out ${monday} 16:30`)];
    t.match(dayOf(monday, { sightings, records: [lieu('morning', monday)] }), {
      ...{ status: 'worked', lateMs: 0, lieu: 'morning', remarks: [{ remark: 'lieu-morning' }] },
    });
    t.match(dayOf(monday, { records: [lieu('day', monday, approved('2026-11-10'))] }).remarks, [
      { remark: 'lieu-approved-late' },
    ]);
    t.match(
      dayOf(SATURDAY, { records: [lieu('day', SATURDAY)] }),
      { status: 'rest', lieu: null },
      'a free day takes none',
    );
    const both = [lieu('afternoon', monday), record('leave', { part: 'morning' }, { from: monday })];
    t.match(dayOf(monday, { records: both }), { status: 'lieu', leave: 'day', lieu: 'afternoon' });
  },
);
