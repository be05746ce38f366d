// What the counts of recognition come to: error rates of attempts and transactions, failures to acquire, refused attacks.
import type { Series } from './presentation.ts';
import {
  type ErrorRates,
  errorRatesOf,
  GUIDELINE_LIMITS,
  type Judged,
  judged,
  noRate,
  type Rate,
  rateOf,
} from './rates.ts';
import type { Chosen, SeriesCounts, TruthTally } from './tally.ts';
import type { AttackSpecies } from './truth.ts';

export interface LabelledRates extends ErrorRates {
  /** How many were labelled of how many that could be, and how those were chosen. */
  readonly labelled: number;
  readonly of: number;
  readonly chosen: Chosen;
  /** The same over those alone that were drawn at random: what can be said of all. */
  readonly random: ErrorRates;
}

export interface SeriesFigures extends Pick<SeriesCounts, 'series' | 'attempts' | 'transactions' | 'models'> {
  readonly ofAttempts: LabelledRates;
  readonly ofTransactions: LabelledRates;
  /** Of verification alone; of transactions drawn at random. */
  readonly limits: { readonly falseAcceptRate: Judged; readonly falseRejectRate: Judged } | null;
  readonly failureToAcquire: Rate;
  /** Refused as attacks, of all presentations of which the detector gave a verdict: genuine people among them. */
  readonly attacksRefused: Rate;
  /** ISO/IEC 30107-3: bona fide presentations that were taken for attacks. */
  readonly bpcer: Rate;
  /** Attack presentations that were taken for the living person: of the species that comes through most often, as 30107-3 wants it. */
  readonly apcer: Rate & { readonly species: AttackSpecies | null };
  readonly apcerBySpecies: readonly (Rate & { readonly species: AttackSpecies })[];
}

const isVerification = (series: Series): boolean => series !== 'finger-identification';

export function figuresOf(counts: SeriesCounts): SeriesFigures {
  const { series, attempts, transactions, models, bonaFide } = counts;
  const ofAttempts = labelledRates(counts.attemptTruths, attempts.accepted + attempts.rejected + attempts.attack);
  const ofTransactions = labelledRates(counts.transactionTruths, transactions.accepted + transactions.refused);
  const { falseAcceptRate, falseRejectRate } = ofTransactions.random;
  const limits = {
    falseAcceptRate: judged(falseAcceptRate, GUIDELINE_LIMITS.falseAcceptRate),
    falseRejectRate: judged(falseRejectRate, GUIDELINE_LIMITS.falseRejectRate),
  };
  return {
    ...{ series, attempts, transactions, models, ofAttempts, ofTransactions },
    limits: isVerification(series) ? limits : null,
    failureToAcquire: rateOf(attempts['not-acquired'], presented(attempts), 'nothing was presented'),
    attacksRefused: rateOf(attempts.attack, counts.padAssessed, 'no detector has given a verdict'),
    bpcer: rateOf(
      bonaFide.refused,
      bonaFide.assessed,
      'no visit of which a detector gave a verdict is labelled as one of the genuine person',
    ),
    ...attackRates(counts.attacks),
  };
}

/** The most often missed; of two alike that of which more is known. */
function attackRates(attacks: SeriesCounts['attacks']): Pick<SeriesFigures, 'apcer' | 'apcerBySpecies'> {
  const bySpecies = attacks.map(({ species, assessed, missed }) => ({
    species,
    ...rateOf(missed, assessed, NO_ATTACK),
  }));
  const [worst] = [...bySpecies].sort((a, b) => (b.rate ?? 0) - (a.rate ?? 0) || b.of - a.of);
  return { apcer: worst ?? { species: null, ...noRate(NO_ATTACK) }, apcerBySpecies: bySpecies };
}

const NO_ATTACK =
  'no visit of which a detector gave a verdict is labelled as an attack; known attacks are measured by ridged finger pad and ridged face pad';

const presented = (attempts: SeriesCounts['attempts']): number =>
  Object.values(attempts).reduce((sum, count) => sum + count, 0) - attempts['not-presented'] - attempts.fault;

function labelledRates({ all, random, chosen }: TruthTally, of: number): LabelledRates {
  const labelled = Object.values(all).reduce((sum, count) => sum + count, 0);
  return { ...errorRatesOf(all), labelled, of, chosen, random: errorRatesOf(random) };
}
