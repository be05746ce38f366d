// The quick look at a whole gallery: which templates have minutiae that agree with the probe's at all?
import type { PackedTemplate } from '../pack.ts';

/** Small enough that workers end together and an abandoned search ends soon; large enough that taking one costs nothing. */
export const CHUNK_SLOTS = 64;

/** Slots of one size, side by side in (shared) memory. */
export interface SlotChunk {
  readonly words: Int32Array;
  readonly firstWord: number;
  readonly slotWords: number;
  /** At most `CHUNK_SLOTS`. */
  readonly slots: number;
}

/** One for each thread. Not symmetric, and no score of a comparison: it says whom to compare. */
export interface Screen {
  begin(probe: PackedTemplate): void;
  /** For each slot how much its template agrees, 0 where nothing does or the slot is empty. Overwritten by the next call. */
  screen(chunk: SlotChunk): Float32Array;
  /** Wipes what it holds of the probe and of the gallery. */
  end(): void;
}
