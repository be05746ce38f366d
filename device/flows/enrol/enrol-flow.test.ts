// A person is enrolled: what is kept of each impression, what is refused and why, and that nothing is left of a refusal.

import t from 'tap';
import type { CaptureOutcome } from '../../../hal/index.ts';
import { FingerPad, type FingerQuality } from '../../../models/index.ts';
import { synthesiseTemplate } from '../../../models/laboratory.ts';
import {
  abortable,
  decodeFingerMinutiae,
  type FingerPosition,
  type FingerTemplate,
  grayImage,
  type JournalEntry,
  type JournalPayload,
  journalPayloadSchema,
  KioskError,
  type KioskEvent,
  ManualClock,
  Sensitive,
} from '../../../protocol/index.ts';
import { POLICY } from '../../config/index.ts';
import { openTerminal, removalsTakeRoom } from '../../store/fixtures/terminal.ts';
import type { EnrolmentRecord, Person, Stores } from '../../store/index.ts';
import { assessLiveness } from '../clock/assess-liveness.ts';
import type { LivenessFinding } from '../clock/evidence.ts';
import { SENSOR } from '../fixtures/sensor-info.ts';
import { EnrolFlow } from './enrol-flow.ts';
import type { EnrolParts, EnrolRequest, Placement } from './enrol-parts.ts';
import { DEFAULT_FINGERS } from './enrol-plan.ts';

/** What is laid on the glass: whose finger, and how well. `nothing`: the person has no more to give. */
interface Lain {
  readonly whose: number;
  readonly quality?: FingerQuality;
  readonly minutiae?: number;
}
type Gives = (placement: Placement, nth: number) => Lain | 'slips' | 'nothing' | 'nobody';

const WHOSE: Partial<Record<FingerPosition, number>> = {
  'right-index': 2,
  'left-index': 7,
  'right-thumb': 1,
  'left-thumb': 6,
};
const LIVE = { result: 'live', model: 'finger-pad', version: '1' } as const;
const good: FingerQuality = { score: 80, reasons: [] };
const poor: FingerQuality = { score: POLICY.enrolment.minimumScore - 1, reasons: ['too-dry'] };
const unusable: FingerQuality = { score: 2, reasons: ['too-few-minutiae'] };
const whole = ({ finger }: Placement): Lain => ({ whose: WHOSE[finger] ?? 0 });
const itself: Gives = whole;

/** Whose finger it is stands in its first minutia. */
const templateOf = (whose: number, minutiae = POLICY.enrolment.minimumMinutiae): FingerTemplate => ({
  widthPx: 256,
  heightPx: 288,
  dpi: 500,
  quality: 80,
  minutiae: Array.from({ length: minutiae }, () => ({ x: whose, y: 1, angle: 0, kind: 'ending', quality: 50 })),
});
const whoseIs = ({ minutiae }: FingerTemplate): number | undefined => minutiae[0]?.x;

type EnrolEvent = Extract<KioskEvent, { type: 'enrol' }>;

interface Scene {
  readonly gives?: Gives;
  /** Whose finger belongs to somebody else already. */
  readonly strangers?: readonly number[];
  readonly append?: () => void;
  /** Those of a terminal, instead of what only notes what it is given. */
  readonly stores?: Stores;
  readonly enrolInEngine?: (finger: FingerPosition) => void;
  readonly extract?: EnrolParts['engine']['extract'];
  readonly liveness?: EnrolParts['liveness'];
  readonly isSameFinger?: EnrolParts['isSameFinger'];
  readonly touchLimitMs?: number;
  readonly known?: Person;
  /** A finger lies on the glass before anything is asked; lifted when its owner is told, or never. */
  readonly rests?: 'until asked' | 'for ever';
}

