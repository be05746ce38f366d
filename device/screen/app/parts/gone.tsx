// The service is gone: it comes back by itself, and so does this page.
import type { VNode } from 'preact';
import { useOnScreen } from '../screen-context.ts';
import { Waiting } from './waiting.tsx';

export function Gone(): VNode {
  const { words } = useOnScreen();
  return (
    <section class="middle" data-told="at-once">
      <Waiting />
      <p class="what" data-aloud>
        {words.gone}
      </p>
      <p class="todo" data-aloud>
        {words.goneTodo}
      </p>
    </section>
  );
}
