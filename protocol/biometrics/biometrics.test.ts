// Figures of recognition against counts by hand, published bounds, and everything a later version might send.
import t from 'tap';
import { OUTCOMES } from '../visit/index.ts';
import {
  type AttackSpecies,
  type Decision,
  decisionOf,
  EnrolmentTally,
  errorRatesOf,
  figuresOf,
  judged,
  type Labelled,
  type Presentation,
  presentationIn,
  RecognitionTally,
  rateBounds,
  rateOf,
  type SaidOf,
  type Series,
  whyNoAttack,
  whyNoTruth,
} from './index.ts';

const near = (got: number, wanted: number, part = 1e-2): boolean => Math.abs(got - wanted) <= part * Math.abs(wanted);

t.test('bounds of counted rates are those of Clopper and Pearson', async (t) => {
  t.strictSame(rateBounds(0, 0), { low: 0, high: 1 });
  const none = rateBounds(0, 100);
  t.ok(none.low === 0 && near(none.high, 0.03622));
  const some = rateBounds(5, 50);
  t.ok(near(some.low, 0.03328) && near(some.high, 0.2181), JSON.stringify(some));
  t.equal(rateBounds(7, 7).high, 1);
  t.ok(near(rateBounds(7, 7).low, 0.5904));
  const most = rateBounds(45, 50);
  t.ok(near(1 - most.low, some.high, 1e-9) && near(1 - most.high, some.low, 1e-9), 'the other way round');
});

t.test('limits are met, or not, with 95 % of confidence alone: 2,995 trials without an error show 0.1 %', async (t) => {
  t.match(judged({ count: 0, of: 2995 }, 0.001), { verdict: 'met', why: '' });
  t.match(judged({ count: 0, of: 2994 }, 0.001), { verdict: 'not-known', why: /too few/ });
  t.match(judged({ count: 0, of: 99 }, 0.03), { verdict: 'met' });
  t.match(judged({ count: 0, of: 98 }, 0.03), { verdict: 'not-known' });
  t.match(judged({ count: 3, of: 100 }, 0.001), { verdict: 'not-met' });
  t.match(judged({ count: 0, of: 0 }, 0.03), { verdict: 'not-known', why: /at random/ });
});

t.test('the three formulas are those of the form, and nothing labelled is no rate', async (t) => {
  const counts = { 'true-accept': 90, 'true-reject': 6, 'false-accept': 2, 'false-reject': 4 };
  const { accuracy, falseAcceptRate, falseRejectRate } = errorRatesOf(counts);
  t.match(accuracy, { rate: 96 / 102, count: 96, of: 102, why: null });
  t.match(falseAcceptRate, { rate: 2 / 8, count: 2, of: 8 });
  t.match(falseRejectRate, { rate: 4 / 94, count: 4, of: 94 });
  const none = errorRatesOf({ 'true-accept': 0, 'true-reject': 0, 'false-accept': 0, 'false-reject': 0 });
  t.match(none.accuracy, { rate: null, low: null, high: null, of: 0, why: 'nothing is labelled' });
  t.match(rateOf(0, 4, ''), { rate: 0, low: 0 });
});

const clock = (change: object = {}) => ({
  ...{ event: 'clock', outcome: 'accepted', reason: null, method: 'finger', attempt: 1, captureStartMs: 5 },
  ...{ liveness: { result: 'live', model: 'm', version: '1' }, match: { model: 'minutiae', version: '3' } },
  ...change,
});

