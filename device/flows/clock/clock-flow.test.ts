// A person clocks: every end a visit can have, what the journal says of it, and what the person is told.

import t from 'tap';
import type { FingerQuality } from '../../../models/index.ts';
import { classOf, type JournalPayload, KioskError, OUTCOMES } from '../../../protocol/index.ts';
import { candidate, found, POLICY, picture, type Scene, stage } from '../fixtures/clock-stage.ts';
import { NOT_ASSESSED } from './evidence.ts';

type ClockEntry = Extract<JournalPayload, { event: 'clock' }>;

t.test('who is recognised is named, journaled first, and only then shown green', async (t) => {
  const { visit, journal, shown, told } = stage();
  const answer = await visit('in');
  t.match(answer, { code: 'accepted', accepted: true, person: { code: '0000012345' }, direction: 'in', seq: 1 });
  t.match(journal, [
    {
      event: 'clock',
      outcome: 'accepted',
      reason: null,
      subject: 'p-somying',
      direction: 'in',
      directionSource: 'key',
      repeated: false,
      attempt: 1,
      quality: 80,
      score: 90,
      threshold: 50,
      liveness: { result: 'not-assessed' },
      policyVersion: POLICY.version,
    },
  ]);
  t.equal(shown[0]?.entries, 1, 'the entry was there before the light');
  t.equal(JSON.stringify(journal).includes('สมหญิง'), false, 'no name in the journal');
  const stages = told.flatMap((event) => (event.type === 'stage' ? [event.stage] : []));
  t.strictSame(stages, ['capture', 'extraction', 'quality', 'liveness', 'identification', 'rights', 'commit']);
});

t.test('a duress finger is answered as any other of theirs: the entry alone tells', async (t) => {
  const kept = (finger: 'right-index' | 'left-index') => ({
    ...({
      kind: 'finger',
      subject: 'p-somying',
      finger,
      purpose: 'attendance',
      consentId: 'c',
      impressions: [],
    } as const),
    ...(finger === 'left-index' && { duress: true as const }),
  });
  const templates = { bySubject: () => [kept('right-index'), kept('left-index')] };
  const by = (finger: 'right-index' | 'left-index', scene: Scene = {}) => {
    const best = { ...candidate('p-somying', 90), key: { subject: 'p-somying', finger } };
    return stage({ templates, identify: async () => found({ best }), ...scene });
  };
  const [everyday, forced] = [by('right-index'), by('left-index')];
  t.strictSame(await forced.visit('in'), await everyday.visit('in'));
  t.strictSame(forced.told, everyday.told);
  t.strictSame(forced.shown, everyday.shown);
  t.match(everyday.journal, [{ event: 'clock', outcome: 'accepted', purpose: 'attendance' }]);
  const [entry] = forced.journal;
  t.match(entry, { event: 'clock', outcome: 'accepted', purpose: 'duress', subject: 'p-somying' });
  t.equal(entry && classOf(entry), 'security');
  const refused = by('left-index', { person: { schedule: [] } });
  t.match(await refused.visit(), { code: 'outside-schedule' });
  t.match(refused.journal, [{ purpose: 'duress' }], 'also where they may not clock now');
  const broken = by('left-index', {
    templates: {
      bySubject: () => {
        throw new KioskError('STORE_CORRUPT');
      },
    },
  });
  t.match(await broken.visit(), { code: 'accepted' }, 'a store that fails then gives nobody away');
  t.strictSame(broken.faults, ['STORE_CORRUPT']);
});

t.test(
  'without a key the direction is proposed, and a punch repeated within a minute is kept and marked',
  async (t) => {
    const { visit, clock, journal } = stage();
    t.match(await visit(), { direction: 'in', directionSource: 'proposal', repeated: false });
    clock.advance(20_000);
    t.match(await visit(), { code: 'accepted-repeated', accepted: true, direction: 'in', repeated: true });
    clock.advance(9 * 3_600_000);
    t.match(await visit(), { code: 'accepted', direction: 'out', repeated: false });
    t.equal(journal.length, 3);
  },
);

