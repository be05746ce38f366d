// What a folder of a release says of itself: `release.json`, made with the package.
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { ARCHITECTURES, KioskError } from '../../protocol/index.ts';

export const NOTE = 'release.json';

const noteSchema = z.strictObject({
  release: z.int().min(0).max(999_999_999),
  version: z.string().min(1).max(60),
  architecture: z.enum(ARCHITECTURES),
});
export type ReleaseNote = Readonly<z.infer<typeof noteSchema>>;

/** Undefined where there is none: a tree that somebody develops in. @throws KioskError UPDATE_REFUSED where it cannot be read as one */
export async function releaseIn(folder: string): Promise<ReleaseNote | undefined> {
  try {
    return noteSchema.parse(JSON.parse(await readFile(join(folder, NOTE), 'utf8')));
  } catch (cause) {
    if (cause instanceof Error && 'code' in cause && cause.code === 'ENOENT') return undefined;
    throw new KioskError('UPDATE_REFUSED', { why: `${join(folder, NOTE)} says nothing of a release` }, cause);
  }
}

/** Of the program that runs this. */
export const ownFolder = (): string => join(import.meta.dirname, '..', '..', '..');
