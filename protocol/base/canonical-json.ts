// Canonical JSON (RFC 8785): one value has one text, so that a hash of it means something.

/** A few lines of our own: ECMAScript numbers and strings are RFC 8785's already, only the order of the members is not. */
export function canonicalJson(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonicalJson).join(',')}]`;
  return isRecord(value) ? `{${membersOf(value)}}` : scalar(value);
}

type Members = Readonly<Record<string, unknown>>;

const isRecord = (value: unknown): value is Members => typeof value === 'object' && value !== null;

/** RFC 8785 section 3.2.3: member names are ordered by UTF-16 code units, whatever the language, as sort() does. A loop: every hash of an entry waits for it. */
function membersOf(value: Members): string {
  let text = '';
  for (const name of Object.keys(value).sort())
    text += `${text === '' ? '' : ','}${scalar(name)}:${canonicalJson(value[name])}`;
  return text;
}

/** Nothing of it is escaped, and no half of a character is in it: nearly every text. To look at each more closely takes longer than all the rest. */
const PLAIN = /^[ !#-[\]-\ud7ff\ue000-\uffff]*$/;
const LONE_SURROGATE = /\p{Surrogate}/u;

/** Whether JSON can carry it as it is: of a value that is no object. */
export const canCarry = (value: unknown): boolean =>
  value === null ||
  typeof value === 'boolean' ||
  (typeof value === 'number' && Number.isFinite(value)) ||
  (typeof value === 'string' && (PLAIN.test(value) || !LONE_SURROGATE.test(value)));

/** What JSON cannot carry faithfully must not be hashed as something else: it is a bug of the caller. */
function scalar(value: unknown): string {
  if (typeof value === 'string' && PLAIN.test(value)) return `"${value}"`;
  if (!canCarry(value)) throw new TypeError(`a ${typeof value} that JSON cannot carry`);
  return JSON.stringify(value);
}
