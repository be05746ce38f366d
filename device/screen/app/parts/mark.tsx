// Yes, no, or not yet, to be seen from afar; the words beside it say so too.
import type { VNode } from 'preact';

const MARKS = { yes: '✓', no: '✕', open: '…' } as const;

export const Mark = ({ is }: { readonly is: keyof typeof MARKS }): VNode => (
  <div class="mark" aria-hidden="true">
    {MARKS[is]}
  </div>
);
