// Card readers through PC/SC by way of pcsclite. The only file that knows this package, and what is awkward about it.
import { setImmediate } from 'node:timers/promises';
import { Broadcast, type Clock, KioskError, type Listenable } from '../../protocol/index.ts';
import { Loss } from '../supervise/loss.ts';
import { codeIn, PCSC_CODE, PCSC_STATE, slotStateOf } from './pcsc-words.ts';
import { ReaderFailure, type ReaderHub, type ReaderLink, type SlotState } from './reader-hub.ts';

type PcscLite = typeof import('pcsclite');
type Context = ReturnType<PcscLite>;
type CardReader = Context extends { on(type: 'reader', listener: (reader: infer R) => void): unknown } ? R : never;

/** No short response is longer. */
const MOST_RESPONSE_BYTES = 258;
/** pcscd tells a change of its own making within milliseconds. */
const TOLD_WITHIN_MS = 60;

/** @throws KioskError HAL_UNAVAILABLE without the binding, HAL_DISCONNECTED without pcscd, HAL_REFUSED without the right */
export async function openPcscliteHub(clock: Clock): Promise<ReaderHub> {
  const pcsclite = await loadPcsclite();
  try {
    return new PcscliteHub(pcsclite(), clock);
  } catch (cause) {
    const isForbidden = codeIn(cause) === PCSC_CODE.securityViolation;
    const reason = cause instanceof Error ? cause.message.trim() : String(cause);
    throw new KioskError(isForbidden ? 'HAL_REFUSED' : 'HAL_DISCONNECTED', { service: 'pcscd', reason }, cause);
  }
}

async function loadPcsclite(): Promise<PcscLite> {
  try {
    return (await import('pcsclite')).default;
  } catch (cause) {
    throw new KioskError('HAL_UNAVAILABLE', { package: 'pcsclite' }, cause);
  }
}

class PcscliteHub implements ReaderHub {
  readonly appeared = new Broadcast<ReaderLink>();
  readonly #context: Context;
  /** Held until the binding's threads are done with them: it does not hold them itself. */
  readonly #links: PcscliteLink[] = [];
  readonly #loss = new Loss();
  #isClosed = false;

  constructor(context: Context, clock: Clock) {
    this.#context = context;
    context.on('reader', (reader) => this.#meet(reader, clock));
    // Also comes as "cancelled" when it is closed: the loss is told by then.
    context.on('error', (error) => this.#lose({ service: 'pcscd', reason: String(error).trim() }));
  }

  get readers(): readonly ReaderLink[] {
    return this.#links;
  }

  get lost(): Listenable<KioskError> {
    return this.#loss;
  }

  /**
   * The binding calls its listeners while it holds a lock that `close` wants: so never from within one of them.
   */
  async [Symbol.asyncDispose](): Promise<void> {
    if (this.#isClosed) return;
    this.#isClosed = true;
    this.#lose({ closed: true });
    await setImmediate();
    this.#context.close();
    for (const link of this.#links) link.close();
    // The binding frees what its threads used one turn of the event loop after it said that they ended.
    await setImmediate();
    await setImmediate();
  }

  #meet(reader: CardReader, clock: Clock): void {
    if (this.#isClosed) return;
    const { name } = reader;
    // A reader that comes back never works by the same context again: all are opened anew.
    reader.on('end', () => this.#lose({ reader: name }));
    reader.on('error', (error) => this.#lose({ reader: name, reason: String(error).trim() }));
    const link = new PcscliteLink(reader, clock);
    this.#links.push(link);
    this.appeared.send(link);
  }

  #lose(context: KioskError['context']): void {
    this.#loss.lose(new KioskError('HAL_DISCONNECTED', context));
  }
}

class PcscliteLink implements ReaderLink {
  readonly name: string;
  readonly states = new Broadcast<SlotState>();
  readonly #reader: CardReader;
  readonly #clock: Clock;
  readonly #raw = new Broadcast<number>();
  #bits = 0;
  #state = slotStateOf(0);
  #protocol = 0;
  /** The exchange under way, for whose lock `close` would wait with the whole event loop. */
  #busy: Promise<unknown> | undefined;

  constructor(reader: CardReader, clock: Clock) {
    this.name = reader.name;
    this.#reader = reader;
    this.#clock = clock;
    reader.on('status', ({ state, atr }) => this.#see(state, atr));
  }

  get state(): SlotState {
    return this.#state;
  }

  async connect(): Promise<void> {
    const options = { share_mode: this.#reader.SCARD_SHARE_SHARED };
    this.#protocol = await this.#run<number>((done) => this.#reader.connect(options, done));
    await this.#told((bits) => (bits & PCSC_STATE.inUse) !== 0);
  }

  async transmit(command: Uint8Array): Promise<Uint8Array> {
    const bytes = Buffer.from(command);
    return await this.#run<Buffer>((done) => this.#reader.transmit(bytes, MOST_RESPONSE_BYTES, this.#protocol, done));
  }

  /** The card keeps its power: there are readers that cannot give it back. pcscd cuts it by itself. */
  async disconnect(): Promise<void> {
    try {
      await this.#run<void>((done) => this.#reader.disconnect(this.#reader.SCARD_LEAVE_CARD, (error) => done(error)));
    } catch (failure) {
      // Or the binding would take the next card for connected already.
      this.#reader.connected = false;
      throw failure;
    }
    await this.#told((bits) => (bits & PCSC_STATE.inUse) === 0);
  }

  /** At once, or as soon as the exchange that hangs is over: when the card is pulled, or the service ends. */
  close(): void {
    const close = (): void => void this.#reader.close();
    if (this.#busy === undefined) close();
    else void this.#busy.then(() => setImmediate()).then(close);
  }

  async #run<T>(start: (done: (error: unknown, result?: T) => void) => void): Promise<T> {
    const running = new Promise<T>((resolve, reject) => {
      // `result` is there whenever there is no error; a disconnect has none.
      start((error, result) => (error ? reject(new ReaderFailure(codeIn(error), error)) : resolve(result as T)));
    });
    const settled = running.then(
      () => undefined,
      () => undefined,
    );
    this.#busy = settled;
    try {
      return await running;
    } finally {
      if (this.#busy === settled) this.#busy = undefined;
    }
  }

  /**
   * A status that is told during an exchange makes the event loop wait for the exchange's lock: with a silent card for
   * ever. So what we cause ourselves is waited for before the next exchange.
   */
  async #told(isSo: (bits: number) => boolean): Promise<void> {
    const over = new AbortController();
    const stop = this.#raw.listen((bits) => isSo(bits) && over.abort());
    if (!isSo(this.#bits)) await this.#clock.sleep(TOLD_WITHIN_MS, over.signal).catch(() => undefined);
    stop();
  }

  #see(bits: number, atr?: Buffer): void {
    this.#bits = bits;
    this.#state = slotStateOf(bits, atr);
    this.#raw.send(bits);
    this.states.send(this.#state);
  }
}
