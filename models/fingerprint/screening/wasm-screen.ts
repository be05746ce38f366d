// The quick look by WebAssembly with 128-bit registers.

import { COMPARISON, SEEDS } from '../comparison/parameters.ts';
import { SLOT } from '../engine/gallery-segment.ts';
import { PACKED, type PackedTemplate, rowWords } from '../pack.ts';
import { evenedOut } from './evened-out.ts';
import { KERNEL } from './kernel-binary.ts';
import { PlainScreen } from './plain-screen.ts';
import { CHUNK_SLOTS, type Screen, type SlotChunk } from './screen.ts';

/** What the kernel shows of itself; the globals are addresses in its memory. */
interface Kernel {
  readonly memory: WebAssembly.Memory;
  readonly probe: WebAssembly.Global;
  readonly candidate: WebAssembly.Global;
  readonly cosines4096: WebAssembly.Global;
  configure(ones: number, likeness: number, px: number, share: number, turn: number, rounds: number): void;
  /** Of the candidate. */
  screen(): number;
  wipe(): void;
}

const COSINES = 4096;

/** The fastest that runs here. */
export const openScreen = (): Screen => (WebAssembly.validate(bytesOf(KERNEL)) ? new WasmScreen() : new PlainScreen());

export class WasmScreen implements Screen {
  readonly #kernel: Kernel = kernel();
  readonly #words = new Int32Array(this.#kernel.memory.buffer);
  readonly #probeAt = addressOf(this.#kernel.probe) / 4;
  readonly #candidateAt = addressOf(this.#kernel.candidate) / 4;
  readonly #scores = new Float32Array(CHUNK_SLOTS);
  #count = 0;

  constructor() {
    const { distanceTolerancePx, distanceToleranceShare, turnTolerance, minLikeness, rounds } = SEEDS;
    this.#kernel.configure(
      COMPARISON.minOnes,
      minLikeness,
      distanceTolerancePx,
      distanceToleranceShare,
      turnTolerance,
      rounds,
    );
    const cosines = Float32Array.from({ length: COSINES }, (_, step) =>
      Math.cos((2 * Math.PI * (step + 0.5)) / COSINES),
    );
    new Float32Array(this.#kernel.memory.buffer, addressOf(this.#kernel.cosines4096), COSINES).set(cosines);
  }

  begin(probe: PackedTemplate): void {
    this.#count = Math.min(COMPARISON.maxMinutiae, probe[1] ?? 0);
    copyMinutiae(probe, 0, this.#words, this.#probeAt);
  }

  screen(chunk: SlotChunk): Float32Array {
    const { words, firstWord, slotWords, slots } = chunk;
    for (let slot = 0; slot < slots; slot += 1) {
      copyMinutiae(words, firstWord + slot * slotWords + SLOT.template, this.#words, this.#candidateAt);
      this.#scores[slot] = this.#kernel.screen();
    }
    return evenedOut(this.#scores, this.#count, chunk);
  }

  end(): void {
    this.#kernel.wipe();
  }
}

/** HOT. Header and rows of a template, without the ridges: the kernel does not look at them. */
function copyMinutiae(from: Int32Array, at: number, to: Int32Array, toAt: number): void {
  const count = Math.max(0, Math.min(COMPARISON.maxMinutiae, from[at + 1] ?? 0));
  to.set(from.subarray(at, at + PACKED.headerWords + PACKED.rows * rowWords(count)), toAt);
}

const bytesOf = (base64: string): Uint8Array<ArrayBuffer> => Uint8Array.from(Buffer.from(base64, 'base64'));

const addressOf = ({ value }: WebAssembly.Global): number => Number(value);

function kernel(): Kernel {
  const { exports } = new WebAssembly.Instance(new WebAssembly.Module(bytesOf(KERNEL)));
  if (isKernel(exports)) return exports;
  throw new Error('the screening kernel is not what it ought to be');
}

const isKernel = (exports: object): exports is Kernel =>
  ['memory', 'probe', 'candidate', 'cosines4096', 'configure', 'screen', 'wipe'].every((name) => name in exports);
