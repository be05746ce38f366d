// A face is kept, a card is linked: of whom, under which consent, and what the journal is told; nothing of what was refused.
import t, { type Test } from 'tap';
import { systemClock } from '../../../protocol/index.ts';
import { POLICY, type Policy } from '../../config/index.ts';
import { enrolled, openTerminal, somchai } from '../../store/fixtures/terminal.ts';
import { newPseudonym, type Stores } from '../../store/index.ts';
import { faceAt } from '../fixtures/invented-visit.ts';
import type { Script } from '../fixtures/prove-script.ts';
import { ScriptedCitizen } from '../fixtures/scripted-citizen.ts';
import { enrolFace, type FaceEnrolParts, type FaceEnrolRequest } from './enrol-face.ts';
import { linkCard } from './link-card.ts';

const never = new AbortController().signal;
const uid = { kind: 'contactless', number: '04a1b2c3' } as const;
const request: FaceEnrolRequest = { code: 'NEW-1', nameTh: 'ใหม่', nameEn: 'New', consentId: 'c-9', enroller: 'hr' };

function before(stores: Stores, script: Script = {}, policy: Policy = POLICY) {
  const citizen = new ScriptedCitizen(script, []);
  const faults: unknown[] = [];
  const parts: FaceEnrolParts = {
    camera: { open: async () => citizen.stream() },
    ...{ faces: citizen.faces(), pad: citizen.pad(), clock: systemClock, policy },
    tell: () => undefined,
    ...{ stores, newPseudonym, purpose: 'attendance' },
    noteFault: (fault) => void faults.push(fault),
    record: (payload) => void stores.journal.append(payload),
  };
  const enrol = (more: Partial<FaceEnrolRequest> = {}) => enrolFace({ ...request, ...more }, parts, never);
  return { enrol, citizen, faults };
}

const terminal = (t: Test): Promise<Stores> => openTerminal(t.testdir());

t.test('somebody without a finger is enrolled by the face alone, with a card', async (t) => {
  await using stores = await terminal(t);
  const { enrol, citizen } = before(stores);
  t.match(await enrol({ cards: [uid] }), { enrolled: true, code: 'NEW-1', isNew: true, seq: 1 });
  const person = stores.people.byCard(uid);
  t.match(person, { code: 'NEW-1', nameTh: 'ใหม่' });
  t.match(stores.faces.of(person?.pseudonym ?? '', 'attendance'), {
    model: 'scripted',
    consentId: 'c-9',
    enroller: 'hr',
  });
  t.match(stores.journal.readNewest(1)[0]?.payload, {
    ...{ event: 'enrolment', code: 'NEW-1', fingers: [], face: { model: 'scripted' }, cards: ['contactless'] },
    liveness: { result: 'live', attacksRefused: 0 },
  });
  t.strictSame(stores.people.unjournaled(), []);
  t.ok(
    citizen.handedOut.every((bytes) => bytes.every((byte) => byte === 0)),
    'pictures and templates are zeroed',
  );
  const kept = stores.faces.of(person?.pseudonym ?? '', 'attendance');
  t.ok(
    kept?.values.some((value) => value !== 0),
    'what is kept is not',
  );
});

t.test('somebody who is enrolled gets a face beside the fingers, and keeps the names', async (t) => {
  await using stores = await terminal(t);
  stores.people.add(somchai);
  t.match(await before(stores).enrol({ code: somchai.code, nameTh: 'x' }), { enrolled: true, isNew: false });
  t.equal(stores.people.byCode(somchai.code)?.nameTh, somchai.nameTh);
  t.ok(stores.faces.of(somchai.pseudonym, 'attendance'));
});

