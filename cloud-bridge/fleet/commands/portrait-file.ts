// A portrait that a command was given as a file.
import { isFault, KioskError } from '../../../protocol/index.ts';
import { portraitFrom } from '../import/portrait.ts';
import { bytesOf } from './import-file.ts';

/** @throws KioskError USAGE that names the file */
export async function portraitIn(path: string): Promise<string> {
  const bytes = await bytesOf(path);
  try {
    return await portraitFrom(bytes);
  } catch (fault) {
    if (!isFault(fault, 'USAGE')) throw fault;
    throw new KioskError('USAGE', { why: `${path}: ${fault.context['why']}` }, fault);
  } finally {
    bytes.fill(0);
  }
}
