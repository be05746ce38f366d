// Reads a photo of a person from a file: in colour, upright, bounded.
import { readFile, stat } from 'node:fs/promises';
import { decodePhoto } from '../../models/index.ts';
import { type ColourImage, isFault, KioskError } from '../../protocol/index.ts';

const MOST_BYTES = 32 * 1024 * 1024;

/** @throws KioskError IMAGE_UNREADABLE for what is no picture, or a folder, or not there; IMAGE_SIZE */
export async function readPhoto(path: string): Promise<ColourImage> {
  const bytes = await contentOf(path);
  try {
    return await decodePhoto(bytes);
  } catch (fault) {
    if (isFault(fault)) throw new KioskError(fault.code, { file: path, ...fault.context }, fault);
    throw fault;
  } finally {
    bytes.fill(0);
  }
}

async function contentOf(path: string): Promise<Uint8Array> {
  const unreadable = (why: string, cause?: unknown): KioskError =>
    new KioskError('IMAGE_UNREADABLE', { file: path, why }, cause);
  try {
    const found = await stat(path);
    if (!found.isFile()) throw unreadable('not a file');
    if (found.size > MOST_BYTES) throw unreadable('too large');
    return await readFile(path);
  } catch (cause) {
    if (isFault(cause)) throw cause;
    throw unreadable(cause instanceof Error ? cause.message : '', cause);
  }
}
