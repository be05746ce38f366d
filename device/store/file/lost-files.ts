// Files whose content is lost, noted before another is begun and kept until the journal tells of it: a cut in between hides nothing.
import {
  closeSync,
  existsSync,
  fsyncSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeSync,
} from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { syncFolder } from './data-folder.ts';
import { storeFault } from './store-faults.ts';

const NOTE = 'stores.lost.json';
/** All of them were there once. */
const BEGUN = 'stores.begun';

const lostSchema = z.array(
  z.strictObject({
    file: z.string(),
    /** In the data folder; null where it was not there at all. */
    keptAs: z.string().nullable(),
  }),
);
export type LostFile = Readonly<z.infer<typeof lostSchema>[number]>;

export class LostFiles {
  readonly #dataDir: string;
  #lost: readonly LostFile[];

  private constructor(dataDir: string, lost: readonly LostFile[]) {
    this.#dataDir = dataDir;
    this.#lost = lost;
  }

  /** With those of `files` that were there once and are not, or are empty. @throws KioskError of the store */
  static find(dataDir: string, files: readonly string[]): LostFiles {
    const found = new LostFiles(dataDir, noted(dataDir));
    if (!existsSync(join(dataDir, BEGUN))) return found;
    for (const file of files) if (isGone(join(dataDir, file))) found.note({ file, keptAs: null });
    return found;
  }

  get all(): readonly LostFile[] {
    return this.#lost;
  }

  has(file: string): boolean {
    return this.#lost.some((lost) => lost.file === file);
  }

  /** On the disk when it returns. @throws KioskError of the store */
  note(lost: LostFile): void {
    if (this.#lost.some(({ file, keptAs }) => file === lost.file && keptAs === lost.keptAs)) return;
    const all = [...this.#lost, lost];
    this.#durably(`${NOTE}.new`, JSON.stringify(all), () =>
      renameSync(join(this.#dataDir, `${NOTE}.new`), join(this.#dataDir, NOTE)),
    );
    this.#lost = all;
  }

  /** Whatever is missing from now on was there. @throws KioskError of the store */
  begun(): void {
    if (!existsSync(join(this.#dataDir, BEGUN))) this.#durably(BEGUN, '');
  }

  /** Whoever relies on them has been told. @throws KioskError of the store */
  told(): void {
    try {
      rmSync(join(this.#dataDir, NOTE), { force: true });
    } catch (error) {
      throw storeFault(error, NOTE);
    }
    this.#lost = [];
  }

  #durably(name: string, text: string, then = (): void => undefined): void {
    try {
      const file = openSync(join(this.#dataDir, name), 'w', 0o600);
      try {
        writeSync(file, text);
        fsyncSync(file);
      } finally {
        closeSync(file);
      }
      then();
    } catch (error) {
      throw storeFault(error, name);
    }
    syncFolder(this.#dataDir);
  }
}

const isGone = (path: string): boolean => (statSync(path, { throwIfNoEntry: false })?.size ?? 0) === 0;

/** None where the note cannot be read: it was whole, or not there. */
function noted(dataDir: string): readonly LostFile[] {
  try {
    return lostSchema.parse(JSON.parse(readFileSync(join(dataDir, NOTE), 'utf8')));
  } catch {
    return [];
  }
}
