// Why somebody cannot scan here: what is known of them, what their last attempts were, and how the sensor is.
import type { SensorInfo, SensorState } from '../../../hal/index.ts';
import type { FingerEngine } from '../../../models/index.ts';
import type {
  Clock,
  ClockState,
  DiagnosedPerson,
  JobAttempt,
  JournalEntry,
  KioskError,
} from '../../../protocol/index.ts';
import type { ClockRetries } from '../../flows/clock/clock-parts.ts';
import { mayClock } from '../../flows/rights.ts';
import type { Person, Stores } from '../../store/index.ts';
import { done, type JobKind, jobKind } from '../job-kind.ts';

export interface DiagnoseParts {
  readonly stores: Pick<Stores, 'people' | 'templates' | 'journal' | 'fleetPeople'>;
  readonly engine: Pick<FingerEngine, 'fingersOf'>;
  readonly sensor: {
    readonly state: SensorState;
    readonly info: SensorInfo | undefined;
    readonly lastFault: KioskError | undefined;
  };
  readonly retries: Pick<ClockRetries, 'check'>;
  readonly retriesOf: (subject: string) => Pick<ClockRetries, 'check'>;
  readonly clock: Clock;
  readonly clockState: () => ClockState;
  readonly timeZone: string;
}

const DAY_MS = 24 * 3_600_000;
/** Whoever stands there and is not known has tried within this. */
const AROUND_NOW_MS = 15 * 60_000;
const MOST_ATTEMPTS = 20;
/** Entries of a busy day. */
const MOST_ENTRIES = 4000;
const AT_ONCE = 200;

export const diagnoseKind = (parts: DiagnoseParts): JobKind =>
  jobKind('diagnose', { needs: 'nothing', waitsForClock: false, isAnswerPersonal: true }, async ({ person: id }) => {
    const pseudonym = parts.stores.fleetPeople.pseudonymOf(id);
    return done('diagnose', await diagnosePerson(parts, pseudonym));
  });

/** @param pseudonym undefined of whoever is not known here */
export async function diagnosePerson(parts: DiagnoseParts, pseudonym: string | undefined): Promise<DiagnosedPerson> {
  const { stores, engine } = parts;
  const person = pseudonym === undefined ? undefined : stores.people.readable(pseudonym);
  const { attempts, attacksSuspected } = await lookedThrough(parts, pseudonym);
  return {
    known: person !== undefined,
    right: person ? rightOf(person, parts) : null,
    usable: person !== undefined && engine.fingersOf(person.pseudonym) > 0,
    fingers: person ? fingersOf(person, parts) : [],
    lastAttempts: attempts,
    retryAfterMs: pauseOf(parts, pseudonym),
    sensor: sensorOf(parts),
    attacksSuspected,
  };
}

function rightOf(person: Person, { stores, clock, clockState, timeZone }: DiagnoseParts): string | null {
  const heldUntilMs = person.fleetId === null ? null : stores.fleetPeople.heldUntilMs;
  const right = mayClock(person, { nowMs: clock.nowMs(), timeZone, clockState: clockState(), heldUntilMs });
  return right === 'ok' ? null : right;
}

const fingersOf = ({ pseudonym }: Person, { stores }: DiagnoseParts): DiagnosedPerson['fingers'] =>
  stores.templates.bySubject(pseudonym).flatMap((stored) => {
    if (stored.kind === 'broken') return [];
    const quality = stored.impressions.map((impression) => impression.quality);
    return [{ finger: stored.finger, impressions: quality.length, quality }];
  });

function pauseOf({ retries, retriesOf }: DiagnoseParts, pseudonym: string | undefined): number | null {
  const pauses = [retries.check(), ...(pseudonym === undefined ? [] : [retriesOf(pseudonym).check()])];
  const left = pauses.flatMap((pause) => (pause.allowed ? [] : [Math.round(pause.retryAfterMs)]));
  return left.length > 0 ? Math.max(...left) : null;
}

function sensorOf({ sensor: { state, info, lastFault } }: DiagnoseParts): DiagnosedPerson['sensor'] {
  const what = info ? `${info.model} on ${info.bus}: ${state}` : state;
  return { ok: state === 'ready', detail: lastFault ? `${what}; ${lastFault.message}`.slice(0, 500) : what };
}

interface Looked {
  readonly attempts: readonly JobAttempt[];
  readonly attacksSuspected: number;
}

/** The latest first, a slice at a time: whoever clocks meanwhile waits for none of it. */
async function lookedThrough(
  { stores: { journal }, clock }: DiagnoseParts,
  subject: string | undefined,
): Promise<Looked> {
  const nowMs = clock.nowMs();
  const attempts: JobAttempt[] = [];
  let attacksSuspected = 0;
  for (let before = journal.lastSeq, seen = 0; before > 0 && seen < MOST_ENTRIES; before -= AT_ONCE, seen += AT_ONCE) {
    const from = Math.max(1, before - AT_ONCE + 1);
    const entries = journal.read(from, before - from + 1);
    for (const entry of [...entries].reverse()) {
      const tried = attemptIn(entry, subject, nowMs);
      if (tried) attempts.push(tried);
      if (isAttack(entry) && nowMs - entry.utcMs < DAY_MS) attacksSuspected += 1;
    }
    await new Promise(setImmediate);
  }
  return { attempts: attempts.slice(0, MOST_ATTEMPTS), attacksSuspected };
}

const isAttack = ({ payload }: JournalEntry): boolean =>
  payload?.event === 'clock' && payload.liveness.result === 'attack';

/** Of that person, or of nobody a moment ago: it may have been they. */
function attemptIn({ payload }: JournalEntry, subject: string | undefined, nowMs: number): JobAttempt | undefined {
  if (payload?.event !== 'clock') return undefined;
  const { outcome, reason, quality, score, threshold, captureStartMs } = payload;
  const isTheirs = subject !== undefined && (payload.subject === subject || payload.claimed === subject);
  const isNobodys = payload.subject === null && payload.claimed === undefined && outcome === 'refused';
  if (!isTheirs && !(isNobodys && Math.abs(nowMs - captureStartMs) < AROUND_NOW_MS)) return undefined;
  const whose = isTheirs ? 'person' : 'unknown';
  return { atMs: Math.max(0, Math.round(captureStartMs)), whose, outcome, reason, quality, score, threshold };
}
