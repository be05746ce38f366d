// Small notes beside the databases: whole or not there, and on the disk before anybody relies on them.
import { closeSync, existsSync, fsyncSync, openSync, readFileSync, renameSync, rmSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { syncFolder } from './data-folder.ts';
import { storeFault } from './store-faults.ts';

export class NoteFile {
  readonly #dataDir: string;
  readonly #name: string;

  constructor(dataDir: string, name: string) {
    this.#dataDir = dataDir;
    this.#name = name;
  }

  get isThere(): boolean {
    return existsSync(join(this.#dataDir, this.#name));
  }

  /** Undefined where it is not there, cannot be read, or is no JSON. */
  read(): unknown {
    try {
      return JSON.parse(readFileSync(join(this.#dataDir, this.#name), 'utf8'));
    } catch {
      return undefined;
    }
  }

  /** @throws KioskError of the store */
  write(content: unknown): void {
    const [draft, path] = [join(this.#dataDir, `${this.#name}.new`), join(this.#dataDir, this.#name)];
    this.#orFault(() => {
      const file = openSync(draft, 'w', 0o600);
      try {
        writeSync(file, JSON.stringify(content));
        fsyncSync(file);
      } finally {
        closeSync(file);
      }
      renameSync(draft, path);
    });
    syncFolder(this.#dataDir);
  }

  /** @throws KioskError of the store */
  remove(): void {
    this.#orFault(() => rmSync(join(this.#dataDir, this.#name), { force: true }));
    syncFolder(this.#dataDir);
  }

  #orFault(work: () => void): void {
    try {
      work();
    } catch (error) {
      throw storeFault(error, this.#name);
    }
  }
}