function stage(scene: Scene = {}) {
  const gives = scene.gives ?? itself;
  const clock = new ManualClock();
  const gallery = new Map<string, Map<FingerPosition, readonly FingerTemplate[]>>();
  const kept = new Map<string, EnrolmentRecord>();
  const journal: JournalPayload[] = [];
  const failures: JournalPayload[] = [];
  const journaled: string[] = [];
  const searchedAt: number[] = [];
  const searchedBeside = new Set<string>();
  const asked: string[] = [];
  const told: string[] = [];
  const screen: EnrolEvent[] = [];
  let isResting = scene.rests !== undefined;
  const images: Sensitive<ReturnType<typeof grayImage>>[] = [];
  let lain: ReturnType<Gives> = 'nothing';
  let touches = 0;
  let subjects = 0;
  const parts: EnrolParts = {
    sensor: {
      info: scene.rests ? SENSOR : undefined,
      waitForFinger: async (signal) => {
        if (lain === 'nobody') await abortable(new Promise<never>(() => undefined), signal);
        return { atMs: clock.monotonicMs() };
      },
      readImage: async (): Promise<CaptureOutcome> => {
        if (lain === 'slips') return { kind: 'retry', reason: 'too-short' };
        const pixels = new Uint8Array(100).fill(9);
        const image = new Sensitive(grayImage({ widthPx: 10, heightPx: 10, dpi: 500, pixels }));
        images.push(image);
        return { kind: 'image', image, transferMs: 1 };
      },
      waitForLift: async (signal) => {
        if (isResting) await abortable(new Promise<never>(() => undefined), signal);
        clock.advance(1000);
      },
    },
    engine: {
      extract:
        scene.extract ??
        (async () => {
          if (typeof lain === 'string') throw new Error('nothing lies there');
          return { template: templateOf(lain.whose, lain.minutiae), quality: lain.quality ?? good };
        }),
      othersLike: async (template, own, _, { fpir = 1 } = {}) => {
        searchedAt.push(fpir);
        searchedBeside.add(own);
        const isStrange = (scene.strangers ?? []).includes(whoseIs(template) ?? -1);
        return isStrange
          ? [{ key: { subject: 'stranger', finger: 'left-thumb' }, score: 9, falseMatchRate: 1e-9 }]
          : [];
      },
      verify: async (template, subject) => {
        const own = [...(gallery.get(subject) ?? [])].find(
          ([, [first]]) => first && whoseIs(first) === whoseIs(template),
        );
        const best = own && { key: { subject, finger: own[0] }, score: 9, falseMatchRate: 1e-9 };
        return { match: best !== undefined, best, threshold: 1, comparisons: 3 };
      },
      enrol: ({ subject, finger }, _, templates) => {
        scene.enrolInEngine?.(finger);
        gallery.set(subject, new Map([...(gallery.get(subject) ?? []), [finger, templates]]));
      },
      remove: (subject) => gallery.delete(subject),
    },
    liveness: scene.liveness ?? (async () => LIVE),
    isSameFinger: scene.isSameFinger ?? ((a, b) => whoseIs(a) === whoseIs(b)),
    stores: scene.stores ?? {
      people: {
        byCode: (code) => (scene.known?.code === code ? scene.known : undefined),
      },
      templates: { bySubject: () => [] },
      enrolFingers: () => {
        throw new Error('nobody whom the fleet has sent');
      },
      replaceFingers: () => {
        throw new Error('nobody whom the fleet has sent');
      },
      enrolmentJournaled: (subject) => void journaled.push(subject),
      enrol: (record) => {
        kept.set(record.person.code, record);
        return { ...record.person, number: 1 } as Person;
      },
      undoEnrolment: (subject) => {
        for (const [code, { person }] of kept) if (person.pseudonym === subject) kept.delete(code);
      },
    },
    journal: {
      append: (payload) => {
        scene.append?.();
        journal.push(payload);
        return scene.stores?.journal.append(payload) ?? ({ seq: journal.length } as JournalEntry);
      },
    },
    record: (payload) => void failures.push(payload),
    newPseudonym: () => {
      subjects += 1;
      return `p-${subjects}`;
    },
    tell: (event) => {
      if (event.type === 'enrol') screen.push(event);
    },
    freeGlassMs: 5,
    touchLimitMs: scene.touchLimitMs ?? 10_000,
    clock,
    policy: POLICY,
  };
  const enrollee = {
    place: async (placement: Placement): Promise<boolean> => {
      const { finger, impression, verification } = placement;
      asked.push(`${finger} ${verification ? 'check' : impression}`);
      touches += 1;
      lain = gives(placement, touches);
      return lain !== 'nothing';
    },
    lift: async () => {
      if (scene.rests === 'until asked') isResting = false;
    },
    told: ({ finger, code }: { finger: FingerPosition; code: string }) => void told.push(`${finger} ${code}`),
  };
  const flow = new EnrolFlow(parts);
  const enrol = (more: Partial<EnrolRequest> = {}, signal = new AbortController().signal) =>
    flow.enrol({ ...SOMYING, ...more }, enrollee, signal);
  const isEmpty = (): boolean => gallery.size === 0 && kept.size === 0 && journal.length === 0;
  return {
    enrol,
    gallery,
    kept,
    journal,
    failures,
    journaled,
    searchedAt,
    searchedBeside,
    asked,
    told,
    screen,
    images,
    isEmpty,
    clock,
  };
}

