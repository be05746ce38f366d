// What happened, and what to do about it: two lines, read aloud where somebody asked for it.
import type { VNode } from 'preact';
import type { OutcomeMessage } from '../../../../protocol/index.ts';
import { useOnScreen } from '../screen-context.ts';

export function Sentence({ message }: { readonly message: OutcomeMessage }): VNode {
  const { say } = useOnScreen();
  return (
    <>
      <p class="what" data-aloud>
        {say(message)}
      </p>
      <ToDo message={message} />
    </>
  );
}

export function ToDo({ message }: { readonly message: OutcomeMessage }): VNode {
  const { todo } = useOnScreen();
  return (
    <p class="todo" data-aloud>
      {todo(message)}
    </p>
  );
}
