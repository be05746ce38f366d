// Overtime as the regulation counts it: what is long enough, what is rounded, what is paid, what is only told of.
import t from 'tap';
import { approved, dayOf, record, rulesWith, type Situation, SOMSRI, seen } from '../fixtures/worked-days.ts';
import type { RecordBody } from '../records/record-kinds.ts';
import { UNIVERSITY_RULES } from '../rules/university-rules.ts';
import type { DayRow } from './day-row.ts';
import { hoursOf } from './overtime.ts';

/** A Monday, and the Saturday after it. */
const DAY = '2026-11-02';
const SATURDAY = '2026-11-07';

type Order = RecordBody<'overtime'>;

const order = (hours: string, change: Partial<Order> = {}, on = DAY, approvedOn: string | null = on) =>
  record(
    'overtime',
    { kind: 'ordinary', hours, breakMinutes: null, travels: false, reason: 'ปิดงบ', ...change },
    { from: on, ...(approvedOn ? approved(approvedOn) : {}) },
  );

const worked = (inTime: string, out: string, records: Situation['records'] = [], on = DAY): DayRow =>
  dayOf(on, { sightings: [seen(`in ${on} ${inTime}`), seen(`out ${out}`)], records });

const hours = ({ overtime }: DayRow): readonly number[] => overtime.map((one) => one.hours);
const remarks = ({ remarks: all }: DayRow): readonly string[] => all.map(({ remark }) => remark);

t.test('half an hour is rounded up and less is dropped, but only of a stretch of an hour', async (t) => {
  const { overtime } = UNIVERSITY_RULES;
  t.strictSame(
    [29, 30, 59, 60, 89, 90, 149, 150, 240].map((minutes) => hoursOf(minutes, overtime)),
    [0, 1, 1, 1, 1, 2, 2, 3, 4],
  );
  const stretches = [
    ['16:59', []],
    ['17:00', []],
    ['17:15', []],
    ['17:29:59', []],
    ['17:30', [1]],
    ['17:59', [1]],
    ['18:00', [2]],
    ['20:29', [4]],
  ] as const;
  for (const [out, counted] of stretches)
    t.strictSame(hours(worked('08:20', `${DAY} ${out}`, [order('16:30-22:00')])), counted, out);
});

t.test('hours that nobody has ordered are shown and not paid; an order that is approved later pays them', async (t) => {
  const open = worked('08:20', `${DAY} 18:30`);
  t.match(open.overtime, [{ hours: 2, request: null, isApproved: false, baht: null, rawMinutes: 120 }]);
  t.match(open.remarks, [{ remark: 'overtime-unapproved', detail: '2' }]);
  const waiting = worked('08:20', `${DAY} 18:30`, [order('16:30-18:30', {}, DAY, null)]);
  t.match(waiting.overtime, [{ hours: 2, isApproved: false, baht: null }]);
  const paid = worked('08:20', `${DAY} 18:30`, [order('16:30-18:30')]);
  t.match(paid.overtime, [{ hours: 2, isApproved: true, baht: 100 }]);
  t.strictSame(remarks(paid), []);
  const ignoring = rulesWith({ overtime: { ...UNIVERSITY_RULES.overtime, withoutOrder: 'ignore' } });
  t.strictSame(worked('08:20', `${DAY} 18:30`, [ignoring]).overtime, []);
});

t.test('only what was worked within the order is paid; the rest of a stretch stands beside it', async (t) => {
  const row = worked('08:20', `${DAY} 20:30`, [order('16:30-18:30')]);
  t.match(row.overtime, [
    { hours: 2, isApproved: true },
    { hours: 2, isApproved: false },
  ]);
  t.strictSame(worked('06:00', `${DAY} 16:30`).overtime, [], 'who comes early has not worked longer by that');
  t.match(
    worked('06:00', `${DAY} 16:30`, [order('06:00-08:30')]).overtime,
    [{ hours: 3, baht: 150 }],
    'unless it was ordered',
  );
});

t.test('an approval after more than five working days is told of', async (t) => {
  t.notOk(
    remarks(worked('08:20', `${DAY} 18:30`, [order('16:30-18:30', {}, DAY, '2026-11-09')])).includes(
      'overtime-approved-late',
    ),
  );
  const late = worked('08:20', `${DAY} 18:30`, [order('16:30-18:30', {}, DAY, '2026-11-10')]);
  t.ok(remarks(late).includes('overtime-approved-late'), 'the weekend is no working day');
  t.match(late.overtime, [{ hours: 2, baht: 100 }], 'and paid all the same: others decide on that');
});

