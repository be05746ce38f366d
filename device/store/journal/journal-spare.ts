// Room on the disk that is kept for the journal's file: whatever else fills the disk, entries that may wait for the fleet find theirs.
import { execFile } from 'node:child_process';
import { rmSync, statSync, truncateSync } from 'node:fs';
import { statfs } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { KeptRoom } from '../file/store-file.ts';
import type { JournalLimits } from './journal-room.ts';

const FILE = 'journal.spare';
/** Less is not worth a process. */
const LEAST_KEPT_BYTES = 4 * 1024 * 1024;
/** For everything else that is kept here, which has nothing beforehand. */
const LEFT_FREE_BYTES = 64 * 1024 * 1024;

export interface JournalSpace {
  /** That the whole journal may take, in all. */
  readonly bytes: number;
  /** That are not kept for it, whatever there is. */
  readonly leftFreeBytes?: number;
}

export class JournalSpare implements KeptRoom {
  readonly #dataDir: string;
  readonly #space: JournalSpace;

  private constructor(dataDir: string, space: JournalSpace) {
    this.#dataDir = dataDir;
    this.#space = space;
  }

  /** Never rejects: a full disk has none. */
  static async open(dataDir: string, space: JournalSpace): Promise<JournalSpare> {
    const spare = new JournalSpare(dataDir, space);
    await spare.fit();
    return spare;
  }

  /** As much as the disk has, what the journal may still grow by at most: more where there is room again, less where the journal has grown. Never rejects. */
  async fit(): Promise<void> {
    const { bytes: wholeBytes, leftFreeBytes = LEFT_FREE_BYTES } = this.#space;
    const { kept, taken } = journalRoom(this.#dataDir);
    const wanted = Math.max(0, wholeBytes - taken);
    if (wanted < kept) this.#shrinkTo(wanted);
    else await this.#growBy(Math.min(wanted - kept, (await freeOf(this.#dataDir)) - leftFreeBytes));
  }

  get bytes(): number {
    return journalRoom(this.#dataDir).kept;
  }

  release(bytes: number): boolean {
    const kept = this.bytes;
    return kept > 0 && this.#shrinkTo(Math.max(0, kept - bytes));
  }

  get #path(): string {
    return join(this.#dataDir, FILE);
  }

  #shrinkTo(bytes: number): boolean {
    try {
      if (bytes === 0) rmSync(this.#path, { force: true });
      else truncateSync(this.#path, bytes);
      return true;
    } catch {
      return false;
    }
  }

  /** Blocks of the file system's own, without writing them: fallocate(1) of util-linux, which every Debian has. Where not all can be had, half, and so on. */
  async #growBy(most: number): Promise<void> {
    const before = this.bytes;
    for (let more = most; more >= LEAST_KEPT_BYTES; more = Math.floor(more / 2))
      if (await allocated(this.#path, before + more)) return;
  }
}

const allocated = (path: string, bytes: number): Promise<boolean> =>
  promisify(execFile)('fallocate', ['-l', String(bytes), path]).then(
    () => true,
    () => false,
  );

/** A disk that does not say has none. */
const freeOf = (dataDir: string): Promise<number> =>
  statfs(dataDir).then(
    ({ bavail, bsize }) => bavail * bsize,
    () => 0,
  );

/** Bytes that the whole journal takes: 842 measured of an ordinary visit (ridged bench journal), and what SQLite writes on its way there. */
export const journalBytes = ({ capacity, reserve }: Pick<JournalLimits, 'capacity' | 'reserve'>): number =>
  860 * (capacity + reserve) + 16 * 1024 * 1024;

/** Bytes: kept for the journal, and taken by it. */
export const journalRoom = (dataDir: string): { readonly kept: number; readonly taken: number } => ({
  kept: sizeOf(join(dataDir, FILE)),
  taken: sizeOf(join(dataDir, 'journal.db')),
});

const sizeOf = (path: string): number => statSync(path, { throwIfNoEntry: false })?.size ?? 0;
