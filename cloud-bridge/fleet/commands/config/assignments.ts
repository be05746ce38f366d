// What `ridgectl config` is given: KEY=VALUE, each value as JSON has it, or a text where it is none.
import { KioskError } from '../../../../protocol/index.ts';

export type Values = Readonly<Record<string, unknown>>;

const KEY = /^[a-z][A-Za-z]*(\.[a-z][A-Za-z]*)+$/;

/** Terminals first, then what is to be set there. @throws KioskError USAGE */
export function splitGiven(given: readonly string[]): { readonly names: readonly string[]; readonly set: Values } {
  const names = given.filter((word) => !word.includes('='));
  const pairs = given.filter((word) => word.includes('=')).map(assignmentIn);
  const twice = pairs.map(([key]) => key).find((key, at, keys) => keys.indexOf(key) !== at);
  if (twice !== undefined) throw usage(`${twice} is given twice`);
  return { names, set: Object.fromEntries(pairs) };
}

function assignmentIn(word: string): readonly [string, unknown] {
  const at = word.indexOf('=');
  const key = keyGiven(word.slice(0, at));
  return [key, valueGiven(word.slice(at + 1))];
}

/** @throws KioskError USAGE */
export function keyGiven(key: string): string {
  if (KEY.test(key)) return key;
  throw usage(`${key}: a key is written as clock.dayStartsAt`);
}

/** 1e-5, true, ["blink","turn-left"]; and 05:00, which is no JSON, as a text. */
function valueGiven(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

/** What was set before stays, but for what is set or taken out now. @throws KioskError USAGE where something is taken out that was not set */
export function changed(before: Values, set: Values, unset: readonly string[]): Values {
  const missing = unset.find((key) => !Object.hasOwn(before, key));
  if (missing !== undefined) throw usage(`--unset ${missing}: it was not set`);
  const kept = Object.entries(before).filter(([key]) => !unset.includes(key));
  return Object.fromEntries([...kept, ...Object.entries(set)].sort(([a], [b]) => (a < b ? -1 : 1)));
}

const usage = (why: string): KioskError => new KioskError('USAGE', { why });
