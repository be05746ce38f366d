// What lies in the data folder and how large it is, and the networks with their hashes.
import { lstat, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { PRODUCT_MANIFEST, readManifest } from '../../../models/index.ts';
import { isOfTerminal } from '../../inventory/index.ts';
import { sha256Of } from '../../models/install-models.ts';
import { weightsFolder } from '../../models/weights-folder.ts';
import { asJson, type SupportPart } from './support-part.ts';

/** Names that a terminal gives are told, those of others counted. */
export const files: SupportPart = async ({ config }) => {
  const { dir } = config.data;
  const names = (await readdir(dir)).sort();
  const ours = names.filter(isOfTerminal);
  const listed = await Promise.all(ours.map(async (name) => ({ name, ...(await about(join(dir, name))) })));
  return asJson({ folder: dir, ...(await about(dir)), files: listed, others: names.length - ours.length });
};

async function about(path: string): Promise<object> {
  const file = await lstat(path);
  const { mode, uid, gid, size, mtime } = file;
  const who = { mode: (mode & 0o777).toString(8), uid, gid, changed: mtime.toISOString() };
  return file.isDirectory() ? { ...who, holds: (await readdir(path)).length } : { ...who, bytes: size };
}

export const models: SupportPart = async ({ config }) => {
  const folder = weightsFolder(config.models);
  const { models: entries } = await readManifest(PRODUCT_MANIFEST);
  const rows = [];
  for (const { name, version, role, file, sha256 } of entries)
    rows.push({ name, version, role, file, sha256, found: (await sha256Of(join(folder, file))) ?? null });
  return asJson({ folder, models: rows });
};