const SOMYING: EnrolRequest = {
  code: '0000012345',
  nameTh: 'สมหญิง ตัวอย่าง',
  nameEn: 'Somying Example',
  fingers: DEFAULT_FINGERS,
  consentId: 'C-1',
  enroller: 'officer-1',
  substitute: true,
  override: null,
};

t.test('a duress finger is taken beside the everyday ones, and kept as one', async (t) => {
  const { enrol, kept, asked } = stage();
  t.match(await enrol({ fingers: ['right-index'], duressFingers: ['left-index'] }), { enrolled: true });
  t.ok(asked.includes('left-index 3'));
  t.match(kept.get('0000012345')?.fingers, [
    { finger: 'right-index', duress: undefined },
    { finger: 'left-index', duress: true },
  ]);
});

t.test('nobody is asked for a finger where all would be duress fingers, or one both', async (t) => {
  const { enrol, asked, isEmpty } = stage();
  const none = { fingers: [], duressFingers: ['left-index'] } as const;
  await t.rejects(enrol(none), { code: 'USAGE', context: { why: /everyday one is due/ } });
  const both = { fingers: ['left-index', 'right-index'], duressFingers: ['left-index'] } as const;
  await t.rejects(enrol(both), { code: 'USAGE', context: { why: /left-index is both/ } });
  t.strictSame(asked, []);
  t.ok(isEmpty());
  const sameOne = stage({ gives: () => ({ whose: 2 }) });
  const twice = await sameOne.enrol({ fingers: ['right-index'], duressFingers: ['left-index'] });
  t.match(twice, { enrolled: false, reason: 'duplicate', finger: 'left-index' }, 'nor may one finger be given as both');
});

t.test('both index fingers are taken three times, and all that must be known of each impression is kept', async (t) => {
  const { enrol, kept, gallery, journal, journaled, asked, told, images } = stage();
  const result = await enrol();
  t.match(result, {
    enrolled: true,
    code: '0000012345',
    seq: 1,
    fingers: [
      { finger: 'right-index', quality: [80, 80, 80], verified: true },
      { finger: 'left-index', quality: [80, 80, 80], verified: true },
    ],
  });
  t.strictSame(asked, [
    ...[1, 2, 3].map((nth) => `right-index ${nth}`),
    ...[1, 2, 3].map((nth) => `left-index ${nth}`),
    'right-index check',
    'left-index check',
  ]);
  t.strictSame(told, []);
  const { person, consentId, fingers = [] } = kept.get('0000012345') ?? {};
  t.strictSame(journaled, ['p-1'], 'once the entry stands');
  t.match(person, { nameTh: 'สมหญิง ตัวอย่าง', pseudonym: 'p-1', enroller: 'officer-1' });
  t.equal(consentId, 'C-1');
  for (const [nth, finger] of DEFAULT_FINGERS.entries()) {
    const { impressions = [], purpose } = fingers[nth] ?? {};
    t.equal(purpose, 'attendance');
    t.match(impressions, Array(3).fill({ quality: 80, sensor: 'unknown', enroller: 'officer-1' }));
    t.equal(new Set(impressions.map(({ atMs }) => atMs)).size, 3, 'each has its own time');
    for (const { record } of impressions) t.equal(whoseIs(decodeFingerMinutiae(record)), WHOSE[finger]);
  }
  t.equal(gallery.get('p-1')?.size, 2, 'usable at once');
  t.match(journal, [
    { event: 'enrolment', subject: 'p-1', consentId: 'C-1', override: null, verified: true, tries: 8 },
  ]);
  t.notMatch(JSON.stringify(journal), /Somying|สมหญิง/);
  t.ok(
    images.every((image) => isWiped(image)),
    'no image is left',
  );
});

const isWiped = (image: Sensitive<object>): boolean => {
  try {
    image.reveal();
    return false;
  } catch {
    return true;
  }
};

t.test('a poor impression is asked for again, with what to do', async (t) => {
  const { enrol, asked, told } = stage({
    gives: ({ finger }, nth) => {
      if (nth === 2) return { whose: 2, quality: poor };
      return nth === 3 ? 'slips' : { whose: WHOSE[finger] ?? 0 };
    },
  });
  t.match(await enrol(), { enrolled: true });
  t.strictSame(told, ['right-index too-dry', 'right-index too-short']);
  t.strictSame(
    asked.slice(0, 5),
    ['1', '2', '2', '2', '3'].map((nth) => `right-index ${nth}`),
  );
});

