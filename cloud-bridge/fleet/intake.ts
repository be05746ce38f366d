// What is done with each message that the ingest has read: opened, checked, stored, answered.
import { setImmediate as nextTurn } from 'node:timers/promises';
import {
  Broadcast,
  type Clock,
  isFault,
  type Listenable,
  openBatch,
  type TerminalAddress,
  terminalName,
  topicRoot,
} from '../../protocol/index.ts';
import type { Log } from '../log.ts';
import type { Answers } from './answers.ts';
import { groupsOf } from './batch-groups.ts';
import type { FleetKeys } from './fleet-keys.ts';
import type {
  BatchOutcome,
  FleetStore,
  Incident,
  JournalStanding,
  ReceivedBatch,
  Word,
  WordOutcome,
} from './fleet-store.ts';
import { type Ask, GapWatch } from './gap-watch.ts';
import type { Letter } from './letter-lane.ts';
import { wordOf } from './word.ts';

export interface IntakeSurroundings {
  readonly store: FleetStore;
  readonly keys: FleetKeys;
  readonly clock: Clock;
  readonly log: Log;
}

/** A letter that was read, or why it could not be. */
type Read = ReceivedBatch | Word | Incident;

/** So long what another ingest has of the batches in between may be on its way to the store. */
const OTHERS_GRACE_MS = 2000;

export class Intake {
  readonly #around: IntakeSurroundings;
  readonly #answers: Answers;
  readonly #stored = new Broadcast<readonly JournalStanding[]>();
  readonly #gaps: GapWatch;

  /** @param hasOthers other ingests store what terminals send too */
  constructor(surroundings: IntakeSurroundings, answers: Answers, { hasOthers = false } = {}) {
    this.#around = surroundings;
    this.#answers = answers;
    this.#gaps = new GapWatch({ graceMs: hasOthers ? OTHERS_GRACE_MS : 0 });
  }

  get stored(): Listenable<readonly JournalStanding[]> {
    return this.#stored;
  }

  /** Questions that no terminal has answered are put again; whether one has, only the store knows. Never rejects for a store that fails. */
  async remind(): Promise<void> {
    const { store, clock } = this.#around;
    await this.#orTold({ questions: true }, async () => {
      for (const { address, journalId } of this.#gaps.late(clock.monotonicMs()))
        this.#ask(this.#gaps.learn(await store.standing(address, journalId), clock.monotonicMs()));
      for (const ask of this.#gaps.overdue(clock.monotonicMs())) this.#ask(ask);
    });
  }

  /** Never rejects for what somebody sent, nor for a store that fails. */
  async take(letters: readonly Letter[]): Promise<void> {
    const read = (await Promise.all(letters.map((letter) => this.#read(letter)))).filter((it) => it !== undefined);
    const [batches, words, refused] = [read.filter(isBatch), read.filter(isWord), read.filter(isRefused)];
    // What is not stored is not acknowledged: the terminals keep it and send it again. First: who sends a batch is no stranger.
    await this.#orTold({ batches: batches.length }, () => this.#storeBatches(batches));
    await this.#orTold({ words: words.length }, () => this.#noteWords(words));
    await this.#orTold({ complaints: refused.length }, () => this.#complain(refused));
  }

  async #orTold(what: object, work: () => Promise<void>): Promise<void> {
    try {
      await work();
    } catch (error) {
      if (!isFault(error)) throw error;
      this.#around.log.warn({ ...error.context, code: error.code, ...what }, 'the store failed');
    }
  }

  async #storeBatches(batches: readonly ReceivedBatch[]): Promise<void> {
    for (const group of groupsOf(batches)) {
      const outcomes = await this.#around.store.storeBatches(group);
      const standings = group.map((received, at) => this.#answer(received, outcomes[at]));
      this.#stored.send(standings.filter((standing) => standing !== undefined));
      // A store may work without ever giving way; this one shares its process with a kiosk in `make run`.
      await nextTurn();
    }
  }

  /** Nothing is said to whoever is not the terminal: an acknowledgement would let a genuine entry go. */
  #answer({ address, batch, signedBy }: ReceivedBatch, outcome: BatchOutcome | undefined): JournalStanding | undefined {
    if (outcome?.kind !== 'stored') {
      const fields = { terminal: terminalName(address), signedBy, pinned: outcome?.pinned };
      this.#around.log.warn(fields, 'a batch was refused: another key than that of the terminal');
      return undefined;
    }
    const { standing } = outcome;
    this.#answers.acknowledge(standing);
    this.#ask(this.#gaps.afterBatch(standing, batch, this.#around.clock.monotonicMs()));
    return standing;
  }

  async #noteWords(words: readonly Word[]): Promise<void> {
    if (words.length === 0) return;
    const outcomes = await this.#around.store.noteWords(words);
    for (const [at, word] of words.entries()) this.#answerWord(word, outcomes[at]);
  }

  /** Nothing is asked of a name that anybody may have made up. */
  #answerWord(word: Word, outcome: WordOutcome | undefined): void {
    if (outcome?.kind === 'name-refused') this.#tellRefusedName(word.address);
    if (outcome?.kind !== 'born' || word.kind !== 'birth') return;
    this.#answers.acknowledge(outcome.standing);
    const { acknowledgedSeq } = word.birth.journal;
    this.#ask(this.#gaps.afterBirth(outcome.standing, acknowledgedSeq, this.#around.clock.monotonicMs()));
  }

  #tellRefusedName(address: TerminalAddress): void {
    this.#around.log.warn({ terminal: terminalName(address) }, 'an unknown name was refused');
  }

  #ask(ask: Ask | undefined): void {
    if (!ask) return;
    const terminal = terminalName(ask.standing.address);
    this.#around.log.info({ terminal, ...ask.range }, 'asks for entries again');
    this.#answers.ask(ask);
  }

  /** Undefined where nothing is said. */
  async #read(letter: Letter): Promise<Read | undefined> {
    const nowMs = this.#around.clock.nowMs();
    return letter.channel === 'journal' ? await this.#openBatch(letter, nowMs) : wordOf(letter, nowMs);
  }

  async #openBatch({ address, payload }: Letter, receivedMs: number): Promise<ReceivedBatch | Incident> {
    const { keys } = this.#around;
    const refused = { kind: 'batch-refused', terminal: terminalName(address), atMs: receivedMs } as const;
    try {
      const { batch, signedBy } = await openBatch(payload, (kid) => keys.unsealKey(kid));
      if (batch.from === topicRoot(address)) return { address, batch, signedBy, receivedMs };
      return { ...refused, detail: 'a batch of another terminal' };
    } catch (error) {
      if (!isFault(error)) throw error;
      return { ...refused, detail: error.message };
    }
  }

  async #complain(incidents: readonly Incident[]): Promise<void> {
    if (incidents.length === 0) return;
    for (const { terminal, kind, detail } of incidents)
      this.#around.log.warn({ terminal, kind, detail }, 'a message was refused');
    await this.#around.store.report(incidents);
  }
}

const isBatch = (read: Read): read is ReceivedBatch => 'batch' in read;
const isRefused = (read: Read): read is Incident => 'detail' in read;
const isWord = (read: Read): read is Word => !isBatch(read) && !isRefused(read);