const REFUSALS: readonly (readonly [string, Scene, object])[] = [
  ['not-recognised', { identify: async () => found({ match: false }) }, { subject: null, score: 90 }],
  ['not-recognised', { identify: async () => found({ match: false, best: undefined }) }, { score: null }],
  ['not-recognised', { identify: async () => found({ best: candidate('p-gone', 90) }) }, { subject: null }],
  ['ambiguous', { identify: async () => found({ runnerUp: candidate('p-other', 60) }) }, { subject: null }],
  ['too-dry', { quality: { score: 5, reasons: ['too-dry', 'partial'] } }, { quality: 5, score: null }],
  ['poor-image', { quality: { score: 5, reasons: [] } }, {}],
  ['no-finger', { quality: { score: 90, reasons: ['no-finger'] } }, {}],
  ['too-short', { capture: async () => ({ kind: 'retry', reason: 'too-short' }) }, { quality: null }],
  ['image-failed', { capture: async () => ({ kind: 'retry', reason: 'image-failed' }) }, {}],
  ['disabled', { person: { active: false } }, { subject: 'p-somying' }],
  ['expired', { person: { validUntilMs: 1 } }, { subject: 'p-somying' }],
  ['not-yet-valid', { person: { validFromMs: 1e15 } }, {}],
  ['outside-schedule', { person: { schedule: [] } }, {}],
  ['fleet-silent', { person: { fleetId: 'f'.repeat(22) }, heldUntilMs: 1 }, { person: 'f'.repeat(22) }],
  ['attack-suspected', { liveness: async () => ({ result: 'attack', model: 'm', version: '1' }) }, {}],
  ['sensor-lost', { capture: async () => Promise.reject(new KioskError('HAL_DISCONNECTED')) }, {}],
  ['sensor-lost', { capture: async () => Promise.reject(new KioskError('HAL_TIMEOUT')) }, {}],
  ['device-fault', { capture: async () => Promise.reject(new KioskError('PROTOCOL_CHECKSUM')) }, {}],
  ['device-fault', { identify: async () => Promise.reject(new KioskError('WORKER_LOST')) }, {}],
  [
    'stage-late',
    { identify: () => new Promise(() => undefined), limitsMs: () => ({ hardLimitMs: 3000, stageLimitMs: () => 5 }) },
    { score: null },
  ],
];

t.test('every refusal has its code, its entry and its sentence, and nobody is let in', async (t) => {
  for (const [code, scene, entry] of REFUSALS) {
    const { visit, journal, shown } = stage(scene);
    const answer = await visit('out');
    t.match(answer, { code, accepted: false, seq: 1 }, code);
    t.match(journal, [{ event: 'clock', outcome: 'refused', reason: code, ...entry }], code);
    t.equal(shown.length, 1, 'the person is told');
    t.ok(OUTCOMES[answer.code].th && OUTCOMES[answer.code].doEn);
  }
});

t.test('where the entry cannot be written nobody is told that they have clocked', async (t) => {
  for (const [fault, code] of [
    ['STORE_FULL', 'storage-full'],
    ['JOURNAL_FULL', 'storage-full'],
    ['STORE_READ_ONLY', 'storage-fault'],
  ] as const) {
    const scene = {
      append: () => {
        throw new KioskError(fault);
      },
    };
    const { visit, faults, journal } = stage(scene);
    t.match(await visit(), { code, accepted: false, person: null, seq: null });
    t.strictSame(faults, [fault]);
    t.equal(journal.length, 0);
  }
});

