// Every word of the screen is said somewhere, and in Thai it is Thai.
import { readFileSync } from 'node:fs';
import t, { type Test } from 'tap';
import { ENGLISH, OPERATORS_ENGLISH, saidWords } from '../../fixtures/said-words.ts';
import { en as operatorsEn } from '../operator/words/en.ts';
import { th as operatorsTh } from '../operator/words/th.ts';
import { en } from './en.ts';
import { th } from './th.ts';

type Table = { readonly [key: string]: unknown };
const isTable = (value: unknown): value is Table => typeof value === 'object' && value !== null;

/** `prove.steps.card` and what it says; of a sentence with a gap, with something in it. */
function wordsIn(table: Table, path: readonly string[] = []): ReadonlyMap<string, string> {
  const words = Object.entries(table).flatMap(([key, value]) => {
    const at = [...path, key];
    if (isTable(value)) return [...wordsIn(value, at)];
    return [[at.join('.'), typeof value === 'function' ? String(value('7', '8')) : String(value)] as const];
  });
  return new Map(words);
}

t.test('no word stands there that nobody is told', async (t) => {
  // One that nobody is told is put among them: it, and no other, is to be found.
  for (const [path, words, table] of [
    [ENGLISH, en, 'wall'],
    [OPERATORS_ENGLISH, operatorsEn, 'enrol'],
  ] as const) {
    const text = readFileSync(path, 'utf8').replace(`  ${table}: {`, `  ${table}: {\n    later: 'Enrol me later',`);
    const { all, unsaid } = saidWords({ path, text });
    t.strictSame([...all].sort(), [...wordsIn(words).keys(), `${table}.later`].sort(), 'all of them are looked for');
    t.strictSame(unsaid, [`${table}.later`], `what else is here is to be removed from th.ts and en.ts beside ${path}`);
  }
});

const THAI = /[\u0e01-\u0e5b]/;
/** Nothing is said while nothing goes on. */
const SILENT = new Set(['prove.states.idle', 'journal.clock.synced']);
/** The name of a language is the same in every language. */
const NAMES = new Set(['language']);

t.test('in Thai every word is there, is Thai, and is not the English one; and the other way round', async (t) => {
  inBoth(t, th, en);
  inBoth(t, operatorsTh, operatorsEn);
});

function inBoth(t: Test, inThai: Table, inEnglish: Table): void {
  const [thai, english] = [wordsIn(inThai), wordsIn(inEnglish)];
  t.strictSame([...thai.keys()], [...english.keys()], 'the same words, in the same order');
  for (const [path, text] of thai) {
    const other = english.get(path) ?? '';
    if (SILENT.has(path)) {
      t.strictSame([text, other], ['', ''], path);
      continue;
    }
    t.match(text, THAI, `${path} is Thai: ${text}`);
    t.match(other, /[a-z]/i, `${path} is English: ${other}`);
    t.notMatch(other, THAI, path);
    t.not(text, other, path);
    for (const one of [text, other]) t.notMatch(one, /^\s|\s$|\s\s|undefined|null|\[object/, `${path}: ${one}`);
    if (!NAMES.has(path)) t.notMatch(text, /\b(?:please|your|the)\b/i, `${path} holds no English`);
  }
}
