// The reference of an earlier visit, on keys of our own; or none, for whoever will ask at the counter; or a finger, of staff.
import type { VNode } from 'preact';
import { useState } from 'preact/hooks';
import type { DataRequest } from '../../../../protocol/index.ts';
import { useOnScreen } from '../screen-context.ts';
import type { RequestVoice } from './request-voice.ts';

/** Those that a reference is made of: none is taken for another. */
const KEYS = [...'0123456789ABCDEFGHJKMNPQRSTVWXYZ'];
const LENGTH = 8;

export interface TypingProps {
  readonly request: DataRequest;
  readonly voice: RequestVoice;
}

export function TypeReference({ request, voice }: TypingProps): VNode {
  const { words } = useOnScreen();
  const [typed, setTyped] = useState('');
  const isWhole = typed.length === LENGTH;
  return (
    <section class="typing reference-typing">
      <p class="what" data-aloud>
        {words.requests.reference}
      </p>
      <output class="typed" aria-label={words.number.typed}>
        {[typed.slice(0, 4), typed.slice(4)].filter(Boolean).join('-')}
      </output>
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
      <button
        type="button"
        class="main"
        disabled={!isWhole}
        onClick={() => voice.send(request, { by: 'visit', reference: typed })}
      >
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
