// Packets over a wire: one inbox, one reader, a limit on every wait.
import {
  abortable,
  Broadcast,
  Deadline,
  encodeZfmPacket,
  KioskError,
  type Listenable,
  ZfmFramer,
  type ZfmPacket,
} from '../../protocol/index.ts';
import type { ByteWire, WireEvent } from './byte-wire.ts';

type Arrival = { readonly packet: ZfmPacket } | { readonly fault: KioskError };

/** More than the largest image in the smallest packets; what comes beyond it is dropped and counted. */
const INBOX_LIMIT = 2048;

export interface LinkCounters {
  readonly skippedBytes: number;
  readonly corruptPackets: number;
  readonly droppedPackets: number;
  readonly unaskedPackets: number;
}

class Quiet extends Error {}

export class PacketLink implements AsyncDisposable {
  readonly #wire: ByteWire;
  readonly #framer = new ZfmFramer();
  readonly #inbox: Arrival[] = [];
  readonly #lost = new Broadcast<KioskError>();
  #loss: KioskError | undefined;
  #dropped = 0;
  #unasked = 0;
  #wake = (): void => undefined;
  readonly #stop: () => void;

  constructor(wire: ByteWire) {
    this.#wire = wire;
    this.#stop = wire.incoming.listen((event) => this.#take(event));
  }

  get lost(): Listenable<KioskError> {
    return this.#lost;
  }

  /** What went wrong on the wire without stopping it, for the log and `doctor`. */
  get counters(): LinkCounters {
    const { skippedBytes, corruptPackets } = this.#framer;
    return { skippedBytes, corruptPackets, droppedPackets: this.#dropped, unaskedPackets: this.#unasked };
  }

  /** @throws KioskError HAL_DISCONNECTED, HAL_TIMEOUT; the signal's reason */
  async send(packet: ZfmPacket, limitMs: number, signal: AbortSignal): Promise<void> {
    if (this.#loss) throw this.#loss;
    using deadline = new Deadline(signal, limitMs, () => new KioskError('HAL_TIMEOUT', { doing: 'write', limitMs }));
    await abortable(this.#wire.write(encodeZfmPacket(packet)), deadline.signal);
  }

  /** Throws away what came unasked: an answer that was given up may still arrive, and must not pass for the next one. */
  discard(): void {
    this.#unasked += this.#inbox.length;
    this.#inbox.length = 0;
  }

  /** The next packet. @throws KioskError HAL_TIMEOUT, HAL_DISCONNECTED, PROTOCOL_*; the signal's reason */
  async receive(limitMs: number, signal: AbortSignal): Promise<ZfmPacket> {
    const late = (): Error => new KioskError('HAL_TIMEOUT', { doing: 'read', limitMs });
    using deadline = Deadline.ofAnswer(signal, limitMs, late);
    for (;;) {
      signal.throwIfAborted();
      const next = this.#inbox.shift();
      if (next && 'packet' in next) return next.packet;
      if (next) throw next.fault;
      if (this.#loss) throw this.#loss;
      await this.#anything(deadline.signal);
    }
  }

  /** Throws away what is still coming until the wire is quiet, so that the next answer is the next answer. */
  async settle(options: { readonly quietMs: number; readonly limitMs: number }, signal: AbortSignal): Promise<void> {
    const late = (): Error => new KioskError('HAL_TIMEOUT', { doing: 'wait for silence', limitMs: options.limitMs });
    using limit = new Deadline(signal, options.limitMs, late);
    while (!(await this.#isQuiet(options.quietMs, limit.signal)));
    this.#inbox.length = 0;
    this.#framer.reset();
    if (this.#loss) throw this.#loss;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#stop();
    this.#fail(new KioskError('HAL_DISCONNECTED', { closed: true }));
    await this.#wire[Symbol.asyncDispose]();
  }

  async #isQuiet(quietMs: number, signal: AbortSignal): Promise<boolean> {
    if (this.#loss) return true;
    using quiet = Deadline.ofAnswer(signal, quietMs, () => new Quiet());
    try {
      await this.#anything(quiet.signal);
      return false;
    } catch (reason) {
      if (reason instanceof Quiet) return true;
      throw reason;
    }
  }

  /** Until anything happens on the wire, even if it is only noise. */
  async #anything(signal: AbortSignal): Promise<void> {
    const happens = new Promise<void>((resolve) => {
      this.#wake = resolve;
    });
    await abortable(happens, signal);
  }

  #take(event: WireEvent): void {
    if (event.kind === 'bytes')
      for (const framed of this.#framer.push(event.bytes))
        this.#keep(framed.kind === 'packet' ? { packet: framed.packet } : { fault: framed.fault });
    else if (event.kind === 'gap') this.#gap(event.missingReports);
    else this.#fail(event.fault);
    this.#wake();
  }

  /** What was half received before the gap has nothing to do with what follows. */
  #gap(missingReports: number): void {
    this.#framer.reset();
    this.#keep({ fault: new KioskError('PROTOCOL_TRUNCATED', { missingReports }) });
  }

  #keep(arrival: Arrival): void {
    if (this.#inbox.length < INBOX_LIMIT) this.#inbox.push(arrival);
    else this.#dropped += 1;
  }

  #fail(fault: KioskError): void {
    if (this.#loss) return;
    this.#loss = fault;
    this.#wake();
    this.#lost.send(fault);
  }
}
