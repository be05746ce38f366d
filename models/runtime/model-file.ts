// The file of a network, read once: the bytes whose hash was checked are the bytes that are loaded.
import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { KioskError } from '../../protocol/computing.ts';
import type { ModelEntry } from './manifest.ts';

export interface ModelFile {
  readonly entry: ModelEntry;
  /** Shared, so that a thread that is started anew is handed them again without a copy. */
  readonly bytes: SharedArrayBuffer;
}

/** As it is published, or as it is made of what its authors publish. */
export const isFileOf = ({ sha256, conversion }: ModelEntry, found: string): boolean =>
  found === sha256 || found === conversion?.sha256;

/** Networks that are not to be used, as "sface" or, of one version alone, "sface@2021dec". */
export type SwitchedOff = readonly string[];

/**
 * @param folder where the manifest lies, or a mirror of its files
 * @throws KioskError MODEL_OFF, MODEL_MISSING, MODEL_ALTERED
 */
export async function readModel(entry: ModelEntry, folder: string, off: SwitchedOff = []): Promise<ModelFile> {
  const { name: model, version } = entry;
  if (off.includes(model) || off.includes(`${model}@${version}`)) throw new KioskError('MODEL_OFF', { model, version });
  const path = join(folder, entry.file);
  const content = await contentOf(path, entry.name);
  const sha256 = createHash('sha256').update(content).digest('hex');
  if (!isFileOf(entry, sha256))
    throw new KioskError('MODEL_ALTERED', { model: entry.name, file: path, wanted: entry.sha256, got: sha256 });
  const bytes = new SharedArrayBuffer(content.length);
  new Uint8Array(bytes).set(content);
  return { entry, bytes };
}

async function contentOf(path: string, model: string): Promise<Uint8Array> {
  try {
    return await readFile(path);
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : '';
    throw new KioskError('MODEL_MISSING', { model, file: path, why }, cause);
  }
}
