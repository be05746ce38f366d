// The words of an outcome in either language, with what is known of the visit filled in.
import { OUTCOMES, type OutcomeCode } from './outcomes.ts';

export type Language = 'th' | 'en';

/** What may be filled in. What is not known is left out of the sentence, together with the words around it. */
export interface SentenceValues {
  readonly name?: string | null;
  /** Local wall-clock time as it is to be read, such as 08:29. */
  readonly time?: string | null;
  /** How long to wait. */
  readonly seconds?: number | null;
}

/** What happened and what to do now, in both languages; names may differ by language. */
export interface OutcomeMessage {
  readonly th: string;
  readonly en: string;
  readonly doTh: string;
  readonly doEn: string;
}

const UNITS = { th: ['วินาที', 'นาที'], en: ['second', 'minute'] } as const;

/** `45 seconds`, `2 minutes`: rounded up, so that nobody comes back too early. */
export function waitIn(language: Language, seconds: number): string {
  const isLong = seconds > 90;
  const count = Math.max(1, Math.ceil(isLong ? seconds / 60 : seconds));
  const unit = UNITS[language][isLong ? 1 : 0];
  return `${count} ${unit}${language === 'en' && count !== 1 ? 's' : ''}`;
}

function fill(text: string, language: Language, { name, time, seconds }: SentenceValues): string {
  const values: Readonly<Record<string, string>> = {
    name: name ?? '',
    time: time ?? '',
    wait: seconds === null || seconds === undefined ? '' : waitIn(language, seconds),
  };
  // A function as replacement: a name may hold "$&".
  const put = (part: string): string => part.replace(/\{(\w+)\}/g, (_, key: string) => values[key] ?? '');
  const isKnown = (part: string): boolean =>
    [...part.matchAll(/\{(\w+)\}/g)].every(([, key = '']) => Boolean(values[key]));
  const whole = text.split(/(\[[^\]]*\])/).map((part) => {
    if (!part.startsWith('[')) return put(part);
    return isKnown(part) ? put(part.slice(1, -1)) : '';
  });
  return whole.join('').trim();
}

export const happened = (code: OutcomeCode, language: Language, values: SentenceValues = {}): string =>
  fill(OUTCOMES[code][language], language, values);

export const toDo = (code: OutcomeCode, language: Language, values: SentenceValues = {}): string =>
  fill(OUTCOMES[code][language === 'th' ? 'doTh' : 'doEn'], language, values);

/** Both in one line: what happened, then what to do. */
export const sentence = (code: OutcomeCode, language: Language, values: SentenceValues = {}): string =>
  `${happened(code, language, values)} ${toDo(code, language, values)}`;

export function outcomeMessage(
  code: OutcomeCode,
  values: Omit<SentenceValues, 'name'> & { readonly nameTh?: string | null; readonly nameEn?: string | null } = {},
): OutcomeMessage {
  const th = { ...values, name: values.nameTh || values.nameEn || null };
  const en = { ...values, name: values.nameEn || values.nameTh || null };
  return {
    th: happened(code, 'th', th),
    en: happened(code, 'en', en),
    doTh: toDo(code, 'th', th),
    doEn: toDo(code, 'en', en),
  };
}
