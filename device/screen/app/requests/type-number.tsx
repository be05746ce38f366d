// Staff who are not found by a finger alone: whose finger it is to be.
import type { VNode } from 'preact';
import { useState } from 'preact/hooks';
import { TOO_MANY_CHARACTERS, useBadge } from '../badge.ts';
import { isCharacter } from '../key-of.ts';
import { useTypingKeys } from '../keys.ts';
import { Keypad } from '../parts/keypad.tsx';
import { Typed } from '../parts/typed.tsx';
import { useOnScreen } from '../screen-context.ts';
import type { TypingProps } from './type-reference.tsx';

export function TypeNumber({ request, voice }: TypingProps): VNode {
  const { words } = useOnScreen();
  const [typed, setTyped] = useState('');
  const say = (number: string): void => {
    if (number !== '') voice.send(request, { by: 'number', number });
  };
  const send = (): void => say(typed);
  useTypingKeys({ typed, most: TOO_MANY_CHARACTERS, mayType: isCharacter, onType: setTyped, onEnter: send });
  useBadge(say);
  return (
    <section class="typing">
      <p class="what" data-told="politely" data-aloud>
        {words.requests.number}
      </p>
      <Typed text={typed} />
      <Keypad typed={typed} most={TOO_MANY_CHARACTERS} onType={setTyped} />
      <button type="button" class="main" disabled={typed === ''} onClick={send}>
        {words.number.send}
      </button>
    </section>
  );
}
