// The rules that hold until a fleet sets its own: those of the university's announcements of 2018 and 2022 and its regulation of 2020.
import type { RuleSet } from './rule-set.ts';

const HOURS = 'lateness criteria 2565 (2022), table of working times';
const HALF_DAYS = `${HOURS} and table of half-day leave`;
const STAGGERED = 'working-time regulation 2563 (2020), clause 7(2)';

export const UNIVERSITY_RULES: RuleSet = {
  id: 'university-2565',
  version: 1,
  title: 'หลักเกณฑ์การลงเวลาปฏิบัติงานและการทำงานล่วงเวลา',
  effectiveFrom: '2022-03-01',
  zone: 'Asia/Bangkok',
  normal: { shift: 'office', workdays: [1, 2, 3, 4, 5], clause: 'working-time regulation 2563 (2020), clause 4' },
  shifts: [
    {
      name: 'office',
      hours: '08:30-16:30',
      halfDays: [
        { leave: 'morning', inBy: '13:00', outFrom: '16:30' },
        { leave: 'afternoon', inBy: '08:30', outFrom: '12:00', printedOutFrom: '16:00' },
      ],
      clause: HALF_DAYS,
    },
    {
      name: 'early',
      hours: '08:00-16:00',
      halfDays: [
        { leave: 'morning', inBy: '12:30', outFrom: '16:00' },
        { leave: 'afternoon', inBy: '08:00', outFrom: '11:30' },
      ],
      clause: HALF_DAYS,
    },
    {
      name: 'afternoon',
      hours: '14:00-22:00',
      halfDays: [
        { leave: 'morning', inBy: '18:30', outFrom: '22:00' },
        { leave: 'afternoon', inBy: '14:00', outFrom: '17:30' },
      ],
      clause: HALF_DAYS,
    },
    { name: 'staggered-0730', hours: '07:30-15:30', clause: STAGGERED },
    { name: 'staggered-1200', hours: '12:00-20:00', clause: STAGGERED },
  ],
  halfDay: { firstHalfMinutes: 210, secondHalfFromMinutes: 270, clause: `${HALF_DAYS}: the pattern of its rows` },
  punches: {
    rounding: 'second',
    dayBeginsMinutesBefore: 240,
    longestStretchMinutes: 960,
    clause: 'not stated; 16 hours are the longest two shifts of the regulation, clause 7(1)',
  },
  lateness: {
    fiscalYearFromMonth: 10,
    mostPerFiscalYear: 12,
    countedPerDay: 'once',
    absence: 0,
    clause: 'lateness criteria 2565 (2022), clauses 2 and 3; fiscal year: regulation 2563 (2020), clause 20',
  },
  clockPolicy: {
    exemptGroups: [],
    clause: 'clock-in announcement 2561 (2018), clause 2.2: the groups are named by whoever keeps the register',
  },
  overtime: {
    leastStretchMinutes: 60,
    roundUpFromMinutes: 30,
    workday: { mostHours: 4, clause: 'working-time regulation 2563 (2020), clause 8(2)' },
    holiday: {
      mostHours: 8,
      breakMinutes: 60,
      breakFromStretchMinutes: 300,
      clause: 'working-time regulation 2563 (2020), clause 8(3)',
    },
    approvalWithinWorkdays: 5,
    withoutOrder: 'show',
    excludedGroups: [],
    clause: 'working-time regulation 2563 (2020), clauses 8, 11, 12 and 19',
  },
  pay: {
    bahtPerHour: 50,
    flat: [
      {
        kind: 'library',
        baht: 250,
        leastMinutes: 60,
        travelIncluded: false,
        clause: 'regulation 2563 (2020), clause 14',
      },
      {
        kind: 'emergency',
        baht: 350,
        leastMinutes: 480,
        travelIncluded: true,
        clause: 'regulation 2563 (2020), clause 15',
      },
    ],
    travelBaht: { 'tha-sala': 100, 'outside-tha-sala': 200, 'surat-thani': 200, bangkok: 300 },
    siteClasses: {},
    clause: 'working-time regulation 2563 (2020), clauses 13 and 16',
  },
  lieu: {
    ...{ hoursPerDay: 8, hoursPerHalfDay: 4, lastMonthUsableMonths: 1 },
    clause: 'working-time regulation 2563 (2020), clause 20',
  },
  doubts: [
    {
      where: 'shifts, office, halfDays, afternoon, outFrom',
      printed: '16:00',
      applied: '12:00, by the pattern of the other rows; days on which it matters are marked',
    },
    {
      where: 'lateness, countedPerDay',
      printed: 'nothing on late in and early out on one day',
      applied: 'once',
    },
    {
      where: 'lateness, absence',
      printed: 'not clocking in or out is late; nothing on a day without any punch',
      applied: '0: absence is no lateness',
    },
    {
      where: 'overtime, leastStretchMinutes',
      printed: '30 minutes are rounded up (clause 8); less than an hour on end is not paid (clause 19)',
      applied: 'the stretch is tested first, then its break is taken off, then it is rounded',
    },
    {
      where: 'overtime, holiday, breakFromStretchMinutes',
      printed: 'eight hours include an hour of break; nothing on shorter stretches',
      applied: '300: five hours on end, as labour law has it',
    },
    {
      where: 'lieu, hoursPerDay',
      printed: 'nothing on how many hours of overtime a day off takes (clause 20)',
      applied: '8 for a day and 4 for half of one, as the regulation counts a working day',
    },
    {
      where: 'lieu, lastMonthUsableMonths',
      printed: 'not across fiscal years and not accumulated; overtime of September may be taken in October',
      applied: 'what was worked last is taken last; nothing goes on beyond the fiscal year, but for its last month',
    },
  ],
};
