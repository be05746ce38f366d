// The quiet way in: everybody may ask about their own data, and nobody is held up by it.
import type { VNode } from 'preact';
import { useOnScreen } from '../screen-context.ts';

/** Where nothing else goes on. */
export function RequestWay(): VNode | null {
  const { state, words, tell } = useOnScreen();
  const { closed, standing, claim } = state;
  if (closed || standing.kind !== 'idle' || claim.kind !== 'none') return null;
  return (
    <button type="button" class="my-data" onClick={() => tell({ type: 'open-requests' })}>
      {words.requests.open}
    </button>
  );
}
