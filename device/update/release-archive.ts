// The archive of a release: a gzipped tar of files and folders alone. Made the same each time, and unpacked into a folder that is then known by its digest.
import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { chmod, mkdir, open, readdir, rm } from 'node:fs/promises';
import { join, relative, sep } from 'node:path';
import { create, extract, type ReadEntry } from 'tar';
import { isFault, KioskError, type Release, type ReleasedFile, treeDigest } from '../../protocol/index.ts';

/** What may run, and what may be read: nothing else of a file's mode is kept. */
const [RUNS, READS, FOLDER] = [0o755, 0o644, 0o755];
const EXECUTE = 0o111;
const CHUNK_BYTES = 1024 * 1024;

export interface Tree {
  readonly files: number;
  readonly bytes: number;
  readonly sha256: string;
}

/** All files below `folder`, hashed; each is on the disk when this resolves. @throws KioskError UPDATE_REFUSED where anything else lies there */
export async function treeOf(folder: string, signal: AbortSignal): Promise<Tree> {
  const files: ReleasedFile[] = [];
  let bytes = 0;
  for (const path of await filesBelow(folder)) {
    signal.throwIfAborted();
    const { size, ...hashed } = await hashedFile(join(folder, path));
    files.push({ path: path.split(sep).join('/'), ...hashed });
    bytes += size;
  }
  return { files: files.length, bytes, sha256: treeDigest(files) };
}

async function filesBelow(folder: string): Promise<readonly string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const strange = entries.find((entry) => !entry.isFile() && !entry.isDirectory());
  if (strange) throw refused(`${strange.name} is neither file nor folder`);
  return entries.filter((entry) => entry.isFile()).map((entry) => relative(folder, join(entry.parentPath, entry.name)));
}

async function hashedFile(path: string): Promise<Omit<ReleasedFile, 'path'> & { readonly size: number }> {
  await using file = await open(path, 'r');
  const { mode, size } = await file.stat();
  const hash = createHash('sha256');
  for await (const chunk of file.createReadStream({ highWaterMark: CHUNK_BYTES, autoClose: false })) hash.update(chunk);
  await file.sync();
  return { isExecutable: (mode & EXECUTE) !== 0, size, sha256: hash.digest('hex') };
}

/** Equal folders become equal archives: names in order, no owner, no time. @throws KioskError UPDATE_REFUSED as `treeOf` */
export async function packRelease(folder: string, to: string): Promise<void> {
  const paths = [...(await filesBelow(folder))].sort();
  await create({ file: to, cwd: folder, gzip: { level: 9 }, portable: true, noMtime: true, noDirRecurse: true }, paths);
}

/** SHA-256 and length of a file. @throws what the file system reports */
export async function digestOfFile(path: string, signal: AbortSignal): Promise<{ bytes: number; sha256: string }> {
  const hash = createHash('sha256');
  let bytes = 0;
  for await (const chunk of createReadStream(path, { highWaterMark: CHUNK_BYTES, signal })) {
    bytes += chunk.length;
    hash.update(chunk);
  }
  return { bytes, sha256: hash.digest('hex') };
}

/**
 * Into a folder that is emptied first, and is all that the release says, or not there at all.
 * @throws KioskError UPDATE_REFUSED, STORE_FULL; the signal's reason when aborted
 */
export async function unpackRelease(
  archive: string,
  to: string,
  { archive: said, tree }: Pick<Release, 'archive' | 'tree'>,
  signal: AbortSignal,
): Promise<void> {
  const { bytes, sha256 } = await digestOfFile(archive, signal);
  if (bytes !== said.bytes || sha256 !== said.sha256) throw refused('the archive is not the one that was signed');
  await rm(to, { recursive: true, force: true });
  try {
    await mkdir(to, { recursive: true, mode: FOLDER });
    await unpacked(archive, to, tree);
    const found = await treeOf(to, signal);
    if (found.sha256 !== tree.sha256 || found.files !== tree.files)
      throw refused('what the archive holds is not what was signed');
  } catch (cause) {
    await rm(to, { recursive: true, force: true });
    signal.throwIfAborted();
    throw faultOf(cause);
  }
}

/** Links, devices and paths that lead elsewhere are refused, not left out: no release of ours has any. */
async function unpacked(archive: string, to: string, { bytes, files }: Release['tree']): Promise<void> {
  let [left, count] = [bytes, 0];
  let wrong: string | undefined;
  const written: { path: string; mode: number }[] = [];
  const complaintOf = (path: string, { type, size }: Pick<ReadEntry, 'type' | 'size'>): string | undefined => {
    if (!isInside(path)) return `${path} leads elsewhere`;
    if (type === 'Directory') return undefined;
    count += 1;
    left -= size;
    if (type !== 'File' && type !== 'OldFile') return `${path} is neither file nor folder`;
    return left < 0 || count > files ? 'it holds more than was signed' : undefined;
  };
  await extract({
    ...{ file: archive, cwd: to, strict: true, preserveOwner: false, noMtime: true },
    filter: (path, entry) => {
      const seen = entry as ReadEntry; // while it unpacks, each is one of the archive
      // What comes after something wrong is passed over.
      wrong ??= complaintOf(path, seen);
      if (wrong !== undefined) return false;
      if (seen.type !== 'Directory') written.push({ path, mode: (seen.mode ?? 0) & EXECUTE ? RUNS : READS });
      return true;
    },
  });
  if (wrong !== undefined) throw refused(wrong);
  for (const { path, mode } of written) await chmod(join(to, path), mode);
}

/** A folder may end with a stroke. */
const isInside = (path: string): boolean =>
  !path.startsWith('/') &&
  path
    .replace(/\/$/, '')
    .split('/')
    .every((part) => part !== '..' && part !== '' && !part.includes('\0'));

function faultOf(cause: unknown): KioskError {
  if (isFault(cause)) return cause;
  const isFull = cause instanceof Error && 'code' in cause && cause.code === 'ENOSPC';
  if (isFull) return new KioskError('STORE_FULL', { what: 'release' }, cause);
  return new KioskError('UPDATE_REFUSED', { why: cause instanceof Error ? cause.message : String(cause) }, cause);
}

const refused = (why: string): KioskError => new KioskError('UPDATE_REFUSED', { why });
