// Whose templates may lie here, and how long: what the policy has it so goes, is told once, and its people stay.
import t, { type Test } from 'tap';
import {
  type ClockState,
  digestOfPerson,
  hashOfTable,
  type JournalPayload,
  ManualClock,
} from '../../protocol/index.ts';
import { policyWith } from '../config/index.ts';
import { changeTo, person, tableOf, take } from '../store/fixtures/people-table.ts';
import { fingerOf, openTerminal, somchai } from '../store/fixtures/terminal.ts';
import { keepResidency } from './residency.ts';

const DAY_MS = 24 * 3_600_000;
const never = new AbortController().signal;

async function at(t: Test, values: Readonly<Record<string, unknown>>) {
  const clock = new ManualClock(somchai.enrolledAtMs);
  const state: { clock: ClockState } = { clock: 'synced' };
  const stores = await openTerminal(t.testdir(), { clock, clockState: () => state.clock });
  t.teardown(() => stores[Symbol.asyncDispose]());
  const policy = policyWith({ version: 4, values });
  const told: JournalPayload[] = [];
  const unlearnt: string[] = [];
  const keep = (): Promise<void> =>
    keepResidency(
      {
        ...{
          clock,
          policy,
          stores,
          clockWatch: {
            get state() {
              return state.clock;
            },
          },
        },
        record: (payload) => told.push(payload),
        unlearn: (pseudonym) => unlearnt.push(pseudonym),
      },
      never,
    );
  stores.enrol({ person: somchai, consentId: 'c', fingers: [fingerOf(1), fingerOf(2, 'left-index')] });
  stores.enrolmentJournaled(somchai.pseudonym);
  const face = { purpose: 'attendance', model: 'm', version: '1', values: new Float32Array([1, 0]) };
  stores.faces.save(somchai.pseudonym, 'c', { ...face, enroller: 'officer', atMs: 1 });
  return { clock, state, stores, told, unlearnt, keep };
}

t.test('where none may lie here, all go at once, fingers and faces, and whoever they were of stays', async (t) => {
  const { stores, told, unlearnt, keep, state } = await at(t, { 'use.residency': 'none' });
  state.clock = 'unknown';
  await keep();
  t.equal(stores.templates.count, 0);
  t.equal(stores.faces.subjects().size, 0);
  t.match(stores.people.byCode(somchai.code), { nameTh: somchai.nameTh });
  t.strictSame(unlearnt, [somchai.pseudonym], 'the engine knows nobody by them');
  const policyVersion = 'built-in-15+signed-4';
  t.strictSame(told, [{ event: 'retired', what: 'biometrics', count: 3, days: 0, policyVersion }]);
  await keep();
  t.equal(told.length, 1, 'told once');
});

t.test(
  'where they may only be cached, each goes some days after the enrolment, by a clock that is vouched for',
  async (t) => {
    const { stores, told, keep, clock, state } = await at(t, { 'use.residency': 'cached', 'use.cachedDays': 2 });
    await keep();
    t.equal(stores.templates.count, 2);
    clock.advance(2 * DAY_MS + 1);
    state.clock = 'rtc-only';
    await keep();
    t.equal(stores.templates.count, 2, 'a clock that leaps ends nothing');
    state.clock = 'synced';
    await keep();
    t.equal(stores.templates.count, 0);
    t.match(told, [{ what: 'biometrics', count: 3, days: 2 }]);
  },
);

t.test('what the fleet has sent is held as long as the fleet says so, and is sent anew afterwards', async (t) => {
  const { stores, keep, clock, told } = await at(t, { 'use.residency': 'cached', 'use.cachedDays': 2 });
  const table = tableOf(stores);
  table.clock.advance(clock.nowMs() - table.clock.nowMs());
  const sent = person('77');
  await take(table, changeTo([sent]));
  const hash = hashOfTable([digestOfPerson(sent)]);
  t.equal(table.table.state?.hash, hash);
  const fingers = sent.fingers.length;
  for (const days of [1, 1, 1]) {
    clock.advance(days * DAY_MS);
    table.clock.advance(days * DAY_MS);
    table.table.noteWord(null);
    await keep();
  }
  t.equal(stores.templates.count, fingers, 'those of whoever was enrolled here are gone by now');
  t.match(told, [{ count: 3 }]);
  clock.advance(2 * DAY_MS + 1);
  await keep();
  t.equal(stores.templates.count, 0, 'the fleet was silent for two days');
  t.not(table.table.state?.hash, hash, 'the table says that something is missing');
  t.strictSame(table.table.notAsSent(9), [sent.id]);
  t.match(stores.people.byCode('77'), { nameTh: sent.nameTh });
});

t.test('whoever was enrolled here stays until the fleet has said the last word about them', async (t) => {
  const cached = await at(t, { 'use.residency': 'cached', 'use.cachedDays': 2 });
  cached.stores.changePeople(() => cached.stores.captures.begin(somchai.pseudonym));
  cached.clock.advance(30 * DAY_MS);
  await cached.keep();
  t.equal(cached.stores.templates.count, 2, 'nobody else has them');
  cached.stores.changePeople(() => cached.stores.captures.end(somchai.pseudonym));
  await cached.keep();
  t.equal(cached.stores.templates.count, 0);
});

t.test('a terminal that may keep them keeps them', async (t) => {
  const { stores, told, keep, clock } = await at(t, {});
  clock.advance(4000 * DAY_MS);
  await keep();
  t.equal(stores.templates.count, 2);
  t.strictSame(told, []);
});
