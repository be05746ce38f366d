// A journal looked at again and again between runs of its service: what was in it must stay in it, as it was.

import type { JournalEntry } from '../../../protocol/index.ts';
import { openJournalReader } from '../../store/index.ts';
import { openVault } from '../../vault/index.ts';

/** A success that somebody was shown: by the answer of a request, by an event, or by both. */
export interface ShownSuccess {
  readonly seq: number | undefined;
  /** Capture start, UTC: the time of the punch. */
  readonly punchedAtMs: number | undefined;
}

export class KeptJournal {
  readonly #dataDir: string;
  readonly #hashes = new Map<number, string>();
  readonly #punches = new Map<number, number>();
  #isIntact = true;
  #reused = 0;
  #declaredLost = 0;
  #recoveries = 0;

  constructor(dataDir: string) {
    this.#dataDir = dataDir;
  }

  /** Every look so far found the chain whole. */
  get isIntact(): boolean {
    return this.#isIntact;
  }

  /** Numbers under which another entry stood at an earlier look, or no entry any more. */
  get reused(): number {
    return this.#reused;
  }

  /** Numbers without an entry that a `gap` entry declares. */
  get declaredLost(): number {
    return this.#declaredLost;
  }

  /** Starts that knew that the run before them had been cut off. */
  get recoveries(): number {
    return this.#recoveries;
  }

  get entries(): number {
    return this.#hashes.size;
  }

  /** Reads all of it anew; the service must not run. @throws KioskError of the vault and of the journal's reader */
  async look(signal: AbortSignal): Promise<void> {
    const vault = await openVault({ dataDir: this.#dataDir, mayCreate: false });
    await using journal = await openJournalReader({ dataDir: this.#dataDir, vault });
    const { intact, gaps } = await journal.verify(signal);
    this.#isIntact &&= intact;
    this.#declaredLost = gaps.reduce((sum, { fromSeq, toSeq }) => sum + toSeq - fromSeq + 1, 0);
    const entries = [...journal.pages(1, Number.MAX_SAFE_INTEGER)].flat();
    const now = new Map(entries.map(({ seq, hash }) => [seq, hash]));
    this.#reused += [...this.#hashes].filter(([seq, hash]) => now.get(seq) !== hash).length;
    this.#recoveries = entries.filter(isRecovery).length;
    for (const entry of entries) this.#note(entry);
  }

  holds({ seq, punchedAtMs }: ShownSuccess): boolean {
    const bySeq = seq === undefined ? undefined : this.#punches.get(seq);
    if (seq !== undefined && bySeq === undefined) return false;
    if (punchedAtMs === undefined) return true;
    return bySeq === undefined ? [...this.#punches.values()].includes(punchedAtMs) : bySeq === punchedAtMs;
  }

  #note({ seq, hash, payload }: JournalEntry): void {
    this.#hashes.set(seq, hash);
    if (payload?.event === 'clock' && payload.outcome === 'accepted') this.#punches.set(seq, payload.captureStartMs);
  }
}

const isRecovery = ({ payload }: JournalEntry): boolean =>
  payload?.event === 'service' && payload.what === 'crash-recovered';
