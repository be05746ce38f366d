// The built-in policy with what a signed one changes of it. Pure: whether it was signed by whom it must be is looked at before.
import { isDeepStrictEqual } from 'node:util';
import { KioskError } from '../../protocol/index.ts';
import { nearest } from './nearest.ts';
import { POLICY, type Policy } from './policy.ts';
import { isPolicyKey, POLICY_KEYS, type PolicyKey, policyKeys } from './policy-keys.ts';

export interface PolicyState {
  /** Of the signed policy; it only rises. */
  readonly version: number;
  /** By key, as `POLICY_KEYS` has them; what is not named is as built in. */
  readonly values: Readonly<Record<string, unknown>>;
}

export interface PolicyChange {
  readonly key: PolicyKey;
  readonly before: unknown;
  readonly after: unknown;
}

/**
 * All of it or nothing: half a policy is nobody's.
 * @throws KioskError CONFIG_INVALID; `detail` has a line for each mistake
 */
export function policyWith({ version, values }: PolicyState, builtIn: Policy = POLICY): Policy {
  const given = Object.entries(values);
  const mistakes = given.map(([key, value]) => mistakeIn(key, value)).filter((mistake) => mistake !== undefined);
  if (mistakes.length > 0) throw invalid(mistakes);
  const named = `${builtIn.version}+signed-${version}`;
  const policy = given.reduce<object>((made, [key, value]) => withValue(made, key.split('.'), value), {
    ...builtIn,
    version: named,
  }) as Policy; // each value is of its key's schema, and each key is a path of a Policy: a test goes through them all
  const hopeless = beyondReach(policy.enrolment);
  if (hopeless.length > 0) throw invalid(hopeless);
  return policy;
}

/** Each by itself is within its bounds; together they would let nobody be enrolled. */
const beyondReach = (enrolment: Policy['enrolment']): readonly string[] =>
  (['impressions', 'maximumTries'] as const)
    .filter((name) => enrolment.minimumImpressions > enrolment[name])
    .map((name) => {
      const { minimumImpressions: least, [name]: most } = enrolment;
      return `enrolment.minimumImpressions is ${least}, above enrolment.${name}, which is ${most}: no finger would ever do`;
    });

/** What is different, in the order of the table; for the journal. */
export const policyChanges = (before: Policy, after: Policy): readonly PolicyChange[] =>
  policyKeys
    .map((key) => ({ key, before: valueAt(before, key), after: valueAt(after, key) }))
    .filter((change) => !isDeepStrictEqual(change.before, change.after));

export const valueAt = (policy: Policy, key: PolicyKey): unknown =>
  key.split('.').reduce<unknown>((at, name) => (isRecord(at) ? at[name] : undefined), policy);

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

function mistakeIn(key: string, value: unknown): string | undefined {
  if (!isPolicyKey(key)) {
    const meant = nearest(key, policyKeys);
    return `${key} is nothing that a policy can change${meant ? `; did you mean ${meant}?` : ''}`;
  }
  const read = POLICY_KEYS[key].safeParse(value);
  if (read.success) return undefined;
  return `${key}: ${read.error.issues.map(({ message }) => message).join(', ')} (is ${JSON.stringify(value).slice(0, 60)})`;
}

const invalid = (mistakes: readonly string[]): KioskError =>
  new KioskError('CONFIG_INVALID', { what: 'policy', mistakes: mistakes.length, detail: mistakes.join('\n') });

/** A copy: the built-in policy stays as it is. */
function withValue(record: object, [name = '', ...rest]: readonly string[], value: unknown): object {
  if (rest.length === 0) return { ...record, [name]: value };
  const { [name]: inner } = record as Readonly<Record<string, unknown>>; // any object is one
  return { ...record, [name]: withValue(isRecord(inner) ? inner : {}, rest, value) };
}
