// The driver of ZFM-20, R30x, AS608 and R503 modules, whatever carries their packets.
import {
  type Clock,
  grayImage,
  isFault,
  type KioskError,
  type Listenable,
  nibbleBytes,
  Sensitive,
  unpackNibbles,
  type ZfmConfirmationName,
  zfmConfirmationName,
  zfmRefusal,
} from '../../protocol/index.ts';
import type {
  CaptureOutcome,
  CaptureRetry,
  FingerprintSensor,
  SensorInfo,
  Touch,
} from '../ports/fingerprint-sensor.ts';
import type { LinkCounters, PacketLink } from './packet-link.ts';
import type { ZfmDialogue } from './zfm-dialogue.ts';

/** What a person lying on the glass can cause, and what it means for them. */
const RETRIES: Partial<Record<ZfmConfirmationName, CaptureRetry>> = {
  'no-finger': 'too-short',
  'no-valid-image': 'too-short',
  'image-upload-failed': 'too-short',
  'image-failed': 'image-failed',
  'too-messy': 'image-failed',
};
/** Soon enough to be felt as at once, and seldom enough to leave the module's processor its rest. */
const POLL_MS = 50;
const ANSWER_LIMIT_MS = 1000;
/** One answer without a finger may be a dry patch; two in a row are a lift. */
const LIFTED_ANSWERS = 2;
/** A module that cannot be understood so often in a row while polling is at fault, not disturbed. */
const POLL_ATTEMPTS = 3;
/** An image that arrives damaged is asked for once more: the module still holds it. */
const IMAGE_ATTEMPTS = 2;

export interface ImageTiming {
  readonly packetLimitMs: number;
  readonly imageLimitMs: number;
}

interface ZfmParts {
  readonly link: PacketLink;
  readonly dialogue: ZfmDialogue;
  readonly info: SensorInfo;
  readonly timing: ImageTiming;
  readonly clock: Clock;
}

export class ZfmSensor implements FingerprintSensor {
  readonly #parts: ZfmParts;
  /** What the module made of the last touch; UploadImage comes before any conversion, which would destroy it. */
  #held: 'nothing' | 'image' | CaptureRetry = 'nothing';

  constructor(parts: ZfmParts) {
    this.#parts = parts;
  }

  get info(): SensorInfo {
    return this.#parts.info;
  }

  /** Tells at once when the device is gone, also while nobody asks it anything. */
  get lost(): Listenable<KioskError> {
    return this.#parts.link.lost;
  }

  get counters(): LinkCounters {
    return this.#parts.link.counters;
  }

  async waitForFinger(signal: AbortSignal): Promise<Touch> {
    const { clock } = this.#parts;
    this.#held = 'nothing';
    for (;;) {
      const seen = await this.#look(signal);
      if (seen !== 'no-finger') {
        this.#held = seen === 'ok' ? 'image' : (RETRIES[seen] ?? 'image-failed');
        return { atMs: clock.monotonicMs() };
      }
      await clock.sleep(POLL_MS, signal);
    }
  }

  async readImage(signal: AbortSignal): Promise<CaptureOutcome> {
    const held = this.#held;
    this.#held = 'nothing';
    if (held === 'nothing') throw new Error('no touch to read the image of: waitForFinger comes first');
    if (held !== 'image') return { kind: 'retry', reason: held };
    const startedAtMs = this.#parts.clock.monotonicMs();
    const fetched = await this.#fetch(signal);
    if (typeof fetched === 'string') return { kind: 'retry', reason: fetched };
    const { widthPx, heightPx, dpi } = this.#parts.info;
    const pixels = unpackNibbles(fetched);
    fetched.fill(0);
    const image = new Sensitive(grayImage({ widthPx, heightPx, dpi, pixels }));
    return { kind: 'image', image, transferMs: this.#parts.clock.monotonicMs() - startedAtMs };
  }

  async waitForLift(signal: AbortSignal): Promise<void> {
    for (let lifted = 0; ; ) {
      lifted = (await this.#look(signal)) === 'no-finger' ? lifted + 1 : 0;
      if (lifted >= LIFTED_ANSWERS) return;
      await this.#parts.clock.sleep(POLL_MS, signal);
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#parts.link[Symbol.asyncDispose]();
  }

  /** One look at the glass. */
  async #look(signal: AbortSignal): Promise<'ok' | ZfmConfirmationName> {
    const { dialogue } = this.#parts;
    const answer = await attempts(POLL_ATTEMPTS, isPassing, () =>
      dialogue.ask('getImage', {}, { limitMs: ANSWER_LIMIT_MS, signal }),
    );
    if (answer.kind === 'ok') return 'ok';
    const name = zfmConfirmationName(answer.code);
    if (RETRIES[name] === undefined) throw zfmRefusal('getImage', answer.code);
    return name;
  }

  async #fetch(signal: AbortSignal): Promise<Uint8Array | CaptureRetry> {
    const { dialogue, info, timing } = this.#parts;
    const expectedBytes = nibbleBytes(info.widthPx * info.heightPx);
    const options = { expectedBytes, packetLimitMs: timing.packetLimitMs };
    const fetched = await attempts(IMAGE_ATTEMPTS, isDamage, () =>
      dialogue.fetchImage(options, { limitMs: timing.imageLimitMs, signal }),
    );
    if (fetched.kind === 'image') return fetched.packed;
    const reason = RETRIES[zfmConfirmationName(fetched.code)];
    if (reason === undefined) throw zfmRefusal('uploadImage', fetched.code);
    return reason;
  }
}

const isDamage = (fault: unknown): boolean =>
  isFault(fault, 'PROTOCOL_CHECKSUM') || isFault(fault, 'PROTOCOL_TRUNCATED');

/** While polling nobody waits for the answer yet, so one that got lost may be asked for again. */
const isPassing = (fault: unknown): boolean => isDamage(fault) || isFault(fault, 'PROTOCOL_MALFORMED');

async function attempts<T>(count: number, mayTryAgain: (fault: unknown) => boolean, work: () => Promise<T>) {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await work();
    } catch (fault) {
      if (attempt >= count || !mayTryAgain(fault)) throw fault;
    }
  }
}
