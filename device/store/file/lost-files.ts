// Files whose content is lost, noted before another is begun and kept until the journal tells of it: a cut in between hides nothing.
import { statSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { NoteFile } from './note-file.ts';

const NOTE = 'stores.lost.json';
/** All of them were there once. */
const BEGUN = 'stores.begun';

const lostSchema = z.array(
  z.strictObject({
    file: z.string(),
    /** In the data folder; null where it was not there at all. */
    keptAs: z.string().nullable(),
    /** The oldest that lay aside there, which went for it. */
    gaveWay: z.string().optional(),
  }),
);
export type LostFile = Readonly<z.infer<typeof lostSchema>[number]>;

export class LostFiles {
  readonly #note: NoteFile;
  readonly #begun: NoteFile;
  #lost: readonly LostFile[];

  private constructor(dataDir: string) {
    this.#note = new NoteFile(dataDir, NOTE);
    this.#begun = new NoteFile(dataDir, BEGUN);
    // None where the note cannot be read: it was whole, or not there.
    this.#lost = lostSchema.safeParse(this.#note.read()).data ?? [];
  }

  /** With those of `files` that were there once and are not, or are empty. @throws KioskError of the store */
  static find(dataDir: string, files: readonly string[]): LostFiles {
    const found = new LostFiles(dataDir);
    if (!found.#begun.isThere) return found;
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
    this.#note.write(all);
    this.#lost = all;
  }

  /** Whatever is missing from now on was there. @throws KioskError of the store */
  begun(): void {
    if (!this.#begun.isThere) this.#begun.write(true);
  }

  /** Whoever relies on them has been told. @throws KioskError of the store */
  told(): void {
    this.#note.remove();
    this.#lost = [];
  }
}

const isGone = (path: string): boolean => (statSync(path, { throwIfNoEntry: false })?.size ?? 0) === 0;
