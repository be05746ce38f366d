// Presentation attack detection of the finger: is what lies on this sensor living skin? One instance for each sensor.
import type { Clock } from '../../../protocol/computing.ts';
import { decide } from './decide.ts';
import { REPLAY, RULES_VERSION } from './parameters.ts';
import { ReplayRing } from './replay/replay-ring.ts';
import { judgeSequence } from './sequence/judge-sequence.ts';
import type { TextureFinding, TexturePad } from './texture/texture-pad.ts';
import type { FingerPresentation, PadResult } from './types.ts';

export interface FingerPadOptions {
  readonly clock: Clock;
  /** Absent on a sensor for which no model of skin's texture has been trained. */
  readonly texture?: TexturePad;
  /** How long an impression is remembered. 0 for a virtual sensor, which is shown the same picture again and again. */
  readonly keepMs?: number;
}

export class FingerPad implements AsyncDisposable {
  readonly version: string;
  /** Whether anything of ours looks at the skin itself: only then can a touch be found to be living. */
  readonly looksAtSkin: boolean;
  readonly #ring: ReplayRing;
  readonly #texture: TexturePad | undefined;

  constructor({ clock, texture, keepMs = REPLAY.keepMs }: FingerPadOptions) {
    this.version = texture ? `${RULES_VERSION}+${texture.version}` : RULES_VERSION;
    this.looksAtSkin = texture !== undefined;
    this.#ring = new ReplayRing({ clock, keepMs });
    this.#texture = texture;
  }

  /** Wipes remembered impressions in time also while nobody comes; ends with the signal or when disposed. */
  start(signal: AbortSignal): Promise<void> {
    return this.#ring.keepExpiring(signal);
  }

  /**
   * Once for each touch: the impression is remembered, whatever the verdict.
   * @throws what the texture model throws; when aborted, the signal's reason.
   */
  async assess(presentation: FingerPresentation, signal: AbortSignal): Promise<PadResult> {
    signal.throwIfAborted();
    const { template, lift, signal: sensor } = presentation;
    const isCopy = this.#ring.isCopyOfEarlier(template);
    const findings = {
      isCopy,
      lift,
      sequence: judgeSequence(presentation),
      sensor: sensor?.finding ?? 'unknown',
      texture: await this.#textureOf(presentation, signal),
    };
    return { ...decide(findings), version: this.version };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#ring[Symbol.asyncDispose]();
  }

  async #textureOf({ frames, template }: FingerPresentation, signal: AbortSignal): Promise<TextureFinding | undefined> {
    const image = frames.at(-1)?.image;
    return image && (await this.#texture?.assess({ image, template }, signal));
  }
}
