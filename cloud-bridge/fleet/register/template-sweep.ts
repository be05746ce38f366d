// Templates and photos of nobody, and of whom they are no more: where removing somebody, or deciding about a capture, was cut off, theirs go when the register is opened again.
import type { Kysely } from 'kysely';
import type { PhotoSafe } from './photo-safe.ts';
import type { RegisterTables } from './tables.ts';
import type { TemplateSafe } from './template-safe.ts';

/**
 * Of whoever has left, and of captures that were decided. Not of what the register does not know at all: a capture that comes up at this
 * moment has its templates before its row, and a register that was set back to an older copy would lose what cannot be had again.
 * @throws KioskError STORE_*
 */
export async function sweepTemplates(
  db: Kysely<RegisterTables>,
  { templates, photos }: { readonly templates: TemplateSafe; readonly photos: PhotoSafe },
  nowMs: number,
): Promise<void> {
  await templates.destroyRetired(nowMs);
  const kept = new Set([
    ...[...(await templates.counts()).keys(), ...(await templates.retiredHolders())],
    ...(await photos.holders()),
  ]);
  if (kept.size === 0) return;
  const left = await db.selectFrom('person').select('id').where('removed_ms', 'is not', null).execute();
  const decided = await db.selectFrom('capture').select('id').where('outcome', '!=', 'held').execute();
  for (const { id } of [...left, ...decided]) if (kept.has(id)) await templates.forget(id);
}
