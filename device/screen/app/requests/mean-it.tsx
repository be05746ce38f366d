// Whoever was recognised says that they mean it: the one who pressed may have gone.
import type { VNode } from 'preact';
import { useState } from 'preact/hooks';
import { post } from '../ask.ts';
import { Sentence } from '../parts/sentence.tsx';
import { useOnScreen } from '../screen-context.ts';
import type { Of } from '../state/happening.ts';

export function MeanIt({ step: { request, message } }: { readonly step: Of<'request'> }): VNode {
  const { words } = useOnScreen();
  const [isSaid, setSaid] = useState(false);
  const { what, next } = words.requests.kinds[request];
  const confirm = (): void => {
    setSaid(true);
    post('/screen/request/confirm');
  };
  return (
    <section class="middle" data-told="at-once">
      <p class="next">
        {what}: {next}
      </p>
      <Sentence message={message} />
      <button type="button" class="main" disabled={isSaid} onClick={confirm}>
        {words.requests.confirm}
      </button>
    </section>
  );
}
