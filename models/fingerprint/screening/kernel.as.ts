// The quick look at one template of a gallery, in AssemblyScript: WebAssembly with 128-bit registers, four minutiae at a time.
// Does what `PlainScreen` does, which is its tested reference; `kernel-binary.ts` is what the compiler makes of it.
import { wipeWork } from './kernel-memory.as.ts';
import { collect, configurePairs } from './kernel-pairs.as.ts';
import { configureVotes, vote } from './kernel-votes.as.ts';

export { candidate, cosines4096, probe } from './kernel-memory.as.ts';

/** Called once by the host, with the numbers of comparison/parameters.ts. */
export function configure(ones: i32, likeness: i32, px: f32, share: f32, turn: f32, times: i32): void {
  configurePairs(ones, likeness);
  configureVotes(px, share, turn, times);
}

/** How much the candidate agrees with the probe; 0 where nothing does. */
export function screen(): f32 {
  const seeds = collect();
  return seeds < 2 ? 0 : vote(seeds);
}

/** Leaves nothing of a template. */
export function wipe(): void {
  wipeWork();
}
