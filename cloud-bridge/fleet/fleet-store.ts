// What the fleet keeps of its terminals: the port that the ingest writes to and the commands read from.
import type {
  Birth,
  Death,
  Health,
  JournalBatch,
  JournalClass,
  JournalEvent,
  SeqRange,
  TerminalAddress,
  WireEntry,
} from '../../protocol/index.ts';

export interface ReceivedBatch {
  readonly address: TerminalAddress;
  readonly batch: JournalBatch;
  /** Thumbprint of the key that signed it. */
  readonly signedBy: string;
  readonly receivedMs: number;
}

/** What a terminal, or the broker in its place, says of itself. Signed by nobody. */
export type Word = { readonly address: TerminalAddress; readonly atMs: number } & (
  | { readonly kind: 'birth'; readonly birth: Birth }
  | { readonly kind: 'death'; readonly death: Death }
  | { readonly kind: 'health'; readonly health: Health }
);

/** Where a terminal's journal stands in the store. */
export interface JournalStanding {
  readonly address: TerminalAddress;
  readonly journalId: string;
  /** Everything up to here is stored, or known to be lost for ever. */
  readonly contiguousSeq: number;
  readonly highestSeq: number;
  /** Entries stored now that were not there before. */
  readonly added: number;
}

/** Only the key that is pinned for a terminal may speak for it; what another has signed is neither stored nor answered. */
export type BatchOutcome =
  | { readonly kind: 'stored'; readonly standing: JournalStanding }
  | { readonly kind: 'key-changed'; readonly pinned: string };

export type WordOutcome =
  | { readonly kind: 'born'; readonly standing: JournalStanding }
  | { readonly kind: 'noted' }
  /** A death of an earlier connection than the one that is known. */
  | { readonly kind: 'outdated' }
  /** The name is new while too many are known that never sent a batch: a `name-refused` is counted. */
  | { readonly kind: 'name-refused' };

export type IncidentKind =
  | 'batch-refused'
  | 'key-changed'
  | 'status-refused'
  | 'health-refused'
  | 'entry-altered'
  | 'chain-broken'
  | 'tampering'
  | 'entries-lost'
  | 'journal-changed'
  | 'name-refused';

export interface Incident {
  readonly kind: IncidentKind;
  readonly terminal: string;
  readonly detail: string;
  readonly atMs: number;
}

export interface CountedIncident extends Incident {
  readonly count: number;
}

/** Batches that another key than the pinned one has signed. */
export interface RefusedKey {
  /** Of the latest. */
  readonly thumbprint: string;
  readonly batches: number;
  readonly lastMs: number;
}

export interface TerminalRow {
  readonly terminal: string;
  readonly state: 'online' | 'offline' | 'unknown';
  /** 0 where it is expected, and was never seen. */
  readonly lastSeenMs: number;
  readonly journalId: string | null;
  readonly entries: number;
  readonly contiguousSeq: number;
  /** Newest entry that the terminal has told of, as far as that can be. */
  readonly lastSeq: number;
  /** What its birth or health tells, where its own figures do not fit together; anybody can have sent it. */
  readonly implausibleSeq: number | null;
  /** What it takes for stored, unsigned too, where that is more than is: the store has lost something, or it is made up. */
  readonly believedSeq: number | null;
  readonly incidents: number;
  /** Of the key that is pinned for it; null until it has sent a batch, or where the next one is to be accepted. */
  readonly keyThumbprint: string | null;
  readonly refusedKey: RefusedKey | null;
  readonly birth: Birth | null;
  readonly health: Health | null;
}

/** What a terminal has signed although it cannot be right. */
export type FlawKind = 'altered' | 'chain-broken' | 'conflict';

export interface Flaw {
  readonly seq: number;
  readonly kind: FlawKind;
}

/** What the terminal had not sent of the journal before is gone with it. */
export interface JournalChange {
  readonly follows: string;
  readonly atMs: number;
}

export interface JournalGaps {
  readonly terminal: string;
  readonly journalId: string;
  /** Not here yet, and asked for. */
  readonly missing: readonly SeqRange[];
  /** The terminal does not hold them any more: lost for ever. */
  readonly lost: readonly SeqRange[];
  /** Stored as it came, and not sound. */
  readonly flaws: readonly Flaw[];
  /** Where it took the place of another, until somebody accepts that. */
  readonly change: JournalChange | null;
}

