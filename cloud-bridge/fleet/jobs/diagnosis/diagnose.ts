// What keeps somebody from scanning: what the fleet knows and what the terminal answers, joined into one verdict. Pure.
import type { DiagnosedPerson, JobAttempt } from '../../../../protocol/index.ts';
import type { Right } from '../../register/grants.ts';
import type { VerdictCode } from './verdicts.ts';

export interface FleetFacts {
  readonly isActive: boolean;
  /** At this terminal, whenever they hold. */
  readonly rights: readonly Right[];
  /** Of each impression that the fleet has, 0 to 100. */
  readonly qualities: readonly number[];
  /** Whether the terminal's own signed word proves that they are there as they are to be. */
  readonly isProven: boolean;
}

export interface Verdict {
  readonly code: VerdictCode;
  /** What it rests on, for whoever wants to know more: reasons as outcomes are called, figures. */
  readonly because: string;
}

export interface Diagnosis {
  readonly facts: FleetFacts;
  /** Undefined where the terminal has not answered. */
  readonly answer: DiagnosedPerson | undefined;
  readonly nowMs: number;
}

type Look = (diagnosis: Diagnosis) => Verdict | undefined;

const verdict = (code: VerdictCode, because = ''): Verdict => ({ code, because });

const ofThePerson: Look = ({ facts: { isActive, rights, qualities }, nowMs }) => {
  if (!isActive) return verdict('disabled');
  if (rights.length === 0) return verdict('no-right');
  if (!rights.some((right) => isWithin(right, nowMs))) return verdict('right-not-now', 'not-yet-valid or expired');
  return qualities.length === 0 ? verdict('not-enrolled') : undefined;
};

const isWithin = ({ validFromMs, validUntilMs }: Right, nowMs: number): boolean =>
  (validFromMs ?? Number.NEGATIVE_INFINITY) <= nowMs && nowMs < (validUntilMs ?? Number.POSITIVE_INFINITY);

const ofTheDelivery: Look = ({ facts: { isProven }, answer }) => {
  if (answer && !answer.known) return verdict('not-delivered', 'the terminal does not know them');
  if (!isProven) return verdict('not-delivered', 'the terminal has not proven that it has them as they are to be');
  return answer ? undefined : verdict('terminal-silent');
};

const ofTheTerminal: Look = ({ answer }) => {
  if (!answer) return undefined;
  if (answer.right === 'fleet-silent') return verdict('fleet-silent');
  if (answer.right !== null) return verdict('right-not-now', answer.right);
  if (!answer.sensor.ok) return verdict('sensor-trouble', answer.sensor.detail);
  if (!answer.usable) return verdict('not-usable');
  return answer.retryAfterMs ? verdict('paused', `${Math.ceil(answer.retryAfterMs / 1000)} s`) : undefined;
};

const GLASS = ['residue', 'smeared'];
const POOR = ['poor-image', 'too-dry', 'too-wet', 'partial', 'off-centre', 'too-few-minutiae', 'too-short'];
/** So many points below what was enrolled an image is no good one. */
const POORER_BY = 25;

/** Since they were last let in; what may have been theirs counts. */
const ofTheAttempts: Look = ({ answer, facts }) => {
  if (!answer) return undefined;
  const lastGood = answer.lastAttempts.findIndex(({ outcome, whose }) => outcome === 'accepted' && whose === 'person');
  const since = lastGood < 0 ? answer.lastAttempts : answer.lastAttempts.slice(0, lastGood);
  const refused = since.filter(({ outcome }) => outcome === 'refused');
  const reasons = countsOf(refused);
  const [why = ''] = [...reasons].sort(([, a], [, b]) => b - a).map(([reason]) => reason);
  const because = [...reasons].map(([reason, count]) => `${count} ${reason}`).join(', ');
  if (reasons.has('attack-suspected')) return verdict('attack-suspected', because);
  if (GLASS.includes(why)) return verdict('sensor-trouble', because);
  if (POOR.includes(why)) return verdict('finger-poor', because);
  if (why === 'not-recognised') return verdict(arePoor(refused, facts) ? 'finger-poor' : 'finger-changed', because);
  return why === '' ? undefined : verdict('finger-changed', because);
};

function countsOf(attempts: readonly JobAttempt[]): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const { reason } of attempts) if (reason !== null) counts.set(reason, (counts.get(reason) ?? 0) + 1);
  return counts;
}

function arePoor(refused: readonly JobAttempt[], { qualities }: FleetFacts): boolean {
  const seen = refused.flatMap(({ quality }) => (quality === null ? [] : [quality]));
  return seen.length > 0 && medianOf(seen) < medianOf(qualities) - POORER_BY;
}

function medianOf(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? 0;
}

/** Accepted ones that are compared: the latest few with the few before. */
const FEW = 3;
const FALLEN_TO = 0.7;

const ofTheTrend: Look = ({ answer }) => {
  const scores = (answer?.lastAttempts ?? [])
    .filter(({ outcome, whose }) => outcome === 'accepted' && whose === 'person')
    .flatMap(({ score }) => (score === null ? [] : [score]));
  if (scores.length === 0) return verdict(answer?.lastAttempts.some(isTheirs) ? 'works' : 'not-tried');
  const [lately, before] = [scores.slice(0, FEW), scores.slice(FEW)];
  const hasFallen = before.length >= FEW && medianOf(lately) < FALLEN_TO * medianOf(before);
  const because = `scores ${lately.map(Math.round).join(', ')}; before ${before.map(Math.round).join(', ') || 'none'}`;
  return verdict(hasFallen ? 'finger-changing' : 'works', because);
};

const isTheirs = ({ outcome, whose }: JobAttempt): boolean => outcome === 'accepted' && whose === 'person';

/** The first that finds something has the word: what comes before must be mended before anything else can be seen. */
const LOOKS: readonly Look[] = [ofThePerson, ofTheDelivery, ofTheTerminal, ofTheAttempts, ofTheTrend];

export function diagnose(diagnosis: Diagnosis): Verdict {
  for (const look of LOOKS) {
    const found = look(diagnosis);
    if (found) return found;
  }
  return verdict('works');
}