t.test('an index finger that stays poor gives way to the thumb of its hand, when that was agreed', async (t) => {
  const dry: Gives = ({ finger }) => ({ whose: WHOSE[finger] ?? 0, quality: finger === 'right-index' ? poor : good });
  const { enrol, kept, asked } = stage({ gives: dry });
  t.match(await enrol(), { enrolled: true, fingers: [{ finger: 'right-thumb' }, { finger: 'left-index' }] });
  t.equal(asked.filter((what) => what.startsWith('right-index')).length, POLICY.enrolment.maximumTries);
  t.strictSame(
    kept.get('0000012345')?.fingers.map(({ finger }) => finger),
    ['right-thumb', 'left-index'],
  );
  const strict = stage({ gives: dry });
  t.match(await strict.enrol({ substitute: false }), {
    enrolled: false,
    reason: 'poor-quality',
    finger: 'right-index',
  });
  t.ok(strict.isEmpty());
  const bothPoor = stage({ gives: ({ finger }) => ({ whose: WHOSE[finger] ?? 0, quality: poor }) });
  t.match(await bothPoor.enrol(), { enrolled: false, reason: 'poor-quality', finger: 'right-index' });
  const { enroller } = SOMYING;
  const failure = { event: 'enrolment-failed', by: 'finger', reason: 'poor-quality', finger: 'right-index', enroller };
  t.match(bothPoor.failures, [failure], 'and nobody is named');
  t.ok(bothPoor.failures.every((one) => 'tries' in one && one.tries === bothPoor.asked.length));
  t.equal(journalPayloadSchema.safeParse(bothPoor.failures[0]).success, true);
  t.ok(bothPoor.isEmpty());
});

t.test(
  'all touches of an enrolment together are taken for somebody enrolled as seldom as one touch of a visit',
  async (t) => {
    const { enrol, searchedAt } = stage();
    t.match(await enrol(), { enrolled: true });
    const touches = DEFAULT_FINGERS.length * POLICY.enrolment.impressions;
    t.equal(searchedAt.length, touches);
    for (const rate of searchedAt) t.equal(rate, POLICY.identification.fpir / touches);
  },
);

t.test(
  'whoever is enrolled anew with a finger that is somebody else’s too is refused: their own of before hides nobody',
  async (t) => {
    const known = { code: SOMYING.code, fleetId: 'f-1', pseudonym: 'p-known' } as Person;
    const anew = stage({ known, strangers: [7] });
    t.match(await anew.enrol({ again: true }), { enrolled: false, reason: 'duplicate', finger: 'left-index' });
    t.strictSame([...anew.searchedBeside], ['p-known']);
    t.ok(anew.isEmpty());
  },
);

t.test('nothing is kept of a finger that is somebody else’s, or given twice, or changed on the way', async (t) => {
  const stranger = stage({ strangers: [7] });
  t.match(await stranger.enrol(), { enrolled: false, reason: 'duplicate', finger: 'left-index' });
  t.ok(stranger.isEmpty());

  const twice = stage({ gives: () => ({ whose: 2 }) });
  t.match(await twice.enrol(), { enrolled: false, reason: 'duplicate', finger: 'left-index' });
  t.ok(twice.isEmpty());

  const another = stage({ gives: ({ finger }, nth) => ({ whose: nth === 2 ? 99 : (WHOSE[finger] ?? 0) }) });
  t.match(await another.enrol(), { enrolled: true });
  t.strictSame(another.told, ['right-index verification-failed'], 'a foreign finger is not one of the three');

  const tip = stage({ gives: ({ finger }, nth) => ({ whose: nth === 1 ? 99 : (WHOSE[finger] ?? 0) }) });
  t.match(
    await tip.enrol(),
    { enrolled: true, fingers: [{ quality: [80, 80, 80] }, {}] },
    'a bad first touch is outvoted',
  );
  t.strictSame(tip.told, ['right-index verification-failed']);

  t.match(await stage({ known: { code: '0000012345', fleetId: null } as Person }).enrol(), { reason: 'person-exists' });
});

