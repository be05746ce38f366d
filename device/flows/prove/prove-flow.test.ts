// The prove visit with everything around it scripted: how it goes, every way in which it ends, and what it leaves behind.
import t from 'tap';
import {
  type Evidence,
  evidenceSchema,
  journalPayloadSchema,
  KioskError,
  type OpenedForProvider,
  OUTCOMES,
  openAsProvider,
  PROVE_STATES,
  refusalOf,
  Sensitive,
  type ServiceProfile,
} from '../../../protocol/index.ts';
import { POLICY } from '../../config/index.ts';
import { cardText, faceAt, NAME_TH, NUMBER, profileFor, providerSide } from '../fixtures/invented-visit.ts';
import type { Script } from '../fixtures/prove-script.ts';
import { ProveStage } from '../fixtures/prove-stage.ts';
import { nextProveState } from './prove-states.ts';

const provider = await providerSide();
const profile = profileFor(provider.key);
const open = async (jwe: string): Promise<OpenedForProvider<Evidence>> =>
  await openAsProvider(Buffer.from(jwe), 'ridged-evidence+jws', {
    parse: (value) => evidenceSchema.parse(value),
    keyOf: () => provider.unsealKey,
  });
const isZeroed = (stage: ProveStage): boolean => stage.handedOut.every((bytes) => bytes.every((byte) => byte === 0));

t.test('a citizen whose face is the one in the chip is proved, and the provider is told the facts', async (t) => {
  const stage = new ProveStage([profile]);
  const answer = await stage.visit();
  t.match(answer, {
    outcome: 'proved',
    code: 'proved',
    seq: 1,
    match: { result: 'match' },
    liveness: { result: 'live' },
  });
  t.strictSame(stage.states, [
    ...['card-detected', 'notice', 'reading', 'capturing', 'challenge', 'deciding', 'answered', 'idle'],
  ]);
  t.match(stage.shown, [{ reference: /^[0-9A-Z]{4}-[0-9A-Z]{4}$/ }]);
  const [sent] = [...stage.evidence.values()];
  t.equal(sent?.state, 'released');
  const { content } = await open(sent?.jwe ?? '');
  t.match(content, {
    personal: { citizenNumber: NUMBER, fields: { nameThai: NAME_TH }, portrait: /./ },
    record: {
      outcome: 'proved',
      reason: null,
      results: {
        authentic: { value: 'read-from-chip', method: /no cryptographic proof/ },
        inUseStatus: { value: 'normal', source: 'as-1' },
        dataCorrect: { value: true },
        identityExists: { value: true },
      },
      challenge: { kind: 'turn-left', result: 'performed' },
      comparison: { result: 'match', referenceSource: 'chip' },
      device: { siteClass: 'public', tamper: 'not-monitored', isVirtual: true },
      consent: { choices: { proofing: true, improvement: false }, noticeHash: /^[0-9a-f]{64}$/ },
      evidence: { referenceHash: /^[0-9a-f]{64}$/ },
      levels: [{ level: 'DGS-1-2:2564/IAL2', missing: ['a-fact-of-tomorrow'] }],
    },
  });
  t.notMatch(JSON.stringify(content.record), NUMBER, 'personal data stand apart');
});

t.test('who must do a second thing is told so once the first was seen, and both are written down', async (t) => {
  const stage = new ProveStage([profile], { thenAsked: 'turn-right' });
  t.match(await stage.visit(), { code: 'proved' });
  const asked = stage.events.flatMap((event) => (event.type === 'prove-challenge' ? [event.kind] : []));
  t.strictSame(asked, ['turn-left', 'turn-right'], 'each once');
  t.match(stage.journal, [{ challenge: { kind: 'turn-left turn-right', result: 'performed' } }]);
});

t.test('the journal and the events hold nothing of who it was, but for the name on the screen', async (t) => {
  const stage = new ProveStage([profile]);
  await stage.visit();
  const [entry] = stage.journal;
  t.ok(journalPayloadSchema.parse(entry));
  t.match(entry, { event: 'prove', outcome: 'proved', cardStatus: 'normal', consent: { agreed: ['proofing'] } });
  const written = JSON.stringify([stage.journal, stage.events.filter(({ type }) => type !== 'prove-person')]);
  for (const personal of [NUMBER, NAME_TH, 'Somsri']) t.notMatch(written, personal);
});

