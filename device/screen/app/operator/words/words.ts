// What the operator's page says, a table per language.
import type { Language } from '../../../../../protocol/index.ts';
import { en } from './en.ts';
import { th } from './th.ts';

export type OperatorWords = typeof en;

export const OPERATOR_WORDS: Readonly<Record<Language, OperatorWords>> = { th, en };
