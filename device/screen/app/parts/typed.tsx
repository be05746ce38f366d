// What has been typed so far; of what is longer than a line its end.
import type { VNode } from 'preact';
import { useOnScreen } from '../screen-context.ts';

const MOST_SHOWN = 20;

export function Typed({ text }: { readonly text: string }): VNode {
  const { words } = useOnScreen();
  return (
    <output class="typed" aria-label={words.number.typed}>
      {text.length > MOST_SHOWN ? `…${text.slice(1 - MOST_SHOWN)}` : text}
    </output>
  );
}
