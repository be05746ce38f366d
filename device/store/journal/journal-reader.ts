// The journal of a service that does not run, to be verified or taken elsewhere: read only, even from a read-only disk.
import { existsSync } from 'node:fs';
import { chmod, copyFile, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { isFault, type JournalEntry, KioskError } from '../../../protocol/index.ts';
import type { KeyVault, PublicSigningJwk } from '../../vault/index.ts';
import { Sealer } from '../file/sealer.ts';
import { storeFault } from '../file/store-faults.ts';
import { StoreFile } from '../file/store-file.ts';
import { type Checkpoint, CheckpointRow } from './journal-checkpoint.ts';
import { type Head, HeadRow } from './journal-head.ts';
import { JournalRows } from './journal-rows.ts';
import { JOURNAL_MIGRATIONS } from './journal-schema.ts';
import { type JournalVerification, type VerifiedParts, verifyJournal } from './journal-verification.ts';

const FILE = 'journal.db';
const LOG_FILE = `${FILE}-wal`;
const PAGE_ENTRIES = 250;
const NO_HEAD: Head = { journalId: '', lastSeq: 0, lastHash: '', acknowledged: 0 };

export interface ReaderOptions {
  readonly dataDir: string;
  readonly vault: KeyVault;
  /** Where a copy may lie while a disk is read that cannot be written. */
  readonly scratchDir?: string;
}

/** @throws KioskError USAGE where there is no journal, STORE_BUSY while the service runs; as the stores */
export async function openJournalReader(options: ReaderOptions): Promise<JournalReader> {
  const { dataDir, vault, scratchDir = tmpdir() } = options;
  if (!existsSync(join(dataDir, FILE))) throw new KioskError('USAGE', { detail: `there is no ${FILE} in ${dataDir}` });
  const sealer = new Sealer(await vault.sealing('journal'));
  const headKey = await vault.key('journal-head');
  const signing = await vault.signingKey('journal');
  const source = await examine(dataDir, scratchDir, sealer);
  try {
    const rows = new JournalRows(source.file, sealer);
    const checkpointRow = new CheckpointRow(source.file, signing);
    const found = new HeadRow(source.file, headKey).load();
    const { head, isGenuine } = found ?? { head: NO_HEAD, isGenuine: rows.held().entries === 0 };
    return new JournalReader({ head, isHeadGenuine: isGenuine, rows, checkpointRow }, signing.publicJwk, source);
  } catch (error) {
    await source[Symbol.asyncDispose]();
    throw error;
  }
}

export class JournalReader implements AsyncDisposable {
  /** Verifies the checkpoint's signature, also far from the terminal. */
  readonly publicJwk: PublicSigningJwk;
  readonly #parts: VerifiedParts;
  readonly #source: AsyncDisposable;

  constructor(parts: VerifiedParts, publicJwk: PublicSigningJwk, source: AsyncDisposable) {
    this.#parts = parts;
    this.publicJwk = publicJwk;
    this.#source = source;
  }

  get journalId(): string {
    return this.#parts.head.journalId;
  }

  get checkpoint(): Checkpoint | undefined {
    return this.#parts.checkpointRow.load();
  }

  verify(signal?: AbortSignal): Promise<JournalVerification> {
    return verifyJournal(this.#parts, signal);
  }

  /** Oldest first, a page at a time. */
  *pages(fromSeq: number, toSeq: number): Iterable<readonly JournalEntry[]> {
    for (let next = fromSeq; next <= toSeq; ) {
      const read = this.#parts.rows.from(this.journalId, next, Math.min(PAGE_ENTRIES, toSeq - next + 1));
      const page = read.map(({ entry }) => entry).filter(({ seq }) => seq <= toSeq);
      if (page.length === 0) return;
      yield page;
      next = (page.at(-1)?.seq ?? toSeq) + 1;
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#source[Symbol.asyncDispose]();
  }
}

interface Source extends AsyncDisposable {
  readonly file: StoreFile;
}

async function examine(dataDir: string, scratchDir: string, sealer: Sealer): Promise<Source> {
  const open = (folder: string): Promise<StoreFile> =>
    StoreFile.examine({ path: join(folder, FILE), sealer, migrations: JOURNAL_MIGRATIONS });
  try {
    const file = await open(dataDir);
    return { file, [Symbol.asyncDispose]: () => file[Symbol.asyncDispose]() };
  } catch (error) {
    if (!isFault(error, 'STORE_READ_ONLY')) throw error;
  }
  return examineCopy(dataDir, scratchDir, open);
}

/** SQLite cannot follow the log of a killed process where it cannot write, and nobody writes there meanwhile either. */
async function examineCopy(
  dataDir: string,
  scratchDir: string,
  open: (folder: string) => Promise<StoreFile>,
): Promise<Source> {
  const folder = await mkdtemp(join(scratchDir, 'ridged-journal-'));
  const removeCopy = (): Promise<void> => rm(folder, { recursive: true, force: true });
  try {
    for (const name of [FILE, LOG_FILE])
      if (existsSync(join(dataDir, name))) {
        await copyFile(join(dataDir, name), join(folder, name));
        await chmod(join(folder, name), 0o600);
      }
    const file = await open(folder);
    return {
      file,
      [Symbol.asyncDispose]: async () => {
        await file[Symbol.asyncDispose]();
        await removeCopy();
      },
    };
  } catch (error) {
    await removeCopy();
    throw storeFault(error, FILE);
  }
}
