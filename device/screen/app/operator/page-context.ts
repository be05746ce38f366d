// What each part of the operator's page needs: the language, the words, and what goes on.
import { createContext } from 'preact';
import { useContext } from 'preact/hooks';
import type {
  EnrolmentState,
  Language,
  OperatorAbout,
  OperatorSelf,
  OutcomeMessage,
  SelfTestState,
} from '../../../../protocol/index.ts';
import { OPERATOR_WORDS, type OperatorWords } from './words/words.ts';

export interface OnPage {
  readonly about: OperatorAbout;
  readonly self: OperatorSelf;
  readonly language: Language;
  readonly words: OperatorWords;
  readonly enrolment: EnrolmentState;
  readonly selfTest: SelfTestState;
}

const NOBODY: OnPage = {
  about: { terminal: '', ways: [], language: 'th', timeZone: 'Asia/Bangkok' },
  self: { name: '', role: 'viewer', acts: [], leftMs: 0 },
  ...{ language: 'th', words: OPERATOR_WORDS.th, enrolment: { kind: 'none' }, selfTest: { kind: 'none' } },
};

const Context = createContext<OnPage>(NOBODY);

export const PageContext = Context.Provider;
export const useOnPage = (): OnPage => useContext(Context);

/** What a refusal means, in the language of the page; in the service's own words where the page has none. */
export function refusalIn({ faults, failed }: OperatorWords, refusal: Error | undefined): string {
  if (!refusal) return '';
  const { code = '' } = refusal as { code?: string };
  return code in faults ? faults[code as keyof typeof faults] : failed(refusal.message); // checked by the line itself
}

export const sayIn = (language: Language, { th, en, doTh, doEn }: OutcomeMessage): string =>
  language === 'th' ? `${th} ${doTh}` : `${en} ${doEn}`;
