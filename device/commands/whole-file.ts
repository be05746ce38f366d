// A file that a command leaves behind: whole and on the disk, or as it was before.
import { randomBytes } from 'node:crypto';
import { open, rename, rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import { KioskError } from '../../protocol/index.ts';

/** Of whom it is: as stat(2) has it of another file. */
export interface FileOwner {
  readonly mode: number;
  readonly uid: number;
  readonly gid: number;
}

/** Of whoever runs the command, and for nobody else to read. */
export const ownFile = (): FileOwner => ({
  ...{ mode: 0o600, uid: process.geteuid?.() ?? 0, gid: process.getegid?.() ?? 0 },
});

/** What lies at `path` gives way. @throws KioskError USAGE with the file and why: nothing of it is there then */
export const writeWhole = (path: string, content: Uint8Array | string, owner: FileOwner): Promise<void> =>
  laidWhole(path, { content, owner }, (draft) => rename(draft, path));

/** Whatever lies at `path`, or comes there meanwhile, stays. @throws KioskError USAGE with the file and why: nothing of it is there then */
export const writeNew = (path: string, content: Uint8Array | string, owner: FileOwner): Promise<void> =>
  laidWhole(path, { content, owner }, async (draft) => {
    // No link: a stick has none. The place is taken, then filled.
    await (await open(path, 'wx', 0o600)).close();
    await rename(draft, path);
  });

async function laidWhole(
  path: string,
  { content, owner }: { readonly content: Uint8Array | string; readonly owner: FileOwner },
  lay: (draft: string) => Promise<void>,
): Promise<void> {
  const draft = `${path}.${randomBytes(8).toString('hex')}.new`;
  try {
    {
      await using file = await open(draft, 'wx', 0o600);
      await file.writeFile(content);
      await file.chown(owner.uid, owner.gid);
      await file.chmod(owner.mode & 0o777);
      await file.sync();
    }
    await lay(draft);
    await using folder = await open(dirname(path), 'r');
    await folder.sync();
  } catch (cause) {
    throw new KioskError('USAGE', { file: path, why: cause instanceof Error ? cause.message : '' }, cause);
  } finally {
    await rm(draft, { force: true }).catch(() => undefined);
  }
}