t.test('a verification touch that fails leaves nothing; one that is left out is told', async (t) => {
  for (const [whose, reason] of [
    [99, 'verification-failed'],
    [7, 'verification-failed'],
  ] as const) {
    const failing = stage({
      gives: ({ finger, verification }) => ({
        whose: verification && finger === 'right-index' ? whose : (WHOSE[finger] ?? 0),
      }),
    });
    t.match(await failing.enrol(), { enrolled: false, reason, finger: 'right-index' }, `finger ${whose}`);
    t.ok(failing.isEmpty());
  }
  const slipping = stage({ gives: (placement, nth) => (placement.verification ? 'slips' : itself(placement, nth)) });
  t.match(await slipping.enrol(), { enrolled: false, reason: 'too-short' });
  t.ok(slipping.isEmpty());

  const without = stage({ gives: (placement, nth) => (placement.verification ? 'nothing' : itself(placement, nth)) });
  t.match(await without.enrol(), { enrolled: true, fingers: [{ verified: false }, { verified: false }] });
  t.match(without.journal, [{ verified: false }]);
});

t.test('two impressions will do where there are no more, one will not', async (t) => {
  const some =
    (count: number): Gives =>
    (placement, nth) =>
      placement.impression > count ? 'nothing' : itself(placement, nth);
  t.match(await stage({ gives: some(2) }).enrol(), { enrolled: true, fingers: [{ quality: [80, 80] }, {}] });
  t.match(await stage({ gives: some(1) }).enrol(), { enrolled: false, reason: 'poor-quality' });
});

t.test('a good look at a small piece of finger is not what others are compared with for years', async (t) => {
  const minutiae = POLICY.enrolment.minimumMinutiae - 1;
  const small = stage({ gives: (placement, nth) => ({ ...whole(placement), ...(nth <= 2 && { minutiae }) }) });
  t.match(await small.enrol(), { enrolled: true }, 'whoever places the finger better is enrolled');
  t.ok(small.told.includes('right-index too-few-minutiae'), 'and is told why it was asked for again');
  const never = stage({ gives: (placement) => ({ ...whole(placement), minutiae }) });
  const override = { reason: 'worn ridges', secondPerson: 'officer-2' };
  t.match(await never.enrol({ override }), { enrolled: false, reason: 'poor-quality' });
});

t.test('a second person may let poor impressions pass, never unusable ones, and stands in the journal', async (t) => {
  const dry: Gives = ({ finger }) => ({ whose: WHOSE[finger] ?? 0, quality: poor });
  const override = { reason: 'worn ridges', secondPerson: 'officer-2' };
  const agreed = stage({ gives: dry });
  t.match(await agreed.enrol({ override }), { enrolled: true, fingers: [{ quality: Array(3).fill(poor.score) }, {}] });
  t.match(agreed.journal, [{ override }]);

  const nothing = stage({ gives: ({ finger }) => ({ whose: WHOSE[finger] ?? 0, quality: unusable }) });
  t.match(await nothing.enrol({ override }), { enrolled: false, reason: 'poor-quality' });
  t.match(nothing.told, ['right-index too-few-minutiae']);
  t.ok(nothing.isEmpty());
});

/** Takes these touches, counted from 1, for attacks. */
function attacksAt(isAttack: (touch: number) => boolean) {
  let touch = 0;
  return async (): Promise<LivenessFinding> => {
    touch += 1;
    return isAttack(touch) ? { ...LIVE, result: 'attack', reasons: ['copy-of-earlier'] } : LIVE;
  };
}

t.test('a touch that is taken for an attack is refused and asked for again, and the journal is told', async (t) => {
  const once = stage({ liveness: attacksAt((touch) => touch === 2) });
  t.match(await once.enrol(), { enrolled: true, fingers: [{ quality: [80, 80, 80] }, {}] });
  t.strictSame(once.told, ['right-index attack-suspected']);
  t.match(
    once.screen.find(({ step }) => step === 'again'),
    { finger: 'right-index', impression: 2, message: { doTh: /เช็ด/ } },
  );
  const [entry] = once.journal;
  t.match(entry, { liveness: { result: 'live', version: '1', reasons: ['copy-of-earlier'], attacksRefused: 1 } });
  t.strictSame(journalPayloadSchema.parse(entry), entry, 'the journal takes it whole');

  const none = stage({ liveness: async () => ({ ...LIVE, result: 'not-assessed', reasons: ['not-assessed'] }) });
  await none.enrol();
  t.match(none.journal, [{ liveness: { result: 'not-assessed', reasons: ['not-assessed'], attacksRefused: 0 } }]);
});

