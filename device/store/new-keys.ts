// New keys for all that is sealed here, while everything goes on: noted first, so that a cut leaves nothing half done for long.
import { z } from 'zod';
import { NoteFile } from './file/note-file.ts';
import { type Resealed, reseal, type SealedColumn } from './file/reseal.ts';
import type { Sealer } from './file/sealer.ts';
import type { StoreFile } from './file/store-file.ts';

const NOTE = 'keys.renewing.json';

/** By file: the generation that it is to have. */
const noteSchema = z.record(z.string(), z.int().min(1));
type Note = Readonly<z.infer<typeof noteSchema>>;

export interface SealedFileOfStore {
  readonly name: string;
  readonly file: StoreFile;
  readonly sealer: Sealer;
  readonly columns: readonly SealedColumn[];
}

export interface Renewed extends Resealed {
  /** Names of the files, in their order. */
  readonly files: readonly string[];
}

export class NewKeys {
  readonly #note: NoteFile;
  readonly #files: readonly SealedFileOfStore[];
  #going: Promise<Renewed> | undefined;

  constructor(dataDir: string, files: readonly SealedFileOfStore[]) {
    this.#note = new NoteFile(dataDir, NOTE);
    this.#files = files;
  }

  /** Begun, here or before a restart, and not at its end. */
  get isUnderWay(): boolean {
    return this.#note.isThere;
  }

  /**
   * Each file seals with its next key from now on, and what was sealed before is sealed anew; then older keys open nothing there any more.
   * One that is under way goes on, and counts as this one: `tell` hears of it once. @throws the signal's reason: the next start goes on; KioskError of the store
   */
  async renew(signal: AbortSignal, tell: (renewed: Renewed) => void): Promise<Renewed> {
    this.#going ??= this.#renewAndTell(signal, tell).finally(() => {
      this.#going = undefined;
    });
    return await this.#going;
  }

  /** It is over once it is told of. */
  async #renewAndTell(signal: AbortSignal, tell: (renewed: Renewed) => void): Promise<Renewed> {
    const renewed = await this.#renewAll(signal);
    tell(renewed);
    this.#note.remove();
    return renewed;
  }

  async #renewAll(signal: AbortSignal): Promise<Renewed> {
    const wanted = this.#noted() ?? this.#begin();
    let [resealed, unreadable] = [0, 0];
    const files = this.#files.filter(({ name }) => name in wanted);
    // All of them before the first row is: whatever comes from here on has the new keys.
    for (const { name, file, sealer } of files) while (sealer.generation < (wanted[name] ?? 0)) file.newKey(sealer);
    for (const { file, sealer, columns } of files) {
      for (const column of columns) {
        const done = await reseal(file, sealer, column, signal);
        resealed += done.resealed;
        unreadable += done.unreadable;
      }
      file.endOldKeys(sealer);
      // What the old key had sealed is gone from the log as well.
      file.settle();
    }
    return { files: files.map(({ name }) => name), resealed, unreadable };
  }

  #begin(): Note {
    const wanted = Object.fromEntries(this.#files.map(({ name, sealer }) => [name, sealer.generation + 1]));
    this.#note.write(wanted);
    return wanted;
  }

  /** Undefined where none is under way; one that cannot be read is begun anew. */
  #noted(): Note | undefined {
    return noteSchema.safeParse(this.#note.read()).data;
  }
}
