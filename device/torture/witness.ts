// Whoever was there: remembers what people were shown, and finds out afterwards whether it was so.
import { readFile, rename, writeFile } from 'node:fs/promises';
import { z } from 'zod';
import type { JournalEntry } from '../../protocol/index.ts';
import { openJournalReader } from '../store/index.ts';
import { openVault } from '../vault/index.ts';
import type { Fingertip } from './cast.ts';
import type { FleetLook } from './fleet-side.ts';
import { type Citizen, type ProofAnswer, ProofWitness } from './proof-witness.ts';
import type { Taken } from './provider-side.ts';

export interface Answer {
  readonly outcome: 'accepted' | 'refused';
  readonly hrCode: string | null;
  readonly seq: number | null;
}

const memorySchema = z.object({
  journalId: z.string(),
  /** Hash of every entry that was ever seen, by number. */
  hashes: z.array(z.tuple([z.int(), z.string()])),
  /** Whose enrolment was shown to be done. */
  enrolled: z.array(z.string()),
  /** Whose enrolment was cut off: there, or not. */
  perhaps: z.array(z.string()),
  /** Whom the fleet has sent, as the terminal's report proved. */
  sent: z.array(z.string()).default([]),
  /** Who is on the way, there or not: of a change that nobody has proved yet. */
  onTheWay: z.array(z.string()).default([]),
  /** Evidence of which the journal has told, with the reference of its visit. */
  evidence: z.array(z.tuple([z.string(), z.string()]).readonly()).default([]),
});

/** Each of its finds is a sentence; none is the good end. */
export class Witness {
  readonly #file: string;
  readonly #hashes: Map<number, string>;
  readonly #enrolled: Set<string>;
  readonly #perhaps: Set<string>;
  #sent: ReadonlySet<string>;
  #onTheWay: ReadonlySet<string>;
  readonly #proofs: ProofWitness;
  /** Shown since the last look: by their number, or by the time of the punch where the answer was cut off. */
  readonly #shownSeqs = new Set<number>();
  readonly #shownPunches = new Set<number>();
  #fleet: (FleetLook & { readonly acknowledgedSeq: number }) | undefined;
  #journalId: string;
  #firstSeq = 1;
  #wrong: string[] = [];

  private constructor(file: string, memory: z.infer<typeof memorySchema>) {
    this.#file = file;
    this.#journalId = memory.journalId;
    this.#hashes = new Map(memory.hashes);
    this.#enrolled = new Set(memory.enrolled);
    this.#perhaps = new Set(memory.perhaps);
    this.#sent = new Set(memory.sent);
    this.#onTheWay = new Set(memory.onTheWay);
    this.#proofs = new ProofWitness(memory.evidence);
  }

  static async open(file: string): Promise<Witness> {
    const kept = await readFile(file, 'utf8').catch(() => undefined);
    const none = { journalId: '', hashes: [], enrolled: [], perhaps: [] };
    return new Witness(file, memorySchema.parse(kept === undefined ? none : JSON.parse(kept)));
  }

  get entries(): number {
    return this.#hashes.size;
  }

  /** How many of the oldest were no longer there at the last look. */
  get gaveWay(): number {
    return this.#firstSeq - 1;
  }

  get journalId(): string {
    return this.#journalId;
  }

  isEnrolled(code: string | null): boolean {
    return code !== null && (this.#enrolled.has(code) || this.#sent.has(code));
  }

  /** Nobody is taken for somebody else, and no stranger for anybody. */
  judge({ owner }: Fingertip, answer: Answer): void {
    if (answer.outcome === 'refused') return;
    if (answer.seq !== null) this.#shownSeqs.add(answer.seq);
    const mayBe = this.isEnrolled(owner) || this.#mayBeThere(owner ?? '');
    if (answer.hrCode !== owner || !mayBe)
      this.#wrong.push(`a finger of ${owner ?? 'a stranger'} was accepted as ${answer.hrCode}`);
  }

  #mayBeThere(code: string): boolean {
    return this.#perhaps.has(code) || this.#onTheWay.has(code);
  }

  /** Nobody is proved by the face of somebody else. */
  judgeProof(citizen: Citizen, answer: ProofAnswer): void {
    this.#wrong.push(...this.#proofs.judge(citizen, answer));
  }

  sawProof(outcome: string, reference: string): void {
    this.#proofs.sawAnswer(outcome, reference);
  }

  /** Once no evidence waits any more. */
  sawProvider(taken: readonly Taken[], upToSeq: number): void {
    this.#proofs.sawProvider(taken, upToSeq);
  }

  /** The green light was seen, whether or not anybody had an answer. */
  sawPunch(punchedAtMs: number): void {
    this.#shownPunches.add(punchedAtMs);
  }

  beginsEnrolment(code: string): void {
    this.#perhaps.add(code);
  }

  sawEnrolment(code: string, seq: number): void {
    this.#perhaps.delete(code);
    this.#enrolled.add(code);
    this.#shownSeqs.add(seq);
  }

  /** Refused, with nothing cut off. */
  noEnrolment(code: string): void {
    this.#perhaps.delete(code);
  }

