// What is done with each message that the ingest has read: opened, checked, stored, answered.
import { setImmediate as nextTurn } from 'node:timers/promises';
import {
  Broadcast,
  type Clock,
  healthSchema,
  isFault,
  type Listenable,
  openBatch,
  statusSchema,
  type TerminalAddress,
  terminalName,
  topicRoot,
} from '../../protocol/index.ts';
import type { Log } from '../log.ts';
import type { Answers } from './answers.ts';
import type { FleetKeys } from './fleet-keys.ts';
import type { BatchOutcome, FleetStore, Incident, JournalStanding, ReceivedBatch } from './fleet-store.ts';
import { type Ask, GapWatch } from './gap-watch.ts';
import type { Letter } from './letter-box.ts';

export interface IntakeSurroundings {
  readonly store: FleetStore;
  readonly keys: FleetKeys;
  readonly clock: Clock;
  readonly log: Log;
}

/** So many entries share one transaction: one fsync for all, and still no long pause of the event loop. */
const MOST_ENTRIES_AT_ONCE = 250;
/** So long what another ingest has of the batches in between may be on its way to the store. */
const OTHERS_GRACE_MS = 2000;
const MAX_PLAIN_BYTES = 64 * 1024;

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
    // What is not stored is not acknowledged: the terminals keep it and send it again.
    await this.#orTold({ letters: letters.length }, async () => {
      await this.#takeBatches(letters.filter(({ channel }) => channel === 'journal'));
      for (const letter of letters) {
        if (letter.channel === 'status') await this.#takeStatus(letter);
        if (letter.channel === 'health') await this.#takeHealth(letter);
      }
    });
  }

  async #orTold(what: object, work: () => Promise<void>): Promise<void> {
    try {
      await work();
    } catch (error) {
      if (!isFault(error)) throw error;
      this.#around.log.warn({ ...error.context, code: error.code, ...what }, 'the store failed');
    }
  }

  async #takeBatches(letters: readonly Letter[]): Promise<void> {
    if (letters.length === 0) return;
    const { store } = this.#around;
    const opened = await Promise.all(letters.map((letter) => this.#openLetter(letter)));
    const batches = opened.filter((batch) => batch !== undefined);
    for (const group of groupsOf(batches)) {
      const outcomes = await store.storeBatches(group);
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

  async #takeStatus({ address, payload }: Letter): Promise<void> {
    const { store, clock } = this.#around;
    // An empty retained status is how a terminal is taken off the list: nothing to complain of.
    if (payload.length === 0) return;
    const status = statusSchema.safeParse(readJson(payload));
    if (!status.success) return await this.#complain('status-refused', address, 'not a status message');
    if (status.data.state === 'offline') {
      await store.noteDeath(address, status.data, clock.nowMs());
      return;
    }
    const standing = await store.noteBirth(address, status.data, clock.nowMs());
    // Nothing is asked of a name that anybody may have made up.
    if (!standing) return this.#tellRefusedName(address);
    this.#answers.acknowledge(standing);
    this.#ask(this.#gaps.afterBirth(standing, status.data.journal.acknowledgedSeq, clock.monotonicMs()));
  }

  async #takeHealth({ address, payload }: Letter): Promise<void> {
    const { store, clock } = this.#around;
    const health = healthSchema.safeParse(readJson(payload));
    if (!health.success) await this.#complain('health-refused', address, 'not a health message');
    else if (!(await store.noteHealth(address, health.data, clock.nowMs()))) this.#tellRefusedName(address);
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

  async #openLetter({ address, payload }: Letter): Promise<ReceivedBatch | undefined> {
    const { keys, clock } = this.#around;
    try {
      const { batch, signedBy } = await openBatch(payload, (kid) => keys.unsealKey(kid));
      if (batch.from === topicRoot(address)) return { address, batch, signedBy, receivedMs: clock.nowMs() };
      await this.#complain('batch-refused', address, 'a batch of another terminal');
    } catch (error) {
      if (!isFault(error)) throw error;
      await this.#complain('batch-refused', address, error.message);
    }
    return undefined;
  }

  async #complain(kind: Incident['kind'], address: TerminalAddress, detail: string): Promise<void> {
    const terminal = terminalName(address);
    this.#around.log.warn({ terminal, kind, detail }, 'a message was refused');
    await this.#around.store.report({ kind, terminal, detail, atMs: this.#around.clock.nowMs() });
  }
}

/** In order, each as large as one transaction may be, or a single batch. */
function groupsOf(batches: readonly ReceivedBatch[]): readonly (readonly ReceivedBatch[])[] {
  const groups: ReceivedBatch[][] = [];
  let room = 0;
  for (const received of batches) {
    const { length } = received.batch.entries;
    if (length > room || groups.length === 0) {
      groups.push([]);
      room = MOST_ENTRIES_AT_ONCE;
    }
    groups.at(-1)?.push(received);
    room -= length;
  }
  return groups;
}

/** Undefined for what is not JSON, or too long to be one of ours. */
function readJson(payload: Uint8Array): unknown {
  if (payload.length > MAX_PLAIN_BYTES) return undefined;
  try {
    return JSON.parse(new TextDecoder().decode(payload));
  } catch {
    return undefined;
  }
}
