// Two fingers where one is not decisive: who is asked, what decides, what is remembered and for how long.

import t from 'tap';
import type { Candidate, Identification, Verification } from '../../../models/index.ts';
import { type JournalPayload, journalPayloadSchema, ManualClock } from '../../../protocol/index.ts';
import { POLICY } from '../../config/index.ts';
import { candidate, found, type Scene, SOMYING, stage, taken } from '../fixtures/clock-stage.ts';
import { SecondFinger } from './second-finger.ts';

type ClockEntry = Extract<JournalPayload, { event: 'clock' }>;

const OWN = SOMYING.pseudonym;
const FINGERS = 16_000;
/** Below the threshold of such a gallery; strangers are expected to resemble 0.016 of its fingers so much. */
const OPEN = 1e-6;
/** Of a verification with two fingers. */
const SECOND = 2e-5;
const nearly = (subject: string, falseMatchRate = OPEN, finger: Candidate['key']['finger'] = 'right-index') =>
  found({ match: false, best: candidate(subject, 40, falseMatchRate, finger), fingers: FINGERS });
const known = (subject: string): Identification => found({ best: candidate(subject, 90), fingers: FINGERS });
const nobody = found({ match: false, best: candidate('p-other', 20, 0.5), fingers: FINGERS });
const against = (finger: Candidate['key']['finger'], falseMatchRate: number, subject: string = OWN): Verification => ({
  match: false,
  best: candidate(subject, 38, falseMatchRate, finger),
  threshold: 50,
  comparisons: 6,
});

/** What the search finds at each touch, and what each touch is against the fingers of who was asked. */
interface Touches {
  readonly found: readonly Identification[];
  readonly second?: Verification;
}

function play({ found: searches, second }: Touches, more: Scene = {}) {
  const verified: string[] = [];
  let touch = 0;
  const scene: Scene = {
    identify: async () => {
      touch += 1;
      return searches[touch - 1] ?? nobody;
    },
    verify: async (subject) => {
      verified.push(subject);
      return second ?? against('left-index', 1);
    },
    fingersOf: () => 2,
    ...more,
  };
  return { ...stage(scene), verified };
}

t.test('a touch that nearly decides asks for another finger, and both decide together', async (t) => {
  const { visit, journal, clock, verified } = play({
    found: [nearly(OWN), nobody],
    second: against('left-index', SECOND),
  });
  t.match(await visit('in'), { code: 'another-finger', accepted: false, person: null, seq: 1 });
  clock.advance(4000);
  t.match(await visit('in'), { code: 'accepted', accepted: true, person: { code: SOMYING.code }, direction: 'in' });
  t.strictSame(verified, [OWN]);
  const [first, second] = journal as ClockEntry[];
  t.match(first, { reason: 'another-finger', subject: null, score: 40, falseMatchRate: OPEN });
  t.notOk(first && 'together' in first);
  t.match(second, {
    ...{ outcome: 'accepted', subject: OWN, score: 38, falseMatchRate: SECOND, attempt: 2 },
    together: {
      touches: [
        { finger: 'right-index', falseMatchRate: OPEN },
        { finger: 'left-index', falseMatchRate: SECOND },
      ],
      jointFalseMatchRate: Number,
      threshold: Number,
    },
    stages: { 'second-finger': Number },
  });
  t.ok((second?.together?.jointFalseMatchRate ?? 1) <= (second?.together?.threshold ?? 0));
  for (const entry of journal) t.strictSame(journalPayloadSchema.parse(entry), entry, 'the journal takes it whole');
});

t.test('the same finger touched twice is not two fingers', async (t) => {
  const { visit, clock } = play({ found: [nearly(OWN), nearly(OWN)], second: against('right-index', OPEN) });
  t.match(await visit(), { code: 'another-finger' });
  clock.advance(2000);
  t.match(await visit(), { code: 'not-recognised', person: null });
});

t.test('two that are too weak together are refused, and nobody is asked twice in a row', async (t) => {
  const { visit, clock } = play({
    found: [nearly(OWN), nearly(OWN, OPEN, 'left-index'), nearly(OWN)],
    second: against('left-index', 0.5),
  });
  t.match(await visit(), { code: 'another-finger' });
  t.match(await visit(), { code: 'not-recognised' });
  clock.advance(20_000);
  t.match(await visit(), { code: 'another-finger' }, 'a later one is asked anew');
});

t.test('whoever took the wrong finger once is still known by the next', async (t) => {
  const seconds = [against('right-index', OPEN), against('left-index', SECOND)];
  const { visit } = play(
    { found: [nearly(OWN), nearly(OWN), nobody] },
    { verify: async () => seconds.shift() ?? against('left-index', 1) },
  );
  t.match(await visit(), { code: 'another-finger' });
  t.match(await visit(), { code: 'not-recognised' });
  t.match(await visit(), { code: 'accepted' });
});

t.test('whoever comes next is not taken for the one before', async (t) => {
  const stranger = play({ found: [nearly(OWN, 7e-8), nobody], second: against('left-index', 1e-3) });
  t.match(await stranger.visit(), { code: 'another-finger' });
  t.match(await stranger.visit(), { code: 'not-recognised' }, 'a touch that would not verify the person');

  const colleague = play({
    found: [nearly(OWN, 7e-8), nearly('p-other', 1e-6)],
    second: against('left-index', SECOND),
  });
  t.match(await colleague.visit(), { code: 'another-finger' });
  t.match(await colleague.visit(), { code: 'not-recognised' }, 'a touch that is more like somebody else');
});

