// Something is going on: waiting is never without movement.
import type { VNode } from 'preact';

export const Waiting = (): VNode => (
  <div class="waiting" aria-hidden="true">
    <span />
    <span />
    <span />
  </div>
);
