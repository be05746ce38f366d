// A finger shows whose request it is; or the number first, for whoever is not found by a finger alone.
import type { VNode } from 'preact';
import { post } from '../ask.ts';
import { Sentence } from '../parts/sentence.tsx';
import { Waiting } from '../parts/waiting.tsx';
import { useOnScreen } from '../screen-context.ts';
import type { Of } from '../state/happening.ts';

interface ShowFingerProps {
  readonly step: Of<'request'>;
  readonly endsAt: number;
}

export function ShowFinger({ step: { request, step, message, complaint } }: ShowFingerProps): VNode {
  const { words, say, todo, tell } = useOnScreen();
  const typeNumber = (): void => {
    post('/screen/request/leave');
    tell({ type: 'choose-request', request, next: 'number' });
  };
  return (
    <section class="middle" data-told="at-once">
      {complaint && (
        <p class="complaint">
          {say(complaint)} {todo(complaint)}
        </p>
      )}
      {step === 'look' ? <Waiting /> : <div class="finger" aria-hidden="true" />}
      <Sentence message={message} />
      {step !== 'look' && (
        <button type="button" onClick={typeNumber}>
          {words.number.open}
        </button>
      )}
    </section>
  );
}