t.test('identification and verification, fingers and faces are told apart; a card alone is none of them', async (t) => {
  const read = presentationIn(clock({ later: true }));
  t.strictSame(read, {
    ...{ series: 'finger-identification', decision: 'accepted', attempt: 1, isPadAssessed: true, atMs: 5 },
    match: { model: 'minutiae', version: '3' },
  });
  const seriesOf = (method: string) => Object(presentationIn(clock({ method }))).series;
  t.equal(seriesOf('number-finger'), 'finger-verification');
  t.equal(seriesOf('card-face'), 'face-verification');
  t.equal(presentationIn(clock({ method: 'card' })), 'no-biometrics');
  const prove = { ...clock({ event: 'prove', outcome: 'proved' }), attempt: undefined };
  t.match(presentationIn(prove), { series: 'face-proof', decision: 'accepted', attempt: 1 });
  t.match(presentationIn({ ...prove, outcome: 'referred', reason: 'face-mismatch' }), { decision: 'undecided' });
  for (const odd of [null, 7, {}, clock({ method: 'iris' }), clock({ outcome: 'refused', reason: 'no-match' })])
    t.equal(presentationIn(odd), 'unreadable', JSON.stringify(odd));
});

t.test('every way in which a visit can end has its place', async (t) => {
  for (const [code, { accepted }] of Object.entries(OUTCOMES))
    t.equal(decisionOf(code, false) === 'accepted', accepted, code);
  t.equal(decisionOf(null, true), 'accepted');
  t.equal(decisionOf('finger-mismatch', false), 'rejected');
  t.equal(decisionOf('toString', false), undefined);
});

t.test('a truth that cannot be one is refused in words', async (t) => {
  t.equal(whyNoTruth('false-accept', 'accepted'), undefined);
  t.equal(whyNoTruth('false-reject', 'not-acquired'), undefined);
  t.match(whyNoTruth('false-accept', 'rejected'), /was refused: say true-reject/);
  t.match(whyNoTruth('true-reject', 'accepted'), /was accepted: say true-accept/);
  t.match(whyNoTruth('true-reject', 'fault'), /neither a true nor a false/);
  t.match(whyNoTruth('true-accept', 'not-permitted'), /for a right/);
});

const touch = (decision: Decision, attempt = 1, series: Series = 'finger-verification'): Presentation => ({
  ...{ series, decision, attempt, isPadAssessed: decision !== 'not-presented', atMs: attempt },
  match: decision === 'accepted' ? { model: 'minutiae', version: `${attempt}` } : null,
});
const said = (truth: Labelled['truth'], chosen: Labelled['chosen'] = 'random'): SaidOf => ({
  truth: { truth, chosen },
});

t.test('tries that follow on each other are one transaction; it is refused where its last was', async (t) => {
  const tally = new RecognitionTally();
  tally.add('a', touch('not-acquired'));
  tally.add('a', touch('rejected', 2), said('false-reject', 'complaint'));
  tally.add('b', touch('rejected'));
  tally.add('a', touch('accepted', 3), said('true-accept'));
  tally.add('a', touch('attack'), said('false-reject'));
  tally.add('a', touch('rejected'), said('true-reject'));
  tally.add('a', touch('not-acquired', 2));
  tally.add('a', touch('fault', 1));
  tally.add('a', touch('accepted', 1, 'finger-identification'), said('false-accept', 'fraud'));
  const [identification, verification] = tally.end();
  t.match(identification, {
    series: 'finger-identification',
    transactions: { accepted: 1, refused: 0, open: 0 },
    attemptTruths: { all: { 'false-accept': 1 }, random: { 'false-accept': 0 }, chosen: { fraud: 1 } },
  });
  t.match(verification, {
    attempts: { accepted: 1, rejected: 3, attack: 1, 'not-acquired': 2, fault: 1 },
    transactions: { accepted: 1, refused: 3, open: 1 },
    attemptTruths: {
      all: { 'true-accept': 1, 'false-reject': 2, 'true-reject': 1 },
      chosen: { random: 3, complaint: 1 },
    },
    // Whoever got in at the third try was refused by no transaction; who gave up on a poor sample was.
    transactionTruths: { all: { 'true-accept': 1, 'false-reject': 1, 'true-reject': 1 } },
    bonaFide: { assessed: 3, refused: 1 },
    models: [{ model: 'minutiae', version: '3', comparisons: 1 }],
  });
  t.strictSame(
    tally.end().map(({ transactions }) => transactions.accepted),
    [1, 1],
    'nothing ends twice',
  );
});

