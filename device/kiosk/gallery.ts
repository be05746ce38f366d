// Fills the gallery from the template store: what cannot be opened is named, the rest is usable.

import type { FingerEngine, FingerRecords } from '../../models/index.ts';
import type { StoredFinger } from '../store/index.ts';
import type { Foundation } from './foundation.ts';

/** @throws KioskError GALLERY_FULL, WORKER_LOST; the signal's reason when aborted */
export async function loadGallery(
  { stores, log, record }: Pick<Foundation, 'stores' | 'log' | 'record'>,
  engine: Pick<FingerEngine, 'load' | 'stats'>,
  signal: AbortSignal,
): Promise<void> {
  let broken = 0;
  const known = stores.people.pseudonyms();
  const readable = function* (): Generator<FingerRecords> {
    for (const stored of stores.templates.all()) {
      if (!known.has(stored.subject)) continue;
      if (stored.kind === 'broken') broken += 1;
      else yield recordsOf(stored);
    }
  };
  const unreadable = await engine.load(readable(), signal);
  broken += unreadable.length;
  log.info({ ...engine.stats, broken }, 'gallery loaded');
  if (broken > 0) record({ event: 'fault', device: 'gallery', code: 'SEAL_BROKEN', detail: `${broken} fingers` });
}

export const recordsOf = ({
  subject,
  finger,
  impressions,
}: Extract<StoredFinger, { impressions: unknown }>): FingerRecords => ({
  key: { subject, finger },
  records: impressions.map(({ record }) => record),
});
