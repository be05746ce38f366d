// A bar-code scanner without hardware: what is shown to it arrives as the very reports of a real one.
import { Broadcast, encodeBarCodeReports, KioskError } from '../../protocol/index.ts';
import type { HidChannel, HidEvent } from '../hid/hid-channel.ts';

export type ScannerFault = 'unplug' | 'silence' | 'garbage';

const MODEL = 'virtual scanner';
/** Of a QR code. */
const QR_AIM = ']Q1';
/** The number of a report is right, so that its content is looked at. */
const GARBAGE = Uint8Array.from({ length: 64 }, (_, index) => (index === 0 ? 0x02 : 0xa5));

export class VirtualScanner {
  #fault: ScannerFault | undefined;
  #host: Broadcast<HidEvent> | undefined;

  /** Somebody holds a code before it. Nobody hears of it while no host is connected. */
  show(text: string, aim = QR_AIM): void {
    if (this.#fault === 'silence') return;
    const reports = encodeBarCodeReports({ aim, data: new TextEncoder().encode(text) });
    for (const report of this.#fault === 'garbage' ? [GARBAGE] : reports) this.send(report);
  }

  /** Any report, also one that no scanner would send. */
  send(report: Uint8Array): void {
    this.#host?.send({ kind: 'report', report });
  }

  /** Until it is cleared, or another comes. */
  fault(fault: ScannerFault): void {
    this.#fault = fault;
    if (fault !== 'unplug') return;
    const host = this.#host;
    this.#host = undefined;
    host?.send({ kind: 'lost', reason: 'could not read from HID device' });
  }

  clearFault(): void {
    this.#fault = undefined;
  }

  /** @throws KioskError HAL_DISCONNECTED while it is unplugged */
  async connect(): Promise<HidChannel> {
    if (this.#fault === 'unplug') throw new KioskError('HAL_DISCONNECTED', { device: MODEL });
    const incoming = new Broadcast<HidEvent>();
    this.#host = incoming;
    return {
      name: MODEL,
      incoming,
      write: async () => undefined,
      [Symbol.asyncDispose]: async () => {
        if (this.#host === incoming) this.#host = undefined;
      },
    };
  }
}
