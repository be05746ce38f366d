// Every cell of the lateness criteria, and what happens to people whose day is not a plain one.
import t from 'tap';
import {
  approved,
  at,
  dayOf,
  record,
  rowsOf,
  rulesWith,
  type Situation,
  SOMSRI,
  seen,
} from '../fixtures/worked-days.ts';
import { UNIVERSITY_RULES } from '../rules/university-rules.ts';
import type { DayRow } from './day-row.ts';

/** A Monday. */
const DAY = '2026-11-02';
const MINUTE_MS = 60_000;

const remarks = ({ remarks: all }: DayRow): readonly string[] => all.map(({ remark }) => remark);
const planned = (hours: string, date = DAY) => record('plan', { days: [1, 2, 3, 4, 5, 6, 7], hours }, { from: date });
const punched = (inTime: string, outTime: string, records: Situation['records'] = []): DayRow =>
  dayOf(DAY, { sightings: [seen(`in ${DAY} ${inTime}`), seen(`out ${DAY} ${outTime}`)], records });

t.test('in on the minute is on time and after it late; out on the minute is not early, before it is', async (t) => {
  const fullDays = [
    ['office', '08:30', '16:30'],
    ['early', '08:00', '16:00'],
    ['afternoon', '14:00', '22:00'],
    ['staggered-0730', '07:30', '15:30'],
    ['staggered-1200', '12:00', '20:00'],
    ['09:15-17:15', '09:15', '17:15'],
  ] as const;
  for (const [hours, start, end] of fullDays) {
    const records = [planned(hours)];
    t.match(punched(start, end, records), { status: 'worked', lateMs: 0, earlyMs: 0, counted: 0 }, hours);
    t.match(punched(`${start}:01`, end, records), { lateMs: 1000, earlyMs: 0, counted: 1 }, `${hours}, a second late`);
    const [hour = '', minute = ''] = end.split(':');
    const before = minute === '00' ? `${Number(hour) - 1}:59:59` : `${hour}:${Number(minute) - 1}:59`;
    t.match(punched(start, before, records), { lateMs: 0, earlyMs: 1000, counted: 1 }, `${hours}, a second early`);
  }
});

t.test('half a day of leave moves what is due, as the table prints it, or by its pattern', async (t) => {
  const cells = [
    ['office', 'morning', '13:00', '16:30'],
    ['office', 'afternoon', '08:30', '12:00'],
    ['early', 'morning', '12:30', '16:00'],
    ['early', 'afternoon', '08:00', '11:30'],
    ['afternoon', 'morning', '18:30', '22:00'],
    ['afternoon', 'afternoon', '14:00', '17:30'],
    ['12:00-20:00', 'morning', '16:30', '20:00'],
    ['12:00-20:00', 'afternoon', '12:00', '15:30'],
    ['22:00-06:00', 'morning', '26:30', '30:00'],
  ] as const;
  for (const [hours, part, inBy, outFrom] of cells) {
    const records = [planned(hours), record('leave', { part }, { from: DAY })];
    const minutes = (text: string): number => Number(text.slice(0, 2)) * 60 + Number(text.slice(3));
    const due = {
      inMs: at(`${DAY} 00:00`) + minutes(inBy) * MINUTE_MS,
      outMs: at(`${DAY} 00:00`) + minutes(outFrom) * MINUTE_MS,
    };
    t.strictSame(dayOf(DAY, { records }).due, [due], `${hours}, ${part}`);
    t.same(remarks(dayOf(DAY, { records })), [`leave-${part}`]);
  }
});

t.test('where the printed cell is in doubt nobody is called early by it, and the day is marked', async (t) => {
  const records = [record('leave', { part: 'afternoon' }, { from: DAY })];
  const noon = punched('08:30', '12:01', records);
  t.match(noon, { status: 'worked', earlyMs: 0, counted: 0 });
  t.ok(remarks(noon).includes('rule-in-doubt'));
  t.notOk(remarks(punched('08:30', '16:00', records)).includes('rule-in-doubt'), 'it makes no difference');
  t.match(punched('08:30', '11:59', records), { earlyMs: MINUTE_MS }, 'early by either reading');
  t.match(UNIVERSITY_RULES.doubts[0], { printed: '16:00' });
});

