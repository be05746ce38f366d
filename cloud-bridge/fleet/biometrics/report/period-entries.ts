// The entries of a period, one event at a time, page by page.
import type { Spell } from '../../../../protocol/index.ts';
import { type EntrySource, pagesOf } from '../../attendance/facts/gather.ts';
import type { StoredEntry } from '../../fleet-store.ts';

export type CountedEvent = 'clock' | 'prove' | 'fault' | 'enrolment' | 'enrolment-failed' | 'lockout';

/** An entry is written when the visit has ended: seconds after it began, and minutes where a clock was set in between. */
const WRITTEN_WITHIN_MS = 900_000;

export interface PeriodWindow {
  readonly window: Spell;
  /** SITE.TERMINAL; all where none is given. */
  readonly terminal?: string | undefined;
}

/** In the order of their time. Visits that began before its end and were written after it are among them. */
export async function* entriesOf(
  store: EntrySource,
  event: CountedEvent,
  { window: { fromMs, untilMs }, terminal }: PeriodWindow,
): AsyncGenerator<StoredEntry> {
  const late = event === 'clock' || event === 'prove' ? WRITTEN_WITHIN_MS : 0;
  const window = { event, fromMs, untilMs: untilMs + late, ...(terminal !== undefined && { terminal }) };
  for await (const page of pagesOf(store, window)) yield* page;
}
