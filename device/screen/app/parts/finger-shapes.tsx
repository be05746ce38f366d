// What the pictures of a finger are drawn of, on a sheet of 120 by 100: from the side, and from above.
import type { VNode } from 'preact';

/** The sensor from the side, its glass on top at 70. */
export const Sensor = (): VNode => (
  <g>
    <rect class="body" x="12" y="76" width="96" height="18" rx="5" />
    <rect class="glass" x="32" y="69" width="56" height="7" rx="2" />
  </g>
);

/** From the side: it lies on the glass, and goes up to the right. */
export const Digit = (): VNode => (
  <g>
    <path class="skin" d="M36 62C36 54 43 51 51 50L112 27L118 50L86 66Q81 69 75 69L45 69C39 69 36 66 36 62Z" />
    <path class="nail" d="M41 55C45 51 51 50 58 48" />
  </g>
);

/** The glass from above, within the sensor. */
export const Window = (): VNode => (
  <g>
    <rect class="body" x="24" y="4" width="72" height="92" rx="10" />
    <rect class="glass" x="35" y="14" width="50" height="66" rx="5" />
  </g>
);

/** From above. */
export const Tip = (): VNode => (
  <g>
    <path class="skin" d="M44 100L44 42C44 30 50 22 60 22C70 22 76 30 76 42L76 100Z" />
    <path class="nail" d="M52 42C52 33 55 28 60 28C65 28 68 33 68 42C63 44 57 44 52 42Z" />
  </g>
);

export const Cloth = (): VNode => (
  <path class="cloth" d="M34 60Q42 54 50 59T66 59T84 58L88 70Q78 75 68 70T50 71T32 71Z" />
);

/** Its point at the origin. */
export const Arrow = ({
  at,
  turned = 0,
}: {
  readonly at: readonly [number, number];
  readonly turned?: number;
}): VNode => (
  <path
    class="arrow"
    transform={`translate(${at[0]} ${at[1]}) rotate(${turned})`}
    d="M0 0L-8 -10L-3 -10L-3 -24L3 -24L3 -10L8 -10Z"
  />
);
