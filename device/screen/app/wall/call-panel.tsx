// Somebody is called by name to be enrolled, and begins by a button; everybody else clocks meanwhile.
import type { VNode } from 'preact';
import { post } from '../ask.ts';
import { useOnScreen } from '../screen-context.ts';

export function CallPanel(): VNode | null {
  const { state, words, say } = useOnScreen();
  if (!state.called || state.standing.kind !== 'idle') return null;
  return (
    <section class="call" data-told="politely">
      <p>{say(state.called)}</p>
      <button type="button" onClick={() => post('/screen/enrol/begin')}>
        {words.wall.enrolNow}
      </button>
    </section>
  );
}