t.test('what is missing counts as late once; a day without any punch is absence', async (t) => {
  const onlyIn = dayOf(DAY, { sightings: [seen(`in ${DAY} 08:20`)] });
  t.match(onlyIn, { status: 'missing-out', counted: 1, in: { atMs: at(`${DAY} 08:20`) }, out: null, workedMs: 0 });
  const onlyOut = dayOf(DAY, { sightings: [seen(`out ${DAY} 16:40`)] });
  t.match(onlyOut, { status: 'missing-in', counted: 1, in: null, out: { atMs: at(`${DAY} 16:40`) } });
  t.match(dayOf(DAY, {}), { status: 'absent', counted: 0, lateMs: 0 });
  const both = punched('08:31', '16:00');
  t.match(both, { lateMs: MINUTE_MS, earlyMs: 30 * MINUTE_MS, counted: 1 }, 'late in and early out on one day');
  const each = rulesWith({ lateness: { ...UNIVERSITY_RULES.lateness, countedPerDay: 'each', absence: 2 } });
  t.equal(punched('08:31', '16:00', [each]).counted, 2);
  t.equal(dayOf(DAY, { records: [each] }).counted, 2);
});

t.test('whether seconds count is a rule, and nothing is rounded up', async (t) => {
  const byMinute = rulesWith({ punches: { ...UNIVERSITY_RULES.punches, rounding: 'minute' } });
  t.match(punched('08:30:59', '16:30', [byMinute]), { lateMs: 0, counted: 0, rules: { version: 2 } });
  t.match(punched('08:31:00', '16:29:59', [byMinute]), { lateMs: MINUTE_MS, earlyMs: MINUTE_MS });
  t.match(punched('08:30:59', '16:30'), { lateMs: 59_000, rules: { version: 1 } });
  t.match(punched('08:30:00.900', '16:30'), { lateMs: 0 }, 'a fraction of a second is none');
});

t.test('every day of the calendar has a row with its reason', async (t) => {
  const records = [
    record('holiday', { name: 'วันพ่อแห่งชาติ', kind: 'annual', unit: '' }, { from: '2026-11-04', personId: null }),
    record('holiday', { name: 'ของหน่วยอื่น', kind: 'special', unit: 'คลัง' }, { from: '2026-11-05', personId: null }),
    record('holiday', { name: 'ชดเชย', kind: 'workday', unit: 'หอสมุด' }, { from: '2026-11-07', personId: null }),
    record('leave', { part: 'day' }, { from: '2026-11-06' }),
  ];
  const rows = rowsOf({ from: '2026-11-01', until: '2026-11-30' }, { records, now: '2026-11-12 09:00' });
  t.equal(rows.length, 30);
  t.match(
    rows.slice(0, 8).map(({ status }) => status),
    [...['rest', 'absent', 'absent', 'holiday', 'absent', 'leave', 'absent', 'rest']],
  );
  t.equal(rows[3]?.holiday, 'วันพ่อแห่งชาติ');
  t.match(
    rows.slice(10, 14).map(({ status }) => status),
    ['absent', 'not-yet', 'not-yet', 'rest'],
    'today is not over',
  );
  const person = { ...SOMSRI, validFromMs: at('2026-11-10 00:00'), removedMs: at('2026-11-12 15:00') };
  const short = rowsOf({ from: '2026-11-09', until: '2026-11-13' }, { person });
  t.match(
    short.map(({ status }) => status),
    ['not-employed', 'absent', 'absent', 'absent', 'not-employed'],
  );
});

t.test('two halves of leave are a day; whoever works on it is told of and not graded', async (t) => {
  const halves = ['morning', 'afternoon'] as const;
  const records = halves.map((part) => record('leave', { part }, { from: DAY }));
  t.match(dayOf(DAY, { records }), { status: 'leave', leave: 'day', counted: 0 });
  const there = punched('09:00', '15:00', records);
  t.match(there, { status: 'worked', lateMs: 0, counted: 0 });
  t.ok(remarks(there).includes('worked-on-leave'));
});

