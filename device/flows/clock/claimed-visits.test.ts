// Whoever says who they are, by a card or a number, and shows it by a finger or the face: what is accepted, what the journal says.
import t from 'tap';
import type { FaceTemplate } from '../../../models/index.ts';
import { type JournalPayload, KioskError, OUTCOMES, systemClock } from '../../../protocol/index.ts';
import { candidate, found, type Scene, SOMYING, stage } from '../fixtures/clock-stage.ts';
import { faceAt } from '../fixtures/invented-visit.ts';
import type { Script } from '../fixtures/prove-script.ts';
import { ScriptedCitizen } from '../fixtures/scripted-citizen.ts';
import type { Claim } from './claim.ts';
import { refusal } from './clock-answer.ts';
import type { SnapshotVisit } from './visit-snapshots.ts';

type ClockEntry = Extract<JournalPayload, { event: 'clock' }>;

const { pseudonym } = SOMYING;
const byNumber: Claim = { by: 'number', card: null, subject: pseudonym };
const byCard: Claim = { by: 'card', card: 'contactless', subject: pseudonym };
const alike = async (): ReturnType<NonNullable<Scene['verify']>> => ({
  ...{ match: true, best: candidate(pseudonym, 60, 1e-6), threshold: 40, comparisons: 3 },
});
const unlike: typeof alike = async () => ({ ...(await alike()), match: false, best: candidate(pseudonym, 10, 0.2) });
const identifies: Scene['identify'] = async () => {
  throw new Error('nobody is looked for among all');
};

t.test('a number and a finger are one comparison with that person, and no search', async (t) => {
  const { visit, journal, told } = stage({ verify: alike, identify: identifies });
  const answer = await visit('in', byNumber);
  t.match(answer, { code: 'accepted', accepted: true, person: { code: SOMYING.code }, direction: 'in' });
  t.match(journal, [
    {
      ...{ event: 'clock', outcome: 'accepted', subject: pseudonym, claimed: pseudonym, method: 'number-finger' },
      ...{ score: 60, threshold: 40, falseMatchRate: 1e-6, match: { model: 'm' } },
    },
  ]);
  t.notOk('card' in (journal[0] ?? {}));
  const stages = told.flatMap((event) => (event.type === 'stage' ? [event.stage] : []));
  t.strictSame(stages, ['capture', 'extraction', 'quality', 'liveness', 'verification', 'rights', 'commit']);
});

t.test('a finger that is not the claimed one’s is refused, and nobody’s name is shown', async (t) => {
  const { visit, journal } = stage({ verify: unlike, identify: async () => found({ match: false }) });
  t.match(await visit(null, byCard), { code: 'finger-mismatch', accepted: false, person: null });
  t.match(journal, [
    {
      outcome: 'refused',
      reason: 'finger-mismatch',
      subject: null,
      claimed: pseudonym,
      method: 'card-finger',
      card: 'contactless',
    },
  ]);
});

t.test('a finger behind an abandoned claim is its own, and held against nobody', async (t) => {
  const other = { ...SOMYING, pseudonym: 'p-other' };
  const { visit, journal, retriesOf } = stage({
    verify: unlike,
    identify: async () => found({ best: candidate(other.pseudonym, 90) }),
    others: [other],
  });
  t.match(await visit('in', byNumber), { code: 'accepted', person: { pseudonym: 'p-other' } });
  t.match(journal, [{ method: 'finger', subject: 'p-other', claimed: pseudonym, score: 90 }]);
  t.equal(retriesOf(pseudonym).check().allowed, true);
  const alone = stage({ verify: unlike, identify: async () => found({ match: false }) });
  t.match(await alone.visit('in', byNumber), { code: 'finger-mismatch' }, 'nobody’s');
  const twins = stage({ verify: unlike, identify: async () => found({ runnerUp: candidate('p-third', 60) }) });
  t.match(await twins.visit('in', byNumber), { code: 'finger-mismatch' }, 'two people’s is nobody’s');
});

t.test('rights, schedule and liveness hold for whoever is claimed as for anybody', async (t) => {
  t.match(await stage({ verify: alike, person: { active: false } }).visit(null, byNumber), { code: 'disabled' });
  const attack = { result: 'attack', model: 'pad', version: '1' } as const;
  t.match(await stage({ verify: alike, liveness: async () => attack }).visit(null, byNumber), {
    code: 'attack-suspected',
  });
  t.match(await stage({ fingersOf: () => 0 }).visit(null, byNumber), { code: 'nothing-enrolled' }, 'removed meanwhile');
});

