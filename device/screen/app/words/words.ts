// What the screen says of its own accord, a table per language; sentences about people and devices come with the events.
import type { Language } from '../../../../protocol/index.ts';
import { en } from './en.ts';
import { th } from './th.ts';

export type Words = typeof en;

export const WORDS: Readonly<Record<Language, Words>> = { th, en };

/** Of two languages the other. */
export const otherThan = (language: Language): Language => (language === 'th' ? 'en' : 'th');
