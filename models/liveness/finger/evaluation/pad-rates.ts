// Error rates of presentation attack detection as ISO/IEC 30107-3 names them. Pure arithmetic.

import { BONA_FIDE } from '../texture/train-texture-model.ts';
import type { PadReason, PadVerdict } from '../types.ts';

export interface JudgedPresentation {
  /** `bona-fide`, or the name of the attack. */
  readonly class: string;
  readonly verdict: PadVerdict;
  readonly reasons: readonly PadReason[];
}

export interface AttackRate {
  readonly class: string;
  readonly presentations: number;
  /** Share of this class that passed as bona fide. */
  readonly apcer: number;
  /** Share of this class on which nothing could be said; where the two are kept apart it is no pass. */
  readonly apnrr: number;
}

export interface PadRates {
  readonly bonaFide: number;
  /** Share of bona fide presentations taken for attacks; null where there are none. */
  readonly bpcer: number | null;
  /** Share of them on which nothing could be said. */
  readonly bpnrr: number | null;
  /** For what bona fide presentations were taken for attacks, and how many; one may count for several. */
  readonly refusedFor: Readonly<Partial<Record<PadReason, number>>>;
  /** The worst first: a detector is as good as its worst class. */
  readonly attacks: readonly AttackRate[];
}

export function padRates(judged: readonly JudgedPresentation[]): PadRates {
  const bonaFide = judged.filter((one) => one.class === BONA_FIDE);
  const names = new Set(judged.map((one) => one.class).filter((name) => name !== BONA_FIDE));
  const attacks = [...names].map((name) => {
    const of = judged.filter((one) => one.class === name);
    return {
      class: name,
      presentations: of.length,
      apcer: share(of, 'bona-fide') ?? 0,
      apnrr: share(of, 'undecided') ?? 0,
    };
  });
  return {
    bonaFide: bonaFide.length,
    bpcer: share(bonaFide, 'attack'),
    bpnrr: share(bonaFide, 'undecided'),
    refusedFor: countReasons(bonaFide.filter(({ verdict }) => verdict === 'attack')),
    attacks: attacks.sort((a, b) => b.apcer - a.apcer || b.apnrr - a.apnrr),
  };
}

const share = (judged: readonly JudgedPresentation[], verdict: PadVerdict): number | null =>
  judged.length === 0 ? null : judged.filter((one) => one.verdict === verdict).length / judged.length;

function countReasons(judged: readonly JudgedPresentation[]): PadRates['refusedFor'] {
  const counts: Partial<Record<PadReason, number>> = {};
  for (const reason of judged.flatMap(({ reasons }) => reasons)) counts[reason] = (counts[reason] ?? 0) + 1;
  return counts;
}
