// The reference of an earlier visit, on keys of our own; or none, for whoever will ask at the counter; or a finger, of staff.
import type { VNode } from 'preact';
import { useState } from 'preact/hooks';
import type { DataRequest } from '../../../../protocol/index.ts';
import { useTypingKeys } from '../keys.ts';
import { Typed } from '../parts/typed.tsx';
import { useOnScreen } from '../screen-context.ts';
import type { RequestVoice } from './request-voice.ts';

/** Those that a reference is made of: none is taken for another. */
const KEYS = [...'0123456789ABCDEFGHJKMNPQRSTVWXYZ'];
const LENGTH = 8;

const isOfReference = (character: string): boolean => KEYS.includes(character.toUpperCase());

export interface TypingProps {
  readonly request: DataRequest;
  readonly voice: RequestVoice;
}

export function TypeReference({ request, voice }: TypingProps): VNode {
  const { words } = useOnScreen();
  const [typed, setTyped] = useState('');
  const isWhole = typed.length === LENGTH;
  const send = (): void => {
    if (isWhole) voice.send(request, { by: 'visit', reference: typed });
  };
  const type = (next: string): void => setTyped(next.toUpperCase());
  useTypingKeys({ typed, most: LENGTH, mayType: isOfReference, onType: type, onEnter: send });
  return (
    <section class="typing reference-typing">
      <p class="what" data-told="politely" data-aloud>
        {words.requests.reference}
      </p>
      <Typed text={[typed.slice(0, 4), typed.slice(4)].filter(Boolean).join('-')} />
      <div class="letters">
        {KEYS.map((key) => (
          <button key={key} type="button" disabled={isWhole} onClick={() => setTyped(typed + key)}>
            {key}
          </button>
        ))}
        <button type="button" class="wide" onClick={() => setTyped('')}>
          {words.number.clear}
        </button>
        <button
          type="button"
          class="wide"
          aria-label={words.number.remove}
          onClick={() => setTyped(typed.slice(0, -1))}
        >
          ⌫
        </button>
      </div>
      <button type="button" class="main" disabled={!isWhole} onClick={send}>
        {words.number.send}
      </button>
      <div class="others">
        <button type="button" onClick={() => voice.send(request, { by: 'counter' })}>
          {words.requests.noReference}
        </button>
        <button type="button" onClick={() => voice.send(request, { by: 'finger' })}>
          {words.requests.finger}
        </button>
      </div>
    </section>
  );
}
