// Whether a file can be written is known before the work that it is to show, which may take minutes.
import { open } from 'node:fs/promises';
import { KioskError } from '../../../protocol/index.ts';

/** Makes the file where it is missing; what it holds stays. @throws KioskError USAGE with the file and why */
export async function assertWritable(file: string): Promise<void> {
  try {
    await using _ = await open(file, 'a');
  } catch (cause) {
    throw new KioskError('USAGE', { file, why: cause instanceof Error ? cause.message : '' }, cause);
  }
}
