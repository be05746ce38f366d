// Which release runs, which one is on trial, and what becomes of it. Pure: whatever happens to the machine, the state says what is next.
import { z } from 'zod';
import { KioskError } from '../../protocol/index.ts';

/** `base`: as the package has installed it; it is never written by an update. */
export const SLOTS = ['base', 'a', 'b'] as const;
export type Slot = (typeof SLOTS)[number];
type Staged = Exclude<Slot, 'base'>;

const release = z.int().min(0);

/** Not strict: a newer program may have noted more. */
export const slotsSchema = z.object({
  /** What is started. */
  active: z.enum(SLOTS),
  /** The release in each slot; null: none that is whole. 0 is a package of before releases were counted. */
  holds: z.object({ base: release, a: release.nullable(), b: release.nullable() }),
  /** The highest that has ever run well here: nothing below it is taken any more. */
  highest: release,
  /** The active one, until it has run well; `starts`: how often it was begun, `looks`: how often it was looked at since. */
  trial: z.object({ before: z.enum(SLOTS), starts: z.int().min(0), looks: z.int().min(0) }).nullable(),
  /** Releases that did not run well here are not tried again by themselves. */
  failed: z
    .array(z.object({ release, why: z.string().max(200) }))
    .max(16)
    .readonly(),
});
export type Slots = Readonly<z.infer<typeof slotsSchema>>;

/** A release that cannot be started so often is none. */
export const MOST_STARTS = 3;
/** Counted by a timer, every five minutes from its first start on (`ridged-update-look.timer`): no clock has to be right for it. */
export const MOST_LOOKS = 3;
const MOST_FAILED = 16;

export const slotsOf = (base: number): Slots => ({
  ...{ active: 'base', holds: { base, a: null, b: null }, highest: base, trial: null, failed: [] },
});

/** The slot that the next release may be unpacked into: never the one that runs, nor the one to go back to. */
export function spareSlot({ active, trial }: Slots): Staged {
  const kept = [active, trial?.before];
  return kept.includes('a') ? 'b' : 'a';
}

/**
 * Whether that release may be taken at all.
 * @throws KioskError UPDATE_REFUSED: a downgrade, one that failed here, one while another is on trial
 */
export function mustBeNew({ highest, failed, trial }: Slots, wanted: number): void {
  if (trial) throw refused('another release is on trial');
  if (wanted <= highest) throw refused(`release ${wanted} is not above ${highest}, which has run here`);
  const before = failed.find(({ release }) => release === wanted);
  if (before) throw refused(`release ${wanted} has failed here: ${before.why}`);
}

/** What is in the spare slot is about to be written over. */
export const emptied = (slots: Slots): Slots => ({ ...slots, holds: { ...slots.holds, [spareSlot(slots)]: null } });

/** It lies whole in the spare slot: from the next start on it runs. */
export function onTrial(slots: Slots, wanted: number): Slots {
  mustBeNew(slots, wanted);
  const slot = spareSlot(slots);
  const trial = { before: slots.active, starts: 0, looks: 0 };
  return { ...slots, active: slot, holds: { ...slots.holds, [slot]: wanted }, trial };
}

/** At each start of the service: one that was begun too often is left. */
export function started(slots: Slots): Slots {
  const { trial } = slots;
  if (!trial) return slots;
  if (trial.starts >= MOST_STARTS) return wentBack(slots, `it was begun ${trial.starts} times and did not run well`);
  return { ...slots, trial: { ...trial, starts: trial.starts + 1 } };
}

/** Every five minutes: one that has had its time is left. */
export function lookedAt(slots: Slots): Slots {
  const { trial } = slots;
  if (!trial || trial.starts === 0) return slots;
  if (trial.looks >= MOST_LOOKS) return wentBack(slots, 'it did not run well within its time');
  return { ...slots, trial: { ...trial, looks: trial.looks + 1 } };
}

/** It runs well. Said of another release than the one on trial it changes nothing. */
export function confirmed(slots: Slots, release: number): Slots {
  const { active, holds, highest, trial } = slots;
  if (!trial || holds[active] !== release) return slots;
  return { ...slots, trial: null, highest: Math.max(highest, release) };
}

/** From a trial to the one before; from one that was kept to the package. What the package has installed is not left. @param why as the journal and the fleet are told it */
export function wentBack(slots: Slots, why: string): Slots {
  const { active, holds, trial, failed } = slots;
  if (!trial && active === 'base') return slots;
  const release = holds[active] ?? 0;
  const noted = [...failed.filter((one) => one.release !== release), { release, why: why.slice(0, 200) }];
  const left = active === 'base' ? holds : { ...holds, [active]: null };
  return { ...slots, active: trial?.before ?? 'base', holds: left, trial: null, failed: noted.slice(-MOST_FAILED) };
}

/** It may be tried once more: what had failed was something else. */
export const forgiven = (slots: Slots, release: number): Slots => ({
  ...slots,
  failed: slots.failed.filter((one) => one.release !== release),
});

/** A newer package was installed: what was staged for an older one is left. */
export function rebased(slots: Slots, base: number): Slots {
  if (base === slots.holds.base) return slots;
  const highest = Math.max(slots.highest, base);
  const isNewest = base >= (slots.holds[slots.active] ?? 0);
  const holds = { ...slots.holds, base };
  return isNewest ? { ...slots, active: 'base', holds, highest, trial: null } : { ...slots, holds, highest };
}

const refused = (why: string): KioskError => new KioskError('UPDATE_REFUSED', { why });
