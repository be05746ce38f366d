// What came of it: the number of the request, what happens next, and by when.
import type { VNode } from 'preact';
import { dayIn } from '../parts/clock.tsx';
import { Mark } from '../parts/mark.tsx';
import { Sentence } from '../parts/sentence.tsx';
import { useOnScreen } from '../screen-context.ts';
import type { Of } from '../state/happening.ts';

export function RequestAnswer({ answer }: { readonly answer: Of<'request-answer'> }): VNode {
  const { state, words, language } = useOnScreen();
  const { accepted, message, reference, dueMs, request } = answer;
  const { what, next } = words.requests.kinds[request];
  return (
    <section class="middle answer" data-accepted={accepted} data-told="at-once">
      <Mark is={accepted ? 'yes' : 'no'} />
      <Sentence message={message} />
      {reference !== null && (
        <p class="reference">
          {words.requests.yours} <b>{reference}</b>
        </p>
      )}
      {dueMs !== null && (
        <>
          <p class="next" data-aloud>
            {what}: {next}
          </p>
          <p>{words.requests.due(dayIn(language, dueMs, state.about?.timeZone))}</p>
        </>
      )}
    </section>
  );
}
