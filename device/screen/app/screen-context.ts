// What every part of the screen needs to know, and how it tells what the person did.
import { createContext } from 'preact';
import { useContext } from 'preact/hooks';
import type { Language, OutcomeMessage, Text } from '../../../protocol/index.ts';
import type { Happening } from './state/happening.ts';
import { atFirst, type ScreenState } from './state/screen-state.ts';
import { WORDS, type Words } from './words/words.ts';

export interface OnScreen {
  readonly state: ScreenState;
  readonly language: Language;
  readonly words: Words;
  tell(happening: Happening): void;
  /** A sentence of the service, in the language that is spoken. */
  say(text: Text): string;
  /** What to do about it. */
  todo(message: OutcomeMessage): string;
}

const Context = createContext<OnScreen>(onScreen(atFirst(0), 'th', () => undefined));

export const ScreenContext = Context.Provider;
export const useOnScreen = (): OnScreen => useContext(Context);

export function onScreen(state: ScreenState, language: Language, tell: (happening: Happening) => void): OnScreen {
  return {
    ...{ state, language, tell, words: WORDS[language] },
    say: (text) => text[language],
    todo: (message) => message[language === 'th' ? 'doTh' : 'doEn'],
  };
}
