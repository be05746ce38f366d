// Whoever clocked, beside their answer: asked for while it stands, by the number of the visit, and gone with it.
import type { VNode } from 'preact';

interface PortraitProps {
  readonly visit: number;
  /** A service that was started anew counts its visits anew, and a browser keeps what it has shown for a while. */
  readonly atMs: number;
  /** The service has it no more, or it is no picture. */
  onNone(): void;
}

/** The name beside it says whom it shows. */
export const Portrait = ({ visit, atMs, onNone }: PortraitProps): VNode => (
  <img class="portrait" key={visit} src={`/screen/answer/photo/${visit}?at=${atMs}`} alt="" onError={onNone} />
);
