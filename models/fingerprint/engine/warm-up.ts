// The first run of fresh code takes several times as long: a worker makes it before anyone stands at the sensor.

import { type PackedTemplate, prepare } from '../pack.ts';
import { drawnRidges } from './drawn-ridges.ts';
import { expectKind, type Recogniser } from './recogniser.ts';
import { SearchBoard } from './search-board.ts';
import { SlotStore } from './slot-store.ts';

const ENROLLED = 12;

/**
 * Extracts from a drawn print and looks for it in a small gallery. Once: with three extractions and four searches the first person
 * waits a twentieth of a second less, and the start takes a third of a second longer.
 */
export function warmUp(recogniser: Recogniser): void {
  const extracted = recogniser.handle({ kind: 'extract', image: drawnRidges() });
  const { template } = expectKind(extracted, 'extraction').extraction;
  const slots = new SlotStore();
  slots.replace([], Array<PackedTemplate>(ENROLLED).fill(prepare(template)), { subject: 1, position: 0 });
  const work = { ...slots.snapshot(), board: new SearchBoard(1).buffer };
  recogniser.handle({ kind: 'scan', probe: template, work });
}
