// An open HID device: reports in and out. Implemented over node-hid, and by virtual devices.
import type { Listenable } from '../../protocol/index.ts';

export type HidEvent =
  | { readonly kind: 'report'; readonly report: Uint8Array }
  | { readonly kind: 'lost'; readonly reason: string };

export interface HidChannel extends AsyncDisposable {
  /** For people. */
  readonly name: string;
  readonly incoming: Listenable<HidEvent>;
  write(report: Uint8Array): Promise<void>;
}
