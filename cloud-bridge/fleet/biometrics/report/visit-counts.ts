// Visits of a period, one after another: what recognition decided, what people say was true of it, and of which group they were about.
import {
  type AttackSpecies,
  figuresOf,
  type Labelled,
  type PresentationRead,
  presentationIn,
  RecognitionTally,
  type SeriesFigures,
  type Spell,
} from '../../../../protocol/index.ts';
import { keyOf } from '../../attendance/facts/sighting.ts';
import type { Whose } from '../../attendance/facts/whose.ts';
import type { StoredEntry } from '../../fleet-store.ts';
import { type BookedLabel, isSpecies, isTruth } from '../labels/label-kinds.ts';
import { type GroupFigures, GroupTally } from './group-tally.ts';
import { namedIn } from './named.ts';

export interface VisitFigures {
  readonly series: readonly SeriesFigures[];
  /** Visits by a card or a number alone, and entries that nobody understands: not counted above. */
  readonly withoutBiometrics: number;
  readonly unreadable: number;
  readonly groups: readonly GroupFigures[];
  /** Attempts of nobody whose group is known: whoever is refused among all is nobody yet. */
  readonly withoutGroup: number;
}

export class VisitCounts {
  readonly #whose: Whose;
  readonly #truths: ReadonlyMap<string, Labelled>;
  readonly #attacks: ReadonlyMap<string, AttackSpecies>;
  readonly #tally = new RecognitionTally();
  readonly #groups = new GroupTally();
  readonly #left = { withoutBiometrics: 0, unreadable: 0, withoutGroup: 0 };

  constructor(whose: Whose, labels: readonly BookedLabel[]) {
    this.#whose = whose;
    this.#truths = truthsOf(labels);
    this.#attacks = attacksOf(labels);
  }

  /** In the order of their time. By when the capture began, whenever the entry was written. */
  add(entry: StoredEntry, event: 'clock' | 'prove', { fromMs, untilMs }: Spell): void {
    const read = presentationIn(entry.payload);
    const atMs = typeof read === 'string' ? entry.utcMs : read.atMs;
    if (fromMs <= atMs && atMs < untilMs) this.#count(entry, read, event);
  }

  #count(entry: StoredEntry, read: PresentationRead, event: 'clock' | 'prove'): void {
    if (read === 'no-biometrics') this.#left.withoutBiometrics += 1;
    else if (read === 'unreadable') this.#left.unreadable += 1;
    else {
      const label = this.#truths.get(keyOf(entry));
      const { terminal, journalId } = entry;
      const said = { truth: label, attack: this.#attacks.get(keyOf(entry)) };
      this.#tally.add(`${terminal}/${journalId}/${event}`, read, said);
      const person = this.#whose.personOf(namedIn(entry), { terminal, atMs: read.atMs });
      if (person) this.#groups.add(person, read, label);
      else this.#left.withoutGroup += 1;
    }
  }

  end(smallest: number): VisitFigures {
    return { series: this.#tally.end().map(figuresOf), groups: this.#groups.end(smallest), ...this.#left };
  }
}

const attacksOf = (labels: readonly BookedLabel[]): ReadonlyMap<string, AttackSpecies> =>
  new Map(
    labels.flatMap(({ what, kind, terminal, journalId, seq }) =>
      what === 'attack' && isSpecies(kind) && journalId !== null && seq !== null
        ? [[keyOf({ terminal, journalId, seq }), kind] as const]
        : [],
    ),
  );

const truthsOf = (labels: readonly BookedLabel[]): ReadonlyMap<string, Labelled> =>
  new Map(
    labels.flatMap(({ what, chosen, terminal, journalId, seq }) =>
      isTruth(what) && chosen !== '' && journalId !== null && seq !== null
        ? [[keyOf({ terminal, journalId, seq }), { truth: what, chosen }] as const]
        : [],
    ),
  );
