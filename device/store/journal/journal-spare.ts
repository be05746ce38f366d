// Room on the disk that is kept for the journal: whatever else fills the disk, entries that may wait for the fleet find theirs.
import { execFile } from 'node:child_process';
import { rmSync, statSync, truncateSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';

const FILE = 'journal.spare';
/** Given back at once: some three thousand entries, and what SQLite writes twice. */
const CHUNK_BYTES = 4 * 1024 * 1024;

export class JournalSpare {
  readonly #path: string;

  private constructor(path: string) {
    this.#path = path;
  }

  /** As much as the disk has, `wantedBytes` at most; less than before where the journal has grown since. Never rejects: a full disk has none. */
  static async open(dataDir: string, wantedBytes: number): Promise<JournalSpare> {
    const spare = new JournalSpare(join(dataDir, FILE));
    const wanted = Math.max(0, wantedBytes - sizeOf(join(dataDir, 'journal.db')));
    if (wanted < spare.bytes) spare.#shrinkTo(wanted);
    else if (wanted > spare.bytes) await spare.#growTo(wanted);
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
  async #growTo(wanted: number): Promise<void> {
    const before = this.bytes;
    for (let more = wanted - before; more >= CHUNK_BYTES; more = Math.floor(more / 2))
      if (await allocated(this.#path, before + more)) return;
  }
}

const allocated = (path: string, bytes: number): Promise<boolean> =>
  promisify(execFile)('fallocate', ['-l', String(bytes), path]).then(
    () => true,
    () => false,
  );

/** Bytes. */
export const keptForJournal = (dataDir: string): number => sizeOf(join(dataDir, FILE));

function sizeOf(path: string): number {
  return statSync(path, { throwIfNoEntry: false })?.size ?? 0;
}