t.test('what goes beyond a cap is marked, never cut', async (t) => {
  t.notOk(
    remarks(worked('08:20', `${DAY} 20:59`, [order('16:30-24:00')])).includes('overtime-over-cap'),
    '4 hours and 29 minutes',
  );
  const row = worked('08:20', `${DAY} 21:00`, [order('16:30-24:00')]);
  t.match(row.overtime, [{ hours: 5, baht: 250 }]);
  t.ok(remarks(row).includes('overtime-over-cap'));
});

t.test('on free days all of it is overtime, with an hour of break in eight', async (t) => {
  const weekend = (out: string, ...records: NonNullable<Situation['records']>[number][]) =>
    worked('08:30', `${SATURDAY} ${out}`, records, SATURDAY);
  t.match(weekend('16:30', order('08:30-16:30', {}, SATURDAY)).overtime, [
    { rawMinutes: 480, breakMinutes: 60, hours: 7, baht: 350 },
  ]);
  t.match(weekend('11:30', order('08:30-16:30', {}, SATURDAY)).overtime, [{ breakMinutes: 0, hours: 3 }]);
  t.match(
    weekend('16:30', order('08:30-16:30', { breakMinutes: 30 }, SATURDAY)).overtime,
    [{ hours: 8 }],
    'as the order says',
  );
  t.notOk(remarks(weekend('16:30', order('08:30-16:30', {}, SATURDAY))).includes('overtime-over-cap'));
  const long = weekend('17:30', order('08:30-17:30', {}, SATURDAY));
  t.match([hours(long), remarks(long).includes('overtime-over-cap')], [[8], true]);
  t.match(weekend('16:30').overtime, [{ isApproved: false, hours: 7 }]);
  t.match(weekend('16:30').lateMs, 0);
});

t.test('two stretches with a pause are two: neither is long enough by the other', async (t) => {
  const sightings = [
    ...[seen(`in ${DAY} 08:30`), seen(`out ${DAY} 17:10`), seen(`in ${DAY} 18:00`), seen(`out ${DAY} 18:50`)],
  ];
  t.strictSame(dayOf(DAY, { sightings, records: [order('16:30-22:00')] }).overtime, []);
});

t.test('library and emergency work have a flat pay; travel goes by the class of the site', async (t) => {
  const sites = rulesWith({ pay: { ...UNIVERSITY_RULES.pay, siteClasses: { bangkok: 'bangkok' } } });
  const library = (change: Partial<Order>) =>
    worked('14:00', '2026-11-03 00:00', [
      sites,
      record('plan', { days: [1], hours: 'off' }, { from: DAY }),
      order('20:30-24:00', change),
    ]);
  t.match(
    library({ kind: 'library' }).overtime.filter(({ isApproved }) => isApproved),
    [{ baht: 250 }],
  );
  t.match(
    library({ kind: 'library', travels: true }).overtime.filter(({ isApproved }) => isApproved),
    [{ baht: 550 }],
  );
  const emergency = (out: string) =>
    worked(
      '08:30',
      `${SATURDAY} ${out}`,
      [sites, order('08:30-16:30', { kind: 'emergency', travels: true }, SATURDAY)],
      SATURDAY,
    );
  t.match(emergency('16:30').overtime, [{ baht: 350 }], 'travel is part of it');
  t.match(emergency('16:29').overtime, [{ baht: null }], 'eight hours at least');
});

t.test('groups that get no overtime are paid none, and are shown none that nobody has ordered', async (t) => {
  const records = [rulesWith({ overtime: { ...UNIVERSITY_RULES.overtime, excludedGroups: ['heads'] } })];
  const person = { ...SOMSRI, group: 'heads' };
  const sightings = [seen(`in ${DAY} 08:30`), seen(`out ${DAY} 18:30`)];
  t.strictSame(dayOf(DAY, { sightings, person, records }).overtime, []);
  t.match(dayOf(DAY, { sightings, person, records: [...records, order('16:30-18:30')] }).overtime, [
    { hours: 2, baht: null },
  ]);
});

t.test('rates go by the rules of the day', async (t) => {
  const dearer = record(
    'rules',
    { ...UNIVERSITY_RULES, version: 3, effectiveFrom: SATURDAY, pay: { ...UNIVERSITY_RULES.pay, bahtPerHour: 80 } },
    { from: SATURDAY, until: null, personId: null },
  );
  t.match(worked('08:20', `${DAY} 18:30`, [dearer, order('16:30-18:30')]).overtime, [{ baht: 100 }]);
  t.match(worked('08:30', `${SATURDAY} 10:30`, [dearer, order('08:30-10:30', {}, SATURDAY)], SATURDAY), {
    ...{ overtime: [{ baht: 160 }], rules: { version: 3 } },
  });
});