t.test(
  'a plan for one day stands above a holiday, one for weeks does not; days off move with the person',
  async (t) => {
    const holiday = record('holiday', { name: 'h', kind: 'annual', unit: '' }, { from: '2026-11-04', personId: null });
    const weeks = record(
      'plan',
      { days: [1, 2, 3, 4, 7], hours: 'office' },
      { from: '2026-11-01', until: '2026-11-30' },
    );
    const off = record('plan', { days: [5, 6], hours: 'off' }, { from: '2026-11-01', until: '2026-11-30' });
    const one = record('plan', { days: [3], hours: 'office' }, { from: '2026-11-04' });
    const statuses = (...records: NonNullable<Situation['records']>[number][]) =>
      rowsOf({ from: '2026-11-01', until: '2026-11-07' }, { records }).map(({ status }) => status);
    t.strictSame(statuses(weeks, off, holiday), ['absent', 'absent', 'absent', 'holiday', 'absent', 'rest', 'rest']);
    t.strictSame(statuses(weeks, off, holiday, one).at(3), 'absent');
  },
);

t.test('night work belongs to the date on which it begins, with and without each of its punches', async (t) => {
  const nights = record('plan', { days: [1, 2, 3], hours: '22:00-06:00' }, { from: '2026-11-02', until: '2026-11-04' });
  const sightings = [
    ...[seen('in 2026-11-02 21:55'), seen('out 2026-11-03 06:05'), seen('in 2026-11-03 22:10')],
    ...[seen('out 2026-11-04 05:30'), seen('out 2026-11-05 06:01'), seen('in 2026-11-05 08:29')],
    seen('out 2026-11-06 01:08'),
  ];
  const rows = rowsOf({ from: '2026-11-02', until: '2026-11-06' }, { sightings, records: [nights] });
  t.match(rows, [
    { status: 'worked', lateMs: 0, earlyMs: 0, workedMs: 490 * MINUTE_MS },
    { status: 'worked', lateMs: 10 * MINUTE_MS, earlyMs: 30 * MINUTE_MS },
    { status: 'missing-in', out: { atMs: at('2026-11-05 06:01') } },
    { status: 'worked', in: { atMs: at('2026-11-05 08:29') }, out: { atMs: at('2026-11-06 01:08') } },
    { status: 'absent' },
  ]);
});

t.test(
  'a night that ends on a free day, and one that goes on into overtime there, end on their own date',
  async (t) => {
    const friday = '2026-11-06';
    const records = [planned('22:00-06:00', friday)];
    for (const end of ['06:00', '07:58', '09:30']) {
      const sightings = [seen(`in ${friday} 21:50`), seen(`out 2026-11-07 ${end}`)];
      const [night, saturday] = rowsOf({ from: friday, until: '2026-11-07' }, { sightings, records });
      t.match(
        [night, saturday],
        [
          { status: 'worked', earlyMs: 0 },
          { status: 'rest', in: null },
        ],
        end,
      );
    }
    const [night] = rowsOf({ from: friday, until: friday }, { sightings: [seen('out 2026-11-07 06:20')], records });
    t.match(night, { status: 'missing-in', out: { atMs: at('2026-11-07 06:20') } }, 'though its in is missing');
  },
);

t.test('sixteen hours on end are two shifts with one punch at either end; a split day has two of each', async (t) => {
  const double = [planned('08:00-16:00+16:00-24:00')];
  const long = dayOf(DAY, { sightings: [seen(`in ${DAY} 07:58`), seen('out 2026-11-03 00:01')], records: double });
  t.match(long, { status: 'worked', lateMs: 0, earlyMs: 0, due: { length: 1 } });
  const round = [planned('08:00-16:00+16:00-24:00+00:00-08:00')];
  const three = dayOf(DAY, { sightings: [seen(`in ${DAY} 08:00`), seen('out 2026-11-03 08:00')], records: round });
  t.match(three, { status: 'worked', counted: 0, workedMs: 24 * 60 * MINUTE_MS });
  const split = [planned('08:30-12:00+20:30-24:00')];
  const sightings = [
    ...[seen(`in ${DAY} 08:25`), seen(`out ${DAY} 12:00`), seen(`in ${DAY} 20:40`), seen('out 2026-11-03 00:00')],
  ];
  t.match(dayOf(DAY, { sightings, records: split }), {
    ...{ status: 'worked', lateMs: 10 * MINUTE_MS, pairs: { length: 2 }, due: { length: 2 } },
  });
  t.match(dayOf(DAY, { sightings: sightings.slice(0, 2), records: split }), { status: 'worked', counted: 0 });
});

