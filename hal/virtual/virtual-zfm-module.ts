// A whole fingerprint module without hardware: scripted like a person before it, on a bus like a real one's.
import {
  abortable,
  Broadcast,
  type Clock,
  type GrayImage,
  type Listenable,
  ZFM_FACTORY_BAUD,
  ZfmFramer,
  type ZfmModelName,
  zfmModels,
  zfmMultiplierOf,
} from '../../protocol/index.ts';
import { type OpeningParts, openZfm, type ZfmOptions } from '../fingerprint/open-zfm.ts';
import type { ZfmSensor } from '../fingerprint/zfm-sensor.ts';
import { FingerGlass, type TouchManner } from './finger-glass.ts';
import type { ModuleLine } from './module-line.ts';
import { type ImageMishap, ModuleVoice } from './module-voice.ts';
import type { ModuleFault } from './wire-faults.ts';
import { type BrainEvent, ZfmBrain } from './zfm-brain.ts';

export type ModuleEvent = BrainEvent | 'unplugged' | 'plugged';

export interface VirtualModuleOptions {
  /** `as608` takes 960,000 baud; the genuine `zfm-20` stops at 115,200, as does the `r503`. */
  readonly model?: ZfmModelName;
  /** The true resolution of this glass. */
  readonly dpi?: number;
  /** False sends as fast as the machine can: for tests of what is said, not of when. */
  readonly paced?: boolean;
  readonly password?: number;
  /** What it was set to before anybody meets it here. */
  readonly baud?: number;
  readonly packetSizeCode?: number;
}

export interface VirtualModuleParts {
  readonly line: ModuleLine;
  readonly clock: Clock;
  readonly random: () => number;
}

const FACTORY_MULTIPLIER = 6;
const FACTORY_PACKET_SIZE_CODE = 2;
const FASTEST_MULTIPLIER: Readonly<Record<ZfmModelName, number>> = { as608: 100, 'zfm-20': 12, r503: 12 };
const SYSTEM_ID: Readonly<Record<ZfmModelName, number>> = { as608: 9, 'zfm-20': 0, r503: 0 };
/** More bytes than any host sends at once: what comes beyond it is dropped. */
const INBOX_CHUNKS = 256;

export class VirtualZfmModule implements AsyncDisposable {
  readonly #line: ModuleLine;
  readonly #clock: Clock;
  readonly #glass: FingerGlass;
  readonly #brain: ZfmBrain;
  readonly #voice: ModuleVoice;
  readonly #framer = new ZfmFramer();
  readonly #inbox: Uint8Array[] = [];
  readonly #events = new Broadcast<ModuleEvent>();
  readonly #presentations = { presented: 0, found: 0, fetched: 0 };
  readonly #stopListening: () => void;
  #faultTimer = new AbortController();
  #isReading = false;