t.test('five failures pause one person and nobody else; an acceptance ends the row', async (t) => {
  let verify = unlike;
  const { visit, journal, clock, retriesOf } = stage({ verify: () => verify() });
  for (let failure = 1; failure <= 4; failure += 1) await visit(null, byNumber);
  verify = alike;
  t.match(await visit(null, byNumber), { code: 'accepted' });
  verify = unlike;
  for (let failure = 1; failure <= 5; failure += 1) await visit(null, byCard);
  t.match(journal.at(-1), { event: 'lockout', scope: 'person', subject: pseudonym, retryAfterMs: 30_000 });
  const locked = await visit(null, byNumber);
  t.match(locked, { code: 'claim-locked', retryAfterMs: 30_000 }, 'by the number as by the card');
  t.match(await visit(), { code: 'accepted-repeated' }, 'identification goes on');
  t.ok(retriesOf('somebody else').check().allowed);
  clock.advance(30_000);
  verify = alike;
  t.match(await visit(null, byNumber), { code: 'accepted-repeated' });
});

t.test('a claim goes on while identification pauses', async (t) => {
  const { visit } = stage({
    verify: alike,
    identify: async () => ({ ...(await unlike()), runnerUp: undefined, fingers: 2 }),
  });
  for (let failure = 1; failure <= 10; failure += 1) await visit();
  t.match(await visit(), { code: 'too-many-attempts' });
  t.match(await visit(null, byNumber), { code: 'accepted' });
});

t.test('a card that nobody is known by is journaled without its number, and counted', async (t) => {
  const { flow, visit, journal, shown, retriesOf, clock } = stage({ verify: alike });
  const card = { by: 'card', card: 'thai-id', subject: null } as const;
  for (let times = 1; times <= 10; times += 1) await flow.refuseClaim(card, refusal('claim-unknown'));
  t.match(journal[0], { outcome: 'refused', reason: 'claim-unknown', method: 'card', card: 'thai-id', subject: null });
  t.notOk('claimed' in (journal[0] ?? {}));
  t.equal(shown.length, 10);
  t.ok(retriesOf(null).check().allowed, 'strange cards pause nobody');
  const number = { by: 'number', card: null, subject: null } as const;
  for (let times = 1; times <= 10; times += 1) await flow.refuseClaim(number, refusal('claim-unknown'));
  t.match(journal.at(-1), { event: 'lockout', scope: 'claims', subject: null, level: 1 });
  t.notOk(retriesOf(null).check().allowed, 'numbers that are tried out do');
  t.ok(retriesOf(pseudonym).check().allowed, 'whoever is known is not kept waiting for it');
  clock.advance(30_000);
  await visit(null, byNumber);
  for (let times = 1; times <= 10; times += 1) await flow.refuseClaim(number, refusal('claim-unknown'));
  t.match(journal.at(-1), { scope: 'claims', level: 1 }, 'one that was borne out begins the row anew');
});

const template = (): FaceTemplate => ({ model: 'scripted', version: '1', values: new Float32Array(4).fill(0.5) });

function before(camera: Script, change: Partial<NonNullable<Scene['claimedFaces']>> = {}) {
  const citizen = new ScriptedCitizen(camera, []);
  const open = async () => citizen.stream();
  const claimedFaces = {
    camera: { open },
    faces: citizen.faces(),
    pad: citizen.pad(),
    kept: template,
    hasFace: () => true,
    isLinkedPhoto: () => true,
    ...change,
  };
  const on = stage({
    claimedFaces,
    time: systemClock,
    limitsMs: () => ({ hardLimitMs: 3000, stageLimitMs: () => 1000 }),
  });
  const show = (claim: Claim, signal = new AbortController().signal) => on.flow.visitByFace(claim, () => 'out', signal);
  return { ...on, citizen, show };
}

t.test('whoever shows the face has their picture taken once the visit’s own look is over', async (t) => {
  const order: string[] = [];
  const citizen = new ScriptedCitizen({}, []);
  const open = async () => {
    const stream = citizen.stream();
    const close = async (): Promise<void> => {
      await stream[Symbol.asyncDispose]();
      order.push('camera off');
    };
    return new Proxy(stream, {
      get: (of, name) => (name === Symbol.asyncDispose ? close : Reflect.get(of, name)?.bind?.(of)),
    });
  };
  const keep = (seq: number | null, { accepted, subject }: SnapshotVisit): void =>
    void order.push(`entry ${seq} ${accepted} ${subject}`);
  const { flow } = stage({
    claimedFaces: {
      ...{ camera: { open }, faces: citizen.faces(), pad: citizen.pad(), kept: template },
      ...{ hasFace: () => true, isLinkedPhoto: () => true },
    },
    time: systemClock,
    snapshots: () => ({
      begin: () => {
        order.push('begun');
        return { keep, [Symbol.dispose]: () => void order.push('over') };
      },
    }),
  });
  await flow.visitByFace(byNumber, () => 'out', new AbortController().signal);
  t.strictSame(order, ['camera off', 'begun', `entry 1 true ${pseudonym}`, 'over']);
});

