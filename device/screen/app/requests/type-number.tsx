// Staff who are not found by a finger alone: whose finger it is to be.
import type { VNode } from 'preact';
import { useState } from 'preact/hooks';
import { Keypad } from '../parts/keypad.tsx';
import { useOnScreen } from '../screen-context.ts';
import { MOST_DIGITS } from '../wall/claim-panel.tsx';
import type { TypingProps } from './type-reference.tsx';

export function TypeNumber({ request, voice }: TypingProps): VNode {
  const { words } = useOnScreen();
  const [typed, setTyped] = useState('');
  return (
    <section class="typing">
      <p class="what">{words.requests.number}</p>
      <output class="typed" aria-label={words.number.typed}>
        {typed}
      </output>
      <Keypad typed={typed} most={MOST_DIGITS} onType={setTyped} />
      <button
        type="button"
        class="main"
        disabled={typed === ''}
        onClick={() => voice.send(request, { by: 'number', number: typed })}
      >
        {words.number.send}
      </button>
    </section>
  );
}
