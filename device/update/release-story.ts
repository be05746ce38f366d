// What has become of releases since this terminal last told of them. Pure.
import { z } from 'zod';
import type { JournalPayload } from '../../protocol/index.ts';
import type { ReleaseNote } from './release-note.ts';
import type { Slots } from './slots.ts';

export const toldSchema = z.strictObject({
  /** The release that ran then. */
  runs: z.int().min(0),
  onTrial: z.boolean(),
  failed: z.array(z.int().min(0)).max(64).readonly(),
  /** What worked when a release was ordered: it has to work in its trial too. Null for one that was brought by hand. */
  expects: z.strictObject({ release: z.int(), works: z.array(z.string().max(64)).max(64).readonly() }).nullable(),
});
export type Told = Readonly<z.infer<typeof toldSchema>>;

type UpdateEntry = Extract<JournalPayload, { readonly event: 'update' }>;

export interface Story {
  readonly entries: readonly UpdateEntry[];
  readonly told: Told;
}

/** @param before undefined: nothing was ever told. @param slots undefined: nothing was ever staged */
export function storyOf(before: Told | undefined, own: ReleaseNote, slots: Slots | undefined): Story {
  const onTrial = slots?.trial != null && slots.holds[slots.active] === own.release;
  const failed = slots?.failed ?? [];
  const entry = (what: UpdateEntry['what'], release: number, detail = ''): UpdateEntry => ({
    ...{ event: 'update', what, release, version: own.version, detail },
  });
  const left = failed.filter(({ release }) => before && !before.failed.includes(release));
  const entries = left.map(({ release, why }) => entry('went-back', release, why));
  if (before && before.runs !== own.release && left.length === 0)
    entries.push(entry(onTrial ? 'begun' : 'installed', own.release));
  else if (before?.onTrial && before.runs === own.release && !onTrial) entries.push(entry('kept', own.release));
  return {
    entries,
    told: {
      ...{ runs: own.release, onTrial, failed: failed.map(({ release }) => release) },
      expects: onTrial && before?.expects?.release === own.release ? before.expects : null,
    },
  };
}
