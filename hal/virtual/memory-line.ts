// A module and its host in one process: a wire made of two function calls.
import { Broadcast, KioskError, serialMs } from '../../protocol/index.ts';
import type { ByteWire, WireEvent } from '../fingerprint/byte-wire.ts';
import { InProcessPlug } from './in-process-plug.ts';
import type { ModuleLine } from './module-line.ts';

const BUS = 'in-process (no pseudo-terminal, no serialport)';

export class MemoryLine extends InProcessPlug<MemoryWire> implements ModuleLine {
  readonly bus = BUS;
  readonly incoming = new Broadcast<Uint8Array>();

  async openHost(baud: number): Promise<ByteWire> {
    if (!this.isPlugged) throw new KioskError('HAL_DISCONNECTED', { bus: BUS });
    if (this.host) throw new KioskError('HAL_REFUSED', { bus: BUS, reason: 'in use' });
    const host = new MemoryWire({
      baud,
      toModule: (bytes) => this.incoming.send(bytes),
      closed: () => {
        this.host = undefined;
      },
    });
    this.host = host;
    return host;
  }

  send(bytes: Uint8Array): void {
    this.host?.arrive(bytes);
  }

  async hostSpeaksAt(baud: number): Promise<boolean> {
    return this.host?.baud === baud;
  }

  transferMs(bytes: number, baud: number): number {
    return serialMs(bytes, baud);
  }
}

interface MemoryEnds {
  readonly baud: number;
  readonly toModule: (bytes: Uint8Array) => void;
  readonly closed: () => void;
}

class MemoryWire implements ByteWire {
  readonly bus = BUS;
  readonly hasBaud = true;
  readonly incoming = new Broadcast<WireEvent>();
  readonly #ends: MemoryEnds;
  #baud: number;
  #isOpen = true;

  constructor(ends: MemoryEnds) {
    this.#ends = ends;
    this.#baud = ends.baud;
  }

  get baud(): number {
    return this.#baud;
  }

  async write(bytes: Uint8Array): Promise<void> {
    if (!this.#isOpen) throw new KioskError('HAL_DISCONNECTED', { bus: BUS });
    this.#ends.toModule(Uint8Array.from(bytes));
  }

  async setBaud(baud: number): Promise<void> {
    this.#baud = baud;
  }

  transferMs(bytes: number, baud: number): number {
    return serialMs(bytes, baud);
  }

  arrive(bytes: Uint8Array): void {
    this.incoming.send({ kind: 'bytes', bytes: Uint8Array.from(bytes) });
  }

  hangUp(): void {
    this.#isOpen = false;
    this.incoming.send({ kind: 'lost', fault: new KioskError('HAL_DISCONNECTED', { bus: BUS }) });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (!this.#isOpen) return;
    this.#isOpen = false;
    this.#ends.closed();
  }
}
