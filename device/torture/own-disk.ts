// A disk of the terminal's own, small enough to be filled: ext4 in a file, where this process may mount one.
import { existsSync } from 'node:fs';
import { mkdir, open, rm, stat, truncate } from 'node:fs/promises';
import { join } from 'node:path';
import { canMount, command, mount, unmount } from './mounts.ts';

/** The stores of a terminal of the ordeal take a few of them. */
const DISK_BYTES = 64 * 2 ** 20;
const CHUNKS = [2 ** 20, 4096];
const PAGE = 4096;

export class OwnDisk implements AsyncDisposable {
  readonly #root: string;

  private constructor(root: string) {
    this.#root = root;
  }

  /** What lies on it is there again the next time. Undefined where nothing can be mounted. @throws Error where one was made before, and cannot be mounted */
  static async open(folder: string): Promise<OwnDisk | undefined> {
    const [image, root] = [join(folder, 'disk.ext4'), join(folder, 'disk')];
    await mkdir(root, { recursive: true });
    // Of an ordeal that was killed.
    await unmount(root).catch(() => undefined);
    if (!existsSync(image) && !(await canMount())) return undefined;
    if (!existsSync(image)) await format(image);
    await mount('-o', 'loop', image, root);
    const disk = new OwnDisk(root);
    await disk.free();
    return disk;
  }

  get dataDir(): string {
    return join(this.#root, 'terminal');
  }

  /** Another file takes all room but for so many pages of 4 KiB. */
  async fill(pagesLeft: number): Promise<void> {
    const file = await open(this.#filler, 'w');
    try {
      for (const bytes of CHUNKS) await fillWith(Buffer.alloc(bytes, 7), (chunk) => file.write(chunk));
    } finally {
      await file.close();
    }
    const { size } = await stat(this.#filler);
    await truncate(this.#filler, Math.max(0, size - pagesLeft * PAGE));
  }

  async free(): Promise<void> {
    await rm(this.#filler, { force: true });
  }

  get #filler(): string {
    return join(this.#root, 'filler');
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await unmount(this.#root);
  }
}

async function format(image: string): Promise<void> {
  await (await open(image, 'w')).close();
  await truncate(image, DISK_BYTES);
  // Nothing of it is kept for root: the service may well run as root here.
  await command('mke2fs', '-q', '-t', 'ext4', '-m', '0', '-F', image);
}

/** Until the disk has no more. @throws what is no want of room */
async function fillWith(chunk: Buffer, write: (chunk: Buffer) => Promise<unknown>): Promise<void> {
  try {
    for (;;) await write(chunk);
  } catch (fault) {
    if ((fault as NodeJS.ErrnoException).code !== 'ENOSPC') throw fault;
  }
}
