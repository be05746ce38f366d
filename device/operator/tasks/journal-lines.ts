// The journal as an operator may see it: what happened, and of nobody's name, code or pseudonym.
import { CLASS_OF_EVENT, type JournalEntry, type JournalLine, type JournalPayload } from '../../../protocol/index.ts';
import { ERASED, EVENT_WORDS } from './journal-words.ts';
import { sayFacts } from './say-facts.ts';

/** Of each event, what names nobody. Whatever is not here is not shown: a new field is personal until somebody has looked at it. */
const SHOWN = {
  clock: ['outcome', 'reason', 'direction', 'method', 'repeated', 'attempt', 'quality', 'score', 'threshold'],
  enrolment: ['verified', 'tries'],
  'enrolment-failed': ['by', 'reason', 'finger', 'tries'],
  prove: ['outcome', 'reason', 'cardStatus', 'quality', 'score', 'failures'],
  removal: ['reason'],
  service: ['what', 'version', 'detail'],
  fault: ['device', 'code', 'detail'],
  recovered: ['device'],
  lockout: ['scope', 'retryAfterMs', 'level'],
  'fleet-refused': ['topic', 'why'],
  settings: ['what'],
  'clock-jump': ['byMs', 'state'],
  gap: ['fromSeq', 'toSeq', 'why'],
  pruned: ['toSeq'],
  erased: ['seqs', 'why'],
  retired: ['what', 'count', 'days'],
  residue: ['what', 'count', 'left'],
  carried: ['what', 'fromSeq', 'toSeq'],
  'people-table': ['revision', 'put', 'removed'],
  'snapshot-viewed': ['seq', 'reason'],
  'keys-renewed': ['resealed', 'unreadable'],
  'data-exported': ['reason'],
  job: ['kind', 'state', 'detail'],
  certificate: ['what', 'serial', 'detail'],
  operator: ['what', 'by', 'role', 'detail'],
  'data-request': ['request', 'tie'],
  tamper: ['what', 'by'],
  power: ['what', 'chargePercent'],
  update: ['what', 'release', 'version', 'detail'],
  'finger-shown': ['at'],
  'data-request-refused': ['request', 'reason', 'method', 'quality', 'score', 'threshold'],
} as const satisfies Readonly<Record<JournalPayload['event'], readonly string[]>>;

export type FactName = (typeof SHOWN)[JournalPayload['event']][number] | 'liveness';
export type Fact = readonly [FactName, string];

const MOST_CHARACTERS = 200;

/**
 * Visits of before are shown as erased, whether or not they are: those under duress are kept for longer than others, which would tell them
 * apart.
 * @param visitsFromMs UTC, since when visits tell what they tell
 */
export const withoutOldVisits = (entry: JournalEntry, visitsFromMs: number): JournalEntry =>
  entry.payload?.event === 'clock' && entry.utcMs < visitsFromMs ? { ...entry, payload: null } : entry;

/** @param acknowledgedSeq up to here the fleet has them */
export function journalLine(entry: JournalEntry, acknowledgedSeq: number): JournalLine {
  const { seq, utcMs, clockState, payload } = entry;
  const facts = payload ? factsOf(payload) : [];
  const isAcknowledged = seq <= acknowledgedSeq;
  const line = { seq, utcMs, clockState, facts, isAcknowledged };
  if (!payload) return { ...line, class: null, event: 'erased', what: ERASED, says: sayFacts('erased', []) };
  const { event } = payload;
  // Not the entry's own: it would tell a visit under duress from others.
  return { ...line, class: CLASS_OF_EVENT[event], event, what: EVENT_WORDS[event], says: sayFacts(event, facts) };
}

function factsOf(payload: JournalPayload): readonly Fact[] {
  const values: Readonly<Record<string, unknown>> = payload;
  const names: readonly FactName[] = SHOWN[payload.event];
  const facts = names.flatMap((name): readonly Fact[] => {
    const value = values[name];
    return value === undefined || value === null || value === '' ? [] : [[name, textOf(value)]];
  });
  // By what the touch was judged to be alive, or not.
  const liveness = 'liveness' in payload ? payload.liveness?.result : undefined;
  return liveness === undefined ? facts : [...facts, ['liveness', liveness]];
}

function textOf(value: unknown): string {
  if (typeof value === 'number') return String(Math.round(value * 100) / 100);
  return String(value).slice(0, MOST_CHARACTERS);
}
