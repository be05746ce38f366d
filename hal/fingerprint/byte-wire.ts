// What a driver needs of a bus: bytes out, bytes in, and the news that the other end is gone.
import type { KioskError, Listenable } from '../../protocol/index.ts';

export type WireEvent =
  | { readonly kind: 'bytes'; readonly bytes: Uint8Array }
  /** The bus itself noticed that something before the next bytes is missing. */
  | { readonly kind: 'gap'; readonly missingReports: number }
  /** Comes once, and nothing after it. */
  | { readonly kind: 'lost'; readonly fault: KioskError };

/** An open bus to one device. Whoever opens it disposes of it; disposing twice is allowed. */
export interface ByteWire extends AsyncDisposable {
  /** For people: which bus, which path. */
  readonly bus: string;
  /** False where the bus has a speed of its own (HID): `setBaud` then does nothing. */
  readonly hasBaud: boolean;
  readonly incoming: Listenable<WireEvent>;
  /** @throws KioskError HAL_DISCONNECTED. May never settle on a bus that is just dying: race it with a limit. */
  write(bytes: Uint8Array): Promise<void>;
  /** @throws KioskError HAL_REFUSED where this port cannot do it, HAL_DISCONNECTED */
  setBaud(baud: number): Promise<void>;
  /** How long `bytes` take at best, in milliseconds. */
  transferMs(bytes: number, baud: number): number;
}
