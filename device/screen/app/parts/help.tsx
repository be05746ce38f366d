// Help is on every screen, whatever goes on.
import type { VNode } from 'preact';
import { post } from '../ask.ts';
import { useOnScreen } from '../screen-context.ts';

export function Help({ onAsk = () => post('/screen/help') }: { onAsk?: () => void }): VNode {
  const { words } = useOnScreen();
  return (
    <button type="button" class="help" onClick={onAsk}>
      {words.help}
    </button>
  );
}
