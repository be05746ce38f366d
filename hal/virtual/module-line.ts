// The module's end of a bus.
import type { Listenable } from '../../protocol/index.ts';
import type { ByteWire } from '../fingerprint/byte-wire.ts';

export interface ModuleLine extends AsyncDisposable {
  /** For people: what carries the bytes, and that they are not a real device's. */
  readonly bus: string;
  /** Bytes from the host. */
  readonly incoming: Listenable<Uint8Array>;
  /** The host's end, as its driver would open it. @throws KioskError HAL_DISCONNECTED, HAL_REFUSED where it is taken */
  openHost(baud: number): Promise<ByteWire>;
  /** Hands bytes to the host; where nobody is connected they are lost, as on a real wire. */
  send(bytes: Uint8Array): void;
  /** Whether the host speaks at this baud; at another one it sends nothing that can be read. */
  hostSpeaksAt(baud: number): Promise<boolean>;
  /** How long `bytes` take over the imitated bus. */
  transferMs(bytes: number, baud: number): number;
  /** The host sees the device go, and come. Doing either twice is allowed. */
  unplug(): Promise<void>;
  plug(): Promise<void>;
}
