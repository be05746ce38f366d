// Card readers through PC/SC by way of pcsclite. The only file that knows this package, and what is awkward about it.
//
// The binding takes one lock for each of its readers: for as long as an exchange lasts, and, on the main thread, whenever
// that reader has a status to tell or is closed. A silent card would so stop the whole service. Hence two of everything:
// one context watches and never speaks to a card, the other speaks and has its watching ended before it is used.
import { setImmediate } from 'node:timers/promises';
import { Broadcast, type Clock, KioskError, type Listenable } from '../../protocol/index.ts';
import { Loss } from '../supervise/loss.ts';
import { codeIn, PCSC_CODE, slotStateOf } from './pcsc-words.ts';
import { ReaderFailure, type ReaderHub, type ReaderLink, type SlotState } from './reader-hub.ts';

type PcscLite = typeof import('pcsclite');
type Context = ReturnType<PcscLite>;
type CardReader = Context extends { on(type: 'reader', listener: (reader: infer R) => void): unknown } ? R : never;

/** No short response is longer. */
const MOST_RESPONSE_BYTES = 258;
/**
 * A reader's thread that is ended while it is not back at waiting, as just after a status, leaves a handle behind for which
 * the process never ends. It needs microseconds to be back; this is for a machine that is busy.
 */
const BACK_AT_WAITING_MS = 50;

/** @throws KioskError HAL_UNAVAILABLE without the binding, HAL_DISCONNECTED without pcscd, HAL_REFUSED without the right */
export async function openPcscliteHub(clock: Clock): Promise<ReaderHub> {
  const pcsclite = await loadPcsclite();
  try {
    return new PcscliteHub({ watching: pcsclite(), speaking: pcsclite() }, clock);
  } catch (cause) {
    const isForbidden = codeIn(cause) === PCSC_CODE.securityViolation;
    throw new KioskError(
      isForbidden ? 'HAL_REFUSED' : 'HAL_DISCONNECTED',
      { service: 'pcscd', reason: words(cause) },
      cause,
    );
  }
}

async function loadPcsclite(): Promise<PcscLite> {
  try {
    return (await import('pcsclite')).default;
  } catch (cause) {
    throw new KioskError('HAL_UNAVAILABLE', { package: 'pcsclite' }, cause);
  }
}

const words = (error: unknown): string => (error instanceof Error ? error.message : String(error)).trim();

interface Contexts {
  readonly watching: Context;
  readonly speaking: Context;
}

class PcscliteHub implements ReaderHub {
  readonly appeared = new Broadcast<ReaderLink>();
  readonly #contexts: Contexts;
  readonly #clock: Clock;
  /** Held until the binding's threads are done with them: it does not hold them itself. */
  readonly #watchers = new Map<CardReader, 'starting' | 'running'>();
  readonly #links = new Map<string, PcscliteLink>();
  readonly #whole: PcscliteLink[] = [];
  readonly #loss = new Loss();
  #isClosed = false;

  constructor(contexts: Contexts, clock: Clock) {
    this.#contexts = contexts;
    this.#clock = clock;
    contexts.watching.on('reader', (reader) => this.#watch(reader));
    contexts.speaking.on('reader', (reader) => this.#makeSpeaker(reader));
    // Also comes as "cancelled" when it is closed: the loss is told by then.
    const lose = (error: unknown): void => this.#lose({ service: 'pcscd', reason: words(error) });
    contexts.watching.on('error', lose);
    contexts.speaking.on('error', lose);
  }

  get readers(): readonly ReaderLink[] {
    return this.#whole;
  }

  get lost(): Listenable<KioskError> {
    return this.#loss;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (this.#isClosed) return;
    this.#isClosed = true;
    this.#lose({ closed: true });
    // The binding calls listeners while it holds the lock that `close` wants: another reason not to be hasty.
    await this.#pause();
    for (const [reader, thread] of this.#watchers) {
      if (thread === 'running') reader.close();
      else this.#closeOnceRunning(reader);
    }
    this.#contexts.watching.close();
    this.#contexts.speaking.close();
    // It frees what its threads used one turn of the event loop after it said that they ended.
    await setImmediate();
    await setImmediate();
  }

  #watch(reader: CardReader): void {
    const { name } = reader;
    this.#watchers.set(reader, 'starting');
    // A reader that comes back never works by the same context again: all are opened anew.
    reader.on('end', () => this.#lose({ reader: name }));
    reader.on('error', (error) => this.#lose({ reader: name, reason: words(error) }));
    reader.on('status', ({ state, atr }) => {
      this.#watchers.set(reader, 'running');
      const link = this.#linkOf(name);
      link.see(slotStateOf(state, atr));
      this.#announce(link);
    });
  }

  #makeSpeaker(reader: CardReader): void {
    reader.on('error', () => undefined);
    this.#closeOnceRunning(reader, () => {
      const link = this.#linkOf(reader.name);
      link.speakBy(reader);
      this.#announce(link);
    });
  }

