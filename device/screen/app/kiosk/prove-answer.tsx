// What came of the visit, a reference to it, and the card that must not be forgotten.
import type { VNode } from 'preact';
import { useOnScreen } from '../screen-context.ts';
import type { Of } from '../state/happening.ts';
import type { ProveVisit } from '../state/prove-visit.ts';

interface ProveAnswerProps {
  readonly visit: ProveVisit;
  readonly answer: Of<'prove-answer'>;
}

export function ProveAnswer({ visit: { contact, app }, answer }: ProveAnswerProps): VNode {
  const { words, say, todo } = useOnScreen();
  const { message, outcome, reference } = answer;
  return (
    <section class="middle answer" data-accepted={outcome === 'proved'} role="alert">
      <div class="mark" aria-hidden="true">
        {outcome === 'proved' ? '✓' : outcome === 'pending' ? '…' : '✕'}
      </div>
      <p class="what" data-aloud>
        {say(message)}
      </p>
      <p class="todo" data-aloud>
        {todo(message)}
      </p>
      <p class="reference">
        {words.prove.reference} <b>{reference}</b>
      </p>
      {contact && <p>{words.contact[contact]}</p>}
      {app && <p role="status">{say(app)}</p>}
      <p class="take-card" data-aloud>
        <span class="card-out" aria-hidden="true" /> {words.prove.takeCard}
      </p>
    </section>
  );
}
