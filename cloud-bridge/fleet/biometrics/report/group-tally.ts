// Whether recognition does alike for everybody: figures of groups of people, never of few enough to know one by. Pure.
import {
  DECISIONS,
  type Decision,
  type Labelled,
  type Presentation,
  type Rate,
  rateOf,
  TRUTHS,
  type Truth,
} from '../../../../protocol/index.ts';

export interface GroupFigures {
  /** Null for those that are too small to be shown by themselves, taken together. */
  readonly group: string | null;
  readonly people: number;
  /** Null where they are too few together, too. */
  readonly figures: GroupRates | null;
}

export interface GroupRates {
  readonly attempts: number;
  /** Refused by comparison, of those that were compared: whoever they were. */
  readonly rejected: Rate;
  readonly attacksRefused: Rate;
  readonly failureToAcquire: Rate;
  readonly falseRejectRate: Rate;
}

interface Member {
  readonly id: string;
  readonly group: string;
}

interface Tally {
  readonly people: Set<string>;
  readonly decisions: Record<Decision, number>;
  readonly truths: Record<Truth, number>;
}

const zeroes = <K extends string>(keys: readonly K[]): Record<K, number> =>
  Object.fromEntries(keys.map((key) => [key, 0])) as Record<K, number>; // of just these keys

const emptyTally = (): Tally => ({ people: new Set(), decisions: zeroes(DECISIONS), truths: zeroes(TRUTHS) });

export class GroupTally {
  readonly #groups = new Map<string, Tally>();

  add({ id, group }: Member, { decision }: Presentation, label: Labelled | undefined): void {
    const tally = this.#groups.get(group) ?? emptyTally();
    this.#groups.set(group, tally);
    tally.people.add(id);
    tally.decisions[decision] += 1;
    if (label) tally.truths[label.truth] += 1;
  }

  /** @param smallest so many people at least stand in each line: nobody is found by taking the others from the whole */
  end(smallest: number): readonly GroupFigures[] {
    const bySize = [...this.#groups].sort(([, a], [, b]) => a.people.size - b.people.size);
    const rest = emptyTally();
    const shown: (readonly [string, Tally])[] = [];
    for (const named of bySize) {
      const [, tally] = named;
      const isHidden = tally.people.size < smallest || (rest.people.size > 0 && rest.people.size < smallest);
      if (isHidden) join(rest, tally);
      else shown.push(named);
    }
    const figures = shown
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([group, tally]) => ({ group, people: tally.people.size, figures: ratesOf(tally) }));
    if (rest.people.size === 0) return figures;
    const people = rest.people.size;
    return [...figures, { group: null, people, figures: people < smallest ? null : ratesOf(rest) }];
  }
}

function join(rest: Tally, { people, decisions, truths }: Tally): void {
  for (const id of people) rest.people.add(id);
  for (const decision of DECISIONS) rest.decisions[decision] += decisions[decision];
  for (const truth of TRUTHS) rest.truths[truth] += truths[truth];
}

function ratesOf({ decisions, truths }: Tally): GroupRates {
  const {
    accepted,
    rejected,
    attack,
    undecided,
    'not-permitted': notPermitted,
    'not-acquired': notAcquired,
  } = decisions;
  const acquired = accepted + rejected + attack + undecided + notPermitted;
  const { 'false-reject': falseRejects, 'true-accept': trueAccepts } = truths;
  return {
    attempts: acquired + notAcquired,
    rejected: rateOf(rejected, accepted + rejected + undecided + notPermitted, 'nobody was compared'),
    attacksRefused: rateOf(attack, acquired, 'nothing was acquired'),
    failureToAcquire: rateOf(notAcquired, acquired + notAcquired, 'nothing was presented'),
    falseRejectRate: rateOf(falseRejects, falseRejects + trueAccepts, 'nothing of it is labelled'),
  };
}
