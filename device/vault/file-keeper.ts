// The root in a file: for development, and for devices that have nothing better. Whoever copies the disk has it too.
import { join } from 'node:path';
import { createPrivate, readPrivate } from './private-file.ts';
import { type RootKeeper, rootOf } from './root-keeper.ts';

export const VAULT_FILE = 'vault.key';

export function fileKeeper(dataDir: string): RootKeeper {
  const path = join(dataDir, VAULT_FILE);
  return {
    kind: 'file',
    path,
    async read() {
      const found = await readPrivate(path);
      return found && rootOf(found, 'the key file');
    },
    keep: (root) => createPrivate(path, root),
    forget: async () => undefined,
  };
}