t.test('figures say how many were labelled and how chosen; what is chosen says nothing of the others', async (t) => {
  const tally = new RecognitionTally();
  for (let at = 0; at < 99; at += 1) tally.add('a', touch('accepted'), said('true-accept'));
  tally.add('a', touch('accepted'));
  tally.add('a', touch('rejected'), said('false-reject', 'complaint'));
  tally.add('a', touch('not-presented'));
  const [counts] = tally.end();
  if (!counts) throw new Error('nothing was counted');
  const figures = figuresOf(counts);
  t.match(figures.ofTransactions, {
    ...{ labelled: 100, of: 101, chosen: { random: 99, complaint: 1 } },
    falseRejectRate: { rate: 1 / 100 },
    falseAcceptRate: { rate: null, why: /no visit is labelled/ },
    random: { falseRejectRate: { rate: 0, of: 99 } },
  });
  t.match(figures.limits, { falseRejectRate: { verdict: 'met' }, falseAcceptRate: { verdict: 'not-known' } });
  t.match(figures.failureToAcquire, { rate: 0, of: 101 });
  t.match(figures.apcer, { rate: null, species: null, why: /known attacks/ });
  t.match(figures.bpcer, { rate: 0, of: 100 });
  const many = new RecognitionTally();
  many.add('a', touch('rejected', 1, 'finger-identification'));
  t.equal(many.end().map(figuresOf)[0]?.limits, null, 'the guideline has none for identification');
});

t.test('attacks that came through are counted by what they were made of, and the worst is the figure', async (t) => {
  const tally = new RecognitionTally();
  const attack = (decision: Decision, species: AttackSpecies): void =>
    tally.add('a', touch(decision), { attack: species });
  for (let at = 0; at < 4; at += 1) attack('attack', 'print');
  attack('accepted', 'cast');
  attack('attack', 'cast');
  attack('rejected', 'cast');
  tally.add('a', { ...touch('accepted'), isPadAssessed: false }, { attack: 'mask' });
  tally.add('a', touch('accepted'), { ...said('true-accept'), attack: 'print' });
  const [figures] = tally.end().map(figuresOf);
  t.match(figures?.apcer, { species: 'cast', count: 2, of: 3, rate: 2 / 3, ...rateBounds(2, 3) });
  t.match(figures?.apcerBySpecies, [
    { species: 'cast', count: 2, of: 3 },
    { species: 'print', count: 1, of: 5 },
  ]);
  t.match(figures?.bpcer, { rate: null }, 'what is labelled as an attack is none of the living');
  t.match(whyNoAttack('not-presented'), /nothing was presented/);
  t.equal(whyNoAttack('accepted'), undefined);
});

t.test('who could not be enrolled is counted where journals tell of it, fingers and faces apart', async (t) => {
  const tally = new EnrolmentTally();
  const enrolled = (by: object, tries?: number) => tally.add({ event: 'enrolment', fingers: [], ...by, tries });
  const failed = (by: string, reason: string) => tally.add({ event: 'enrolment-failed', by, reason });
  for (let at = 0; at < 8; at += 1) enrolled({ fingers: [{}] }, 8);
  enrolled({ fingers: [{}] });
  enrolled({ cards: ['contactless'] });
  failed('finger', 'poor-quality');
  failed('finger', 'verification-failed');
  for (const reason of ['attack-suspected', 'duplicate', 'timed-out', 'of a later version']) failed('finger', reason);
  tally.add({ event: 'clock' });
  tally.add(null);
  t.match(tally.end(), {
    ...{ enrolments: 10, beforeFailuresWereKept: 1 },
    failureToEnrol: {
      finger: { rate: 0.2, count: 2, of: 10, ...rateBounds(2, 10) },
      face: { rate: null, why: /nobody gave a face/ },
    },
  });
  for (const reason of ['face-left', 'cancelled', 'claim-cancelled', 'nobody-there', 'timed-out'])
    failed('face', reason);
  t.match(tally.end().failureToEnrol.face, { rate: null }, 'who walked away, or was called off, is no failure');
  failed('face', 'face-not-captured');
  t.match(tally.end().failureToEnrol.face, { rate: 1, of: 1 });
});
