// The quick look by WebAssembly with 128-bit registers: four to six times as fast as plain TypeScript.

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
  readonly chunk: WebAssembly.Global;
  readonly scores: WebAssembly.Global;
  readonly cosines4096: WebAssembly.Global;
  configure(ones: number, likeness: number, px: number, share: number, turn: number, rounds: number): void;
  screenChunk(slots: number, slotBytes: number, templateAt: number): void;
}

const PAGE_BYTES = 65_536;
const COSINES = 4096;
const MOST_MINUTIAE_WORDS = PACKED.headerWords + COMPARISON.maxMinutiae * PACKED.rows;

/** The fastest that runs here. */
export const openScreen = (): Screen => (WebAssembly.validate(bytesOf(KERNEL)) ? new WasmScreen() : new PlainScreen());

export class WasmScreen implements Screen {
  readonly #kernel: Kernel = kernel();
  #words = new Int32Array(this.#kernel.memory.buffer);
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
    const minutiae = probe.subarray(0, PACKED.headerWords + rowWords(this.#count) * PACKED.rows);
    this.#words.set(minutiae, addressOf(this.#kernel.probe) / 4);
  }

  screen(chunk: SlotChunk): Float32Array {
    const { words, firstWord, slotWords, slots } = chunk;
    const at = addressOf(this.#kernel.chunk);
    this.#makeRoom(at + 4 * slots * slotWords);
    this.#words.set(words.subarray(firstWord, firstWord + slots * slotWords), at / 4);
    this.#kernel.screenChunk(slots, 4 * slotWords, 4 * SLOT.template);
    const scores = new Float32Array(this.#kernel.memory.buffer, addressOf(this.#kernel.scores), CHUNK_SLOTS);
    return evenedOut(scores, this.#count, chunk);
  }

  end(): void {
    const { memory, probe, chunk } = this.#kernel;
    new Uint8Array(memory.buffer, addressOf(probe), 4 * MOST_MINUTIAE_WORDS).fill(0);
    new Uint8Array(memory.buffer, addressOf(chunk)).fill(0);
  }

  #makeRoom(bytes: number): void {
    const { memory } = this.#kernel;
    const missing = bytes - memory.buffer.byteLength;
    if (missing <= 0) return;
    memory.grow(Math.ceil(missing / PAGE_BYTES));
    this.#words = new Int32Array(memory.buffer);
  }
}

const bytesOf = (base64: string): Uint8Array<ArrayBuffer> => Uint8Array.from(Buffer.from(base64, 'base64'));

const addressOf = ({ value }: WebAssembly.Global): number => Number(value);

function kernel(): Kernel {
  const { exports } = new WebAssembly.Instance(new WebAssembly.Module(bytesOf(KERNEL)));
  if (isKernel(exports)) return exports;
  throw new Error('the screening kernel is not what it ought to be');
}

const isKernel = (exports: object): exports is Kernel =>
  ['memory', 'probe', 'chunk', 'scores', 'cosines4096', 'configure', 'screenChunk'].every((name) => name in exports);
