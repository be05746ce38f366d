// Why something was not done.
import type { VNode } from 'preact';
import { refusalIn, useOnPage } from './page-context.ts';

export function RefusalLine({ refusal }: { readonly refusal: Error | undefined }): VNode {
  const { words } = useOnPage();
  return (
    <p class="refusal" role="alert">
      {refusalIn(words, refusal)}
    </p>
  );
}
