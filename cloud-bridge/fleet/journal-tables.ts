// Entries into tables: each once, in whatever order they come, with what is wrong about them noted beside.
import type { Database, Statement } from 'better-sqlite3';
import { GENESIS, type SeqRange, terminalName, type WireEntry } from '../../protocol/index.ts';
import { entriesLost, flawed, journalChanged } from './complaints.ts';
import { holesOf, isGenuine, isSameEntry, type StoredContent } from './entry-check.ts';
import type { FlawKind, Incident, JournalStanding, ReceivedBatch } from './fleet-store.ts';
import { type ChainLink, follow } from './journal-chain.ts';

interface JournalRow {
  readonly id: number;
  contiguous_seq: number;
  /** Of the entry at contiguous_seq; empty where that one is lost. */
  contiguous_hash: string;
  highest_seq: number;
}

type Report = (incident: Incident) => void;

const STRIDE = 1000;

export class JournalTables {
  readonly #journal: Statement<[string, string], JournalRow>;
  readonly #addJournal: Statement<[string, string, number, string, string | null]>;
  readonly #accept: Statement<[number, string, string]>;
  readonly #others: Statement<[string, string], { journal_id: string }>;
  readonly #saveJournal: Statement<[number, string, number, number, number]>;
  readonly #addEntry: Statement<unknown[]>;
  readonly #entry: Statement<[number, number], StoredContent>;
  readonly #addConflict: Statement<[number, number, string, string, number]>;
  readonly #addFlaw: Statement<[number, number, FlawKind]>;
  readonly #following: Statement<[number, number, number], ChainLink>;
  readonly #held: Statement<[number, number, number], { seq: number }>;
  readonly #addLost: Statement<[number, number, number]>;
  readonly #lostAt: Statement<[number, number, number], { to_seq: number }>;
  readonly #report: Report;

