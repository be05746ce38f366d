// The verdict names what has to be mended first, and says how, in two languages.
import t from 'tap';
import type { DiagnosedPerson, JobAttempt } from '../../../../protocol/index.ts';
import { type Diagnosis, diagnose, type FleetFacts } from './diagnose.ts';
import { VERDICTS } from './verdicts.ts';

const ALWAYS = { validFromMs: null, validUntilMs: null, schedule: null };
const facts: FleetFacts = { isActive: true, rights: [ALWAYS], qualities: [80, 85, 90], isProven: true };
const answer: DiagnosedPerson = {
  ...{ known: true, right: null, usable: true, lastAttempts: [], retryAfterMs: null, attacksSuspected: 0 },
  fingers: [{ finger: 'right-index', impressions: 3, quality: [80, 85, 90] }],
  sensor: { ok: true, detail: '' },
};

const touch = (reason: string | null, change: Partial<JobAttempt> = {}): JobAttempt => ({
  ...{ atMs: 5, whose: 'unknown', outcome: 'refused', reason, quality: 82, score: 10, threshold: 40 },
  ...change,
});
const accepted = (score: number | null): JobAttempt => touch(null, { whose: 'person', outcome: 'accepted', score });

const codeOf = (change: Partial<Diagnosis>): string => diagnose({ facts, answer, nowMs: 1000, ...change }).code;
const saying = (change: Partial<DiagnosedPerson>) => ({ answer: { ...answer, ...change } });
const after = (...lastAttempts: readonly JobAttempt[]): string => codeOf(saying({ lastAttempts }));

t.test('what the fleet itself knows comes first', (t) => {
  const knowing = (change: Partial<FleetFacts>): string => codeOf({ facts: { ...facts, ...change } });
  t.equal(knowing({ isActive: false, rights: [] }), 'disabled');
  t.equal(knowing({ rights: [] }), 'no-right');
  t.equal(knowing({ rights: [{ ...ALWAYS, validUntilMs: 1000 }] }), 'right-not-now', 'its end is not part of it');
  t.equal(knowing({ rights: [{ ...ALWAYS, validFromMs: 1001 }] }), 'right-not-now');
  t.equal(knowing({ qualities: [] }), 'not-enrolled');
  t.equal(knowing({ isProven: false }), 'not-delivered');
  t.equal(codeOf({ answer: undefined }), 'terminal-silent');
  t.equal(codeOf({ answer: undefined, facts: { ...facts, isProven: false } }), 'not-delivered');
  t.equal(codeOf({ answer: undefined, facts: { ...facts, rights: [] } }), 'no-right', 'without any answer');
  t.end();
});

t.test('then what the terminal says of itself and of them', (t) => {
  t.equal(codeOf(saying({ known: false })), 'not-delivered');
  t.equal(codeOf(saying({ right: 'fleet-silent' })), 'fleet-silent');
  t.match(diagnose({ facts, nowMs: 1, ...saying({ right: 'outside-schedule' }) }), {
    ...{ code: 'right-not-now', because: 'outside-schedule' },
  });
  t.equal(codeOf(saying({ sensor: { ok: false, detail: 'worn' }, usable: false })), 'sensor-trouble');
  t.equal(codeOf(saying({ usable: false })), 'not-usable');
  t.equal(codeOf(saying({ retryAfterMs: 30_000 })), 'paused');
  t.equal(codeOf(saying({ retryAfterMs: 0 })), 'not-tried');
  t.end();
});

t.test('then what their attempts show', (t) => {
  const missed = touch('not-recognised');
  t.equal(after(missed, missed), 'finger-changed', 'good images that match nothing');
  t.equal(after(touch('not-recognised', { quality: 40 }), touch('not-recognised', { quality: 30 })), 'finger-poor');
  t.equal(after(touch('too-dry'), touch('too-dry'), missed), 'finger-poor');
  t.equal(after(touch('residue'), touch('residue'), missed), 'sensor-trouble');
  t.equal(after(missed, touch('attack-suspected'), missed), 'attack-suspected', 'once is enough');
  t.equal(after(accepted(90), missed, touch('attack-suspected')), 'works', 'they have been let in since');
  t.equal(after(missed, accepted(90)), 'finger-changed');
  t.equal(after(touch('something-newer')), 'finger-changed');
  t.equal(after(touch('not-recognised', { quality: null })), 'finger-changed', 'nothing is said of the image');
  t.end();
});

t.test('then how their scores go', (t) => {
  t.equal(after(), 'not-tried');
  t.equal(after(accepted(null)), 'works');
  t.equal(after(accepted(80), accepted(90)), 'works', 'too few to say more');
  t.equal(after(...[50, 52, 48, 90, 95, 99].map(accepted)), 'finger-changing');
  t.equal(after(...[88, 52, 91, 90, 95, 99].map(accepted)), 'works');
  t.end();
});

t.test('each verdict is said and remedied in Thai and in English', (t) => {
  for (const [code, { th, en, doTh, doEn }] of Object.entries(VERDICTS)) {
    t.match(th, /\p{Script=Thai}/u, code);
    t.match(doTh, /\p{Script=Thai}/u, code);
    t.match(`${en} ${doEn}`, /^[A-Z][ -~]+\.$/, code);
  }
  t.end();
});
