// Many ordinary visits, appended to a journal as fast as they become durable.
import { type JournalPayload, systemClock } from '../../../protocol/index.ts';
import { NOT_ASSESSED } from '../../flows/clock/evidence.ts';
import { newPseudonym, type Stores } from '../../store/index.ts';

/** Between two looks whether somebody wants it to end. */
const AT_ONCE = 1000;
const TOLD_EVERY = 20_000;

/** Accepted, and as large as a real one. */
const visit = (subject: string, nowMs: number): JournalPayload => ({
  event: 'clock',
  outcome: 'accepted',
  reason: null,
  subject,
  direction: 'in',
  directionSource: 'key',
  method: 'finger',
  repeated: false,
  attempt: 1,
  quality: 81,
  score: 97.25,
  threshold: 61.5,
  falseMatchRate: 1.2e-8,
  liveness: NOT_ASSESSED,
  match: { model: 'ridged-fingerprint', version: 'bench' },
  purpose: 'attendance',
  policyVersion: 'bench',
  captureStartMs: nowMs - 800,
  decisionMs: nowMs,
  stages: { capture: 403.4, extraction: 124.5, quality: 0.1, liveness: 0, identification: 150.3, rights: 1.2 },
});

/** Resolves with the milliseconds that each took. @throws KioskError STORE_*; the signal's reason when aborted */
export async function appendVisits(
  journal: Stores['journal'],
  entries: number,
  { progress, signal }: { readonly progress: (line: string) => void; readonly signal: AbortSignal },
): Promise<readonly number[]> {
  const subject = newPseudonym();
  const times: number[] = [];
  for (let entry = 0; entry < entries; entry += 1) {
    const beforeMs = performance.now();
    journal.append(visit(subject, systemClock.nowMs()));
    times.push(performance.now() - beforeMs);
    if ((entry + 1) % AT_ONCE !== 0) continue;
    // Let Ctrl-C be heard.
    await systemClock.sleep(0, signal);
    if ((entry + 1) % TOLD_EVERY === 0) progress(`${entry + 1} of ${entries} appended`);
  }
  return times;
}
