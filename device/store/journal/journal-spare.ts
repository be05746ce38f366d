// Room on the disk that is kept for the journal: whatever else fills the disk, entries that may wait for the fleet find theirs.
import { execFile } from 'node:child_process';
import { rmSync, statSync, truncateSync } from 'node:fs';
import { statfs } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';

const FILE = 'journal.spare';
/** Given back at once: some three thousand entries, and what SQLite writes twice. */
const CHUNK_BYTES = 4 * 1024 * 1024;
/** For everything else that is kept here, which has nothing beforehand. */
const LEFT_FREE_BYTES = 64 * 1024 * 1024;

export interface JournalSpace {
  /** That the whole journal may take, in all. */
  readonly bytes: number;
  /** That are not kept for it, whatever there is. */
  readonly leftFreeBytes?: number;
}

export class JournalSpare {
  readonly #path: string;

  private constructor(path: string) {
    this.#path = path;
  }

  /** As much as the disk has, `wantedBytes` at most; less than before where the journal has grown since. Never rejects: a full disk has none. */
  static async open(
    dataDir: string,
    { bytes: wantedBytes, leftFreeBytes = LEFT_FREE_BYTES }: JournalSpace,
  ): Promise<JournalSpare> {
    const spare = new JournalSpare(join(dataDir, FILE));
    const wanted = Math.max(0, wantedBytes - sizeOf(join(dataDir, 'journal.db')));
    if (wanted < spare.bytes) spare.#shrinkTo(wanted);
    else await spare.#growBy(Math.min(wanted - spare.bytes, (await freeOf(dataDir)) - leftFreeBytes));
    return spare;
  }

  get bytes(): number {
    return sizeOf(this.#path);
  }

  /** For an entry that found no room. False where nothing is left to give. */
  release(): boolean {
    const { bytes } = this;
    if (bytes === 0) return false;
    return this.#shrinkTo(Math.max(0, bytes - CHUNK_BYTES));
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
    for (let more = most; more >= CHUNK_BYTES; more = Math.floor(more / 2))
      if (await allocated(this.#path, before + more)) return;
  }
}

const allocated = (path: string, bytes: number): Promise<boolean> =>
  promisify(execFile)('fallocate', ['-l', String(bytes), path]).then(
    () => true,
    () => false,
  );

const freeOf = async (dataDir: string): Promise<number> => {
  const { bavail, bsize } = await statfs(dataDir);
  return bavail * bsize;
};

/** Bytes. */
export const keptForJournal = (dataDir: string): number => sizeOf(join(dataDir, FILE));

function sizeOf(path: string): number {
  return statSync(path, { throwIfNoEntry: false })?.size ?? 0;
}