export interface StoredEntry extends WireEntry {
  /** Order of arrival in this store. */
  readonly id: number;
  readonly terminal: string;
  readonly receivedMs: number;
  readonly historical: boolean;
}

export interface OpenOptions {
  readonly readOnly?: boolean;
  /** Different complaints of a kind that are kept; more are counted where they are known, dropped where they are new. */
  readonly mostIncidents?: number;
  /** Names that are kept although they never sent a batch. */
  readonly mostUnheard?: number;
}

export const MOST_INCIDENTS = 10_000;
/** Far more than are set up on one day and have not recorded anything yet. */
export const MOST_UNHEARD = 1000;

/** Where a page of entries begins: after this one, which is itself left out. */
export type EntryPlace = Pick<StoredEntry, 'utcMs' | 'id'>;

export interface EntryWindow {
  readonly event: JournalEvent;
  readonly fromMs: number;
  /** Exclusive. */
  readonly untilMs: number;
  readonly limit: number;
  readonly after?: EntryPlace;
  /** SITE.TERMINAL, or TERMINAL alone. */
  readonly terminal?: string;
  /** Only those whose payload names one of these as `person`, `subject` or `claimed`. */
  readonly about?: readonly string[];
}

/** Of whom nothing of this class is to be told any more. */
export interface Forgotten {
  /** As payloads have them: as `person`, `subject` or `claimed`. */
  readonly names: readonly string[];
  readonly class: JournalClass;
}

export interface FleetStore extends AsyncDisposable {
  /**
   * All of them in one transaction; what it resolves with is on the disk. Storing a batch again changes nothing.
   * What does not fit the chain or differs from what is there is kept as a flaw, never dropped. The first key that is seen
   * of a terminal is pinned; a batch of another is counted, and otherwise left out.
   * @throws KioskError STORE_*
   */
  storeBatches(batches: readonly ReceivedBatch[]): Promise<readonly BatchOutcome[]>;
  /** As it is now, whoever has stored it; all 0 where nothing is. */
  standing(address: TerminalAddress, journalId: string): Promise<JournalStanding>;
  /** A name that a manager vouches for is known from now on, although it has said nothing yet. Once known it stays as it is. */
  expect(terminal: string): Promise<void>;
  /** Pins `thumbprint`, or with null whichever key is seen next. False where no such terminal is known. */
  trustKey(terminal: string, thumbprint: string | null): Promise<boolean>;
  /** Thumbprint of the key that is pinned for a terminal; null where none is, or the next one is to be. */
  pinnedKey(terminal: string): Promise<string | null>;
  /** Of a journal that took the place of another: somebody knows why. False where there is none such. */
  acceptJournal(terminal: string, journalId: string, atMs: number): Promise<boolean>;
  /** Payloads of entries about them go, as if the terminal had erased them before it sent them. How many there were. @throws KioskError STORE_* */
  erase(forgotten: Forgotten): Promise<number>;
  /** All of them in one transaction, as if one after another. @throws KioskError STORE_* */
  noteWords(words: readonly Word[]): Promise<readonly WordOutcome[]>;
  /** All of them in one transaction. @throws KioskError STORE_* */
  report(incidents: readonly Incident[]): Promise<void>;
  terminals(): Promise<readonly TerminalRow[]>;
  gaps(terminal?: string): Promise<readonly JournalGaps[]>;
  incidents(limit: number, kind?: IncidentKind): Promise<readonly CountedIncident[]>;
  /** In order of arrival, those after `id`. */
  entriesAfter(id: number, options: { limit: number; terminal?: string }): Promise<readonly StoredEntry[]>;
  /** Of one event, by the terminals' own time (`utcMs`), then by arrival; what was erased is not among them. */
  entriesWithin(window: EntryWindow): Promise<readonly StoredEntry[]>;
  /** Those of one number, one of each journal of a terminal, in the order in which the journals were first seen. @param terminal SITE.TERMINAL */
  entriesAt(terminal: string, seq: number): Promise<readonly StoredEntry[]>;
  /** The arrival number after which the last few entries follow. */
  idBeforeLast(last: number, terminal?: string): Promise<number>;
}
