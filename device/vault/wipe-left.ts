// What a wipe could not remove, and that does not keep the terminal from beginning anew: tried again at each start, and told until it is gone.
import { lstat, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { shredEach } from './shred.ts';

const FILE = 'wipe-left.json';

/** `as` tells the file that was meant from one that somebody has laid in its place: the key of the next claim. */
const leftSchema = z.array(z.strictObject({ path: z.string(), as: z.string() }));
type Left = z.infer<typeof leftSchema>[number];

/** What is still there of the wipe before. */
export const leftOfWipe = async (dataDir: string): Promise<readonly string[]> =>
  (await read(dataDir)).map(({ path }) => path);

/** In the place of what was noted before. @throws what the file system reports */
export async function noteLeft(dataDir: string, paths: readonly string[]): Promise<void> {
  const file = join(dataDir, FILE);
  if (paths.length === 0) return await rm(file, { force: true });
  const left: Left[] = [];
  for (const path of new Set(paths)) left.push({ path, as: await marks(path) });
  await writeFile(file, JSON.stringify(left), { mode: 0o600 });
}

/** Never rejects: a disk that takes nothing keeps nobody from starting, and it is told all the same. */
export async function tryLeftAgain(dataDir: string): Promise<void> {
  const before = await read(dataDir);
  if (before.length === 0) return;
  const same: string[] = [];
  for (const { path, as } of before) if ((await marks(path)) === as) same.push(path);
  await noteLeft(dataDir, await shredEach(same)).catch(() => undefined);
}

/** None where it cannot be read: then it names nothing either. */
async function read(dataDir: string): Promise<readonly Left[]> {
  try {
    return leftSchema.parse(JSON.parse(await readFile(join(dataDir, FILE), 'utf8')));
  } catch {
    return [];
  }
}

const marks = (path: string): Promise<string> =>
  lstat(path).then(
    ({ dev, ino, mtimeMs }) => `${dev} ${ino} ${mtimeMs}`,
    () => 'gone, or not to be looked at',
  );
