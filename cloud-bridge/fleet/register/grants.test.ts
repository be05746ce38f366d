// Grants by person, group, unit and everyone, at a terminal, a site and everywhere, and what exceptions leave of them.
import t from 'tap';
import { type Grant, type Grantee, type Place, rightsOf } from './grants.ts';

const somchai: Grantee = { id: 'somchai', group: 'staff', unit: 'library' };
const gate: Place = { site: 'bangkok', terminal: 'bangkok.gate-17' };
const NOW = Date.UTC(2026, 10, 30);
const DAY = 86_400_000;

const grant = (change: Partial<Grant>): Grant => ({
  ...{ to: { kind: 'everyone', name: '' }, at: { kind: 'everywhere', name: '' }, effect: 'allow' },
  ...{ validFromMs: null, validUntilMs: null, schedule: null },
  ...change,
});
const always = { validFromMs: null, validUntilMs: null, schedule: null };
const rights = (...grants: readonly Partial<Grant>[]) => rightsOf(somchai, gate, grants.map(grant), NOW);

t.test('whoever and wherever a grant names, and nobody and nowhere else', async (t) => {
  t.strictSame(rights(), [], 'nothing is granted of itself');
  t.strictSame(rights({}), [always]);
  for (const [kind, name] of [
    ['person', 'somchai'],
    ['group', 'staff'],
    ['unit', 'library'],
  ] as const) {
    t.strictSame(rights({ to: { kind, name } }), [always], kind);
    t.strictSame(rights({ to: { kind, name: 'another' } }), [], kind);
  }
  for (const [kind, name] of [
    ['terminal', 'bangkok.gate-17'],
    ['site', 'bangkok'],
  ] as const) {
    t.strictSame(rights({ at: { kind, name } }), [always], kind);
    t.strictSame(rights({ at: { kind, name: 'another' } }), [], kind);
  }
  t.strictSame(rights({}, { to: { kind: 'unit', name: 'library' } }), [always], 'the same twice is once');
});

t.test('an exception takes away what any grant gives, for its own time', async (t) => {
  t.strictSame(rights({}, { effect: 'except', to: { kind: 'person', name: 'somchai' } }), []);
  t.strictSame(rights({}, { effect: 'except', to: { kind: 'person', name: 'another' } }), [always]);
  const leave = { effect: 'except', validFromMs: NOW + DAY, validUntilMs: NOW + 8 * DAY } as const;
  t.strictSame(rights({ validUntilMs: NOW + 30 * DAY }, leave), [
    { validFromMs: NOW + 8 * DAY, validUntilMs: NOW + 30 * DAY, schedule: null },
    { validFromMs: null, validUntilMs: NOW + DAY, schedule: null },
  ]);
  t.strictSame(rights({ validFromMs: NOW + 2 * DAY, validUntilMs: NOW + 3 * DAY }, leave), [], 'wholly within it');
  t.strictSame(rights({ validUntilMs: NOW + DAY }, leave), [{ ...always, validUntilMs: NOW + DAY }], 'they only touch');
});

t.test('grants of different times and schedules stand beside each other, whatever their order', async (t) => {
  const schedule = [{ days: [1, 2, 3, 4, 5], fromMinute: 480, untilMinute: 1020 }];
  const two = [{ schedule }, { validFromMs: NOW, validUntilMs: NOW + DAY }];
  t.strictSame(rights(...two), rights(...two.toReversed()));
  t.equal(rights(...two).length, 2);
});

t.test('what is over for a month is told no more', async (t) => {
  t.equal(rights({ validUntilMs: NOW - 29 * DAY }).length, 1, 'a terminal says that it has expired');
  t.strictSame(rights({ validUntilMs: NOW - 31 * DAY }), []);
});
