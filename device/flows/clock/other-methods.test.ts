// Whoever clocks by another method than a finger among all: what is accepted, what the journal says, and whose failures it ends.
import t from 'tap';
import { type JournalEntry, type OtherMethod, OUTCOMES } from '../../../protocol/index.ts';
import { candidate, found, type Scene, SOMYING, stage } from '../fixtures/clock-stage.ts';
import type { Claim } from './claim.ts';
import { RecentPunches } from './recent-punches.ts';

const { pseudonym } = SOMYING;
const fleetId = 'f'.repeat(22);
const byNumber: Claim = { by: 'number', card: null, subject: pseudonym };
const byCard: Claim = { by: 'card', card: 'contactless', subject: pseudonym };
const alike = async (): ReturnType<NonNullable<Scene['verify']>> => ({
  ...{ match: true, best: candidate(pseudonym, 60, 1e-6), threshold: 40, comparisons: 3 },
});

const of = (method: OtherMethod, scene: Scene = {}) =>
  stage({
    ...scene,
    person: { fleetId, methods: [{ method, from: '2026-11-01', until: '2026-11-30' }], ...scene.person },
  });

t.test(
  'a finger among all does not let in whoever is to say first who they are, and is held against nobody',
  async (t) => {
    const { visit, journal, retriesOf } = of('card-finger', { verify: alike });
    for (let count = 0; count < 12; count += 1) t.match(await visit('in'), { code: 'claim-first', accepted: false });
    t.match(journal[0], { outcome: 'refused', reason: 'claim-first', subject: pseudonym, method: 'finger' });
    t.ok(retriesOf(pseudonym).check().allowed);
    t.ok(OUTCOMES['claim-first'].again, 'their key waits for what follows');
    t.match(await visit('in', byCard), { code: 'accepted', direction: 'in' });
    t.match(await visit('in', byNumber), { code: 'accepted-repeated' }, 'it is as good with the number');
    t.match(journal.at(-1), { method: 'number-finger', subject: pseudonym, person: fleetId });
  },
);

t.test('every other method asks for more than a finger', async (t) => {
  for (const method of ['number-finger', 'card-face', 'number-face', 'card', 'number'] as const)
    t.match(await of(method).visit(), { code: 'claim-first' }, method);
  t.match(await of('supervised').visit(), { code: 'staff-needed' });
  const ended = { methods: [{ method: 'card', from: '2026-10-01', until: '2026-11-01' }] } as const;
  t.match(await stage({ person: ended }).visit(), { code: 'accepted' }, 'after its last day all is as before');
});

t.test('who is stopped is told so, whatever they clock by', async (t) => {
  const { flow } = of('number', { person: { active: false } });
  t.match(await flow.visitByClaim(byNumber, () => null), { code: 'disabled', accepted: false });
});

t.test('a number alone is a punch of whoever was claimed, and says that nothing has shown it', async (t) => {
  const { flow, journal, shown } = of('number');
  t.match(await flow.visitByClaim(byNumber, () => 'in'), {
    code: 'accepted',
    direction: 'in',
    person: { code: SOMYING.code },
  });
  t.match(journal[0], {
    ...{ outcome: 'accepted', method: 'number', subject: null, claimed: pseudonym, person: fleetId },
    ...{ score: null, match: null, liveness: { result: 'not-assessed' }, direction: 'in' },
  });
  t.match(shown, [{ entries: 1 }], 'the entry stands before the light is green');
  t.match(await flow.visitByClaim(byNumber, () => 'in'), { code: 'accepted-repeated', repeated: true });
  const card = of('card');
  await card.flow.visitByClaim(byCard, () => null);
  t.match(card.journal[0], { method: 'card', card: 'contactless', subject: null, claimed: pseudonym });
});

t.test('a claim alone lets in nobody of whom the fleet does not say so', async (t) => {
  for (const scene of [stage(), of('card-finger'), of('card')])
    t.match(await scene.flow.visitByClaim(byNumber, () => null), { code: 'claim-first', accepted: false });
});

t.test(
  'a claim alone ends no row of failures, neither the person’s nor that of numbers that are tried out',
  async (t) => {
    const { flow, retriesOf } = of('number');
    for (let count = 0; count < 4; count += 1) retriesOf(pseudonym).refused();
    for (let count = 0; count < 9; count += 1) retriesOf(null).refused();
    t.match(await flow.visitByClaim(byNumber, () => null), { accepted: true });
    retriesOf(pseudonym).refused();
    retriesOf(null).refused();
    t.match(retriesOf(pseudonym).check(), { allowed: false });
    t.match(retriesOf(null).check(), { allowed: false });
    t.match(await flow.visitByClaim(byNumber, () => null), { code: 'claim-locked', accepted: false });
  },
);

t.test('somebody else’s finger behind a claim is judged by their own method', async (t) => {
  const methods = [{ method: 'supervised', from: '2026-11-01', until: '2026-11-30' }] as const;
  const { visit } = stage({
    verify: async () => ({ ...(await alike()), match: false }),
    identify: async () => found({ best: candidate('p-other', 90) }),
    others: [{ ...SOMYING, pseudonym: 'p-other', methods }],
  });
  t.match(await visit(null, byNumber), { code: 'staff-needed' });
});

t.test('after a start anew a punch by number alone is still the last one', async (t) => {
  const { flow, journal } = of('number');
  await flow.visitByClaim(byNumber, () => 'in');
  const utcMs = Date.UTC(2026, 10, 2, 1, 20);
  const punches = new RecentPunches();
  punches.rebuild({ lastSeq: 1, read: () => [{ seq: 1, utcMs, payload: journal[0] ?? null } as JournalEntry] }, utcMs);
  t.match(punches.lastOf(pseudonym), { direction: 'in' });
});
