// The journal: append-only, durable when `append` returns, kept until the fleet has it.
import { setImmediate as nextTurn } from 'node:timers/promises';
import {
  Broadcast,
  type Clock,
  type ClockState,
  chainHash,
  classOf,
  JOURNAL_CLASSES,
  type JournalClass,
  type JournalEntry,
  type JournalEvent,
  type JournalPayload,
  journalPayloadSchema,
  type Listenable,
  MOST_ERASED,
  payloadHash,
} from '../../../protocol/index.ts';
import type { SigningKey } from '../../vault/index.ts';
import type { Sealer } from '../file/sealer.ts';
import type { StoreFile } from '../file/store-file.ts';
import { type Checkpoint, CheckpointRow } from './journal-checkpoint.ts';
import { type Head, HeadRow } from './journal-head.ts';
import { type OpenedHead, openHead } from './journal-opening.ts';
import { type Before, findOver, slicesOf } from './journal-retirement.ts';
import { hasRoom, type JournalLimits, mustHaveRoom } from './journal-room.ts';
import { JournalRows } from './journal-rows.ts';
import type { JournalSpare } from './journal-spare.ts';
import { type JournalVerification, verifyJournal } from './journal-verification.ts';

/** Entries that give way in one transaction: some milliseconds, between which people go on clocking. */
const PRUNED_AT_ONCE = 1000;
/** Part of what is kept that may pile up before it is worth a checkpoint. */
const PRUNE_SLACK = 0.01;

export interface JournalKeys {
  readonly sealer: Sealer;
  readonly head: Uint8Array;
  readonly signing: SigningKey;
}

export interface JournalParts {
  readonly file: StoreFile;
  readonly keys: JournalKeys;
  readonly clock: Clock;
  readonly clockState: () => ClockState;
  readonly bootId: string;
  readonly limits: JournalLimits;
  readonly random: (bytes: number) => Uint8Array;
  /** What of the disk is kept for its file. */
  readonly spare?: JournalSpare | undefined;
}

interface JournalTables {
  readonly rows: JournalRows;
  readonly headRow: HeadRow;
  readonly checkpointRow: CheckpointRow;
}

export class JournalStore {
  readonly #parts: JournalParts;
  readonly #tables: JournalTables;
  readonly #appended = new Broadcast<JournalEntry>();
  #head: Head;
  /** Verifications under way; what they follow must not give way meanwhile. */
  #following = 0;

  private constructor(parts: JournalParts, tables: JournalTables, { head }: OpenedHead) {
    this.#parts = parts;
    this.#tables = tables;
    this.#head = head;
  }

  /** @throws KioskError JOURNAL_BROKEN where the head is not ours or does not fit the entries; of the store */
  static open(parts: JournalParts): JournalStore {
    const { file, keys, random, clock } = parts;
    const tables = {
      rows: new JournalRows(file, keys.sealer),
      headRow: new HeadRow(file, keys.head),
      checkpointRow: new CheckpointRow(file, keys.signing),
    };
    const opened = file.write(() => openHead({ ...tables, random, nowMs: clock.nowMs() }));
    const journal = new JournalStore(parts, tables, opened);
    if (opened.lost) journal.append({ event: 'gap', ...opened.lost, why: 'entries were gone at start' });
    return journal;
  }

  /** Random, born with the file: with `seq` it names an entry for ever. */
  get journalId(): string {
    return this.#head.journalId;
  }

  /** Each new entry, once it is durable. */
  get appended(): Listenable<JournalEntry> {
    return this.#appended;
  }

  get lastSeq(): number {
    return this.#head.lastSeq;
  }

  get acknowledgedSeq(): number {
    return this.#head.acknowledged;
  }

  /** UTC of the latest entry here that was written by a synchronised clock; null: none was. */
  get latestSyncedMs(): number | null {
    return this.#tables.rows.latestSyncedMs;
  }

  get unacknowledged(): number {
    return this.#head.lastSeq - this.#head.acknowledged;
  }

  get capacity(): number {
    return this.limits.capacity;
  }

  get limits(): JournalLimits {
    return this.#parts.limits;
  }

  /** Where the kept chain begins; signed. */
  get checkpoint(): Checkpoint | undefined {
    return this.#tables.checkpointRow.load();
  }

  hasRoomFor(event: JournalEvent): boolean {
    return hasRoom(event, this.unacknowledged, this.limits);
  }

  /** Its file is still there and takes entries, if there is room. */
  get isHeld(): boolean {
    return this.#parts.file.isHeld;
  }

