// A scanner that is open now: its reports as codes, each told once, and no more of them than a person can show.
import { createHash } from 'node:crypto';
import {
  type BarCode,
  BarCodeReader,
  type Clock,
  isFault,
  KioskError,
  type Listenable,
  Sensitive,
} from '../../protocol/index.ts';
import type { HidChannel, HidEvent } from '../hid/hid-channel.ts';
import type { Scan } from '../ports/scanner.ts';
import { Loss } from '../supervise/loss.ts';
import type { Supervisable } from '../supervise/supervised-link.ts';

/** A code that stays before the scanner is one code, until it was away for so long. */
const SAME_CODE_MS = 2000;
/** Nobody shows codes faster; a device that does is broken, or no scanner. */
const MOST_PER_SECOND = 4;

export interface LiveScannerParts {
  readonly channel: HidChannel;
  readonly clock: Clock;
  readonly onScan: (scan: Scan) => void;
  readonly onRefused: () => void;
}

export class LiveScanner implements Supervisable {
  readonly #parts: LiveScannerParts;
  readonly #loss = new Loss();
  readonly #reader = new BarCodeReader();
  readonly #stop: () => void;
  /** Of the last code its digest alone is kept. */
  #last = { digest: '', atMs: Number.NEGATIVE_INFINITY };
  readonly #toldAtMs: number[] = [];

  constructor(parts: LiveScannerParts) {
    this.#parts = parts;
    this.#stop = parts.channel.incoming.listen((event) => this.#take(event));
  }

  get model(): string {
    return this.#parts.channel.name;
  }

  get lost(): Listenable<KioskError> {
    return this.#loss;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#stop();
    await this.#parts.channel[Symbol.asyncDispose]();
  }

  #take(event: HidEvent): void {
    if (event.kind === 'lost')
      this.#loss.lose(new KioskError('HAL_DISCONNECTED', { device: this.model, reason: event.reason }));
    else this.#read(event.report);
  }

  #read(report: Uint8Array): void {
    const atMs = this.#parts.clock.monotonicMs();
    try {
      const code = this.#reader.read(report, atMs);
      if (code && !this.#isSeen(code, atMs)) this.#tell(code, atMs);
    } catch (fault) {
      // A damaged report is a moment on the wire: the person shows the code again.
      if (!isFault(fault)) throw fault;
      this.#parts.onRefused();
    }
  }

  #isSeen({ text, symbology }: BarCode, atMs: number): boolean {
    const digest = createHash('sha256').update(`${symbology} ${text}`).digest('base64');
    const isSame = digest === this.#last.digest && atMs - this.#last.atMs < SAME_CODE_MS;
    this.#last = { digest, atMs };
    return isSame;
  }

  #tell({ text, symbology }: BarCode, atMs: number): void {
    while (atMs - (this.#toldAtMs[0] ?? atMs) >= 1000) this.#toldAtMs.shift();
    if (this.#toldAtMs.length >= MOST_PER_SECOND) {
      this.#parts.onRefused();
      return;
    }
    this.#toldAtMs.push(atMs);
    this.#parts.onScan({ text: new Sensitive(text), symbology, atMs });
  }
}
