// A signed policy changes what it names, within the bounds that are built in, and nothing else.
import t from 'tap';
import { isFault } from '../../protocol/index.ts';
import { isDecisionKey, POLICY } from './policy.ts';
import { policyKeys } from './policy-keys.ts';
import { policyChanges, policyWith, valueAt } from './signed-policy.ts';

const mistakesOf = (values: Readonly<Record<string, unknown>>): string => {
  try {
    policyWith({ version: 2, values });
    return 'taken';
  } catch (fault) {
    if (!isFault(fault, 'CONFIG_INVALID')) throw fault;
    const { detail } = fault.context;
    return String(detail);
  }
};

t.test('each key is one of the policy, has its built-in value within its bounds, and decides', async (t) => {
  for (const key of policyKeys) {
    t.not(valueAt(POLICY, key), undefined, key);
    const same = policyWith({ version: 1, values: { [key]: valueAt(POLICY, key) } });
    t.strictSame({ ...same, version: POLICY.version }, POLICY, key);
    t.ok(isDecisionKey(key) || key.startsWith('enrolment.'), `${key} could not stand in a file`);
  }
});

t.test('an administrator makes verification stricter, and what was before and after can be told', async (t) => {
  const policy = policyWith({ version: 7, values: { 'verification.fmr': 1e-5, 'snapshot.enabled': true } });
  t.equal(policy.verification.fmr, 1e-5);
  t.ok(policy.snapshot.enabled);
  t.equal(policy.snapshot.keepMs, POLICY.snapshot.keepMs);
  t.equal(policy.version, `${POLICY.version}+signed-7`);
  t.strictSame(policyChanges(POLICY, policy), [
    { key: 'verification.fmr', before: 1e-4, after: 1e-5 },
    { key: 'snapshot.enabled', before: false, after: true },
  ]);
  t.equal(POLICY.verification.fmr, 1e-4, 'the built-in one is as it was');
});

t.test('nobody gets beyond the floor', async (t) => {
  t.match(mistakesOf({ 'verification.fmr': 0.01 }), /verification\.fmr.*<=0\.001 \(is 0\.01\)/);
  t.match(mistakesOf({ 'identification.fpir': 0.5 }), /identification\.fpir/);
  t.match(mistakesOf({ 'identification.fpir': 1e-6 }), /identification\.fpir/, 'nobody would be known by it');
  t.match(mistakesOf({ 'retries.oneToOne.refusals': 50 }), /refusals/);
  const short = [1000, 1000, 1000, 1000, 1000];
  t.match(mistakesOf({ 'retries.oneToOne.delaysMs': short }), /delaysMs/);
  t.match(
    mistakesOf({ 'retries.oneToOne.delaysMs': [60_000, 30_000, 60_000, 60_000, 60_000] }),
    /shorter than the one/,
  );
  t.match(mistakesOf({ 'claim.challenges': ['blink', 'come-closer'] }), /turn-left or turn-right/);
  t.match(mistakesOf({ 'claim.challenges': ['turn-left'] }), /everybody knows which/);
  t.match(
    mistakesOf({ 'enrolment.impressions': 2, 'enrolment.minimumImpressions': 3 }),
    /minimumImpressions is 3, above enrolment\.impressions, which is 2: no finger would ever do/,
  );
  const few = { 'enrolment.impressions': 5, 'enrolment.minimumImpressions': 4, 'enrolment.maximumTries': 3 };
  t.match(
    mistakesOf(few),
    /minimumImpressions is 4, above enrolment\.maximumTries, which is 3: no finger would ever do/,
  );
  t.equal(mistakesOf({ ...few, 'enrolment.maximumTries': 4 }), 'taken');
});

t.test('what a policy does not have, or must not have, is refused, all of it at once', async (t) => {
  const mistakes = mistakesOf({
    'verification.fnr': 1e-4,
    'visit.hardLimitMs': 60_000,
    'verification.fmr': '1e-4',
    constructor: 1,
    version: 'mine',
  });
  t.equal(mistakes.split('\n').length, 5);
  t.match(mistakes, /did you mean verification\.fmr\?/);
  t.match(mistakes, /visit\.hardLimitMs is nothing that a policy can change/);
});
