// Staff who are not known by a finger alone: a number typed here, then a finger or the face. Nobody's number stays here.
import type { VNode } from 'preact';
import { useState } from 'preact/hooks';
import { post } from '../ask.ts';
import { TOO_MANY_CHARACTERS } from '../badge.ts';
import { isCharacter } from '../key-of.ts';
import { useKeys, useTypingKeys } from '../keys.ts';
import { Keypad } from '../parts/keypad.tsx';
import { Preview } from '../parts/preview.tsx';
import { Typed } from '../parts/typed.tsx';
import { Waiting } from '../parts/waiting.tsx';
import { useOnScreen } from '../screen-context.ts';
import type { Of } from '../state/happening.ts';
import { leaveClaim, sayNumber } from './staff-keys.ts';

export function ClaimPanel(): VNode | null {
  const { state, say } = useOnScreen();
  const { claim } = state;
  switch (claim.kind) {
    case 'typing':
      return <TypeNumber first={claim.first} />;
    case 'claimed':
      return <Claimed claim={claim.claim} />;
    case 'asked':
      return (
        <section class="middle" data-told="politely">
          <Waiting />
          <p class="what" data-aloud>
            {say(claim.asked.message)}
          </p>
        </section>
      );
    case 'looking':
      return (
        <section class="middle" data-told="at-once">
          {claim.guidance !== undefined ? <Preview /> : <Waiting />}
          <p class="what" data-aloud>
            {claim.guidance ? say(claim.guidance) : ''}
          </p>
        </section>
      );
    default:
      return null;
  }
}

function Claimed({ claim }: { readonly claim: Of<'claim'> }): VNode {
  const { words, say } = useOnScreen();
  const mayShowFace = claim.ways.includes('face');
  const showFace = (): void => post('/screen/claim/face');
  useKeys((key) => {
    if (key !== 'Enter' || !mayShowFace) return false;
    showFace();
    return true;
  });
  return (
    <section class="middle" data-told="at-once">
      <p class="what" data-aloud>
        {say(claim.message)}
      </p>
      {mayShowFace && (
        <button type="button" class="main" onClick={showFace}>
          {words.number.face}
        </button>
      )}
    </section>
  );
}

function TypeNumber({ first }: { readonly first: string }): VNode {
  const { words, tell } = useOnScreen();
  const [typed, setTyped] = useState(first);
  const send = (): void => {
    if (typed !== '') sayNumber(typed, { tell });
  };
  useTypingKeys({ typed, most: TOO_MANY_CHARACTERS, mayType: isCharacter, onType: setTyped, onEnter: send });
  return (
    <section class="typing">
      <p class="what" data-told="politely" data-aloud>
        {words.number.type}
      </p>
      <Typed text={typed} />
      <Keypad typed={typed} most={TOO_MANY_CHARACTERS} onType={setTyped} />
      <button type="button" class="main" disabled={typed === ''} onClick={send}>
        {words.number.send}
      </button>
    </section>
  );
}

/** The way in, and out again. */
export function ClaimWay(): VNode {
  const screen = useOnScreen();
  const { state, words, tell } = screen;
  const { kind } = state.claim;
  return kind === 'none' ? (
    <button type="button" class="way" onClick={() => tell({ type: 'type-number' })}>
      {words.number.open}
    </button>
  ) : (
    <button type="button" class="way" onClick={() => leaveClaim(screen)}>
      {words.number.close}
    </button>
  );
}