t.test('until the person has agreed the card is not read and the camera is off', async (t) => {
  const stage = new ProveStage([profile]);
  stage.onEvent('prove-notice', ({ visit, purposes }) => {
    t.strictSame(stage.acts, []);
    t.notOk(
      purposes.some((purpose) => 'chosen' in purpose),
      'nothing is pre-set',
    );
    t.throws(
      () => stage.counter.answerConsent(visit, { choices: { proofing: true }, language: 'th' }),
      { code: 'USAGE' },
      'a choice is missing',
    );
    t.throws(
      () =>
        stage.counter.answerConsent(visit, {
          choices: { proofing: true, improvement: true, more: true },
          language: 'th',
        }),
      { code: 'USAGE' },
    );
    t.throws(
      () => stage.counter.answerConsent(visit + 1, { choices: {}, language: 'th' }),
      { code: 'USAGE' },
      'another visit',
    );
  });
  t.match(await stage.visit(), { outcome: 'proved' });
  t.match(stage.acts.slice(0, 4).sort(), [
    'ask-status',
    'open-camera',
    'open-card',
    'read citizenNumber+nameThai+expiresOn',
  ]);
  t.ok(stage.acts.indexOf('read-photo') > 2);
  t.ok(['close-card', 'close-camera'].every((act) => stage.acts.includes(act)));
});

const ends: Readonly<
  Record<string, { readonly script: Script; readonly code: string; readonly outcome?: string; readonly told?: boolean }>
> = {
  'a card the wrong way round': { script: { connect: 'card-upside-down' }, code: 'card-upside-down' },
  'a silent card': { script: { reading: 'card-silent' }, code: 'card-silent' },
  'a bank card': { script: { reading: 'not-a-thai-id' }, code: 'not-a-thai-id' },
  'a number with a wrong check digit': {
    script: { text: cardText({ number: { digits: '1234567890123', isValid: false } }) },
    code: 'card-number-invalid',
    told: true,
  },
  'an expired card': { script: { text: cardText({ hasExpired: true }) }, code: 'card-expired' },
  'a card without an expiry that can be read': {
    script: { text: cardText({ hasExpired: 'unknown' }) },
    code: 'card-expired',
  },
  'a lost card': { script: { status: 'lost' }, code: 'card-not-in-use' },
  'a card nobody knows': { script: { status: 'unknown' }, code: 'card-not-in-use' },
  'a card that the register calls expired': { script: { status: 'expired' }, code: 'card-expired' },
  'data that the register does not have so': { script: { dataCorrect: false }, code: 'data-disagree', told: true },
  'a gateway that does not answer': {
    script: { status: 'silent' },
    code: 'proof-pending',
    outcome: 'pending',
    told: true,
  },
  'a photo without a face': { script: { photo: 'unusable' }, code: 'photo-unusable', outcome: 'referred', told: true },
  'a card pulled while its photo is read': { script: { photo: 'card-removed' }, code: 'card-removed' },
  'nobody before the camera': { script: { faces: [[]] }, code: 'nobody-there' },
  'a face that never is good enough': { script: { advice: true }, code: 'session-over' },
  'a face that goes during the challenge': {
    script: { faces: [...Array.from({ length: 7 }, () => [faceAt(30)]), []], frameMs: 30 },
    code: 'face-left',
  },
  'a second face during the challenge': {
    script: { faces: [...Array.from({ length: 7 }, () => [faceAt(30)]), [faceAt(30), faceAt(80)]] },
    code: 'second-person',
  },
  'a face that jumps to another place during the challenge': {
    script: { faces: [...Array.from({ length: 7 }, () => [faceAt(30)]), [faceAt(90)]] },
    code: 'face-changed',
    told: true,
  },
  'a face that is not alive': { script: { liveness: 'attack' }, code: 'face-not-live', told: true },
  'a detector that cannot tell': { script: { liveness: 'unknown' }, code: 'face-not-live', told: true },
  'the wrong movement': { script: { challenge: 'wrong-direction' }, code: 'challenge-failed', told: true },
  'no movement': { script: { challenge: 'too-late' }, code: 'challenge-failed', told: true },
  'another person in the burst': { script: { onePerson: false }, code: 'face-changed', told: true },
  'another face than in the chip': { script: { falseMatchRate: 0.2 }, code: 'face-mismatch', told: true },
  'a face that is nearly it': {
    script: { falseMatchRate: 1e-3 },
    code: 'face-to-be-reviewed',
    outcome: 'referred',
    told: true,
  },
  'a camera that is gone': { script: { cameraFails: new KioskError('HAL_DISCONNECTED') }, code: 'camera-lost' },
};

