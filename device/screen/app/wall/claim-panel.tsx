// Staff who are not known by a finger alone: a number typed here, then a finger or the face. Nobody's number stays here.
import type { VNode } from 'preact';
import { useState } from 'preact/hooks';
import { post } from '../ask.ts';
import { Keypad } from '../parts/keypad.tsx';
import { Preview } from '../parts/preview.tsx';
import { Waiting } from '../parts/waiting.tsx';
import { useOnScreen } from '../screen-context.ts';
import type { Of } from '../state/happening.ts';

export const MOST_DIGITS = 20;

export function ClaimPanel(): VNode | null {
  const { state, say } = useOnScreen();
  const { claim } = state;
  switch (claim.kind) {
    case 'typing':
      return <TypeNumber />;
    case 'claimed':
      return <Claimed claim={claim.claim} />;
    case 'asked':
      return (
        <section class="middle" role="status">
          <Waiting />
          <p class="what">{say(claim.asked.message)}</p>
        </section>
      );
    case 'looking':
      return (
        <section class="middle" role="status" aria-live="assertive">
          {claim.guidance !== undefined ? <Preview /> : <Waiting />}
          <p class="what">{claim.guidance ? say(claim.guidance) : ''}</p>
        </section>
      );
    default:
      return null;
  }
}

function Claimed({ claim }: { readonly claim: Of<'claim'> }): VNode {
  const { words, say } = useOnScreen();
  return (
    <section class="middle" role="status" aria-live="assertive">
      <p class="what">{say(claim.message)}</p>
      {claim.ways.includes('face') && (
        <button type="button" class="main" onClick={() => post('/screen/claim/face')}>
          {words.number.face}
        </button>
      )}
    </section>
  );
}

function TypeNumber(): VNode {
  const { words, tell } = useOnScreen();
  const [typed, setTyped] = useState('');
  const send = (): void => {
    // What is refused is told as an answer, by an event.
    post('/screen/claim', { number: typed });
    tell({ type: 'close-claim' });
  };
  return (
    <section class="typing">
      <p class="what">{words.number.type}</p>
      <output class="typed" aria-label={words.number.typed}>
        {typed}
      </output>
      <Keypad typed={typed} most={MOST_DIGITS} onType={setTyped} />
      <button type="button" class="main" disabled={typed === ''} onClick={send}>
        {words.number.send}
      </button>
    </section>
  );
}

/** The way in, and out again. */
export function ClaimWay(): VNode {
  const { state, words, tell } = useOnScreen();
  const { kind } = state.claim;
  const leave = (): void => {
    if (kind === 'claimed' || kind === 'looking' || kind === 'asked') post('/screen/claim/leave');
    tell({ type: 'close-claim' });
  };
  return kind === 'none' ? (
    <button type="button" class="way" onClick={() => tell({ type: 'type-number' })}>
      {words.number.open}
    </button>
  ) : (
    <button type="button" class="way" onClick={leave}>
      {words.number.close}
    </button>
  );
}