t.test('whoever goes on attacking is not enrolled, neither by another finger nor by a second person', async (t) => {
  const { maximumTries } = POLICY.enrolment;
  const always = stage({ liveness: attacksAt(() => true) });
  t.match(await always.enrol(), { enrolled: false, reason: 'attack-suspected', finger: 'right-index' });
  t.equal(always.asked.length, maximumTries, 'the thumb is not asked for');
  t.ok(always.isEmpty());
  t.match(always.screen.at(-1), { step: 'failed', message: { en: /living finger/ } });

  const override = { reason: 'worn ridges', secondPerson: 'officer-2' };
  const agreed = stage({ liveness: attacksAt(() => true) });
  t.match(await agreed.enrol({ override }), { enrolled: false, reason: 'attack-suspected' });
  t.ok(agreed.isEmpty());

  const atLast = stage({ liveness: attacksAt((touch) => touch === 7) });
  t.match(await atLast.enrol(), { enrolled: false, reason: 'attack-suspected', finger: 'right-index' }, 'the check');
  t.ok(atLast.isEmpty());
});

t.test('in what is too poor to compare with nobody looks for an attack', async (t) => {
  let asked = 0;
  const { enrol, told } = stage({
    gives: ({ finger }, nth) => ({ whose: WHOSE[finger] ?? 0, quality: nth === 1 ? poor : good }),
    liveness: async () => {
      asked += 1;
      return LIVE;
    },
  });
  t.match(await enrol({ fingers: ['right-index'] }), { enrolled: true });
  t.strictSame(told, ['right-index too-dry']);
  t.equal(asked, 4, 'three impressions and the check');
});

t.test('a finger laid on four times is no copy of itself; the same impression again is', async (t) => {
  const lay = async (impressions: readonly number[]) => {
    await using pad = new FingerPad({ clock: new ManualClock() });
    const touches = impressions.map((impression) => synthesiseTemplate({ seed: 4, finger: 1, impression }));
    const { enrol, told } = stage({
      extract: async () => ({ template: touches.shift() ?? templateOf(0), quality: good }),
      liveness: (impression, signal) => assessLiveness(pad, impression, signal),
      isSameFinger: () => true,
    });
    await enrol({ fingers: ['right-index'] });
    return told;
  };
  t.strictSame(await lay([0, 1, 2, 3]), []);
  t.strictSame(await lay([0, 0, 1, 2, 3]), ['right-index attack-suspected']);
});

t.test('what is missing is told before any finger is taken', async (t) => {
  const wrong: readonly (readonly [Partial<EnrolRequest>, string])[] = [
    [{ consentId: ' ' }, 'CONSENT_MISSING'],
    [{ fingers: [] }, 'USAGE'],
    [{ fingers: ['right-index', 'right-index'] }, 'USAGE'],
    [{ override: { reason: 'worn', secondPerson: 'officer-1' } }, 'USAGE'],
    [{ override: { reason: 'worn', secondPerson: '' } }, 'USAGE'],
    [{ override: { reason: '', secondPerson: 'officer-2' } }, 'USAGE'],
  ];
  for (const [more, code] of wrong) {
    const { enrol, asked, isEmpty } = stage();
    await t.rejects(enrol(more), { code }, JSON.stringify(more));
    t.strictSame(asked, []);
    t.ok(isEmpty());
  }
});

t.test('where the journal or the engine fails on the way, nothing is kept anywhere', async (t) => {
  const full = stage({
    append: () => {
      throw new KioskError('STORE_FULL');
    },
  });
  await t.rejects(full.enrol(), { code: 'STORE_FULL' });
  t.ok(full.isEmpty());

  const crowded = stage({
    enrolInEngine: (finger) => {
      if (finger === 'left-index') throw new KioskError('GALLERY_FULL');
    },
  });
  await t.rejects(crowded.enrol(), { code: 'GALLERY_FULL' });
  t.ok(crowded.isEmpty(), 'the first finger does not stay behind in the gallery');

  const lost = stage({ extract: () => Promise.reject(new KioskError('WORKER_LOST')) });
  await t.rejects(lost.enrol(), { code: 'WORKER_LOST' });
  t.ok(lost.images.length === 1 && lost.images.every((image) => isWiped(image)), 'the image is wiped all the same');
});

