// What could be somebody's in a text that is otherwise about the machine: numbers, pseudonyms, names in Thai.

/** Of a citizen, a telephone, an employee, in one or with spaces or hyphens between, as people write them. Sizes are shorter. */
const NUMBER = /\+?\d(?:[- ]?\d){8,}|\d{8,}/.source;
const TIME = /\b\d{4}-\d\d-\d\d[T ]\d\d:\d\d\b/.source;
const TIME_OR_NUMBER = new RegExp(`(${TIME})|${NUMBER}`, 'g');
/** As pseudonyms, consents and entries have them. */
const RANDOM = /\b[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}\b|\b[0-9a-f]{16,}\b/gi;
const THAI = /[\u0e00-\u0e7f][\u0e00-\u0e7f\s]*/g;
/** What stands in quotes was given by somebody. */
const QUOTED = /"[^"]*"|'[^']*'/g;

export const masked = (text: string): string =>
  text
    .replace(RANDOM, '(id)')
    .replace(TIME_OR_NUMBER, (_, time?: string) => time ?? '(number)')
    .replace(THAI, '(text)');

export const maskedWithQuotes = (text: string): string => masked(text.replace(QUOTED, '(quoted)'));

/** That of a file is a place in the program. */
const ADDRESS = /\b(?!file:)([a-z][a-z0-9+.-]*:\/\/)[^\s"]+/gi;
const HOME = /\/home\/[^/\s"]+/g;
/** Of a stick: its user, and what they have called it. */
const STICK = /\/media\/[^/\s"]+(?:\/[^/"\n]+(?=\/))?/g;

/** Without whose folder or stick it is that somebody works in, and of an address all that could let somebody in. */
export const withoutOwners = (text: string): string =>
  text.replace(HOME, '/home/(user)').replace(STICK, '/media/(user)').replace(ADDRESS, originOf);

/** What looks like a login anywhere in it may be a piece of one. */
function originOf(address: string, scheme: string): string {
  if (!URL.canParse(address)) return `${scheme}(address)`;
  const { host, pathname, search, hash } = new URL(address);
  return scheme + (`${pathname}${search}${hash}`.includes('@') ? '(address)' : host);
}
