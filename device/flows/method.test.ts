// By what somebody clocks: which day it is at the terminal, what lets in by which method, and what a claim leads to.
import t from 'tap';
import type { ClockMethod, PersonMethod } from '../../protocol/index.ts';
import { methodOn, objectionToMethod, rulingOn, type TodaysMethod } from './method.ts';

const span: PersonMethod = { method: 'card-face', from: '2026-11-10', until: '2026-11-20' };
const later: PersonMethod = { method: 'supervised', from: '2026-11-21', until: '2026-11-21' };
const methods = [span, later];
const inBangkok = (at: string) => ({
  nowMs: Date.parse(`${at}+07:00`),
  timeZone: 'Asia/Bangkok',
  clockState: 'synced' as const,
});

t.test(
  'a method holds from the first to the last of its days, as the wall clock of the terminal has them',
  async (t) => {
    const cases: readonly [string, TodaysMethod][] = [
      ['2026-11-09T23:59:59', 'finger'],
      ['2026-11-10T00:00:00', 'card-face'],
      ['2026-11-20T23:59:59', 'card-face'],
      ['2026-11-21T00:00:00', 'supervised'],
      ['2026-11-22T00:00:00', 'finger'],
    ];
    for (const [at, method] of cases) t.equal(methodOn({ methods }, inBangkok(at)), method, at);
    const elsewhere = { ...inBangkok('2026-11-10T00:00:00'), timeZone: 'UTC' };
    t.equal(methodOn({ methods }, elsewhere), 'finger', 'there it is still the day before');
    t.equal(methodOn({ methods: [] }, inBangkok('2026-11-15T12:00:00')), 'finger');
  },
);

t.test('a terminal that has lost its time judges by no day', async (t) => {
  const always = [{ ...span, from: '1970-01-01', until: '9999-12-30' }];
  const lost = { nowMs: 5, timeZone: 'UTC' };
  t.equal(methodOn({ methods: always }, { ...lost, clockState: 'unknown' }), 'finger');
  t.equal(methodOn({ methods: always }, { ...lost, clockState: 'synced' }), 'card-face');
  t.equal(methodOn({ methods: always }, { ...inBangkok('2026-11-15T12:00:00'), clockState: 'holdover' }), 'card-face');
});

const SHOWN: readonly ClockMethod[] = [
  ...(['finger', 'card-finger', 'number-finger', 'card-face', 'number-face', 'card', 'number'] as const),
];

t.test('each method lets in by what it says, and a bare card or number by nothing else', async (t) => {
  const letsIn: Readonly<Record<TodaysMethod, readonly ClockMethod[]>> = {
    finger: ['finger', 'card-finger', 'number-finger', 'card-face', 'number-face'],
    'card-finger': ['card-finger', 'number-finger'],
    'number-finger': ['card-finger', 'number-finger'],
    'card-face': ['card-face', 'number-face'],
    'number-face': ['card-face', 'number-face'],
    card: ['card'],
    number: ['number'],
    supervised: [],
  };
  for (const [today, allowed] of Object.entries(letsIn) as [TodaysMethod, readonly ClockMethod[]][])
    for (const shown of SHOWN) {
      const otherwise = today === 'supervised' ? 'staff-needed' : 'claim-first';
      t.equal(objectionToMethod(today, shown), allowed.includes(shown) ? undefined : otherwise, `${today}: ${shown}`);
    }
});

t.test('a claim leads to what has to be shown, is enough, or is the wrong one', async (t) => {
  const cases: readonly [TodaysMethod, 'card' | 'number', ReturnType<typeof rulingOn>][] = [
    ['finger', 'card', { is: 'shown-by', ways: ['finger', 'face'], otherwise: 'nothing-enrolled' }],
    ['card-finger', 'number', { is: 'shown-by', ways: ['finger'], otherwise: 'nothing-enrolled' }],
    ['number-face', 'card', { is: 'shown-by', ways: ['face'], otherwise: 'face-unavailable' }],
    ['card', 'card', { is: 'enough' }],
    ['card', 'number', { is: 'refused', code: 'other-claim' }],
    ['number', 'number', { is: 'enough' }],
    ['number', 'card', { is: 'refused', code: 'other-claim' }],
    ['supervised', 'card', { is: 'refused', code: 'staff-needed' }],
  ];
  for (const [today, by, ruling] of cases) t.strictSame(rulingOn(today, by), ruling, `${today}, by ${by}`);
});