for (const [reason, script] of [
  ['face-not-live', { liveness: 'attack' }],
  ['challenge-failed', { challenge: 'wrong-direction' }],
  ['face-changed', { onePerson: false }],
] as const)
  t.test(`${reason}: nothing is kept`, async (t) => {
    await using stores = await terminal(t);
    t.strictSame(await before(stores, script).enrol({ cards: [uid] }), { enrolled: false, reason });
    t.equal(stores.people.count, 0);
    t.equal(stores.faces.subjects().size, 0);
    const failure = { event: 'enrolment-failed', by: 'face', reason, finger: null, tries: 1, enroller: 'hr' };
    t.strictSame(
      stores.journal.readNewest(9).map(({ payload }) => payload),
      [failure],
      'but that it failed, of nobody',
    );
  });

const impatient: Policy = {
  ...POLICY,
  claim: { ...POLICY.claim, captureMs: 400 },
  prove: { ...POLICY.prove, track: { ...POLICY.prove.track, absentMs: 20 } },
};

t.test('whoever never came before the camera was not tried, and the journal has nothing of it', async (t) => {
  await using stores = await terminal(t);
  const result = await before(stores, { faces: [[]] }, impatient).enrol();
  t.strictSame(result, { enrolled: false, reason: 'face-not-captured' });
  t.equal(stores.journal.lastSeq, 0);
});

t.test('who walked away is told apart from a face of which no good picture could be taken', async (t) => {
  for (const [reason, script] of [
    ['face-left', { faces: [[faceAt(30)], []] }],
    ['face-not-captured', { advice: true }],
  ] as const) {
    await using stores = await terminal(t);
    t.strictSame(await before(stores, script, impatient).enrol(), { enrolled: false, reason });
    t.match(stores.journal.readNewest(1)[0]?.payload, { event: 'enrolment-failed', by: 'face', reason });
  }
});

t.test('no consent, no name, another’s card: said before anybody is looked at', async (t) => {
  await using stores = await terminal(t);
  stores.people.add(somchai, { cards: [uid] });
  const { enrol, citizen } = before(stores);
  await t.rejects(enrol({ consentId: ' ' }), { code: 'CONSENT_MISSING' });
  await t.rejects(enrol({ nameTh: '', nameEn: '' }), { code: 'USAGE' });
  await t.rejects(enrol({ cards: [uid] }), { code: 'PERSON_EXISTS' });
  t.equal(citizen.handedOut.length, 0);
});

t.test('what the journal cannot be told of is not kept', async (t) => {
  await using stores = await terminal(t);
  stores.people.add(somchai);
  const { enrol } = before(stores);
  const { journal } = stores;
  const append = journal.append.bind(journal);
  journal.append = () => {
    throw Object.assign(new Error('full'), { code: 'X' });
  };
  await t.rejects(enrol());
  await t.rejects(enrol({ code: somchai.code }));
  journal.append = append;
  t.equal(stores.people.byCode('NEW-1'), undefined);
  t.equal(stores.faces.subjects().size, 0);
});

t.test('a card is linked to whoever is enrolled, and the journal has its kind alone', async (t) => {
  await using stores = await terminal(t);
  stores.people.add(somchai);
  stores.journal.append(enrolled(somchai.pseudonym));
  const link = { code: somchai.code, consentId: 'c', enroller: 'hr' };
  t.match(linkCard(link, uid, stores), { code: somchai.code, cards: ['contactless'], seq: 2 });
  t.equal(JSON.stringify(stores.journal.readNewest(1)[0]?.payload).includes(uid.number), false);
  t.throws(() => linkCard({ ...link, code: 'nobody' }, uid, stores), { code: 'PERSON_UNKNOWN' });
  t.throws(() => linkCard({ ...link, consentId: '' }, uid, stores), { code: 'CONSENT_MISSING' });
  stores.people.add({ ...somchai, code: 'other', pseudonym: 'other' });
  t.throws(() => linkCard({ ...link, code: 'other' }, uid, stores), { code: 'PERSON_EXISTS' });
  t.equal(stores.journal.lastSeq, 2, 'a refusal is not journaled as a link');
});
