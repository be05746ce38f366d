// Fills the gallery from the template store: what cannot be opened is named, the rest is usable.

import type { EnrolledFinger, FingerEngine } from '../../models/index.ts';
import { decodeFingerMinutiae, isFault } from '../../protocol/index.ts';
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
  const readable = function* (): Generator<EnrolledFinger> {
    for (const stored of stores.templates.all()) {
      if (!known.has(stored.subject)) continue;
      const finger = enrolledFinger(stored);
      if (finger) yield finger;
      else broken += 1;
    }
  };
  await engine.load(readable(), signal);
  log.info({ ...engine.stats, broken }, 'gallery loaded');
  if (broken > 0) record({ event: 'fault', device: 'gallery', code: 'SEAL_BROKEN', detail: `${broken} fingers` });
}

/** Undefined where the record was altered, cut, or sealed with another key. */
function enrolledFinger(stored: StoredFinger): EnrolledFinger | undefined {
  if (stored.kind === 'broken') return undefined;
  const { subject, finger, impressions } = stored;
  try {
    return { key: { subject, finger }, templates: impressions.map(({ record }) => decodeFingerMinutiae(record)) };
  } catch (fault) {
    if (!isFault(fault, 'TEMPLATE_MALFORMED')) throw fault;
    return undefined;
  }
}