t.test(
  'on a full disk an enrolment says what failed, and the same person is enrolled once there is room',
  async (t) => {
    const dataDir = t.testdir();
    const log: string[] = [];
    await removalsTakeRoom(dataDir);
    await using stores = await openTerminal(dataDir, { log: { warn: (_, message) => log.push(message) } });
    let isFull = true;
    const { enrol, gallery } = stage({
      stores,
      append: () => {
        if (!isFull) return;
        stores.limitPages(0);
        throw new KioskError('JOURNAL_FULL');
      },
    });
    await t.rejects(enrol(), { code: 'JOURNAL_FULL' }, 'not what failed after it');
    t.match(log, [/could not be removed yet/]);
    t.equal(gallery.size, 0);
    await t.rejects(enrol(), { code: 'STORE_FULL' }, 'and is no person who exists');
    isFull = false;
    stores.limitPages(null);
    t.match(await enrol(), { enrolled: true });
    t.equal(stores.people.count, 1);
    t.equal(stores.templates.subjects().size, 1);
  },
);

t.test('an enrolment that stands in the journal is done, also where that cannot be noted', async (t) => {
  await using stores = await openTerminal(t.testdir());
  stores.people.journaled = () => {
    throw new KioskError('STORE_FULL');
  };
  const { enrol, gallery } = stage({ stores });
  t.match(await enrol(), { enrolled: true, seq: 1 });
  t.match(stores.people.byCode(SOMYING.code), { pseudonym: 'p-1' });
  t.equal(gallery.get('p-1')?.size, 2);
});

t.test('whoever the fleet has sent without a finger is enrolled here, and stays the fleet’s person', async (t) => {
  await using stores = await openTerminal(t.testdir());
  const { code } = SOMYING;
  const fleetId = 'f'.repeat(22);
  const sent = {
    code,
    nameTh: 'ชื่อของกองกลาง',
    nameEn: '',
    pseudonym: 'fleets',
    enroller: 'fleet',
    enrolledAtMs: 1,
    fleetId,
  };
  stores.changePeople(() => {
    stores.people.change([], [sent]);
    const put = [{ fleetId, pseudonym: 'fleets', digest: 'd' }];
    const holds = { offlineForMs: null, atMs: 1 };
    stores.fleetPeople.settle({ to: { revision: 1 }, holds, gone: [], put });
  });
  let isFull = true;
  const { enrol, gallery, journal } = stage({
    stores,
    append: () => {
      if (isFull) throw new KioskError('JOURNAL_FULL');
    },
  });
  await t.rejects(enrol(), { code: 'JOURNAL_FULL' });
  t.strictSame([stores.people.byCode(code)?.pseudonym, stores.templates.count, gallery.size], ['fleets', 0, 0]);
  t.notOk(stores.captures.isOpen('fleets'), 'and nothing goes up');
  isFull = false;
  t.match(await enrol(), { enrolled: true, code });
  t.match(journal.at(-1), { event: 'enrolment', subject: 'fleets', code });
  t.match(stores.people.byCode(code), { nameTh: 'ชื่อของกองกลาง', fleetId, pseudonym: 'fleets' });
  t.match(stores.captures.due(9), [{ pseudonym: 'fleets' }]);
  t.match(await enrol(), { enrolled: false, reason: 'person-exists' }, 'once they have fingers they are known');
});

t.test(
  'enrolled anew: what somebody had is replaced once all of the new is there, and stays where it is not',
  async (t) => {
    await using stores = await openTerminal(t.testdir());
    const { code } = SOMYING;
    const fleetId = 'f'.repeat(22);
    const sent = { code, nameTh: 'ก', nameEn: '', pseudonym: 'fleets', enroller: 'fleet', enrolledAtMs: 1, fleetId };
    stores.changePeople(() => {
      stores.people.change([], [sent]);
      const put = [{ fleetId, pseudonym: 'fleets', digest: 'd' }];
      stores.fleetPeople.settle({ to: { revision: 1 }, holds: { offlineForMs: null, atMs: 1 }, gone: [], put });
    });
    let [isFull, isWrongAtTheCheck, leaves] = [false, false, false];
    const { enrol, gallery } = stage({
      stores,
      append: () => {
        if (isFull) throw new KioskError('JOURNAL_FULL');
      },
      gives: (placement, nth) => {
        if (placement.verification && leaves) stores.changePeople(() => stores.people.change(['fleets'], []));
        return placement.verification && isWrongAtTheCheck ? { whose: 99, quality: good } : itself(placement, nth);
      },
    });
    const kept = () => stores.templates.bySubject('fleets').map(({ finger }) => finger);
    const known = () => [...gallery].map(([subject, fingers]) => [subject, ...fingers.keys()].join(' '));
    t.match(await enrol({ fingers: ['right-index'] }), { enrolled: true });
    const first = stores.captures.idOf('fleets');

    isWrongAtTheCheck = true;
    t.match(await enrol({ fingers: ['left-index'], again: true }), { enrolled: false, reason: 'verification-failed' });
    t.strictSame([kept(), known()], [['right-index'], ['fleets right-index']]);
    isWrongAtTheCheck = false;
    isFull = true;
    await t.rejects(enrol({ fingers: ['left-index'], again: true }), { code: 'JOURNAL_FULL' });
    t.strictSame([kept(), known(), stores.captures.idOf('fleets')], [['right-index'], ['fleets right-index'], first]);
    isFull = false;
    t.match(await enrol({ fingers: ['left-index'], again: true }), { enrolled: true });
    t.strictSame([kept(), known()], [['left-index'], ['fleets left-index']]);
    t.not(stores.captures.idOf('fleets'), first, 'the new goes up under another name');
    t.match(await enrol({ fingers: ['left-index'] }), { enrolled: false, reason: 'person-exists' });

    const called = { fingers: ['right-thumb'], again: true, whom: 'fleets' } as const;
    t.match(await enrol({ ...called, whom: 'another' }), { enrolled: false, reason: 'no-right-here' });
    leaves = true;
    t.match(await enrol(called), { enrolled: false, reason: 'no-right-here' }, 'removed while they gave their finger');
    t.notOk(kept().includes('right-thumb'));
    t.match(await enrol(called), { enrolled: false, reason: 'no-right-here' }, 'and not made anew as somebody else');
  },
);