  constructor(db: Database, report: Report) {
    this.#report = report;
    this.#journal = db.prepare(
      'SELECT id, contiguous_seq, contiguous_hash, highest_seq FROM journals WHERE terminal = ? AND journal_id = ?',
    );
    this.#addJournal = db.prepare(
      'INSERT INTO journals (terminal, journal_id, first_seen_ms, contiguous_hash, follows) VALUES (?, ?, ?, ?, ?)',
    );
    this.#accept = db.prepare(
      `UPDATE journals SET accepted_ms = coalesce(accepted_ms, ?)
       WHERE terminal = ? AND journal_id = ? AND follows IS NOT NULL`,
    );
    this.#others = db.prepare(
      'SELECT journal_id FROM journals WHERE terminal = ? AND journal_id <> ? ORDER BY id DESC LIMIT 1',
    );
    this.#saveJournal = db.prepare(
      'UPDATE journals SET contiguous_seq = ?, contiguous_hash = ?, highest_seq = ?, entries = entries + ? WHERE id = ?',
    );
    this.#addEntry = db.prepare(
      `INSERT INTO entries (journal, seq, class, boot_id, utc_ms, monotonic_ms, clock_state, payload, payload_hash,
         previous, hash, received_ms, historical) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
       ON CONFLICT (journal, seq) DO NOTHING`,
    );
    this.#entry = db.prepare(
      `SELECT class, boot_id AS bootId, utc_ms AS utcMs, monotonic_ms AS monotonicMs, clock_state AS clockState, payload,
         payload_hash AS payloadHash, previous, hash FROM entries WHERE journal = ? AND seq = ?`,
    );
    this.#addConflict = db.prepare(
      'INSERT INTO conflicts (journal, seq, hash, entry, received_ms) VALUES (?, ?, ?, ?, ?) ON CONFLICT DO NOTHING',
    );
    this.#addFlaw = db.prepare('INSERT INTO flaws (journal, seq, kind) VALUES (?, ?, ?) ON CONFLICT DO NOTHING');
    this.#following = db.prepare(
      'SELECT seq, previous, hash FROM entries WHERE journal = ? AND seq > ? ORDER BY seq LIMIT ?',
    );
    this.#held = db.prepare('SELECT seq FROM entries WHERE journal = ? AND seq BETWEEN ? AND ? ORDER BY seq');
    this.#addLost = db.prepare(
      `INSERT INTO lost (journal, from_seq, to_seq) VALUES (?, ?, ?)
       ON CONFLICT DO UPDATE SET to_seq = max(to_seq, excluded.to_seq)`,
    );
    this.#lostAt = db.prepare(
      'SELECT to_seq FROM lost WHERE journal = ? AND from_seq <= ? AND to_seq >= ? ORDER BY to_seq DESC LIMIT 1',
    );
  }

  /** Within a transaction of the caller. */
  store(received: ReceivedBatch): JournalStanding {
    const { address, batch } = received;
    const terminal = terminalName(address);
    const journal = this.#journal.get(terminal, batch.journalId) ?? this.#begin(received);
    const added = batch.entries.filter((entry) => this.#storeEntry(journal.id, entry, received)).length;
    journal.highest_seq = Math.max(journal.highest_seq, batch.entries.at(-1)?.seq ?? 0);
    // Copies sent ahead say nothing of what lies between them.
    if (!batch.ahead) this.#noteLost(journal, received);
    this.#advance(journal, received);
    this.#saveJournal.run(journal.contiguous_seq, journal.contiguous_hash, journal.highest_seq, added, journal.id);
    return this.#standing(received, journal, added);
  }

  standing(of: Pick<ReceivedBatch, 'address'> & { journalId: string }): JournalStanding {
    const { address, journalId } = of;
    const row = this.#journal.get(terminalName(address), journalId);
    return { address, journalId, contiguousSeq: row?.contiguous_seq ?? 0, highestSeq: row?.highest_seq ?? 0, added: 0 };
  }

  accept(terminal: string, journalId: string, atMs: number): boolean {
    return this.#accept.run(atMs, terminal, journalId).changes === 1;
  }

  #standing({ address, batch }: ReceivedBatch, journal: JournalRow, added: number): JournalStanding {
    const { contiguous_seq: contiguousSeq, highest_seq: highestSeq } = journal;
    return { address, journalId: batch.journalId, contiguousSeq, highestSeq, added };
  }

  #begin(received: ReceivedBatch): JournalRow {
    const [terminal, { journalId }] = [terminalName(received.address), received.batch];
    const follows = this.#others.get(terminal, journalId)?.journal_id ?? null;
    if (follows !== null) this.#report(journalChanged(follows, received));
    const { lastInsertRowid } = this.#addJournal.run(terminal, journalId, received.receivedMs, GENESIS.hash, follows);
    return { id: Number(lastInsertRowid), contiguous_seq: 0, contiguous_hash: GENESIS.hash, highest_seq: 0 };
  }

  /** True where it was not there before. */
  #storeEntry(journal: number, entry: WireEntry, received: ReceivedBatch): boolean {
    const { batch, receivedMs } = received;
    const payload = entry.payload === null ? null : JSON.stringify(entry.payload);
    const { seq, class: kind, bootId, utcMs, monotonicMs, clockState, payloadHash, previous, hash } = entry;
    const { changes } = this.#addEntry.run(
      ...[journal, seq, kind, bootId, utcMs, monotonicMs, clockState, payload],
      ...[payloadHash, previous, hash, receivedMs, batch.historical ? 1 : 0],
    );
    if (changes === 1) {
      if (!isGenuine(entry)) this.#flaw('altered', { journal, seq }, received);
      return true;
    }
    const stored = this.#entry.get(journal, seq);
    if (stored && !isSameEntry(stored, entry)) {
      this.#addConflict.run(journal, seq, hash, JSON.stringify(entry), receivedMs);
      this.#flaw('conflict', { journal, seq }, received);
    }
    return false;
  }

  /** Believed only below an entry that exists: what a terminal has pruned is older than what it holds. */
  #noteLost(journal: JournalRow, received: ReceivedBatch): void {
    for (const hole of holesOf(received.batch).filter(({ toSeq }) => toSeq < journal.highest_seq))
      for (const { fromSeq, toSeq } of this.#notHeld(journal.id, hole)) {
        this.#addLost.run(journal.id, fromSeq, toSeq);
        this.#report(entriesLost({ fromSeq, toSeq }, received));
      }
  }

  #notHeld(journal: number, hole: SeqRange): readonly SeqRange[] {
    return holesOf({ ...hole, entries: this.#held.all(journal, hole.fromSeq, hole.toSeq) });
  }

  /** Follows the chain as far as it is whole. */
  #advance(journal: JournalRow, received: ReceivedBatch): void {
    const lostTo = (seq: number): number | undefined => this.#lostAt.get(journal.id, seq, seq)?.to_seq;
    for (;;) {
      const links = this.#following.all(journal.id, journal.contiguous_seq, STRIDE);
      const from = { seq: journal.contiguous_seq, hash: journal.contiguous_hash };
      const { position, broken, isWhole } = follow(from, links, lostTo);
      for (const seq of broken) this.#flaw('chain-broken', { journal: journal.id, seq }, received);
      journal.contiguous_seq = position.seq;
      journal.contiguous_hash = position.hash;
      if (!isWhole || links.length < STRIDE) return;
    }
  }

  /** In the same transaction as the entry: it cannot be there without its mark. */
  #flaw(kind: FlawKind, { journal, seq }: { journal: number; seq: number }, received: ReceivedBatch): void {
    this.#addFlaw.run(journal, seq, kind);
    this.#report(flawed(kind, seq, received));
  }
}
