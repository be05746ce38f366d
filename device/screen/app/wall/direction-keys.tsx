// IN and OUT: chosen before the finger, or left to the terminal.
import type { VNode } from 'preact';
import type { Direction } from '../../../../protocol/index.ts';
import { post } from '../ask.ts';
import { useOnScreen } from '../screen-context.ts';

export function DirectionKeys(): VNode {
  return (
    <div class="directions">
      <DirectionKey direction="in" />
      <DirectionKey direction="out" />
    </div>
  );
}

function DirectionKey({ direction }: { readonly direction: Direction }): VNode {
  const { state, words } = useOnScreen();
  return (
    <button
      type="button"
      class={direction}
      aria-pressed={state.key?.direction === direction}
      onClick={() => post('/screen/key', { key: direction })}
    >
      {words.wall[direction]}
    </button>
  );
}
