// Numbered HID reports as a wire of bytes; a report that never came is a gap in the stream.
import {
  Broadcast,
  HidReportReader,
  HidReportWriter,
  hidTransferMs,
  isFault,
  KioskError,
} from '../../protocol/index.ts';
import type { HidChannel, HidEvent } from '../hid/hid-channel.ts';
import type { ByteWire, WireEvent } from './byte-wire.ts';

export class HidWire implements ByteWire {
  readonly hasBaud = false;
  readonly bus: string;
  readonly incoming = new Broadcast<WireEvent>();
  readonly #channel: HidChannel;
  readonly #reader = new HidReportReader();
  readonly #writer = new HidReportWriter();
  readonly #stop: () => void;

  constructor(channel: HidChannel) {
    this.#channel = channel;
    this.bus = `HID ${channel.name}`;
    this.#stop = channel.incoming.listen((event) => this.#take(event));
  }

  async write(bytes: Uint8Array): Promise<void> {
    try {
      for (const report of this.#writer.cut(bytes)) await this.#channel.write(report);
    } catch (cause) {
      throw new KioskError('HAL_DISCONNECTED', { bus: this.bus }, cause);
    }
  }

  async setBaud(): Promise<void> {}

  transferMs(bytes: number): number {
    return hidTransferMs(bytes);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#stop();
    await this.#channel[Symbol.asyncDispose]();
  }

  #take(event: HidEvent): void {
    if (event.kind === 'report') this.#read(event.report);
    else
      this.incoming.send({
        kind: 'lost',
        fault: new KioskError('HAL_DISCONNECTED', { bus: this.bus, reason: event.reason }),
      });
  }

  #read(report: Uint8Array): void {
    try {
      const { missingReports, bytes } = this.#reader.read(report);
      if (missingReports > 0) this.incoming.send({ kind: 'gap', missingReports });
      this.incoming.send({ kind: 'bytes', bytes });
    } catch (fault) {
      if (!isFault(fault)) throw fault;
      // Not one of ours, so whatever it should have been is missing.
      this.incoming.send({ kind: 'gap', missingReports: 1 });
    }
  }
}