for (const [name, { script, code, outcome = 'refused', told = false }] of Object.entries(ends))
  t.test(`${name} ends the visit, which leaves nothing behind`, async (t) => {
    const short = { ...profile, limits: { ...profile.limits, sessionMs: 1500 } };
    const stage = new ProveStage([short], script);
    const answer = await stage.visit();
    t.match(answer, { code, outcome, reference: /./, seq: 1 });
    t.match(stage.journal, [{ event: 'prove', outcome, reason: code }]);
    t.equal(stage.evidence.size, told ? 1 : 0, 'evidence only where there is something to tell');
    if (outcome === 'refused' && told) {
      const [sent] = [...stage.evidence.values()];
      t.equal((await open(sent?.jwe ?? '')).content.personal.portrait, null, 'no picture of who was refused');
    }
    t.ok(isZeroed(stage), 'every picture, photo and template is zeroed');
    t.equal(stage.states.at(-1), 'idle');
    t.ok(Object.hasOwn(OUTCOMES, code));
  });

t.test('who is proved leaves no picture behind either', async (t) => {
  const stage = new ProveStage([profile]);
  await stage.visit();
  t.ok(stage.handedOut.length > 10);
  t.ok(isZeroed(stage));
});

t.test('the person is already asked to move while the templates of their neutral frames are made', async (t) => {
  const stage = new ProveStage([profile]);
  t.match(await stage.visit(), { outcome: 'proved' });
  t.ok(stage.acts.indexOf('asked to move') < stage.acts.indexOf('embedded'));
  t.equal(stage.acts.filter((act) => act === 'embedded').length, 4, 'three neutral frames, the last of the challenge');
  t.equal(stage.looks.observed, POLICY.prove.burstFrames, 'the networks look at the neutral frames');
  t.ok(stage.looks.followed >= 5, 'and the movement is followed');
  const broken = new ProveStage([profile], { embeddingFails: new KioskError('WORKER_LOST') });
  t.match(await broken.visit(), { code: 'device-fault' }, 'templates that cannot be made end the challenge too');
  t.ok(isZeroed(broken));
});

t.test('a card pulled at any state ends the visit', async (t) => {
  const everything = profileFor(provider.key, {
    steps: { ...profile.steps, faceService: 'proofing', mobile: 'required' },
    limits: { ...profile.limits, faceServicePercent: 80, sessionMs: 10_000 },
  });
  const types = [
    { act: 'number', mobile: new Sensitive('0812345678') },
    { act: 'code', code: new Sensitive('123456') },
  ] as const;
  for (const state of PROVE_STATES.slice(1, -1)) {
    const stage = new ProveStage([everything], { types });
    stage.onEvent('prove', (event) => {
      if (event.state === state) stage.removal.abort();
    });
    const answer = await stage.visit();
    t.match(answer.code, 'card-removed', state);
    t.ok(isZeroed(stage), state);
  }
});

t.test('whose reader goes has pulled no card', async (t) => {
  const stage = new ProveStage([profile]);
  stage.onEvent('prove-person', () => stage.removal.abort(new KioskError('HAL_DISCONNECTED')));
  t.match(await stage.visit(), { code: 'reader-lost', outcome: 'refused' });
  t.ok(isZeroed(stage));
});

t.test('cancel, help, silence at the notice, and the end of the service each end a visit', async (t) => {
  const leave = (code: 'cancelled' | 'help-asked') => async () => {
    const stage = new ProveStage([profile]);
    stage.onEvent('prove-notice', ({ visit }) => stage.counter.leave(visit, code));
    return await stage.flow.visit(stage.card, new AbortController().signal);
  };
  t.match(await leave('cancelled')(), { code: 'cancelled', outcome: 'refused' });
  t.match(await leave('help-asked')(), { code: 'help-asked', outcome: 'referred', evidenceId: null });
  const idle = { ...profile, limits: { ...profile.limits, idleMs: 30 } };
  const stage = new ProveStage([idle]);
  t.match(await stage.flow.visit(stage.card, new AbortController().signal), { code: 'nobody-there' });
  t.strictSame(stage.acts, [], 'nothing was read');
  const ending = new ProveStage([profile]);
  t.match(await ending.flow.visit(ending.card, AbortSignal.abort()), { code: 'cancelled' });
  t.throws(() => ending.counter.leave(1, 'cancelled'), { code: 'USAGE' }, 'a visit that is over cannot be left');
});

t.test('who declines what is necessary is not read; who declines the rest is served', async (t) => {
  const stage = new ProveStage([profile]);
  t.match(await stage.visit({ proofing: false, improvement: true }), { code: 'consent-declined', evidenceId: null });
  t.strictSame(stage.acts, []);
  t.match(await new ProveStage([profile]).visit({ proofing: true, improvement: false }), { outcome: 'proved' });
});

