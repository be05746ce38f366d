// Fills the gallery from the template store: what cannot be opened is named, the rest is usable.

import type { FingerEngine } from '../../models/index.ts';
import { decodeFingerMinutiae, isFault, KioskError } from '../../protocol/index.ts';
import type { Stores } from '../store/index.ts';

export interface LoadedGallery {
  readonly fingers: number;
  /** Fingers whose record is altered, truncated or sealed with another key. */
  readonly broken: number;
}

export function loadGallery(
  { templates, people }: Pick<Stores, 'templates' | 'people'>,
  engine: Pick<FingerEngine, 'enrol'>,
  onBroken: (what: { readonly subject: string; readonly finger: string }) => void,
): LoadedGallery {
  let fingers = 0;
  let broken = 0;
  for (const stored of templates.all()) {
    const { subject, finger } = stored;
    if (!people.byPseudonym(subject)) continue;
    try {
      if (stored.kind === 'broken') throw new KioskError('SEAL_BROKEN', { finger });
      engine.enrol(
        { subject, finger },
        stored.impressions.map(({ record }) => decodeFingerMinutiae(record)),
      );
      fingers += 1;
    } catch (fault) {
      if (!isFault(fault, 'SEAL_BROKEN') && !isFault(fault, 'TEMPLATE_MALFORMED')) throw fault;
      broken += 1;
      onBroken({ subject, finger });
    }
  }
  return { fingers, broken };
}
