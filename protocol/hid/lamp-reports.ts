// What a USB lamp must be sent, as a table of pure functions: the driver in hal only carries it out.
import type { LightName } from './light-looks.ts';

export interface UsbId {
  readonly vendorId: number;
  readonly productId: number;
}

/** How a lamp is kept, and known to be, alive. */
export interface LampAlive {
  readonly everyMs: number;
  readonly reports: (name: LightName) => readonly Uint8Array[];
  /** Without a sign from its host for this long the lamp goes dark by itself; null where it cannot. */
  readonly darkAfterMs: number | null;
}

export interface LampReports {
  readonly model: string;
  readonly usb: readonly UsbId[];
  /** By which kind of HID report the lamp is spoken to. */
  readonly kind: 'feature' | 'output';
  readonly open: () => readonly Uint8Array[];
  readonly show: (name: LightName) => readonly Uint8Array[];
  readonly close: () => readonly Uint8Array[];
  readonly alive: LampAlive;
}