t.test('no profile that may be served here: the card is not touched', async (t) => {
  const { provider: idp, service } = profile;
  const changes: Readonly<Record<string, Partial<ServiceProfile>>> = {
    expired: { validUntilMs: 1 },
    'provider-off': { provider: { ...idp, enabled: false } },
    'terminal-not-listed': { provider: { ...idp, terminals: [] } },
    'attended-only': { method: 'face_to_face' },
    'level-out-of-reach': { service: { ...service, group: 4 } },
    'liveness-missing': { steps: { ...profile.steps, challenge: 'off' } },
  };
  const flat = profileFor(provider.key, { challenges: ['blink', 'come-closer'] });
  const place = { site: 'bangkok', terminal: 'kiosk-1', nowMs: Date.now() };
  t.equal(refusalOf(flat, place), 'liveness-missing', 'nothing in it that a held picture could not do');
  t.equal(refusalOf(profileFor(provider.key, { challenges: [] }), place), undefined, 'all of them');
  for (const [refusal, change] of Object.entries(changes)) {
    const unfit = profileFor(provider.key, change);
    t.equal(refusalOf(unfit, { site: 'bangkok', terminal: 'kiosk-1', nowMs: Date.now() }), refusal);
    const stage = new ProveStage([unfit]);
    t.match(await stage.visit(), { code: 'service-unavailable' });
    t.strictSame(stage.acts, []);
  }
  const tampered = new ProveStage(
    [profile],
    {},
    {
      change: {
        device: () => ({ site: 'bangkok', terminal: 'kiosk-1', versions: {}, isVirtual: true, tamper: 'tampered' }),
      },
    },
  );
  t.match(await tampered.visit(), { code: 'tampered' });
});

t.test('of several services the person chooses one', async (t) => {
  const other = profileFor(provider.key, { id: 'other', version: 1 });
  const stage = new ProveStage([profile, other]);
  stage.onEvent('prove-services', ({ visit, services }) => {
    t.strictSame(
      services.map(({ id }) => id),
      ['level-up', 'other'],
    );
    queueMicrotask(() => {
      t.throws(() => stage.counter.answerService(visit, 'third'), { code: 'USAGE' });
      stage.counter.answerService(visit, 'other');
    });
  });
  await stage.visit();
  t.match(stage.journal, [{ profile: { id: 'other', version: 1 } }]);
});

t.test(
  'five failures of one number bring a pause that another service of the same card meets too; success ends the row',
  async (t) => {
    const counters = new Map();
    const failing = { falseMatchRate: 0.5 };
    for (let n = 0; n < 5; n += 1)
      t.match(
        await new ProveStage([profile], failing, { counters }).visit(),
        { code: 'face-mismatch' },
        `failure ${n + 1}`,
      );
    const locked = new ProveStage([profile], {}, { counters });
    const answer = await locked.visit();
    t.match(answer, { code: 'prove-locked', evidenceId: null });
    t.ok((answer.retryAfterMs ?? 0) > 20_000 && (answer.retryAfterMs ?? 0) <= 30_000);
    t.notOk(locked.acts.includes('read-photo'), 'the face is not looked at');
    counters.clear();
    t.match(await new ProveStage([profile], failing, { counters }).visit(), { code: 'face-mismatch' });
    t.match(await new ProveStage([profile], {}, { counters }).visit(), { outcome: 'proved' });
    t.equal(counters.size, 0);
  },
);

t.test('a visit that cannot be journaled was not done: its evidence is shredded, and the person is told', async (t) => {
  const stage = new ProveStage([profile], { journalFails: new KioskError('STORE_FULL') });
  t.match(await stage.visit(), { code: 'storage-full', seq: null, evidenceId: null });
  t.equal(stage.evidence.size, 0);
  t.match(stage.faults, [{ code: 'STORE_FULL' }]);
});

t.test('no step can be skipped', async (t) => {
  const steps = [
    'card',
    'profile-fits',
    'agreed',
    'card-read',
    'neutral-taken',
    'challenge-over',
    'to-face-service',
    'to-mobile',
    'ended',
    'wiped',
  ] as const;
  const possible = PROVE_STATES.flatMap((state) =>
    steps.filter((step) => nextProveState(state, step)).map((step) => `${state} ${step}`),
  );
  t.equal(possible.length, 18);
  t.equal(nextProveState('mobile', 'to-face-service'), undefined);
  t.equal(nextProveState('notice', 'card-read'), undefined);
  t.equal(nextProveState('capturing', 'challenge-over'), undefined);
});
