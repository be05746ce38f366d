// Rules are data: what is none is named, what is shipped is sound, hours and days mean what people write.
import t from 'tap';
import { addDays, calendarOf, datesOf, fiscalYearOf, isZone, monthRange, monthsOf, whyNoDate } from '../calendar.ts';
import { spanOf, spansOf } from '../hours.ts';
import { ruleSetSchema, rulesOn } from './rule-set.ts';
import { UNIVERSITY_RULES } from './university-rules.ts';

t.test('the shipped rules are sound, each value with its clause, and what is in doubt is named', async (t) => {
  t.strictSame(ruleSetSchema.parse(UNIVERSITY_RULES), UNIVERSITY_RULES);
  t.match(UNIVERSITY_RULES, {
    lateness: { mostPerFiscalYear: 12, fiscalYearFromMonth: 10 },
    overtime: {
      workday: { mostHours: 4 },
      holiday: { mostHours: 8 },
      roundUpFromMinutes: 30,
      leastStretchMinutes: 60,
      approvalWithinWorkdays: 5,
    },
    pay: { bahtPerHour: 50, flat: [{ baht: 250 }, { baht: 350 }], travelBaht: { 'tha-sala': 100, bangkok: 300 } },
  });
  t.equal(UNIVERSITY_RULES.doubts.length, 7);
});

t.test('what is no rule set is named where it is wrong', async (t) => {
  const wrong = (change: object, path: string): void => {
    const { error } = ruleSetSchema.safeParse({ ...UNIVERSITY_RULES, ...change });
    t.equal(error?.issues[0]?.path[0], path, JSON.stringify(change));
  };
  wrong({ effectiveFrom: '2565-03-01' }, 'effectiveFrom');
  wrong({ effectiveFrom: '2022-02-30' }, 'effectiveFrom');
  wrong({ zone: 'Asia/Nowhere' }, 'zone');
  wrong({ shifts: [] }, 'shifts');
  wrong({ shifts: [{ name: 'office', hours: '25:00-26:00', clause: 'c' }] }, 'shifts');
  wrong({ normal: { ...UNIVERSITY_RULES.normal, shift: 'nobody' } }, 'normal');
  wrong({ shifts: [...UNIVERSITY_RULES.shifts, ...UNIVERSITY_RULES.shifts] }, 'shifts');
  t.notOk(ruleSetSchema.safeParse({ ...UNIVERSITY_RULES, late: true }).success, 'nothing slips in under a new name');
});

t.test('the latest rules that have begun hold, those that were set later before the shipped ones', async (t) => {
  const later = { ...UNIVERSITY_RULES, version: 2, effectiveFrom: '2026-10-01' };
  const instead = { ...UNIVERSITY_RULES, version: 3 };
  t.equal(rulesOn('2022-02-28', [UNIVERSITY_RULES, later]), undefined);
  t.equal(rulesOn('2026-09-30', [UNIVERSITY_RULES, later])?.version, 1);
  t.equal(rulesOn('2026-10-01', [UNIVERSITY_RULES, later])?.version, 2);
  t.equal(rulesOn('2026-09-30', [UNIVERSITY_RULES, later, instead])?.version, 3);
});

t.test('hours go over midnight, touch and follow each other; what is none is none', async (t) => {
  t.strictSame(spanOf('22:00-06:00'), { fromMinute: 1320, untilMinute: 1800 });
  t.strictSame(spanOf('20:30-24:00'), { fromMinute: 1230, untilMinute: 1440 });
  t.strictSame(spansOf('08:00-16:00+16:00-24:00'), [{ fromMinute: 480, untilMinute: 1440 }]);
  t.strictSame(spansOf('16:00-24:00+00:00-08:00'), [{ fromMinute: 960, untilMinute: 1920 }]);
  t.strictSame(spansOf('08:30-12:00+13:00-16:30')?.length, 2);
  for (const none of ['', '8:30-16:30', '08:30', '08:30-16:60', '24:00-08:00', '08:30-12:00-16:00', '08:30-12:00+'])
    t.equal(spansOf(none), undefined, none);
  t.equal(spansOf(Array.from({ length: 4 }, () => '08:00-16:00').join('+')), undefined, 'longer than two days');
});

t.test('days and months are those of the calendar, of the common era', async (t) => {
  t.strictSame(monthRange('2028-02'), { from: '2028-02-01', until: '2028-02-29' });
  t.strictSame(datesOf({ from: '2026-12-31', until: '2027-01-01' }), ['2026-12-31', '2027-01-01']);
  t.equal(addDays('2026-03-01', -1), '2026-02-28');
  t.match(fiscalYearOf('2026-09-30', 10), { from: '2025-10-01', until: '2026-09-30', year: 2026 });
  t.match(fiscalYearOf('2026-10-01', 10), { from: '2026-10-01', until: '2027-09-30', year: 2027 });
  t.match(fiscalYearOf('2026-10-01', 1), { from: '2026-01-01', until: '2026-12-31', year: 2026 });
  t.strictSame(monthsOf({ from: '2026-11-01', until: '2027-01-31' }), ['2026-11', '2026-12', '2027-01']);
  t.match(whyNoDate('2569-11-02'), /Buddhist/);
  t.match(whyNoDate('1/2/2018'), /2026-11-02/);
  t.match(whyNoDate('2026-02-30'), /calendar/);
  t.equal(whyNoDate('2026-02-28'), undefined);
});

t.test('a moment has its day and time in the zone, summer time or not', async (t) => {
  const bangkok = calendarOf('Asia/Bangkok');
  t.equal(bangkok.atMinute('2026-11-02', 510), Date.parse('2026-11-02T08:30:00+07:00'));
  t.equal(bangkok.atMinute('2026-11-30', 1470), Date.parse('2026-12-01T00:30:00+07:00'));
  const ms = Date.parse('2026-11-02T17:30:59.250Z');
  t.strictSame(
    [bangkok.dateOf(ms), bangkok.timeOf(ms), bangkok.isoOf(ms), bangkok.weekdayOf('2026-11-02')],
    [...['2026-11-03', '00:30:59', '2026-11-03T00:30:59.250+07:00', 1]],
  );
  const paris = calendarOf('Europe/Paris');
  t.equal(paris.isoOf(paris.atMinute('2026-03-29', 600)), '2026-03-29T10:00:00.000+02:00');
  t.equal(paris.isoOf(paris.atMinute('2026-03-28', 600)), '2026-03-28T10:00:00.000+01:00');
  t.equal(calendarOf('America/St_Johns').isoOf(ms), '2026-11-02T14:00:59.250-03:30');
  t.equal(calendarOf('America/St_Johns').isoOf(ms + 0.6416), '2026-11-02T14:00:59.250-03:30', 'as terminals measure');
  t.strictSame([isZone('Asia/Bangkok'), isZone('Asia/Nowhere'), isZone('')], [true, false, false]);
});
