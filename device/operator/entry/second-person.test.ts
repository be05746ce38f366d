// Who agrees that poor impressions are kept: a second operator, who is there, for this enrolment, once.
import t from 'tap';
import { type JournalPayload, ManualClock } from '../../../protocol/index.ts';
import { operatorWith } from '../fixtures/virtual-key.ts';
import type { Session } from '../session.ts';
import { refusedKey } from './entry-answer.ts';
import { SecondPerson } from './second-person.ts';

const TO = { code: '41', reason: 'worn ridges' };
const sessionOf = (operator: Session['operator']): Session => ({
  ...{ operator, by: 'security-key', enteredMs: 0, signal: new AbortController().signal },
});
const first = sessionOf(operatorWith('administrator'));
const malee = operatorWith('operator');

function stage() {
  const told: JournalPayload[] = [];
  const clock = new ManualClock();
  const second = new SecondPerson({ clock, journal: { append: (payload) => told.push(payload) } });
  const agree = (operator = malee) => second.agree(first, TO, { shown: { operator }, by: 'card' });
  return { second, told, clock, agree };
}

t.test('a second operator agrees to this enrolment, in this session, once', (t) => {
  const { second, told, agree } = stage();
  t.strictSame(agree(), { agreed: true, name: malee.name });
  t.strictSame(told, [
    {
      ...{ event: 'operator', what: 'did', operator: malee.id, by: 'card', role: 'operator' },
      detail: 'agreed to keep poor impressions',
    },
  ]);
  for (const [session, code] of [
    [first, '42'],
    [sessionOf(first.operator), '41'],
  ] as const)
    t.throws(() => second.overrideOf(session, code), { code: 'USAGE' });
  t.strictSame(second.overrideOf(first, '41'), { reason: 'worn ridges', secondPerson: malee.name });
  second.used();
  t.throws(() => second.overrideOf(first, '41'), { code: 'USAGE' }, 'another enrolment is agreed to anew');
  t.end();
});

t.test('what was agreed to long ago, or taken back by another try, lets nothing pass', (t) => {
  const { second, clock, agree } = stage();
  agree();
  clock.advance(5 * 60_000);
  t.throws(() => second.overrideOf(first, '41'), { code: 'USAGE' });
  agree();
  t.match(second.agree(first, TO, { shown: refusedKey('not-shown'), by: 'security-key' }), {
    ...{ agreed: false, why: 'not-shown' },
  });
  t.throws(() => second.overrideOf(first, '41'), { code: 'USAGE' });
  t.end();
});

t.test('nobody agrees with themselves, nor whoever may not enrol; both are entries', (t) => {
  const { second, told, agree } = stage();
  t.match(agree(first.operator), { agreed: false, why: 'same-person', message: { en: /another operator/ } });
  t.match(agree(operatorWith('auditor')), { agreed: false, why: 'may-not-agree' });
  t.match(told, [
    { what: 'refused', operator: first.operator.id, detail: 'same-person' },
    { what: 'refused', role: 'auditor', detail: 'may-not-agree' },
  ]);
  t.throws(() => second.overrideOf(first, '41'), { code: 'USAGE' });
  const full = new SecondPerson({
    clock: new ManualClock(),
    journal: {
      append: () => {
        throw new Error('the journal cannot be written');
      },
    },
  });
  t.throws(() => full.agree(first, TO, { shown: { operator: malee }, by: 'card' }), /cannot be written/);
  t.throws(() => full.overrideOf(first, '41'), { code: 'USAGE' });
  t.end();
});
