// What can go wrong on the wire of a virtual module, as one table: what becomes of a packet that it wants to send.

type Spoil = (frame: Uint8Array, random: () => number) => Uint8Array;

const noise = (random: () => number, count: number): Uint8Array =>
  Uint8Array.from({ length: count }, () => Math.floor(random() * 256));

function joined(...parts: readonly Uint8Array[]): Uint8Array {
  const all = new Uint8Array(parts.reduce((sum, { length }) => sum + length, 0));
  let offset = 0;
  for (const part of parts) {
    all.set(part, offset);
    offset += part.length;
  }
  return all;
}

export const spoilers = {
  /** Nothing comes out. */
  silence: () => new Uint8Array(0),
  /** Every packet is nonsense of the same length. */
  garbage: (frame, random) => noise(random, frame.length),
  /** Packets are whole, with nonsense before each. */
  noise: (frame, random) => joined(noise(random, 1 + Math.floor(random() * 12)), frame),
  'wrong-checksum': (frame) => {
    const broken = Uint8Array.from(frame);
    const last = broken.length - 1;
    broken[last] = (broken[last] ?? 0) ^ 0xff;
    return broken;
  },
  /** The end of the packet is missing. */
  truncated: (frame) => frame.subarray(0, Math.ceil(frame.length / 2)),
} satisfies Readonly<Record<string, Spoil>>;

export type Spoiler = keyof typeof spoilers;

/** What the bench can do to a virtual module, for as long as it lasts. */
export type ModuleFault = Spoiler | 'slow' | 'unplug';

/** How many times longer everything takes: far beyond the limit of a transfer. */
export const SLOWNESS = 8;

export const isSpoiler = (fault: string): fault is Spoiler => Object.hasOwn(spoilers, fault);
