// What lies in the data folder and how large it is, and the networks with their hashes.
import { lstat, readdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { PRODUCT_MANIFEST, readManifest } from '../../../models/index.ts';
import { isOfTerminal } from '../../inventory/index.ts';
import { sha256Of } from '../../models/install-models.ts';
import { weightsFolder } from '../../models/weights-folder.ts';
import { asJson, type SupportPart, whyOf } from './support-part.ts';

/** Names that a terminal gives are told, those of others counted; while the service runs, files come and go. With `look` for tests. */
export const filesBy =
  (look: (path: string) => Promise<object>): SupportPart =>
  async ({ config }) => {
    const { dir } = config.data;
    const names = (await readdir(dir)).sort();
    const ours = names.filter(isOfTerminal);
    const listed = await Promise.all(
      ours.map(async (name) => ({ name, ...(await look(join(dir, name)).catch(whyNot)) })),
    );
    return asJson({ folder: dir, ...(await look(dir)), files: listed, others: names.length - ours.length });
  };

async function about(path: string): Promise<object> {
  const file = await lstat(path);
  const { mode, uid, gid, size, mtime } = file;
  const who = { mode: (mode & 0o777).toString(8), uid, gid, changed: mtime.toISOString() };
  return file.isDirectory() ? { ...who, holds: (await readdir(path)).length } : { ...who, bytes: size };
}

export const files = filesBy(about);

/** Those of the product, and those that the configuration adds for fingers. */
export const models: SupportPart = async ({ config }) => {
  const { manifest } = config.models;
  const added = manifest === undefined ? null : await networksOf(manifest, dirname(manifest)).catch(whyNot);
  return asJson({ ...(await networksOf(PRODUCT_MANIFEST, weightsFolder(config.models))), added });
};

const whyNot = (error: unknown): object => ({ why: whyOf(error) });

async function networksOf(manifest: string, folder: string): Promise<object> {
  const rows = [];
  for (const { name, version, role, file, sha256 } of (await readManifest(manifest)).models)
    rows.push({ name, version, role, file, sha256, found: (await sha256Of(join(folder, file))) ?? null });
  return { folder, models: rows };
}
