// A small file, whole or as it was, on the disk, and for whom it says, whatever the umask of whoever writes it.
import { open, rename } from 'node:fs/promises';
import { dirname } from 'node:path';

/** @throws what the file system reports */
export async function writeDurably(path: string, content: string | Uint8Array, mode: number): Promise<void> {
  const draft = `${path}.new`;
  {
    await using file = await open(draft, 'w', mode);
    await file.chmod(mode);
    await file.writeFile(content);
    await file.sync();
  }
  await rename(draft, path);
  await using folder = await open(dirname(path), 'r');
  await folder.sync();
}