  /** From now on the terminal is to know these of the fleet, and nobody else of it. */
  fleetSends(codes: readonly string[]): void {
    const before = [...this.#sent, ...this.#onTheWay];
    this.#sent = new Set(codes.filter((code) => this.#sent.has(code)));
    this.#onTheWay = new Set([...before, ...codes].filter((code) => !this.#sent.has(code)));
  }

  /** Whether the fleet has ever sent anybody. */
  get followsFleet(): boolean {
    return this.#sent.size + this.#onTheWay.size > 0;
  }

  /** The terminal's own report proves that it has these of the fleet, and nobody else of it. */
  fleetHasProof(codes: readonly string[]): void {
    this.#sent = new Set(codes);
    this.#onTheWay = new Set();
  }

  /** Those who must be there are, and nobody else is. */
  countPeople(people: number): void {
    const least = this.#enrolled.size + this.#sent.size;
    const most = least + this.#perhaps.size + this.#onTheWay.size;
    if (people < least || people > most)
      this.#wrong.push(`${people} people are enrolled, and ${least} to ${most} were`);
  }

  complain(what: string): void {
    this.#wrong.push(what);
  }

  /** The journal of a terminal that does not run: whole, nothing of it gone or changed, and all in it that was shown. */
  async look(dataDir: string, signal: AbortSignal): Promise<void> {
    const vault = await openVault({ dataDir, mayCreate: false });
    await using journal = await openJournalReader({ dataDir, vault });
    if (this.#journalId !== '' && journal.journalId !== this.#journalId) this.complain('the journal was begun anew');
    this.#journalId = journal.journalId;
    const { intact, why, brokenAt, gaps } = await journal.verify(signal);
    if (!intact) this.complain(`the chain is broken at ${brokenAt}: ${why}`);
    for (const { fromSeq, toSeq } of gaps) this.complain(`the journal has lost ${fromSeq} to ${toSeq}`);
    const entries = [...journal.pages(1, Number.MAX_SAFE_INTEGER)].flat();
    this.#compare(entries);
    this.#seek(entries);
    for (const found of this.#proofs.look(entries)) this.complain(found);
    this.#followRuns(entries);
    this.#compareFleet();
    await this.#keep();
  }

  /** What was there is there as it was, but for the oldest, which may have given way. */
  #compare(entries: readonly JournalEntry[]): void {
    const now = new Map(entries.map(({ seq, hash }) => [seq, hash]));
    this.#firstSeq = entries[0]?.seq ?? 1;
    for (const [seq, hash] of this.#hashes)
      if (seq >= this.#firstSeq && now.get(seq) !== hash)
        this.complain(`entry ${seq} is ${now.has(seq) ? 'another than it was' : 'gone'}`);
    for (const [seq, hash] of now) this.#hashes.set(seq, hash);
  }

  #seek(entries: readonly JournalEntry[]): void {
    const clocked = entries.flatMap(({ seq, payload }) =>
      payload?.event === 'clock' && payload.outcome === 'accepted'
        ? [{ seq, punchedAtMs: payload.captureStartMs }]
        : [],
    );
    const enrolled = entries.filter(({ payload }) => payload?.event === 'enrolment');
    const successes = new Set([...clocked, ...enrolled].map(({ seq }) => seq));
    const punches = new Set(clocked.map(({ punchedAtMs }) => punchedAtMs));
    // Of what gave way before this look the fleet has to tell.
    const sinceMs = this.#firstSeq > 1 ? (clocked[0]?.punchedAtMs ?? 0) : 0;
    for (const seq of this.#shownSeqs)
      if (seq >= this.#firstSeq && !successes.has(seq)) this.complain(`success ${seq} was shown, and is not there`);
    for (const ms of this.#shownPunches)
      if (ms >= sinceMs && !punches.has(ms))
        this.complain(`a success of ${new Date(ms).toISOString()} was shown, and is not there`);
    this.#shownSeqs.clear();
    this.#shownPunches.clear();
  }

  /** A start knows how the run before it has ended: in order, or cut off. */
  #followRuns(entries: readonly JournalEntry[]): void {
    let isRunning = false;
    for (const { seq, payload } of entries) {
      if (payload?.event !== 'service') continue;
      if (payload.what === 'started' && isRunning)
        this.complain(`the start at ${seq} does not know that it was cut off`);
      if (payload.what === 'started') isRunning = true;
      if (payload.what === 'stopped' || payload.what === 'crash-recovered') isRunning = false;
    }
  }

  /** What the fleet had when it had acknowledged all up to a number: compared at the next look. */
  sawFleet(look: FleetLook, acknowledgedSeq: number): void {
    this.#fleet = { ...look, acknowledgedSeq };
  }

  /** Each entry is there, once, as it stands here, and none that is not. */
  #compareFleet(): void {
    if (!this.#fleet) return;
    const { stored, incidents, acknowledgedSeq } = this.#fleet;
    this.#fleet = undefined;
    for (let seq = 1; seq <= acknowledgedSeq; seq += 1) {
      const there = stored.get(seq) ?? [];
      const isSame = there[0] === (this.#hashes.get(seq) ?? there[0]);
      if (there.length !== 1 || !isSame) this.complain(`the fleet has entry ${seq} ${there.length} times`);
    }
    for (const seq of stored.keys())
      if (seq >= this.#firstSeq && !this.#hashes.has(seq)) this.complain(`the fleet alone has entry ${seq}`);
    for (const kind of incidents) this.complain(`the fleet complains: ${kind}`);
  }

  /** What was found since it was last asked. */
  finds(): readonly string[] {
    const found = this.#wrong;
    this.#wrong = [];
    return found;
  }

  async #keep(): Promise<void> {
    const memory: z.input<typeof memorySchema> = {
      ...{ journalId: this.#journalId, hashes: [...this.#hashes] },
      ...{ enrolled: [...this.#enrolled], perhaps: [...this.#perhaps] },
      ...{ sent: [...this.#sent], onTheWay: [...this.#onTheWay], evidence: [...this.#proofs.owed] },
    };
    await writeFile(`${this.#file}.new`, JSON.stringify(memory));
    await rename(`${this.#file}.new`, this.#file);
  }
}