  /** On the disk when it returns. @throws KioskError JOURNAL_FULL; of the store: nothing was recorded then */
  append(payload: JournalPayload): JournalEntry {
    const checked = journalPayloadSchema.parse(payload);
    mustHaveRoom(checked.event, this.unacknowledged, this.limits);
    const entry = this.#entryOf(checked);
    const head = { ...this.#head, lastSeq: entry.seq, lastHash: entry.hash };
    this.#parts.file.grow(() => {
      this.#tables.rows.insert(entry);
      this.#tables.headRow.save(head);
    });
    this.#head = head;
    this.#appended.send(entry);
    return entry;
  }

  /** What was given back while the disk was full is kept again, once there is room. Never rejects. */
  async keepRoom(): Promise<void> {
    await this.#parts.spare?.fit();
  }

  /** Oldest first. */
  read(fromSeq: number, limit: number): readonly JournalEntry[] {
    return this.#tables.rows.from(this.journalId, fromSeq, limit).map(({ entry }) => entry);
  }

  /** The newest `limit` entries, oldest of them first. */
  readNewest(limit: number): readonly JournalEntry[] {
    const newest = this.#tables.rows.newest(this.journalId, limit).map(({ entry }) => entry);
    return newest.reverse();
  }

  /** Whether this entry is here, and was not erased. */
  holds(seq: number): boolean {
    return this.#tables.rows.holds(seq);
  }

  /** The fleet has everything up to here. Never goes back; a number that was never given is ignored. */
  acknowledge(seq: number): void {
    if (!Number.isSafeInteger(seq) || seq <= this.acknowledgedSeq || seq > this.lastSeq) return;
    const head = { ...this.#head, acknowledged: seq };
    this.#parts.file.write(() => this.#tables.headRow.save(head));
    this.#head = head;
  }

  async verify(signal?: AbortSignal): Promise<JournalVerification> {
    this.#following += 1;
    try {
      const { rows, checkpointRow } = this.#tables;
      return await verifyJournal({ head: this.#head, isHeadGenuine: true, rows, checkpointRow }, signal);
    } finally {
      this.#following -= 1;
    }
  }

  /**
   * Removes the payloads of entries that the fleet has; they keep their places and hashes, and another entry tells of
   * them. Not of a `gap`: without it the numbers that are gone would look stolen. How many there were to remove.
   */
  erase(seqs: readonly number[], why: string): number {
    const erasable = seqs.filter((seq) => this.#isErasable(seq));
    for (let from = 0; from < erasable.length; from += MOST_ERASED) {
      const slice = erasable.slice(from, from + MOST_ERASED);
      this.append({ event: 'erased', seqs: slice, why });
      this.#parts.file.write(() => this.#tables.rows.eraseAll(slice));
    }
    if (erasable.length > 0) this.#parts.file.settle();
    return erasable.length;
  }

  #isErasable(seq: number): boolean {
    const [entry] = this.read(seq, 1);
    return seq <= this.acknowledgedSeq && entry?.seq === seq && entry.payload !== null && !isOfChain(entry);
  }

  /**
   * What acknowledged entries of each class told before then is gone; they keep their places and hashes, and `told` hears first of how many.
   * The rest stays for the next time once the signal aborts.
   */
  async retire(before: Before, told: (kind: JournalClass, count: number) => void, signal?: AbortSignal): Promise<void> {
    const { rows } = this.#tables;
    const isKept = (at: number): boolean => this.read(at, 1).some(isOfChain);
    const over = await findOver(rows, { upToSeq: this.acknowledgedSeq, before, isKept }, signal);
    if (signal?.aborted) return;
    for (const kind of JOURNAL_CLASSES) if (over[kind].length > 0) told(kind, over[kind].length);
    for (const slice of slicesOf(over)) {
      if (signal?.aborted) return;
      this.#parts.file.write(() => rows.eraseAll(slice));
      await nextTurn();
    }
    this.#parts.file.settle();
  }

  /**
   * Lets acknowledged entries beyond `keep` give way, oldest first, in slices; what stays begins at a signed checkpoint.
   * Waits for nothing: while the journal is verified, or once the signal aborts, the rest stays for the next time.
   * How many gave way.
   */
  async prune(signal?: AbortSignal): Promise<number> {
    const { keep } = this.limits;
    const upToSeq = Math.min(this.acknowledgedSeq, this.lastSeq - keep);
    if (upToSeq - (this.checkpoint?.seq ?? 0) <= keep * PRUNE_SLACK) return 0;
    let removed = 0;
    for (let more = true; more && !signal?.aborted && this.#following === 0; await nextTurn()) {
      const slice = this.#pruneSlice(upToSeq);
      removed += slice;
      more = slice > 0;
    }
    const reached = this.checkpoint;
    if (removed > 0 && reached) this.append({ event: 'pruned', toSeq: reached.seq, checkpointHash: reached.hash });
    return removed;
  }

  #pruneSlice(upToSeq: number): number {
    const { rows, checkpointRow } = this.#tables;
    const first = rows.firstSeq ?? upToSeq;
    const point = rows.pointAt(Math.min(upToSeq, first + PRUNED_AT_ONCE - 1));
    if (!point || first > upToSeq) return 0;
    return this.#parts.file.write(() => {
      checkpointRow.save(this.journalId, point, this.#parts.clock.nowMs());
      return rows.deleteUpTo(point.seq);
    });
  }

  #entryOf(payload: JournalPayload): JournalEntry {
    const { clock, bootId, clockState } = this.#parts;
    const header = {
      journalId: this.journalId,
      seq: this.lastSeq + 1,
      class: classOf(payload),
      bootId,
      utcMs: Math.round(clock.nowMs()),
      monotonicMs: Math.round(clock.monotonicMs()),
      clockState: clockState(),
      payloadHash: payloadHash(payload),
      previous: this.#head.lastHash,
    };
    return { ...header, payload, hash: chainHash(header) };
  }
}

/** What verification reads: it tells of numbers, and of nobody. */
const isOfChain = ({ payload }: JournalEntry): boolean => payload?.event === 'gap';
