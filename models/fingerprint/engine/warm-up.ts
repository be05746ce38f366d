// The first runs of fresh code are several times slower: a worker makes them before anyone stands at the sensor.

import { type PackedTemplate, prepare } from '../pack.ts';
import { synthesisePrint } from '../synthesis/index.ts';
import type { Recogniser } from './recogniser.ts';
import { expectKind } from './recogniser.ts';
import { SearchBoard } from './search-board.ts';
import { SlotStore } from './slot-store.ts';

const EXTRACTIONS = 3;
/** With forty the first search is no faster, and the start by a third of a second slower. */
const ENROLLED = 12;
const SCANS = 4;

/** Extracts from a synthetic print and looks for it in a small gallery, a few times over. */
export function warmUp(recogniser: Recogniser): void {
  const print = synthesisePrint({ seed: 0, finger: 0, impression: 0, widthPx: 256, heightPx: 288 });
  const extract = (): ReturnType<Recogniser['handle']> =>
    recogniser.handle({ kind: 'extract', image: { ...print, pixels: Uint8Array.from(print.pixels) } });
  for (let i = 1; i < EXTRACTIONS; i += 1) extract();
  const { template } = expectKind(extract(), 'extraction').extraction;
  const slots = new SlotStore();
  slots.replace([], Array<PackedTemplate>(ENROLLED).fill(prepare(template)), { subject: 1, position: 0 });
  for (let i = 0; i < SCANS; i += 1)
    recogniser.handle({
      kind: 'scan',
      probe: template,
      work: { ...slots.snapshot(), board: new SearchBoard(1).buffer },
    });
}
