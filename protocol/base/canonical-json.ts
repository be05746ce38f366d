// Canonical JSON (RFC 8785): one value has one text, so that a hash of it means something.

/** Ten lines of our own: ECMAScript numbers and strings are RFC 8785's already, only the order of the members is not. */
export function canonicalJson(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonicalJson).join(',')}]`;
  if (typeof value === 'object' && value !== null) {
    const members = Object.entries(value).sort(byCodeUnits);
    return `{${members.map(([name, member]) => `${scalar(name)}:${canonicalJson(member)}`).join(',')}}`;
  }
  return scalar(value);
}

/** RFC 8785 section 3.2.3: member names are ordered by UTF-16 code units, whatever the language. */
const byCodeUnits = ([a]: [string, unknown], [b]: [string, unknown]): number => (a < b ? -1 : 1);

const LONE_SURROGATE = /\p{Surrogate}/u;

/** Whether JSON can carry it as it is: of a value that is no object. */
export const canCarry = (value: unknown): boolean =>
  value === null ||
  typeof value === 'boolean' ||
  (typeof value === 'number' && Number.isFinite(value)) ||
  (typeof value === 'string' && !LONE_SURROGATE.test(value));

/** What JSON cannot carry faithfully must not be hashed as something else: it is a bug of the caller. */
function scalar(value: unknown): string {
  if (!canCarry(value)) throw new TypeError(`a ${typeof value} that JSON cannot carry`);
  return JSON.stringify(value);
}
