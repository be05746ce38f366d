// What came of the visit, a reference to it, and the card that must not be forgotten.
import type { VNode } from 'preact';
import { Mark } from '../parts/mark.tsx';
import { Sentence } from '../parts/sentence.tsx';
import { useOnScreen } from '../screen-context.ts';
import type { Of } from '../state/happening.ts';
import type { ProveVisit } from '../state/prove-visit.ts';

interface ProveAnswerProps {
  readonly visit: ProveVisit;
  readonly answer: Of<'prove-answer'>;
}

const MARK_OF = { proved: 'yes', pending: 'open', refused: 'no', referred: 'no' } as const;

export function ProveAnswer({ visit: { contact, app }, answer }: ProveAnswerProps): VNode {
  const { words, say } = useOnScreen();
  const { message, outcome, reference } = answer;
  return (
    <section class="middle answer" data-accepted={outcome === 'proved'} data-told="at-once">
      <Mark is={MARK_OF[outcome]} />
      <Sentence message={message} />
      <p class="reference">
        {words.prove.reference} <b>{reference}</b>
      </p>
      {contact && <p>{words.contact[contact]}</p>}
      {app && <p data-told="politely">{say(app)}</p>}
      <p class="take-card" data-aloud>
        <span class="card-out" aria-hidden="true" /> {words.prove.takeCard}
      </p>
    </section>
  );
}
