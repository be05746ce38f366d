// One sealed file that is replaced as a whole: what is read is what was written last, or what was there before, and never half of either.
import { randomUUID } from 'node:crypto';
import { open, readFile, rename, rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import { syncFolder } from './data-folder.ts';
import type { Place, Sealer } from './sealer.ts';
import { storeFault } from './store-faults.ts';

/** More than a file system keeps beside a file's name, and less than one block of it. */
const ROOM_CHARACTERS = 512;

export interface SealedFileParts {
  readonly path: string;
  readonly sealer: Sealer;
  /** A file that was moved into the place of another does not open there. */
  readonly place: Place;
}

export class SealedFile {
  readonly #parts: SealedFileParts;

  constructor(parts: SealedFileParts) {
    this.#parts = parts;
  }

  /** Undefined where there is none yet. @throws KioskError SEAL_BROKEN; STORE_* */
  async read(): Promise<string | undefined> {
    const { path, sealer, place } = this.#parts;
    try {
      return sealer.openText(await readFile(path), place);
    } catch (error) {
      if (isMissing(error)) return undefined;
      throw storeFault(error, path);
    }
  }

  /** It is on the disk when this resolves. @throws KioskError STORE_* */
  async replace(text: string): Promise<void> {
    const { path, sealer, place } = this.#parts;
    const draft = `${path}.${randomUUID()}.new`;
    try {
      await writeDurably(draft, sealer.sealText(text, place));
      await rename(draft, path);
    } catch (error) {
      await rm(draft, { force: true }).catch(() => undefined);
      throw storeFault(error, path);
    }
    syncFolder(dirname(path));
  }

  /**
   * Into the block that the file has, so that a full disk takes it too; without one as `replace`. One that is cut off leaves what does
   * not open. It is on the disk when this resolves. @throws KioskError STORE_*
   */
  async overwrite(text: string): Promise<void> {
    const { path, sealer, place } = this.#parts;
    const sealed = sealer.sealText(text.padEnd(ROOM_CHARACTERS), place);
    try {
      await inPlace(path, sealed);
    } catch (error) {
      if (!isMissing(error)) throw storeFault(error, path);
      await this.replace(text.padEnd(ROOM_CHARACTERS));
    }
  }

  /** It is gone from the disk when this resolves. @throws KioskError STORE_* */
  async remove(): Promise<void> {
    const { path } = this.#parts;
    try {
      await rm(path, { force: true });
    } catch (error) {
      throw storeFault(error, path);
    }
    syncFolder(dirname(path));
  }
}

const isMissing = (error: unknown): boolean => error instanceof Error && 'code' in error && error.code === 'ENOENT';

async function inPlace(path: string, bytes: Uint8Array): Promise<void> {
  const handle = await open(path, 'r+');
  try {
    await handle.writeFile(bytes);
    await handle.truncate(bytes.length);
    await handle.sync();
  } finally {
    await handle.close();
  }
}

async function writeDurably(path: string, bytes: Uint8Array): Promise<void> {
  const handle = await open(path, 'wx', 0o600);
  try {
    await handle.writeFile(bytes);
    await handle.sync();
  } finally {
    await handle.close();
  }
}
