// The root in a TPM 2.0: in non-volatile memory of its own, which no disk holds and which is gone for good once it is undefined. By tpm2-tools.
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { createPrivate, readPrivate } from './private-file.ts';
import { ROOT_BYTES, type RootKeeper, rootOf, unavailable } from './root-keeper.ts';
import { Tpm } from './tpm.ts';

/** As tpm2-tools write it: a bank and registers, such as "sha256:0,7". */
export const PCR_LIST = /^sha(256|384|512):\d{1,2}(,\d{1,2})*$/;

/** What leads to it. Whoever alters it leads to another root, by which nothing opens. */
const noteSchema = z.strictObject({
  index: z.string().regex(/^0x01[0-9a-f]{6}$/),
  pcrs: z.string().regex(PCR_LIST).nullable(),
});
type Note = z.infer<typeof noteSchema>;

export interface TpmOptions {
  /** Only while these registers are as they were at the beginning does the TPM give it out. */
  readonly pcrs?: string | undefined;
}

export function tpmKeeper(dataDir: string, { pcrs }: TpmOptions = {}): RootKeeper {
  const path = join(dataDir, 'vault.tpm2');
  const tpm = new Tpm();
  const note = async (): Promise<Note | undefined> => {
    const found = await readPrivate(path);
    return found && noteOf(found);
  };
  return {
    kind: 'tpm2',
    path,
    async read() {
      const found = await note();
      if (found === undefined) return undefined;
      const { attributes } = (await tpm.describe(found.index)) ?? {};
      // Only what can no longer be written is the same for everybody who reads it.
      if (!attributes?.has('writelocked')) return undefined;
      return rootOf(await tpm.read(found, ROOT_BYTES), 'the memory of the TPM');
    },
    async keep(root) {
      if (pcrs !== undefined && !PCR_LIST.test(pcrs))
        throw unavailable(`"${pcrs}" is no bank and registers, such as "sha256:7"`);
      const fresh = { index: await tpm.freeIndex(), pcrs: pcrs ?? null };
      await createPrivate(path, Buffer.from(JSON.stringify(fresh)));
      const found = (await note()) ?? fresh;
      if ((await tpm.describe(found.index)) === undefined)
        await tpm.define(found, ROOT_BYTES).catch(async (fault: unknown) => {
          // It leads to nothing, and would lead the next try to the same.
          await rm(path, { force: true });
          throw fault;
        });
      await tpm.writeOnce(found.index, root);
    },
    async forget() {
      const bytes = await readPrivate(path);
      // Noise leads nowhere any more.
      const found = bytes && parsed(bytes);
      if (found && (await tpm.describe(found.index))) await tpm.undefine(found.index);
    },
  };
}

function noteOf(bytes: Uint8Array): Note {
  const found = parsed(bytes);
  if (!found) throw unavailable('the file that says where the TPM keeps the key cannot be read');
  return found;
}

function parsed(bytes: Uint8Array): Note | undefined {
  try {
    return noteSchema.parse(JSON.parse(Buffer.from(bytes).toString('utf8')));
  } catch {
    return undefined;
  }
}