t.test('ten refusals in a minute pause identification, say so, and count no poor image', async (t) => {
  let quality: FingerQuality = { score: 5, reasons: ['too-wet'] };
  const scene: Scene = {
    identify: async () => found({ match: false }),
    get quality() {
      return quality;
    },
  };
  const { visit, journal, clock } = stage(scene);
  for (let poor = 0; poor < 12; poor += 1) t.match(await visit(), { code: 'too-wet' });
  quality = { score: 80, reasons: [] };
  for (let refusal = 0; refusal < 10; refusal += 1) t.match(await visit(), { code: 'not-recognised' });
  t.match(
    journal.find(({ event }) => event === 'lockout'),
    { scope: 'terminal', retryAfterMs: 30_000, level: 1 },
  );
  t.match(await visit(), { code: 'too-many-attempts', retryAfterMs: 30_000 });
  clock.advance(30_000);
  t.match(await visit(), { code: 'not-recognised' });
});

t.test('the attempt is counted until somebody is accepted, and for each person anew', async (t) => {
  let isKnown = false;
  const { visit, journal, clock } = stage({ identify: async () => found({ match: isKnown }) });
  await visit();
  await visit();
  isKnown = true;
  await visit();
  isKnown = false;
  await visit();
  clock.advance(60_000);
  await visit();
  t.strictSame(
    journal.filter((entry): entry is ClockEntry => entry.event === 'clock').map(({ attempt }) => attempt),
    [1, 2, 3, 1, 1],
  );
});

t.test('the image is wiped once liveness has looked at it, before anybody is searched for', async (t) => {
  const image = picture();
  const pixels = image.reveal().pixels;
  const looked: boolean[] = [];
  const isThere = (): boolean => pixels.some((pixel) => pixel !== 0);
  await stage({
    capture: async () => ({ kind: 'image', image, transferMs: 1 }),
    liveness: async (impression) => {
      looked.push(isThere() && impression.image.pixels === pixels);
      return NOT_ASSESSED;
    },
    identify: async () => {
      looked.push(!isThere());
      return found();
    },
  }).visit();
  t.strictSame(looked, [true, true]);
  t.ok(pixels.every((pixel) => pixel === 0));
  t.throws(() => image.reveal());
});

t.test('the entry of the refusal comes before that of the pause it brings', async (t) => {
  const { visit, journal, shown } = stage({ identify: async () => found({ match: false }) });
  for (let refusal = 0; refusal < 10; refusal += 1) await visit();
  t.strictSame(
    journal.slice(-3).map(({ event }) => event),
    ['clock', 'clock', 'lockout'],
  );
  t.equal(shown.at(-1)?.entries, 11, 'both are there before the person is told');
  t.equal(shown.at(-1)?.answer.seq, 10);
});

t.test('a refusal whose counter cannot be written is journaled all the same', async (t) => {
  const scene = { identify: async () => found({ match: false }), counterFault: new KioskError('STORE_BUSY') };
  const { visit, journal, faults } = stage(scene);
  t.match(await visit(), { code: 'not-recognised', accepted: false, seq: 1 });
  t.match(journal, [{ event: 'clock', reason: 'not-recognised' }]);
  t.strictSame(faults, ['STORE_BUSY']);
});

t.test('the key is asked for when the visit is decided, not before, and in every visit', async (t) => {
  const steps: string[] = [];
  const takeKey = (): 'out' => {
    steps.push('key');
    return 'out';
  };
  const known = stage({
    takeKey,
    identify: async () => {
      steps.push('identified');
      return found();
    },
    append: () => steps.push('journaled'),
  });
  t.match(await known.visit(), { direction: 'out', directionSource: 'key' });
  t.strictSame(steps.slice(0, 2), ['identified', 'key']);
  steps.length = 0;
  const slipped: Scene = { takeKey, capture: async () => ({ kind: 'retry', reason: 'too-short' }) };
  await stage({ ...slipped, append: () => steps.push('journaled') }).visit();
  t.strictSame(steps, ['key', 'journaled'], 'a key that is pressed now is the next person’s');
});

t.test('a bug is not an answer', async (t) => {
  const { visit } = stage({ identify: async () => Promise.reject(new TypeError('a bug')) });
  await t.rejects(visit(), TypeError);
});
