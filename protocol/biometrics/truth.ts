// What turned out to be true of a visit: said later, by people, since no terminal can know it.
import type { Decision } from './decisions.ts';

export const TRUTHS = ['true-accept', 'false-accept', 'true-reject', 'false-reject'] as const;
export type Truth = (typeof TRUTHS)[number];

/**
 * How the entry was chosen that somebody looked into. `random`: drawn from all of them, so that figures hold for all; of any
 * other the figures hold for what was looked into alone.
 */
export const WAYS_CHOSEN = ['random', 'complaint', 'fallback', 'fraud', 'review'] as const;
export type WayChosen = (typeof WAYS_CHOSEN)[number];

/** What was shown to a sensor in the place of a living person, where it turned out that something was (ISO/IEC 30107-3: species). */
export const ATTACK_SPECIES = ['print', 'cast', 'overlay', 'photo', 'screen', 'mask', 'unknown'] as const;
export type AttackSpecies = (typeof ATTACK_SPECIES)[number];

export interface Labelled {
  readonly truth: Truth;
  readonly chosen: WayChosen;
}

const isAcceptance = (truth: Truth): boolean => truth === 'true-accept' || truth === 'false-accept';

/** A poor sample is refused too, as a transaction, though nothing was compared. */
export const isRefusal = (decision: Decision): boolean =>
  decision === 'rejected' || decision === 'attack' || decision === 'not-acquired';

const WHY_NEITHER: Readonly<Partial<Record<Decision, string>>> = {
  undecided: 'was not decided at the terminal',
  'not-permitted': 'was refused for a right or a card, not by recognition',
  'not-presented': 'ended before anything was presented',
  fault: 'ended with a fault of the terminal',
};

/** Why nobody can have attacked there; undefined where they can. */
export const whyNoAttack = (decision: Decision): string | undefined =>
  decision === 'not-presented' ? 'nothing was presented there: nobody has attacked' : undefined;

/** Why a truth cannot be true of such a decision; undefined where it can. */
export function whyNoTruth(truth: Truth, decision: Decision): string | undefined {
  const neither = WHY_NEITHER[decision];
  if (neither) return `the visit ${neither}: it is neither a true nor a false decision`;
  if (isAcceptance(truth) === (decision === 'accepted')) return undefined;
  return isAcceptance(truth)
    ? 'the visit was refused: say true-reject or false-reject'
    : 'the visit was accepted: say true-accept or false-accept';
}