t.test('who breaks off in the middle leaves nothing, and who does not come does not keep the sensor', async (t) => {
  const controller = new AbortController();
  const broken = stage({
    gives: (placement, nth) => {
      if (placement.verification) controller.abort(new Error('broken off'));
      return placement.verification ? 'nobody' : itself(placement, nth);
    },
  });
  await t.rejects(broken.enrol({}, controller.signal), /broken off/);
  t.ok(broken.isEmpty());

  const nobody = stage({ gives: (placement, nth) => (nth === 3 ? 'nobody' : itself(placement, nth)), touchLimitMs: 5 });
  t.match(await nobody.enrol(), { enrolled: false, reason: 'timed-out', finger: 'right-index' });
  t.ok(nobody.isEmpty());
});

t.test('a finger that rests on the glass is not the first impression: its owner is asked to lift it', async (t) => {
  const lifted = stage({ rests: 'until asked' });
  t.match(await lifted.enrol({ fingers: ['right-index'] }), { enrolled: true });
  t.match(lifted.screen[0], { step: 'lift', finger: null, message: { th: /นิ้ว/, doEn: /lift/ } });
  t.strictSame(lifted.asked, ['right-index 1', 'right-index 2', 'right-index 3', 'right-index check']);

  const stays = stage({ rests: 'for ever', touchLimitMs: 5 });
  t.match(await stays.enrol(), { enrolled: false, reason: 'timed-out' });
  t.strictSame(stays.asked, [], 'nothing was taken');
  t.ok(stays.isEmpty());
});

t.test('the screen says which finger, which touch, to lift it, what went wrong, and how it ended', async (t) => {
  const { enrol, screen } = stage({
    gives: ({ finger }, nth) => ({ whose: WHOSE[finger] ?? 0, quality: nth === 1 ? poor : good }),
  });
  await enrol({ fingers: ['right-index'] });
  t.strictSame(
    screen.map(({ step, impression }) => (impression === null ? step : `${step} ${impression}`)),
    [
      'place 1',
      'lift 1',
      'again 1',
      'place 1',
      'lift 1',
      'place 2',
      'lift 2',
      'place 3',
      'lift 3',
      'verify 1',
      'lift 1',
      'saved',
    ],
  );
  t.match(screen[0]?.message, { th: /นิ้วชี้ขวา/, en: /right index finger/, doTh: /1 จาก 3/, doEn: /1 of 3/ });
  t.match(screen[2]?.message, { en: /too dry/, doTh: /ถูนิ้ว/ });
  t.match(screen.at(-1)?.message, { en: /complete/, th: /เรียบร้อย/ });
  for (const { message } of screen) t.ok(message.th && message.en && message.doTh && message.doEn);

  const refused = stage({ strangers: [2] });
  await refused.enrol({ fingers: ['right-index'] });
  t.match(refused.screen.at(-1), { step: 'failed', finger: 'right-index', message: { en: /another record/ } });
  const broken = stage({ extract: () => Promise.reject(new KioskError('HAL_DISCONNECTED')) });
  await t.rejects(broken.enrol());
  t.match(broken.screen.at(-1), { step: 'failed', message: { doTh: String } });
});
