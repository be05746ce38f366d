// A mock of node-hid with a virtual module behind it: stands in for the HID stack alone, reports are the product's own.
import { Broadcast, HidReportReader, HidReportWriter, hidTransferMs, KioskError } from '../../protocol/index.ts';
import type { ByteWire } from '../fingerprint/byte-wire.ts';
import { HidWire } from '../fingerprint/hid-wire.ts';
import type { HidChannel, HidEvent } from '../hid/hid-channel.ts';
import { InProcessPlug } from './in-process-plug.ts';
import type { ModuleLine } from './module-line.ts';

export class HidLine extends InProcessPlug<MockChannel> implements ModuleLine {
  readonly bus = 'HID mock (no node-hid)';
  readonly incoming = new Broadcast<Uint8Array>();
  #writer = new HidReportWriter();
  readonly #losses: { passed: number; count: number }[] = [];

  async openHost(): Promise<ByteWire> {
    if (!this.isPlugged) throw new KioskError('HAL_DISCONNECTED', { bus: this.bus });
    const reader = new HidReportReader();
    this.#writer = new HidReportWriter();
    this.host = new MockChannel((report) => this.incoming.send(reader.read(report).bytes));
    return new HidWire(this.host);
  }

  /** As hidraw does when its ring of 64 reports is full: silently. Losses follow one another. */
  dropReportsAfter(passed: number, count: number): void {
    this.#losses.push({ passed, count });
  }

  send(bytes: Uint8Array): void {
    for (const report of this.#writer.cut(bytes)) if (!this.#isDropped()) this.host?.arrive(report);
  }

  #isDropped(): boolean {
    const [loss] = this.#losses;
    if (!loss) return false;
    if (loss.passed > 0) {
      loss.passed -= 1;
      return false;
    }
    loss.count -= 1;
    if (loss.count === 0) this.#losses.shift();
    return true;
  }

  async hostSpeaksAt(): Promise<boolean> {
    return true;
  }

  transferMs(bytes: number): number {
    return hidTransferMs(bytes);
  }
}

class MockChannel implements HidChannel {
  readonly name = 'mock';
  readonly incoming = new Broadcast<HidEvent>();
  readonly #toModule: (report: Uint8Array) => void;
  #isOpen = true;

  constructor(toModule: (report: Uint8Array) => void) {
    this.#toModule = toModule;
  }

  async write(report: Uint8Array): Promise<void> {
    if (!this.#isOpen) throw new Error('Input/output error');
    this.#toModule(report);
  }

  arrive(report: Uint8Array): void {
    if (this.#isOpen) this.incoming.send({ kind: 'report', report });
  }

  hangUp(): void {
    this.#isOpen = false;
    this.incoming.send({ kind: 'lost', reason: 'could not read from HID device' });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#isOpen = false;
  }
}
