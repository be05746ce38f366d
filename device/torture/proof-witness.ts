// What citizens were shown, and what became of their evidence.
import type { JournalEntry } from '../../protocol/index.ts';
import type { Taken } from './provider-side.ts';

export interface ProofAnswer {
  readonly outcome: string;
  readonly evidence: string | null;
  readonly reference: string;
}

/** Who shows a card, and whose face is before the camera. */
export interface Citizen {
  readonly card: string;
  readonly face: string;
}

/** Evidence that the journal tells of: its id, and the reference of its visit. */
export type Owed = readonly [id: string, reference: string];

/** What counts as something that was done for the person. */
const SUCCESSES = ['proved', 'pending'];

export class ProofWitness {
  /** By the reference of the visit; null where only the screen was seen. */
  readonly #shown = new Map<string, string | null>();
  readonly #owed: Map<string, string>;
  #provider: { readonly taken: readonly Taken[]; readonly upToSeq: number } | undefined;

  constructor(owed: readonly Owed[]) {
    this.#owed = new Map(owed);
  }

  get owed(): readonly Owed[] {
    return [...this.#owed];
  }

  /** Nobody is proved by the face of somebody else. */
  judge({ card, face }: Citizen, { outcome, evidence, reference }: ProofAnswer): readonly string[] {
    if (!SUCCESSES.includes(outcome)) return [];
    this.#shown.set(reference, evidence);
    return face === card ? [] : [`with the face of ${face} somebody was ${outcome} as ${card}`];
  }

  /** On the screen, whether or not anybody had an answer. */
  sawAnswer(outcome: string, reference: string): void {
    if (SUCCESSES.includes(outcome) && !this.#shown.has(reference)) this.#shown.set(reference, null);
  }

  /** What the provider had once nothing of the evidence up to an entry waited any more: compared at the next look. */
  sawProvider(taken: readonly Taken[], upToSeq: number): void {
    this.#provider = { taken: [...taken], upToSeq };
  }

  look(entries: readonly JournalEntry[]): readonly string[] {
    const proofs = entries.flatMap(({ seq, payload }) => (payload?.event === 'prove' ? [{ ...payload, seq }] : []));
    const byReference = new Map(proofs.map((proof) => [proof.reference, proof]));
    const found: string[] = [];
    for (const [reference, evidence] of this.#shown) {
      const entry = byReference.get(reference);
      if (!entry || !SUCCESSES.includes(entry.outcome)) found.push(`proof ${reference} was shown, and is not there`);
      else if (entry.evidenceId === null || (evidence !== null && entry.evidenceId !== evidence))
        found.push(`proof ${reference} was shown, and its entry does not name its evidence`);
    }
    this.#shown.clear();
    for (const { evidenceId, reference } of proofs) if (evidenceId !== null) this.#owed.set(evidenceId, reference);
    return [...found, ...this.#compareProvider(new Map(proofs.map(({ evidenceId, seq }) => [evidenceId, seq])))];
  }

  /** Each evidence is there, of each visit one, and none that the journal does not tell of. */
  #compareProvider(seqs: ReadonlyMap<string | null, number>): readonly string[] {
    if (!this.#provider) return [];
    const { taken, upToSeq } = this.#provider;
    this.#provider = undefined;
    const there = new Map(taken.map(({ id, reference }) => [id, reference]));
    const missing = [...this.#owed.keys()].filter((id) => !there.has(id) && (seqs.get(id) ?? 0) <= upToSeq);
    const alone = [...there.keys()].filter((id) => !this.#owed.has(id));
    const ofOneVisit = there.size - new Set(there.values()).size;
    return [
      ...missing.map((id) => `evidence ${id} is neither here nor with the provider`),
      ...alone.map((id) => `the provider alone knows of evidence ${id}`),
      ...(ofOneVisit > 0 ? [`the provider has evidence of one visit twice, ${ofOneVisit} times`] : []),
    ];
  }
}
