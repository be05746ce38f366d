// Grants by person, group, unit and everyone, at a terminal, a site and everywhere, and what exceptions leave of them.
import t from 'tap';
import { desiredPersonSchema } from '../../../protocol/index.ts';
import { MOST_RIGHTS, mustFit } from './grant-limit.ts';
import { type Grant, type Grantee, type Place, rightsOf } from './grants.ts';

const somchai: Grantee = { id: 'somchai', group: 'staff', unit: 'library', validFromMs: null, validUntilMs: null };
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

t.test(
  'no right goes beyond the time of the person, and whoever has been gone for a month is told no more',
  async (t) => {
    const during = (own: Partial<Grantee>, ...grants: readonly Partial<Grant>[]) =>
      rightsOf({ ...somchai, ...own }, gate, grants.map(grant), NOW);
    const year = { validFromMs: NOW - 100 * DAY, validUntilMs: NOW + 100 * DAY };
    t.strictSame(during(year, {}), [{ ...always, ...year }]);
    t.strictSame(during(year, { validFromMs: NOW, validUntilMs: NOW + DAY }), [
      { ...always, validFromMs: NOW, validUntilMs: NOW + DAY },
    ]);
    t.equal(during({ validUntilMs: NOW - 29 * DAY }, {}).length, 1, 'a terminal says that they have left');
    t.strictSame(during({ validUntilMs: NOW - 31 * DAY }, {}), []);
    t.strictSame(during({ validUntilMs: NOW }, { validFromMs: NOW }), [], 'they never meet');
  },
);

t.test('a name is the same however its letters are put together', async (t) => {
  const cafe = { ...somchai, unit: 'Cafe\u0301', group: 'Cafe\u0301' };
  const site = { site: 'e\u0301', terminal: 'e\u0301.1' };
  for (const kind of ['unit', 'group'] as const)
    t.strictSame(
      rightsOf(cafe, site, [grant({}), grant({ effect: 'except', to: { kind, name: 'Caf\u00e9' } })], NOW),
      [],
      kind,
    );
  for (const [kind, name] of [
    ['site', '\u00e9'],
    ['terminal', '\u00e9.1'],
  ] as const)
    t.strictSame(rightsOf(cafe, site, [grant({}), grant({ effect: 'except', at: { kind, name } })], NOW), [], kind);
});

t.test('more rights than a terminal takes of one person are refused, with both their names', async (t) => {
  const person = { ...somchai, code: '0001' };
  const days = (count: number, change: Partial<Grant> = {}): readonly Grant[] =>
    Array.from({ length: count }, (_, at) =>
      grant({ validFromMs: NOW + 2 * at * DAY, validUntilMs: NOW + (2 * at + 1) * DAY, ...change }),
    );
  const refused = (grants: readonly Grant[], why: RegExp) =>
    t.throws(() => mustFit([person], grants, NOW), { code: 'USAGE', context: { why } });
  mustFit([person], days(MOST_RIGHTS), NOW);
  refused(days(MOST_RIGHTS + 1), /0001 would have 65 rights at any terminal/);
  refused([grant({}), ...days(MOST_RIGHTS, { effect: 'except' })], /65 rights/);
  const atGate = days(40, { at: { kind: 'terminal', name: gate.terminal } });
  refused([...atGate, ...days(25, { schedule: [] })], /at bangkok\.gate-17/);
  refused([...atGate, ...days(25, { at: { kind: 'site', name: 'bangkok' }, schedule: [] })], /at bangkok\.gate-17/);
  mustFit([person], [...atGate, ...days(25, { at: { kind: 'site', name: 'phuket' }, schedule: [] })], NOW);
  mustFit([person], days(MOST_RIGHTS + 1, { to: { kind: 'unit', name: 'kitchen' } }), NOW);
  const { shape } = desiredPersonSchema;
  const rightsToSend = (count: number) => Array.from({ length: count }, () => always);
  t.ok(shape.rights.safeParse(rightsToSend(MOST_RIGHTS)).success, 'as many as can be sent');
  t.notOk(shape.rights.safeParse(rightsToSend(MOST_RIGHTS + 1)).success);
});
