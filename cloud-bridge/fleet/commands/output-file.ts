// --out FILE: written beside, then put in its place at once, for its owner alone; without it everything goes to standard output.
import { createHash, randomBytes } from 'node:crypto';
import { open, rename, rm } from 'node:fs/promises';
import { KioskError } from '../../../protocol/index.ts';
import type { CommandIo } from './runner.ts';

export interface Written {
  readonly file: string;
  readonly bytes: number;
  /** Of the bytes of the file, in hex. */
  readonly sha256: string;
}

/** @throws KioskError USAGE where the file cannot be written; nothing is left of it then. @returns undefined without a path */
export async function withOutput(
  path: string | undefined,
  io: CommandIo,
  work: (write: (text: string) => Promise<void>) => Promise<void>,
): Promise<Written | undefined> {
  if (path === undefined) {
    await work(async (text) => io.out(text));
    return undefined;
  }
  const draft = `${path}.${randomBytes(6).toString('hex')}.part`;
  const refuse = (cause: unknown): never => {
    throw new KioskError('USAGE', { why: `--out ${path} cannot be written` }, cause);
  };
  const file = await open(draft, 'wx', 0o600).catch(refuse);
  const hash = createHash('sha256');
  let bytes = 0;
  try {
    await work(async (text) => {
      const chunk = Buffer.from(text, 'utf8');
      hash.update(chunk);
      bytes += chunk.length;
      await file.write(chunk).catch(refuse);
    });
    await file.sync();
    await rename(draft, path).catch(refuse);
  } finally {
    await file.close();
    await rm(draft, { force: true });
  }
  return { file: path, bytes, sha256: hash.digest('hex') };
}
