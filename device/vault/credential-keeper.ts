// The root as a credential of systemd (systemd.exec(5), Credentials): sealed with the host's key, and with its TPM where it has one.
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { callTool } from './key-tool.ts';
import { createPrivate, readPrivate } from './private-file.ts';
import { type RootKeeper, rootOf, unavailable } from './root-keeper.ts';

const TOOL = 'systemd-creds';
/** It is sealed for this name, and opens as no other. */
export const CREDENTIAL = 'ridged-root';

/** Bound to no registers of a TPM: a change of the firmware would take everything else with it. The unit may open it for the service (LoadCredentialEncrypted=); otherwise only root can, for the host's key is root's. */
export function credentialKeeper(dataDir: string): RootKeeper {
  const path = join(dataDir, 'vault.cred');
  return {
    kind: 'systemd',
    path,
    async read() {
      const sealed = await readPrivate(path);
      if (sealed === undefined) return undefined;
      const root =
        (await openedByUnit()) ??
        (await callTool(TOOL, ['decrypt', `--name=${CREDENTIAL}`, '-', '-'], { input: sealed }));
      return rootOf(root, 'the credential');
    },
    async keep(root) {
      // After a wipe the unit still shows what was wiped: what is kept now would not be what is read.
      if (await openedByUnit()) throw unavailable('the unit holds the key that was wiped: start it anew');
      const sealed = await callTool(TOOL, ['encrypt', `--name=${CREDENTIAL}`, '--tpm2-pcrs=', '-', '-'], {
        input: root,
      });
      if (sealed.length === 0) throw unavailable(`${TOOL} sealed nothing`);
      await createPrivate(path, sealed);
    },
    forget: async () => undefined,
  };
}

/** What a unit lays there of a credential that it did not find is empty. */
async function openedByUnit(): Promise<Buffer | undefined> {
  const { CREDENTIALS_DIRECTORY: folder } = process.env;
  if (folder === undefined) return undefined;
  const found = await readFile(join(folder, CREDENTIAL)).catch(() => undefined);
  return found?.length === 0 ? undefined : found;
}
