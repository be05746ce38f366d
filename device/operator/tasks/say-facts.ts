// What an entry of the journal tells, in words. What no table has is shown as it stands in the entry.
import {
  isFingerPosition,
  isOutcomeCode,
  type JournalPayload,
  outcomeMessage,
  type Text,
} from '../../../protocol/index.ts';
import { fingerEn, fingerTh } from '../../flows/prompts.ts';
import { CARD_REFUSALS } from '../card/index.ts';
import { KEY_REFUSALS } from '../entry/entry-answer.ts';
import type { Fact, FactName } from './journal-lines.ts';
import { DEEDS, FACT_WORDS, VALUE_WORDS } from './journal-words.ts';

const REFUSALS: Readonly<Record<string, Text>> = { ...KEY_REFUSALS, ...CARD_REFUSALS };

/** "เหตุผล: ...; วิธี: ..." */
export function sayFacts(event: JournalPayload['event'], facts: readonly Fact[]): Text {
  const said = facts.map(([name, value]) => {
    const [called, is] = [FACT_WORDS[name], valueWords(event, name, value)];
    return { th: `${called.th}: ${is.th}`, en: `${called.en}: ${is.en}` };
  });
  return { th: said.map(({ th }) => th).join('; '), en: said.map(({ en }) => en).join('; ') };
}

function valueWords(event: JournalPayload['event'], name: FactName, value: string): Text {
  if (name === 'finger' && isFingerPosition(value)) return { th: fingerTh(value), en: fingerEn(value) };
  if (name === 'reason' && isOutcomeCode(value)) return sentenceOf(outcomeMessage(value));
  if (name === 'detail' && event === 'operator') return detailWords(value);
  if (name === 'what' && event === 'settings') return settingWords(value);
  return VALUE_WORDS[name]?.[value] ?? asItStands(value);
}

/** Deeds may have a part of their own: "tried the lamp: accepted". */
function detailWords(detail: string): Text {
  const refusal = REFUSALS[detail];
  if (refusal) return sentenceOf(refusal);
  return {
    th: detail
      .split(': ')
      .map((part) => DEEDS[part] ?? part)
      .join(': '),
    en: detail,
  };
}

/** "policy 3", or what stands at this site alone. */
function settingWords(what: string): Text {
  const [kind = '', ...rest] = what.split(' ');
  const said = VALUE_WORDS['kind']?.[kind];
  if (!said) return asItStands(what);
  return { th: [said.th, ...rest].join(' '), en: [said.en, ...rest].join(' ') };
}

const sentenceOf = ({ th, en }: Text): Text => ({ th, en: en.replace(/\.$/, '') });
const asItStands = (text: string): Text => ({ th: text, en: text });