  #closeOnceRunning(reader: CardReader, closed = (): void => undefined): void {
    reader.once('status', () => {
      void this.#pause().then(() => {
        reader.close();
        closed();
      });
    });
  }

  #pause(): Promise<void> {
    return this.#clock.sleep(BACK_AT_WAITING_MS, new AbortController().signal);
  }

  #linkOf(name: string): PcscliteLink {
    const link = this.#links.get(name) ?? new PcscliteLink(name);
    this.#links.set(name, link);
    return link;
  }

  #announce(link: PcscliteLink): void {
    if (this.#isClosed || !link.isWhole || this.#whole.includes(link)) return;
    this.#whole.push(link);
    this.appeared.send(link);
  }

  #lose(context: KioskError['context']): void {
    this.#loss.lose(new KioskError('HAL_DISCONNECTED', context));
  }
}

class PcscliteLink implements ReaderLink {
  readonly name: string;
  readonly states = new Broadcast<SlotState>();
  #state: SlotState | undefined;
  #speaker: CardReader | undefined;
  #protocol = 0;

  constructor(name: string) {
    this.name = name;
  }

  /** Watched, and ready to be spoken by. */
  get isWhole(): boolean {
    return this.#state !== undefined && this.#speaker !== undefined;
  }

  get state(): SlotState {
    return this.#state ?? slotStateOf(0);
  }

  see(state: SlotState): void {
    this.#state = state;
    this.states.send(state);
  }

  speakBy(reader: CardReader): void {
    this.#speaker = reader;
  }

  async connect(): Promise<void> {
    this.#protocol = await this.#run<number>((reader, done) =>
      reader.connect({ share_mode: reader.SCARD_SHARE_SHARED }, done),
    );
  }

  async transmit(command: Uint8Array): Promise<Uint8Array> {
    const bytes = Buffer.from(command);
    return await this.#run<Buffer>((reader, done) => reader.transmit(bytes, MOST_RESPONSE_BYTES, this.#protocol, done));
  }

  /** The card keeps its power: there are readers that cannot give it back. pcscd cuts it by itself. */
  async disconnect(): Promise<void> {
    try {
      await this.#run<void>((reader, done) => reader.disconnect(reader.SCARD_LEAVE_CARD, (error) => done(error)));
    } catch (failure) {
      // Or the binding would take the next card for connected already.
      if (this.#speaker) this.#speaker.connected = false;
      throw failure;
    }
  }

  async #run<T>(start: (reader: CardReader, done: (error: unknown, result?: T) => void) => void): Promise<T> {
    const reader = this.#speaker;
    if (!reader) throw new ReaderFailure(0);
    const running = new Promise<T>((resolve, reject) => {
      // `result` is there whenever there is no error; a disconnect has none.
      start(reader, (error, result) =>
        error ? reject(new ReaderFailure(codeIn(error), error)) : resolve(result as T),
      );
    });
    try {
      return await running;
    } finally {
      // Held until here: the binding works on it in a thread and does not hold it itself.
      this.#speaker ??= reader;
    }
  }
}
