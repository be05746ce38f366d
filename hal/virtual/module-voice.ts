// How a virtual module speaks: one packet after the other, at its baud, and spoilt where a fault was asked for.
import { type Clock, zfmBaudOf } from '../../protocol/index.ts';
import type { ModuleLine } from './module-line.ts';
import { type Outgoing, PacedSender } from './paced-sender.ts';
import { isSpoiler, type ModuleFault, SLOWNESS, type Spoiler, spoilers } from './wire-faults.ts';
import type { BrainEvent, Reaction } from './zfm-brain.ts';

/** What may befall the next image half-way. */
export type ImageMishap = Spoiler | 'unplug';

interface VoiceParts {
  readonly line: ModuleLine;
  readonly clock: Clock;
  readonly random: () => number;
  readonly isPaced: boolean;
  readonly multiplier: number;
  /** Told once everything before it is out. */
  readonly tell: (event: BrainEvent) => void;
  /** Somebody pulls the plug. */
  readonly unplug: () => void;
}

export class ModuleVoice {
  readonly #parts: VoiceParts;
  readonly #sender: PacedSender;
  /** Of what is being sent now; follows the brain's once its answer is out. */
  #multiplier: number;
  #fault: ModuleFault | undefined;
  #mishap: ImageMishap | undefined;

  constructor(parts: VoiceParts) {
    this.#parts = parts;
    this.#sender = new PacedSender(parts.clock);
    this.#multiplier = parts.multiplier;
  }

  get baud(): number {
    return zfmBaudOf(this.#multiplier);
  }

  get fault(): ModuleFault | undefined {
    return this.#fault;
  }

  /** From now on every packet suffers from this. */
  suffer(fault: ModuleFault | undefined): void {
    this.#fault = fault;
    this.#mishap = undefined;
  }

  /** The packet in the middle of the next image suffers from this, once. */
  sufferOnce(mishap: ImageMishap): void {
    this.#mishap = mishap;
  }

  say(reactions: readonly Reaction[]): void {
    const images = reactions.filter((reaction) => reaction.kind === 'frame' && reaction.isImage);
    const middle = images[Math.floor(images.length / 2)];
    this.#sender.push(reactions.map((reaction) => this.#outgoing(reaction, reaction === middle)));
  }

  /** Falls silent in mid-sentence; what it says next is said at the baud it has kept. */
  stop(multiplier: number): void {
    this.#sender.clear();
    this.#multiplier = multiplier;
  }

  #outgoing(reaction: Reaction, isMiddle: boolean): Outgoing {
    if (reaction.kind === 'event') return { done: () => this.#parts.tell(reaction.event) };
    if (reaction.kind === 'baud')
      return {
        done: () => {
          this.#multiplier = reaction.multiplier;
        },
      };
    const { frame } = reaction;
    return {
      ...(this.#parts.isPaced && { busMs: () => this.#busMs(frame) }),
      done: () => this.#send(frame, isMiddle),
    };
  }

  #busMs({ length }: Uint8Array): number {
    const busMs = this.#parts.line.transferMs(length, this.baud);
    return this.#fault === 'slow' ? busMs * SLOWNESS : busMs;
  }

  #send(frame: Uint8Array, isMiddle: boolean): void {
    const { line, random, unplug } = this.#parts;
    const mishap = isMiddle ? this.#mishap : undefined;
    if (mishap) this.#mishap = undefined;
    const fault = mishap ?? this.#fault;
    if (mishap === 'unplug') {
      this.#sender.clear();
      unplug();
    } else if (fault !== undefined && isSpoiler(fault)) line.send(spoilers[fault](frame, random));
    else line.send(frame);
  }
}