t.test('a second touch that decides by itself is accepted as any is', async (t) => {
  const { visit, journal, verified } = play({ found: [nearly(OWN), known(OWN)] });
  t.match(await visit(), { code: 'another-finger' });
  t.match(await visit(), { code: 'accepted', person: { code: SOMYING.code } });
  t.strictSame(verified, [], 'nothing is asked of the touch before');
  t.notOk('together' in (journal.at(-1) ?? {}));
});

t.test('whoever cannot be helped by another finger is refused as before', async (t) => {
  const plain = [
    ['one finger enrolled', play({ found: [nearly(OWN)] }, { fingersOf: () => 1 })],
    ['so many are as alike', play({ found: [nearly(OWN, 2e-5)] })],
    ['nobody is like it', play({ found: [found({ match: false, best: undefined, fingers: FINGERS })] })],
  ] as const;
  for (const [why, { visit, journal }] of plain) {
    t.match(await visit(), { code: 'not-recognised' }, why);
    t.match(journal, [{ reason: 'not-recognised' }]);
  }
});

t.test('what is remembered ends in ten seconds, from touch to touch', async (t) => {
  const second = against('left-index', SECOND);
  const late = play({ found: [nearly(OWN), nobody], second });
  await late.visit();
  late.clock.advance(10_001);
  t.match(await late.visit(), { code: 'not-recognised' });
  t.strictSame(late.verified, []);

  const slow: ReturnType<typeof play> = play(
    { found: [nearly(OWN), nobody], second },
    {
      identify: async () => {
        if (slow.journal.length === 0) return nearly(OWN);
        // The bus of an old module: the touch came in time.
        slow.clock.advance(7000);
        return nobody;
      },
    },
  );
  await slow.visit();
  slow.clock.advance(9000);
  t.match(await slow.visit(), { code: 'accepted' });
});

t.test('another person who is identified, or an attack, ends it; a poor image does not', async (t) => {
  const second = against('left-index', SECOND);
  const other = play({ found: [nearly('p-other'), known(OWN), nobody], second });
  t.match(await other.visit(), { code: 'another-finger' });
  t.match(await other.visit(), { code: 'accepted' });
  t.match(await other.visit(), { code: 'not-recognised' });
  t.strictSame(other.verified, []);

  let result: 'attack' | 'live' = 'live';
  const attacked = play(
    { found: [nearly(OWN), nobody], second },
    { liveness: async () => ({ result, model: 'm', version: '1' }) },
  );
  await attacked.visit();
  result = 'attack';
  t.match(await attacked.visit(), { code: 'attack-suspected' });
  result = 'live';
  t.match(await attacked.visit(), { code: 'not-recognised' });
  t.strictSame(attacked.verified, []);

  let slips = false;
  const poor = play(
    { found: [nearly(OWN), nobody], second },
    { capture: async () => (slips ? { kind: 'retry', reason: 'too-short' } : taken()) },
  );
  await poor.visit();
  slips = true;
  t.match(await poor.visit(), { code: 'too-short' });
  slips = false;
  t.match(await poor.visit(), { code: 'accepted' });
});

t.test('nothing is left of it after use, and at the end of the service', async (t) => {
  const used = play({ found: [nearly(OWN), nobody, nobody], second: against('left-index', SECOND) });
  await used.visit();
  t.match(await used.visit(), { code: 'accepted' });
  t.match(await used.visit(), { code: 'not-recognised' }, 'one touch settles one touch');

  const ended = play({ found: [nearly(OWN), nobody], second: against('left-index', SECOND) });
  await ended.visit();
  ended.flow.end();
  t.match(await ended.visit(), { code: 'not-recognised' });
});

t.test('it ends by itself where nobody comes', async (t) => {
  const clock = new ManualClock();
  const memory = new SecondFinger({ engine: { fingersOf: () => 2 }, clock, policy: POLICY });
  const verify = async (): Promise<Verification> => against('left-index', 1);
  t.strictSame(await memory.judge(nearly(OWN), undefined, verify), { kind: 'ask' });
  t.strictSame(memory.openAt(0), { subject: OWN, finger: 'right-index', falseMatchRate: OPEN }, 'and no template');
  clock.advance(10_000);
  await new Promise(setImmediate);
  t.equal(memory.openAt(0), undefined);
});

t.test('who was removed or left with one finger meanwhile is not found by two', async (t) => {
  for (const left of [0, 1]) {
    let fingers = 2;
    const scene = play(
      { found: [nearly(OWN), nobody], second: against('left-index', SECOND) },
      { fingersOf: () => fingers },
    );
    t.match(await scene.visit(), { code: 'another-finger' });
    fingers = left;
    t.match(await scene.visit(), { code: 'not-recognised' });
    t.strictSame(scene.verified, []);
  }
});

t.test('to be asked is not held against anybody; to fail again is', async (t) => {
  const { visit, journal, clock } = play({ found: [] }, { identify: async () => nearly('p-other') });
  // Each touch is too late to be the second of the one before.
  for (let touch = 0; touch < 12; touch += 1) {
    t.match(await visit(), { code: 'another-finger' });
    clock.advance(10_001);
  }
  for (let touch = 0; touch < 11; touch += 1)
    t.match(await visit(), { code: touch === 0 ? 'another-finger' : 'not-recognised' });
  t.match(await visit(), { code: 'too-many-attempts' });
  t.equal(journal.filter(({ event }) => event === 'lockout').length, 1);
});