t.test('several pairs are one day; what is repeated or pressed twice is told, and counts once', async (t) => {
  const lunch = [seen(`in ${DAY} 08:20`), seen(`out ${DAY} 12:00`), seen(`in ${DAY} 13:00`), seen(`out ${DAY} 16:30`)];
  t.match(dayOf(DAY, { sightings: lunch }), {
    status: 'worked',
    counted: 0,
    pairs: { length: 2 },
    workedMs: 430 * MINUTE_MS,
  });
  const again = dayOf(DAY, {
    sightings: [
      ...[seen(`in ${DAY} 08:29`), seen(`in ${DAY} 08:31`, { isRepeated: true }), seen(`out ${DAY} 16:29`)],
      seen(`out ${DAY} 16:31`, { isRepeated: true }),
    ],
  });
  t.match(again, { lateMs: 0, earlyMs: 0, out: { atMs: at(`${DAY} 16:31`) } }, 'they were there until the later one');
  t.match(again.remarks, [{ remark: 'repeated', detail: '2' }]);
  const twice = dayOf(DAY, { sightings: [seen(`in ${DAY} 08:20`), seen(`in ${DAY} 10:00`), seen(`out ${DAY} 16:30`)] });
  t.match(twice, { status: 'worked', in: { atMs: at(`${DAY} 08:20`) }, counted: 0 });
  t.match(twice.remarks, [{ remark: 'in-twice', detail: '10:00:00' }]);
});

t.test(
  'the wrong key is suspected, never put right by itself; a missing direction follows from the punch before',
  async (t) => {
    const outs = dayOf(DAY, { sightings: [seen(`out ${DAY} 08:20`), seen(`out ${DAY} 16:35`)] });
    t.match(outs, { status: 'missing-in', out: { atMs: at(`${DAY} 16:35`) } });
    t.ok(remarks(outs).includes('perhaps-wrong-key'));
    const ins = dayOf(DAY, { sightings: [seen(`in ${DAY} 08:20`), seen(`in ${DAY} 16:35`)] });
    t.match(ins, { status: 'missing-out' });
    t.ok(remarks(ins).includes('perhaps-wrong-key'));
    const guessed = dayOf(DAY, { sightings: [seen(`? ${DAY} 08:20`), seen(`? ${DAY} 16:35`)] });
    t.match(guessed, { status: 'worked', counted: 0, remarks: [{ remark: 'direction-guessed' }] });
  },
);

t.test('a refused attempt stands beside the day with its time, and never is the punch', async (t) => {
  const refused = { isAccepted: false, reason: 'poor-image' };
  const row = dayOf(DAY, {
    sightings: [seen(`in ${DAY} 08:29`, refused), seen(`in ${DAY} 08:31`), seen(`out ${DAY} 16:30`)],
  });
  t.match(row, { lateMs: MINUTE_MS, attempts: [{ atMs: at(`${DAY} 08:29`), reason: 'poor-image' }] });
  t.match(row.remarks, [{ remark: 'attempts', detail: '1' }]);
});

t.test('whoever need not clock is never late, by their group or by themselves, for so long', async (t) => {
  const records = [rulesWith({ clockPolicy: { exemptGroups: ['academic'], clause: '2.2' } })];
  const professor = { ...SOMSRI, group: 'academic' };
  const late = { sightings: [seen(`in ${DAY} 11:00`)], person: professor, records };
  t.match(dayOf(DAY, late), { status: 'worked', lateMs: 0, counted: 0, in: { atMs: at(`${DAY} 11:00`) } });
  t.match(dayOf(DAY, { person: professor, records }), { status: 'exempt', counted: 0 });
  const policy = (policy: 'required' | 'exempt') => record('clock-policy', { policy }, { from: DAY, until: DAY });
  t.match(dayOf(DAY, { ...late, records: [...records, policy('required')] }), { status: 'missing-out', counted: 1 });
  const exempt = [seen(`in ${DAY} 11:00`), seen('in 2026-11-03 11:00'), seen('out 2026-11-03 16:30')];
  const rows = rowsOf({ from: DAY, until: '2026-11-03' }, { sightings: exempt, records: [policy('exempt')] });
  t.match(
    rows.map(({ counted }) => counted),
    [0, 1],
  );
});