  constructor(options: VirtualModuleOptions, { line, clock, random }: VirtualModuleParts) {
    const model = options.model ?? 'as608';
    const { widthPx, heightPx, claimedDpi } = zfmModels[model];
    this.#line = line;
    this.#clock = clock;
    this.#glass = new FingerGlass({ widthPx, heightPx, dpi: options.dpi ?? claimedDpi });
    const multiplier = zfmMultiplierOf(options.baud ?? ZFM_FACTORY_BAUD) ?? FACTORY_MULTIPLIER;
    this.#brain = new ZfmBrain({
      glass: this.#glass,
      password: options.password ?? 0,
      fastestMultiplier: FASTEST_MULTIPLIER[model],
      multiplier,
      packetSizeCode: options.packetSizeCode ?? FACTORY_PACKET_SIZE_CODE,
      systemId: SYSTEM_ID[model],
    });
    this.#voice = new ModuleVoice({
      ...{ line, clock, random, multiplier, isPaced: options.paced ?? true },
      tell: (event) => this.#tell(event),
      unplug: () => void this.fault('unplug'),
    });
    this.#stopListening = line.incoming.listen((bytes) => this.#hear(bytes));
  }

  /** Plugs it in. @throws KioskError HAL_UNAVAILABLE, HAL_TIMEOUT */
  async start(): Promise<void> {
    await this.#line.plug();
  }

  /** Opens the product's own driver on this module, as often as a supervisor likes. */
  async openSensor(options: ZfmOptions, parts: OpeningParts): Promise<ZfmSensor> {
    parts.signal.throwIfAborted();
    return await openZfm(await this.#line.openHost(options.baud ?? ZFM_FACTORY_BAUD), options, parts);
  }

  /** What carries the bytes: only `pseudo-terminal` means that the real binding is in use. */
  get bus(): string {
    return this.#line.bus;
  }

  get baud(): number {
    return this.#voice.baud;
  }

  get events(): Listenable<ModuleEvent> {
    return this.#events;
  }

  /** How often a finger was put down here, was noticed by the host, and had its image fetched whole. */
  get presentations(): { readonly presented: number; readonly found: number; readonly fetched: number } {
    return { ...this.#presentations };
  }

  get isTouched(): boolean {
    return this.#glass.isTouched;
  }

  get currentFault(): ModuleFault | undefined {
    return this.#voice.fault;
  }

  /** Puts a finger down; it stays until `lift`, or until it slips. */
  present(image: GrayImage, manner: TouchManner = 'steady'): void {
    this.#presentations.presented += 1;
    this.#glass.touch(image, manner);
  }

  lift(): void {
    this.#glass.lift();
  }

  /** From now on, for `forMs` or until `clearFault`. */
  async fault(kind: ModuleFault, forMs?: number): Promise<void> {
    await this.clearFault();
    this.#voice.suffer(kind);
    if (kind === 'unplug') await this.#unplug();
    if (forMs !== undefined) void this.#clearAfter(forMs, this.#faultTimer.signal);
  }

  async clearFault(): Promise<void> {
    this.#faultTimer.abort(new FaultOver());
    this.#faultTimer = new AbortController();
    const wasUnplugged = this.#voice.fault === 'unplug';
    this.#voice.suffer(undefined);
    if (wasUnplugged) await this.#replug();
  }

  /** Befalls the packet in the middle of the next image, once. After an unplug `clearFault` plugs it in again. */
  duringNextImage(mishap: ImageMishap): void {
    this.#voice.sufferOnce(mishap);
  }

  /** Resolves at the next such event. */
  async nextEvent(event: ModuleEvent, signal: AbortSignal): Promise<void> {
    let stop = (): void => undefined;
    const happens = new Promise<void>((resolve) => {
      stop = this.#events.listen((happened) => {
        if (happened === event) resolve();
      });
    });
    try {
      await abortable(happens, signal);
    } finally {
      stop();
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#faultTimer.abort(new FaultOver());
    this.#stopListening();
    this.#voice.stop(this.#brain.multiplier);
    await this.#line[Symbol.asyncDispose]();
  }

  async #clearAfter(forMs: number, signal: AbortSignal): Promise<void> {
    try {
      await this.#clock.sleep(forMs, signal);
      await this.clearFault();
    } catch (reason) {
      if (!(reason instanceof FaultOver)) throw reason;
    }
  }

  async #unplug(): Promise<void> {
    this.#voice.stop(this.#brain.multiplier);
    this.#framer.reset();
    this.#inbox.length = 0;
    await this.#line.unplug();
    this.#events.send('unplugged');
  }

  async #replug(): Promise<void> {
    this.#brain.powerCycle();
    await this.#line.plug();
    this.#events.send('plugged');
  }

  #hear(bytes: Uint8Array): void {
    if (this.#inbox.length < INBOX_CHUNKS) this.#inbox.push(Uint8Array.from(bytes));
    if (!this.#isReading) void this.#read();
  }

  /** In order, for to find out whether the host speaks at our baud takes a moment. */
  async #read(): Promise<void> {
    this.#isReading = true;
    for (let bytes = this.#inbox.shift(); bytes; bytes = this.#inbox.shift()) {
      if (!(await this.#line.hostSpeaksAt(this.baud))) continue;
      for (const framed of this.#framer.push(bytes))
        this.#voice.say(framed.kind === 'packet' ? this.#brain.receive(framed.packet) : this.#brain.misunderstood());
    }
    this.#isReading = false;
  }

  #tell(event: BrainEvent): void {
    if (event === 'finger-found') this.#presentations.found += 1;
    if (event === 'image-fetched') this.#presentations.fetched += 1;
    this.#events.send(event);
  }
}

class FaultOver extends Error {}
