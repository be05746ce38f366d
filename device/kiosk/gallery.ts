// Fills the gallery from the template store: what cannot be opened is named, the rest is usable.

import type { FingerEngine, FingerRecords, NotLoaded } from '../../models/index.ts';
import { abortable } from '../../protocol/index.ts';
import { useRules } from '../config/index.ts';
import type { StoredFinger } from '../store/index.ts';
import type { Foundation } from './foundation.ts';

/** Once the engine is warm; nothing where nobody is known by a finger here. @throws KioskError GALLERY_FULL, WORKER_LOST; the signal's reason when aborted */
export async function loadGallery(
  { stores, log, record, policy }: Pick<Foundation, 'stores' | 'log' | 'record' | 'policy'>,
  engine: Pick<FingerEngine, 'load' | 'stats' | 'warm'>,
  signal: AbortSignal,
): Promise<void> {
  await abortable(engine.warm(), signal);
  if (!useRules(policy).may.clockFinger) return log.info('by its policy nobody is known by a finger here');
  let broken = 0;
  const known = stores.people.pseudonyms();
  const readable = function* (): Generator<FingerRecords> {
    for (const stored of stores.templates.all()) {
      if (!known.has(stored.subject)) continue;
      if (stored.kind === 'broken') broken += 1;
      else yield recordsOf(stored);
    }
  };
  const left = await engine.load(readable(), signal);
  const countOf = (why: NotLoaded['why']): number => left.filter((finger) => finger.why === why).length;
  broken += countOf('unreadable');
  const refused = countOf('other-purpose');
  log.info({ ...engine.stats, broken, refused }, 'gallery loaded');
  const tell = (code: string, count: number): void => {
    if (count > 0) record({ event: 'fault', device: 'gallery', code, detail: `${count} fingers` });
  };
  tell('SEAL_BROKEN', broken);
  tell('PURPOSE_REFUSED', refused);
}

export const recordsOf = ({
  subject,
  finger,
  purpose,
  impressions,
}: Extract<StoredFinger, { impressions: unknown }>): FingerRecords => ({
  key: { subject, finger },
  purpose,
  records: impressions.map(({ record }) => record),
});