t.test(
  'an approved correction stands in the place of the punch, the raw entry beside it; one that waits does nothing',
  async (t) => {
    const sightings = [seen(`in ${DAY} 09:10`), seen(`out ${DAY} 16:35`)];
    const body = { direction: 'in', minute: 8 * 60 + 20, reason: 'ลืมสแกน' } as const;
    const waits = dayOf(DAY, { sightings, records: [record('correction', body, { from: DAY })] });
    t.match(waits, {
      lateMs: 40 * MINUTE_MS,
      in: { atMs: at(`${DAY} 09:10`) },
      remarks: [{ remark: 'correction-asked' }],
    });
    const done = dayOf(DAY, { sightings, records: [record('correction', body, { from: DAY, ...approved(DAY) })] });
    t.match(done, {
      lateMs: 0,
      counted: 0,
      in: { atMs: at(`${DAY} 08:20`), rawAtMs: at(`${DAY} 09:10`), terminal: null },
    });
    t.match(done.remarks[0]?.detail, /in 08:20 #\d+ ลืมสแกน/);
    const declined = record('correction', body, { from: DAY, ...approved(DAY), decision: 'declined' });
    t.match(dayOf(DAY, { sightings, records: [declined] }), { lateMs: 40 * MINUTE_MS, remarks: [] });
    const out = record(
      'correction',
      { direction: 'out', minute: 1440 + 30, reason: 'r' },
      { from: DAY, ...approved(DAY) },
    );
    t.match(dayOf(DAY, { sightings: [seen(`in ${DAY} 08:00`)], records: [out] }), {
      ...{ status: 'worked', out: { atMs: at('2026-11-03 00:30'), rawAtMs: null }, counted: 0 },
    });
  },
);

t.test('what lies ahead is neither absent nor missing', async (t) => {
  const sightings = [seen(`in ${DAY} 08:20`)];
  t.equal(dayOf(DAY, { sightings, now: `${DAY} 12:00` }).status, 'under-way');
  t.equal(dayOf(DAY, { sightings, now: `${DAY} 20:29` }).status, 'under-way', 'they may work longer');
  t.equal(dayOf(DAY, { sightings, now: `${DAY} 20:30` }).status, 'missing-out');
  t.equal(dayOf(DAY, { now: `${DAY} 16:29` }).status, 'not-yet');
  t.equal(dayOf(DAY, { now: `${DAY} 16:30` }).status, 'absent');
});

t.test('what the entry itself is unsure of becomes a remark and changes no grade', async (t) => {
  const marks = ['clock-unsure', 'not-shown', 'not-sound', 'sent-late'] as const;
  const row = dayOf(DAY, { sightings: [seen(`in ${DAY} 08:20`, { marks }), seen(`out ${DAY} 16:30`, { marks })] });
  t.strictSame(remarks(row), marks);
  t.equal(row.counted, 0);
});

t.test(
  'a shift that the rules do not have grades nobody, and says so; another method is named with its end',
  async (t) => {
    const row = punched('11:00', '12:00', [planned('night-9')]);
    t.match(row, {
      status: 'worked',
      counted: 0,
      due: { length: 0 },
      remarks: [{ remark: 'unknown-shift', detail: 'night-9' }],
    });
    const method = record('method', { method: 'card-face' }, { from: DAY, until: '2026-12-31' });
    t.match(punched('08:00', '17:00', [method]).remarks, [{ remark: 'other-method', detail: '2026-12-31' }]);
  },
);

t.test('the order of punches makes no difference, nor does working it out again', async (t) => {
  const sightings = Array.from({ length: 40 }, (_, at) => {
    const [day, minute] = [1 + (at % 9), (at * 211) % 1440];
    const time = `${String(Math.floor(minute / 60)).padStart(2, '0')}:${String(minute % 60).padStart(2, '0')}`;
    return seen(`${['in', 'out', '?'][at % 3]} 2026-11-0${day} ${time}`, { isRepeated: at % 7 === 0 });
  });
  const records = [planned('22:00-06:00'), record('leave', { part: 'morning' }, { from: '2026-11-03' })];
  const range = { from: '2026-11-01', until: '2026-11-10' };
  const once = rowsOf(range, { sightings, records });
  t.strictSame(rowsOf(range, { sightings, records }), once);
  t.strictSame(rowsOf(range, { sightings: sightings.toReversed(), records }), once);
  const mixed = sightings.toSorted((a, b) => (a.atMs % 7919) - (b.atMs % 7919));
  t.strictSame(rowsOf(range, { sightings: mixed, records }), once);
  const whole = once.flatMap(({ date }) => rowsOf({ from: date, until: date }, { sightings, records }));
  t.strictSame(whole, once, 'a day by itself is the day within its month');
});
