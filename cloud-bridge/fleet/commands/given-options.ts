// An empty shell variable must not read as "not given": `--until "$END"` would be a right without an end.
import { KioskError } from '../../../protocol/index.ts';

/** @throws KioskError USAGE, naming the first that says nothing */
export function mustSaySomething(options: object): void {
  const empty = Object.entries(options).find(([, value]) => typeof value === 'string' && value.trim() === '');
  if (empty) throw new KioskError('USAGE', { why: `${flagOf(empty[0])} is empty: say what, or leave it out` });
}

const flagOf = (name: string): string => `--${name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;