t.test('a number and a face: guided, asked to move, compared, accepted; nothing of the face is left', async (t) => {
  const { show, journal, told, citizen } = before({});
  t.match(await show(byNumber), { code: 'accepted', direction: 'out', person: { code: SOMYING.code } });
  const [entry] = journal;
  t.match(entry, {
    ...{ method: 'number-face', subject: pseudonym, score: 0.7, threshold: 0.5, falseMatchRate: 1e-6 },
    ...{ liveness: { result: 'live' }, challenge: { kind: /turn|blink|closer/, result: 'performed' } },
    match: { model: 'scripted', version: '1' },
  });
  const { stages, captureStartMs, decisionMs } = entry as ClockEntry;
  t.ok(captureStartMs <= decisionMs);
  t.ok(
    ['camera-open', 'capture', 'embed', 'challenge', 'liveness', 'compare', 'rights'].every((stage) => stage in stages),
  );
  const types = told.map(({ type }) => type);
  t.ok(
    types.indexOf('face') < types.indexOf('face-guide') &&
      types.indexOf('face-guide') < types.indexOf('face-challenge'),
  );
  t.ok(citizen.handedOut.length > 0);
  t.ok(
    citizen.handedOut.every((bytes) => bytes.every((byte) => byte === 0)),
    'pictures and templates are zeroed',
  );
});

t.test('a Thai ID card and the face: the photo in its chip is what is compared, where no face is kept', async (t) => {
  const jpeg = Uint8Array.of(0xff, 0xd8, 7, 0xff, 0xd9);
  const claim: Claim = {
    by: 'card',
    card: 'thai-id',
    subject: pseudonym,
    photo: async () => ({ kind: 'photo', jpeg }),
  };
  const { show, journal } = before({}, { kept: () => undefined });
  t.match(await show(claim), { code: 'accepted' });
  t.match(journal[0], { method: 'card-face', card: 'thai-id', stages: { 'card-photo': Number, reference: Number } });
  t.ok(
    jpeg.every((byte) => byte === 0),
    'and it is zeroed',
  );
  const pulled = before({}, { kept: () => undefined });
  const gone = async () => ({ kind: 'retry', reason: 'card-removed' }) as const;
  t.match(await pulled.show({ ...claim, photo: gone }), { code: 'card-removed' });
  const unplugged = async () => {
    throw new KioskError('HAL_DISCONNECTED');
  };
  t.match(await pulled.show({ ...claim, photo: unplugged }), { code: 'reader-lost' });
  const forged = before({}, { kept: () => undefined, isLinkedPhoto: () => false });
  const photo = async () => ({ kind: 'photo', jpeg: Uint8Array.of(0xff, 0xd8, 8) }) as const;
  t.match(await forged.show({ ...claim, photo }), { code: 'photo-unusable' }, 'any face can be put into a forged chip');
});

const FACE_ENDS: readonly (readonly [code: string, Script])[] = [
  ['claimed-face-mismatch', { falseMatchRate: 0.01 }],
  ['face-not-live', { liveness: 'attack' }],
  ['face-not-live', { liveness: 'unknown' }],
  ['challenge-failed', { challenge: 'wrong-direction' }],
  ['challenge-failed', { challenge: 'too-late' }],
  ['face-changed', { onePerson: false }],
  ['second-person', { faces: [...Array(5).fill([faceAt(30)]), [faceAt(30), faceAt(80)]] }],
  ['camera-lost', { embeddingFails: new KioskError('HAL_TIMEOUT') }],
  ['device-fault', { embeddingFails: new KioskError('WORKER_LOST') }],
];

for (const [code, script] of FACE_ENDS)
  t.test(`a face visit that ends in ${code} (${JSON.stringify(script).slice(0, 40)}) clocks nobody`, async (t) => {
    const { show, journal, citizen } = before(script);
    t.match(await show(byNumber), { code, accepted: false, person: null });
    t.match(journal[0], { outcome: 'refused', reason: code, subject: null, claimed: pseudonym, method: 'number-face' });
    t.ok(citizen.handedOut.every((bytes) => bytes.every((byte) => byte === 0)));
  });

t.test('who goes away from before the camera has cancelled, and that is held against nobody', async (t) => {
  const { show, journal } = before({ faces: [[]] });
  const leaving = new AbortController();
  const visit = show(byNumber, leaving.signal);
  await systemClock.sleep(20, new AbortController().signal);
  leaving.abort(new Error('gone'));
  t.match(await visit, { code: 'claim-cancelled' });
  t.equal(journal.length, 1);
  t.notOk(OUTCOMES['claim-cancelled'].counts);
});
