// What could be somebody's in a text that is otherwise about the machine: numbers, pseudonyms, names in Thai.

/** Of a citizen, a telephone, an employee. Times and sizes are shorter, or have something between. */
const NUMBER = /\d{8,}/g;
/** As pseudonyms, consents and entries have them. */
const RANDOM = /\b[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}\b|\b[0-9a-f]{16,}\b/gi;
const THAI = /[\u0e00-\u0e7f][\u0e00-\u0e7f\s]*/g;
/** What stands in quotes was given by somebody. */
const QUOTED = /"[^"]*"|'[^']*'/g;

export const masked = (text: string): string =>
  text.replace(RANDOM, '(id)').replace(NUMBER, '(number)').replace(THAI, '(text)');

export const maskedWithQuotes = (text: string): string => masked(text.replace(QUOTED, '(quoted)'));

/** Whose folder it is that somebody works in, and what an address lets in by. */
export const withoutOwners = (text: string): string =>
  text.replace(/\/home\/[^/\s"]+/g, '/home/(user)').replace(/\/\/[^/@\s"]*@/g, '//(login)@');
